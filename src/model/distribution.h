// SPDX-License-Identifier: MIT
// What the distribution of a public image has when it comes up, beside what the cloud tells of it.
#ifndef MODEL_DISTRIBUTION_H
#define MODEL_DISTRIBUTION_H

#include "model/catalogue.h"

struct distribution {
    const char *name;     // how ids of its images begin: "linode/debian12" is "debian"
    const char *packages; // the command that installs software: "apt-get"
    bool systemd;         // else OpenRC, or scripts
    bool nft;             // nftables' command
    bool firewalld;       // it runs, with rules of its own
    bool btrfs;
};

// NULL: none that we know, such as that of an image of one's own.
const struct distribution *image_distribution(const struct image *i);

#endif
