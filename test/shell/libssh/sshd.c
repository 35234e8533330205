// SPDX-License-Identifier: MIT
// Starts and stops a real sshd for a test.
#include "sshd.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/file.h"
#include "base/mem.h"
#include "port/shell.h"

static const char program[] = "/usr/sbin/sshd";

bool
sshd_installed(void)
{
    return access(program, X_OK) == 0;
}

static void
must(bool fine, const char *what)
{
    if (fine)
        return;
    perror(what);
    abort();
}

unsigned
loopback_listen(int *fd)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t n = sizeof a;
    *fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    must(bind(*fd, (struct sockaddr *)&a, n) == 0 && listen(*fd, 64) == 0 &&
             getsockname(*fd, (struct sockaddr *)&a, &n) == 0,
        "listen");
    return ntohs(a.sin_port);
}

static char *
in_dir(const struct sshd *d, const char *name)
{
    return file_join(d->dir, name);
}

static void
write_file(const struct sshd *d, const char *name, const char *text, size_t n)
{
    struct lct_err err = { 0 };
    char *path = in_dir(d, name);
    must(file_write(path, text, n, 0600, &err) == 0, err.text);
    free(path);
}

static void
make_keys(struct sshd *d, const char *seed)
{
    unsigned char host_seed[32] = "host", user_seed[32] = "user";
    struct lct_err err = { 0 };
    strncpy((char *)host_seed + 4, seed, 27);
    strncpy((char *)user_seed + 4, seed, 27);
    struct secret *host;
    char *user_public;
    size_t n;
    must(ssh_key_from_seed(host_seed, "", &host, &d->host_public, &err) == 0, err.text);
    must(ssh_key_from_seed(user_seed, "me", &d->user_private, &user_public, &err) == 0, err.text);
    const char *text = secret_reveal(host, &n);
    write_file(d, "host", text, n);
    write_file(d, "keys", user_public, strlen(user_public));
    secret_free(host);
    free(user_public);
}

static void
make_config(struct sshd *d, const char *config)
{
    char *text = mem_printf("%sListenAddress 127.0.0.1\nPort %u\nHostKey %s/host\n"
                            "AuthorizedKeysFile %s/keys\nPidFile none\nUsePAM no\nUseDNS no\n"
                            "StrictModes no\nPasswordAuthentication no\nPermitRootLogin yes\n"
                            "MaxStartups 1000\nMaxSessions 3\nLogLevel VERBOSE\n"
                            "SetEnv HOME=%s\n", // not what the user's shell reads at a log-in
        config, d->port, d->dir, d->dir, d->dir);
    write_file(d, "config", text, strlen(text));
    free(text);
}

static void
run_program(const struct sshd *d)
{
    char *config = in_dir(d, "config"), *log = in_dir(d, "log");
    int fd = open(log, O_CREAT | O_WRONLY | O_APPEND, 0600);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    dup2(fd, 2);
    dup2(fd, 1);
    execl(program, program, "-D", "-e", "-f", config, (char *)NULL);
    _exit(127);
}

static bool
listens(unsigned port)
{
    struct sockaddr_in a = { .sin_family = AF_INET,
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
        .sin_port = htons((uint16_t)port) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool fine = connect(fd, (struct sockaddr *)&a, sizeof a) == 0;
    close(fd);
    return fine;
}

void
sshd_start(struct sshd *d)
{
    sshd_start_as(d, "", "");
}

void
sshd_start_as(struct sshd *d, const char *seed, const char *config)
{
    int probe;
    *d = (struct sshd){ 0 };
    snprintf(d->dir, sizeof d->dir, "/tmp/lct-sshd-XXXXXX");
    must(mkdtemp(d->dir) != NULL, "mkdtemp");
    d->user = mem_strdup(getpwuid(getuid())->pw_name);
    d->port = loopback_listen(&probe);
    close(probe);
    make_keys(d, seed);
    make_config(d, config);
    if (getuid() == 0)
        mkdir("/run/sshd", 0755);
    d->pid = fork();
    if (d->pid == 0)
        run_program(d);
    for (int i = 0; i < 500 && !listens(d->port); i++)
        usleep(10000);
}

void
sshd_kill_sessions(const struct sshd *d)
{
    struct lct_err err = { 0 };
    struct buf pids = { 0 };
    char *path = mem_printf("/proc/%d/task/%d/children", d->pid, d->pid), *rest;
    must(file_read(path, 1 << 20, &pids, &err) == 0, err.text);
    rest = pids.data;
    for (long pid; rest && (pid = strtol(rest, &rest, 10)) > 0;)
        kill((pid_t)pid, SIGKILL);
    buf_done(&pids);
    free(path);
}

void
sshd_stop(struct sshd *d)
{
    struct lct_err err = { 0 };
    kill(d->pid, SIGTERM);
    waitpid(d->pid, NULL, 0);
    file_remove_tree(d->dir, &err);
    free(d->user);
    free(d->host_public);
    secret_free(d->user_private);
}

char *
sshd_log(const struct sshd *d)
{
    struct lct_err err = { 0 };
    struct buf text = { 0 };
    char *path = in_dir(d, "log");
    must(file_read(path, 64 << 20, &text, &err) == 0, err.text);
    free(path);
    return buf_take(&text);
}
