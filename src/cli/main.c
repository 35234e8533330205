// linodetool: the command line.
#include <errno.h>
#include <stdio.h>

#include "cli/command.h"

int
main(int argc, char **argv)
{
    struct invocation v = { 0 };
    bool done = false;
    int status = command_parse(argc, argv, &v, &done);

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
