// SPDX-License-Identifier: MIT
// The lab's life: alone in its folder, ready, told to stop.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "lab/api/api.h"
#include "lab/api/route.h"
#include "lab/api/token.h"
#include "lab/fleet/base.h"
#include "lab/status.h"
#include "lab/world/balancer/work.h"
#include "lab/world/power.h"
#include "lab/world/script/script.h"
#include "lab/world/watchdog.h"

#define BODY_MAX ((size_t)1 << 20)
#define LOCK_MS 10000 // for one that is just ending

// Its file system must not be somebody else's to read or to change.
static int
folder_take(const struct lab_conf *conf, int *lock, struct lct_err *err)
{
    _own_(free) char *path = file_join(conf->state_dir, "lab.lock");
    _own_(fd) int fd = -1;

    if (file_mkdirs(conf->state_dir, 0700, err) < 0)
        return err->code;
    fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return lct_fail(err, LCT_EFAILED, "cannot open %s: %s", path, strerror(errno));
    for (int waited = 0; flock(fd, LOCK_EX | LOCK_NB) < 0; waited += 100) {
        if (waited >= LOCK_MS)
            return lct_fail(err, LCT_EEXISTS, "another lab runs in %s", conf->state_dir);
        usleep(100 * 1000);
    }
    *lock = take_fd(&fd);
    return LCT_OK;
}

static void
progress(void *user, const char *text)
{
    log_info("%s", text);
}

static void
fleet_gone(void *user, const char *why)
{
    struct lab *lab = user;

    log_warn("the nodes' supervisor is gone: %s", why);
    lab->status = 1;
    lab->done = true;
}

static int
nodes_start(struct lab *lab, struct lct_err *err)
{
    static const struct fleet_events events = { .ended = watchdog_ended, .lost = fleet_gone };
    _own_(free) char *base = NULL, *packages = file_join(lab->conf.cache_dir, "packages");
    int code = lab_base_ensure(lab->conf.cache_dir, progress, lab, &base, err);

    if (!code)
        code = lab_base_hold(base, err);
    if (code)
        return code;
    code = fleet_start(lab->loop,
        &(struct fleet_conf){ .state_dir = lab->conf.state_dir,
            .base_dir = base,
            .init = lab->conf.init,
            .nodes_max = lab->conf.nodes_max,
            .internet = lab->conf.internet,
            .cache_dir = packages },
        &events, lab, &lab->fleet, err);
    if (!code)
        power_sweep(lab);
    return code;
}

static int
api_start(struct lab *lab, struct lct_err *err)
{
    struct httpd_conf conf = {
        .address = "127.0.0.1", .port = lab->conf.port, .max_body = BODY_MAX, .listen_fd = -1
    };

    return httpd_start(lab->loop, &conf, api_handle, lab, &lab->httpd, err);
}

static int
lab_open(struct lab *lab, struct lct_err *err)
{
    _own_(free) char *world = file_join(lab->conf.state_dir, "world.db");
    _own_(free) char *token = file_join(lab->conf.state_dir, "token");
    char control[TOKEN_TEXT];

    token_new(loop_random(lab->loop), control);
    lab->control = mem_strdup(control);
    budgets_init(&lab->budgets);
    if (status_write(lab, "starting", err) < 0 || catalogue_init(&lab->catalogue, err) < 0 ||
        world_open(&lab->world, world, lab->clock, err) < 0 ||
        token_file_ensure(lab, token, err) < 0)
        return err->code;
    world_begin(&lab->world);
    script_stock(lab);
    if (!world_end(&lab->world))
        return lct_fail(err, LCT_EFAILED, "the lab's world cannot be written");
    if (lab->conf.nodes && nodes_start(lab, err) < 0)
        return err->code;
    if (api_start(lab, err) < 0)
        return err->code;
    power_resume(lab);
    if (lab->fleet)
        balancing_start(lab);
    jobs_kick(lab);
    return status_write(lab, "running", err);
}

static void
lab_close(struct lab *lab)
{
    httpd_stop(lab->httpd);
    api_release(lab);
    if (lab->fleet)
        fleet_stop(lab->fleet);
    balancing_stop(lab);
    jobs_done(lab);
    timer_stop(lab->telling);
    if (lab->world.db)
        world_close(&lab->world);
    catalogue_done(&lab->catalogue);
    faults_clear(&lab->faults);
    budgets_done(&lab->budgets);
    request_log_done(&lab->log);
    free(lab->control);
    status_remove(lab);
}

static void
told_to_stop(void *user, int signo)
{
    struct lab *lab = user;

    lab->done = true;
}

static void
lab_run(struct lab *lab)
{
    struct sigwatch *term = sigwatch_start(lab->loop, SIGTERM, told_to_stop, lab);
    struct sigwatch *interrupt = sigwatch_start(lab->loop, SIGINT, told_to_stop, lab);

    log_info("the lab is ready: http://127.0.0.1:%u", httpd_port(lab->httpd));
    loop_run(lab->loop, &lab->done);
    log_info("the lab stops");
    sigwatch_stop(term);
    sigwatch_stop(interrupt);
}

int
lab_serve(const struct lab_conf *conf)
{
    _own_(loop) struct loop *loop = loop_new();
    struct lab lab = { .conf = *conf, .loop = loop, .clock = loop_clock(loop), .nouns = api_nouns };
    _own_(fd) int lock = -1;
    struct lct_err err = { 0 };

    if (folder_take(conf, &lock, &err) < 0) {
        log_warn("%s", err.text);
        return 1;
    }
    if (lab_open(&lab, &err) < 0) {
        log_warn("%s%s%s", err.text, err.hint[0] ? "; " : "", err.hint);
        lab.status = 1;
    } else {
        lab_run(&lab);
    }
    lab_close(&lab);
    return lab.status;
}
