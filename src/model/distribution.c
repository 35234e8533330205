// SPDX-License-Identifier: MIT
// The distributions of Linode's public images.
#include "model/distribution.h"

#include "base/str.h"

static const struct distribution distributions[] = {
    // name, packages, systemd, nft, firewalld, btrfs
    { "almalinux", "dnf", true, true, true, false },
    { "alpine", "apk", false, false, false, true },
    { "arch", "pacman", true, true, false, true },
    { "centos", "dnf", true, true, true, false },
    { "debian", "apt-get", true, true, false, true },
    { "fedora", "dnf", true, true, true, true },
    { "gentoo", "emerge", false, false, false, true },
    { "kali", "apt-get", true, true, false, true },
    { "opensuse", "zypper", true, true, true, true },
    { "rocky", "dnf", true, true, true, false },
    { "slackware", "slackpkg", false, false, false, true },
    { "ubuntu", "apt-get", true, true, false, true },
};

const struct distribution *
image_distribution(const struct image *i)
{
    if (!str_istarts(i->id, "linode/"))
        return NULL;
    for (size_t k = 0; k < sizeof distributions / sizeof distributions[0]; k++)
        if (str_istarts(i->id + 7, distributions[k].name))
            return &distributions[k];
    return NULL;
}
