// SPDX-License-Identifier: MIT
// What a node has that was made with a StackScript.
#include <stdlib.h>

#include "base/mem.h"
#include "base/own.h"
#include "lab/layer/layer.h"

#define SCRIPT_RUN "/var/lib/lab/stackscript"

// What Linode has in the place of its first getty: the script is at the console, is told who it is
// on besides what it asked for, and runs once - again, where it was interrupted. Nobody keeps how
// it ended.
void
layer_script(
    struct layer *l, int64_t node, const char *hostname, const char *script, const char *words)
{
    static const char unit[] = "[Unit]\nDescription=StackScript\n"
                               "ConditionPathExists=" SCRIPT_RUN "\n"
                               "After=cloud-stages.service systemd-user-sessions.service\n"
                               "[Service]\nType=exec\nExecStart=" SCRIPT_RUN "\n"
                               "KillMode=process\nStandardOutput=journal+console\n";
    static const char *const folders[] = { "etc/systemd", "etc/systemd/system",
        "etc/systemd/system/multi-user.target.d", "var", "var/lib" };
    _own_(free) char *run = NULL;

    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        layer_folder(l, folders[i], 0755);
    layer_folder(l, "var/lib/lab", 0700);
    run = mem_printf("#!/bin/sh\nenv -i HOME=/root TERM=linux PATH=/usr/local/sbin:/usr/local/bin:"
                     "/usr/sbin:/usr/bin:/sbin:/bin LINODE_ID=%lld LINODE_LISHUSERNAME=%s"
                     "%s /root/StackScript\nrm -f \"$0\"\n",
        (long long)node, hostname, words ? words : "");
    layer_file(l, "root/StackScript", 0700, script);
    layer_file(l, &SCRIPT_RUN[1], 0700, run);
    layer_file(l, "etc/systemd/system/lab-stackscript.service", 0644, unit);
    layer_file(l, "etc/systemd/system/multi-user.target.d/stackscript.conf", 0644,
        "[Unit]\nWants=lab-stackscript.service\n");
}
