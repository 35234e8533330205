// SPDX-License-Identifier: MIT
// linodetool: the command line.
#include <fcntl.h>
#include <unistd.h>

#include "base/secret.h"
#include "cli/show/tell.h"

// Where standard output is closed, the next file opened would get its number, and the answer be
// written into it: the inventory, or a secret.
static void
hold_standard_files(void)
{
    for (int fd = 0; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd ? O_RDONLY : O_WRONLY) != fd)
            _exit(1);
}

int
main(int argc, char **argv)
{
    struct invocation v = { 0 };
    bool done = false;
    int status;

    hold_standard_files();
    secret_process();
    output_begin();
    status = command_parse(argc, argv, &v, &done);
    if (v.detailed)
        status = detailed_error(status);
    if (!status && !done)
        status = v.command->run(&v);
    status = output_end(&v, status);
    invocation_done(&v);
    return status;
}
