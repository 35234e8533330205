// linodetool: the command line.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/secret.h"
#include "cli/command.h"

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
    status = command_parse(argc, argv, &v, &done);
    if (!status && !done)
        status = v.command->run(&v);
    invocation_done(&v);
    if (fflush(stdout) != 0 && !status) {
        if (errno != EPIPE)
            fputs("linodetool: cannot write the answer\n", stderr);
        status = 1;
    }
    return status;
}
