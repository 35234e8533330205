// linodetool: the command line.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/command.h"

static struct lct *interrupted;

static void
on_signal(int signo)
{
    (void)signo;
    if (interrupted)
        lct_interrupt(interrupted);
}

static void
catch_interrupts(struct lct *t)
{
    const struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };

    interrupted = t;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

static int
split_context(char *text, struct lct_conf *conf, struct lct_err *err)
{
    char *slash = strchr(text, '/');

    if (!slash || slash == text || !slash[1] || strchr(slash + 1, '/')) {
        lct_fail(err, LCT_EUSAGE, "--context %s is not APP/CUSTOMER", text);
        return err->code;
    }
    *slash = '\0';
    conf->app = text;
    conf->customer = slash + 1;
    return LCT_OK;
}

struct lct *
toolkit(struct invocation *v, int *status)
{
    const char *context = option_value(v, "context");
    _own_(free) char *copy = mem_strdup(context ? context : "");
    struct lct_conf conf = {
        .config_file = option_value(v, "config"),
        .profile = option_value(v, "profile"),
        .token_file = option_value(v, "token-file"),
    };
    struct lct_err err = { 0 };

    if (v->toolkit)
        return v->toolkit;
    if ((context && split_context(copy, &conf, &err) < 0) ||
        lct_open(&conf, &v->toolkit, &err) < 0) {
        *status = tell_error(v, &err);
        return NULL;
    }
    catch_interrupts(v->toolkit);
    return v->toolkit;
}

static void
print_log(void *user, enum log_level level, const char *text)
{
    (void)user;
    fprintf(stderr, "%s: %s\n",
        level == LOG_WARN   ? "warning"
        : level == LOG_INFO ? "info"
                            : "debug",
        text);
}

int
main(int argc, char **argv)
{
    struct invocation v = { 0 };
    bool done = false;
    int status;

    for (int i = 1; i < argc && !str_eq(argv[i], "--"); i++)
        v.json |= str_eq(argv[i], "--json"); // so that a wrong line is told in JSON, too
    status = command_parse(argc, argv, &v, &done);
    if (!status && !done) {
        if (v.verbose)
            log_to(print_log, NULL, LOG_INFO);
        status = v.command->run(&v);
    }
    lct_close(v.toolkit);
    free(v.arguments);
    free(v.rest);
    if (fflush(stdout) != 0 && !status) {
        fputs("linodetool: cannot write the answer\n", stderr);
        status = 1;
    }
    return status;
}
