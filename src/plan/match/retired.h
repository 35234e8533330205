// SPDX-License-Identifier: MIT
// What plans of earlier years name and no longer exists.
#ifndef PLAN_MATCH_RETIRED_H
#define PLAN_MATCH_RETIRED_H

#include <stdint.h>

struct retired_region {
    const char *word, *id; // "us-south-1a", "9" -> the living id
};
struct retired_type {
    const char *id, *label, *klass;
    int64_t memory_gb, disk_gb, vcpus, monthly;
};

extern const struct retired_region retired_regions[]; // ends with NULL
extern const struct retired_type retired_types[];     // ends with NULL id
// v3 plan numbers: memory in MB, 0 when there is none.
int64_t retired_plan_memory(const char *number);
// What a number of the v3 API named; the word itself when it is none.
const char *retired_image(const char *word);  // "124": "ubuntu14.04"
const char *retired_kernel(const char *word); // "138": "linode/latest-64bit"

#endif
