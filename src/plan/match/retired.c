// SPDX-License-Identifier: MIT
// Tables of 2017 (and before), for reading old plans.
#include "plan/match/retired.h"

#include <stddef.h>

#include "base/str.h"

const struct retired_region retired_regions[] = {
    // v3 datacenter numbers; 8 was Tokyo 1, which moved to Tokyo 2
    { "2", "us-central" },
    { "3", "us-west" },
    { "4", "us-southeast" },
    { "6", "us-east" },
    { "7", "eu-west" },
    { "8", "ap-northeast" },
    { "9", "ap-south" },
    { "10", "eu-central" },
    { "11", "ap-northeast" },
    { "15", "ca-central" },
    // their names, where those are no place of today
    { "tokyo1", "ap-northeast" },
    { "shinagawa1", "ap-northeast" },
    { "toronto1", "ca-central" },
    { "mumbai1", "ap-west" },
    { "sydney1", "ap-southeast" },
    // early v4 ids
    { "us-east-1a", "us-east" },
    { "us-south-1a", "us-central" },
    { "us-west-1a", "us-west" },
    { "us-southeast-1a", "us-southeast" },
    { "eu-west-1a", "eu-west" },
    { "eu-central-1a", "eu-central" },
    { "ap-south-1a", "ap-south" },
    { "ap-northeast-1a", "ap-northeast" },
    { "ap-northeast-1b", "ap-northeast" },
    { "us-south", "us-central" },
    { NULL, NULL },
};

const struct retired_type retired_types[] = {
    { "g5-nanode-1", "Linode 1024", "nanode", 1, 20, 1, 5 },
    { "g5-standard-1", "Linode 2048", "standard", 2, 30, 1, 10 },
    { "g5-standard-2", "Linode 4096", "standard", 4, 48, 2, 20 },
    { "g5-standard-4", "Linode 8192", "standard", 8, 96, 4, 40 },
    { "g5-standard-6", "Linode 12288", "standard", 12, 192, 6, 80 },
    { "g5-standard-8", "Linode 24576", "standard", 24, 384, 8, 160 },
    { "g5-standard-12", "Linode 49152", "standard", 48, 768, 12, 320 },
    { "g5-standard-16", "Linode 65536", "standard", 64, 1152, 16, 480 },
    { "g5-standard-20", "Linode 81920", "standard", 80, 1536, 20, 640 },
    { "g5-highmem-1", "Linode 16GB high memory", "highmem", 16, 20, 1, 60 },
    { "g5-highmem-2", "Linode 32GB high memory", "highmem", 32, 40, 2, 120 },
    { "g5-highmem-4", "Linode 60GB high memory", "highmem", 60, 90, 4, 240 },
    { "g5-highmem-8", "Linode 100GB high memory", "highmem", 100, 200, 8, 480 },
    { "g5-highmem-16", "Linode 200GB high memory", "highmem", 200, 340, 16, 960 },
    { NULL, NULL, NULL, 0, 0, 0, 0 },
};

int64_t
retired_plan_memory(const char *number)
{
    static const struct {
        const char *number;
        int64_t memory_mb;
    } plans[] = { { "1", 1024 }, { "2", 2048 }, { "4", 4096 }, { "6", 8192 }, { "7", 16384 },
        { "8", 32768 }, { "9", 49152 }, { "10", 65536 }, { "12", 98304 } };

    for (size_t i = 0; i < sizeof plans / sizeof plans[0]; i++)
        if (str_eq(plans[i].number, number))
            return plans[i].memory_mb;
    return 0;
}

struct number {
    const char *number, *word;
};

static const char *
number_word(const struct number *numbers, size_t n, const char *word)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(numbers[i].number, word))
            return numbers[i].word;
    return word;
}

const char *
retired_image(const char *word)
{
    static const struct number distributions[] = { { "117", "slackware14.1" },
        { "124", "ubuntu14.04" }, { "126", "ubuntu12.04" }, { "127", "centos6.5" },
        { "129", "centos7" }, { "130", "debian7" }, { "135", "opensuse13.2" }, { "137", "gentoo" },
        { "138", "arch" }, { "139", "ubuntu15.04" }, { "140", "debian8.1" },
        { "141", "fedora22" } };

    return number_word(distributions, sizeof distributions / sizeof distributions[0], word);
}

const char *
retired_kernel(const char *word)
{
    static const struct number kernels[] = { { "92", "linode/pv-grub_x86_32" },
        { "95", "linode/pv-grub_x86_64" }, { "137", "linode/latest-32bit" },
        { "138", "linode/latest-64bit" } };

    return number_word(kernels, sizeof kernels / sizeof kernels[0], word);
}
