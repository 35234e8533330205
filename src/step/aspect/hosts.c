// SPDX-License-Identifier: MIT
// Renders the names of a cluster's nodes.
#include "step/aspect/hosts.h"

#include <string.h>

#include "base/cidr.h"
#include "base/str.h"
#include "model/hostname.h"
#include "step/bundle/node_files.h"

static int
line_check(const struct hosts_line *line, struct lct_err *err)
{
    char why[FAULT_WHY];
    struct cidr c;

    if (!cidr_parse(line->address, true, &c) || strchr(line->address, '/'))
        return lct_fail(err, LCT_EFAILED, "'%s' is no address", line->address);
    for (size_t i = 0; i < 3 && line->names[i]; i++)
        if (zone_fault(line->names[i], why))
            return lct_fail(
                err, LCT_EFAILED, "'%s' cannot be a host name: %s", line->names[i], why);
    return LCT_OK;
}

int
hosts_render(const struct hosts_line *lines, size_t n, struct buf *out, struct lct_err *err)
{
    for (size_t i = 0; i < n; i++) {
        const struct hosts_line *line = &lines[i];
        if (line_check(line, err) < 0)
            return err->code;
        buf_adds(out, line->address);
        for (size_t k = 0; k < 3 && line->names[k]; k++)
            buf_addf(out, "%c%s", k ? ' ' : '\t', line->names[k]);
        buf_addc(out, '\n');
    }
    return LCT_OK;
}

struct bundle_step
hosts_step(struct arena *a, const char *section, const char *hostname, const char *lines)
{
    struct bundle_file *file = ARENA_NEW(a, struct bundle_file);
    struct bundle_env *env = arena_array(a, 3, sizeof *env);

    *file = (struct bundle_file){ "section", lines, 0600 };
    env[0] = (struct bundle_env){ "LCT_SECTION", section };
    env[1] = (struct bundle_env){ "LCT_HOSTNAME", hostname };
    return (struct bundle_step){
        .id = "hosts",
        .script = embed_find(node_files, "hosts.sh")->data,
        .files = file,
        .n_files = 1,
        .env = env,
        .timeout_ms = 30000,
        .mode = BUNDLE_ALWAYS,
    };
}
