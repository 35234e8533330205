// SPDX-License-Identifier: MIT
// status.json
#include "lab/status.h"

#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/process.h"
#include "text/json.h"

#define TELL_MS 300 // status.json follows its numbers at this pace

static struct doc *
images_doc(struct arena *a)
{
    struct doc *d = doc_map(a), *real = doc_put(a, d, "real", doc_list(a));

    doc_add(a, real, doc_string(a, CATALOGUE_REAL_IMAGE));
    doc_put_string(a, d, "others", "boot the same Debian 12, and say so in their greeting");
    return d;
}

static int64_t
nodes_count(struct lab *lab)
{
    _own_(arena) struct arena *a = arena_new();
    int64_t n = 0;

    if (!lab->fleet)
        return 0;
    const struct doc *rows = world_list(&lab->world, a, "SELECT id FROM linode", "");
    doc_each (row, rows)
        n += fleet_running(lab->fleet, doc_get_int(row, "id", 0));
    return n;
}

static void
put_path(struct arena *a, struct doc *d, const char *key, const char *dir, const char *name)
{
    doc_put_string(a, d, key, arena_printf(a, "%s/%s", dir, name));
}

struct doc *
status_doc(struct lab *lab, struct arena *a, const char *state)
{
    struct doc *d = doc_map(a);
    char boot[BOOT_TEXT];
    const char *url =
        lab->httpd ? arena_printf(a, "http://127.0.0.1:%u", httpd_port(lab->httpd)) : NULL;

    doc_put_string(a, d, "state", state);
    doc_put_int(a, d, "pid", getpid());
    doc_put_int(a, d, "started", process_started(getpid()));
    doc_put_string(a, d, "boot", process_boot(boot));
    if (!url)
        return d;
    doc_put_string(a, d, "url", url);
    doc_put_string(a, d, "control", arena_printf(a, "%s/lab", url));
    put_path(a, d, "token_file", lab->conf.state_dir, "token");
    if (lab->fleet)
        put_path(a, d, "dial", lab->conf.state_dir, "dial.sock");
    doc_put_int(a, d, "nodes", nodes_count(lab));
    doc_put_int(a, d, "linodes", world_int(&lab->world, 0, "SELECT count(*) FROM linode", ""));
    doc_put_int(a, d, "balancers", world_int(&lab->world, 0, "SELECT count(*) FROM balancer", ""));
    doc_put(a, d, "images", images_doc(a));
    return d;
}

int
status_write(struct lab *lab, const char *state, struct lct_err *err)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(free) char *path = file_join(lab->conf.state_dir, "status.json");
    _own_(buf) struct buf text = { 0 };
    struct doc *d = status_doc(lab, a, state);

    doc_put_string(a, d, "control_token", lab->control);
    json_print(&text, d, JSON_PRETTY);
    buf_addc(&text, '\n');
    return file_write(path, buf_str(&text), text.len, 0600, err);
}

void
status_remove(const struct lab *lab)
{
    _own_(free) char *path = file_join(lab->conf.state_dir, "status.json");

    unlink(path);
}

static void
status_tell(void *user)
{
    struct lab *lab = user;
    struct lct_err err = { 0 };

    timer_stop(lab->telling);
    lab->telling = NULL;
    if (status_write(lab, "running", &err) < 0)
        log_warn("%s", err.text);
}

void
status_changed(struct lab *lab)
{
    if (!lab->telling)
        lab->telling = timer_start(lab->loop, TELL_MS, status_tell, lab);
}
