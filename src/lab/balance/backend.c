// SPDX-License-Identifier: MIT
// From an address of the region's to one of a range of the VPC's: before it is there, so that what
// filters there sees where it comes from.
#include "lab/balance/backend.h"

#include <string.h>

void
backends_render(struct buf *out, const struct doc *backends)
{
    buf_adds(out, "table ip backends\n"
                  "delete table ip backends\n"
                  "table ip backends {\n"
                  "  chain out {\n"
                  "    type nat hook postrouting priority srcnat\n");
    doc_each (b, backends) {
        const char *range = doc_get_text(b, "ipv4_range", "");
        buf_addf(out, "    ip saddr %s snat to %.*s\n", doc_get_text(b, "source", ""),
            (int)strcspn(range, "/"), range);
    }
    buf_adds(out, "  }\n}\n");
}
