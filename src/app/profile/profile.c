// SPDX-License-Identifier: MIT
// Profiles: where and as whom.
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "app/toolkit.h"
#include "base/advice.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "text/yaml.h"

static void
add_profile(struct lct *t, struct lct_answer *answer, struct doc *list, const char *name,
    const char *current)
{
    struct arena *a = answer->arena;
    struct doc *d = doc_add(a, list, doc_map(a));
    _own_(free) char *path = mem_printf("%s/profiles/%s.yaml", t->config_dir, name);
    _own_(buf) struct buf text = { 0 };
    struct doc *own = NULL;

    if (file_read(path, 65536, &text, ERR_IGNORED) == LCT_OK)
        yaml_parse(a, buf_str(&text), text.len, &own, NULL, ERR_IGNORED);
    doc_put_string(a, d, "name", name);
    doc_put_string(a, d, "url", doc_get_text(own, "url", LINODE_API));
    doc_put_string(a, d, "token", doc_get_text(own, "token-file", "secrets"));
    doc_put_bool(a, d, "current", str_eq(name, current));
}

int
lct_profile_list(struct lct *t, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && ret);
    _own_(free) char *dir = mem_printf("%s/profiles", t->config_dir);
    _own_(free) char *current = NULL;

    if (profile_current(t, &current, err) < 0 && err->code != LCT_EUSAGE)
        return err->code; // where it names none, none is the current one
    *err = (struct lct_err){ 0 };
    DIR *d = opendir(dir);
    if (!d && errno != ENOENT)
        return lct_fail(err, LCT_EFAILED, "cannot read %s: %s", dir, strerror(errno));
    struct lct_answer *answer = answer_new();
    struct doc *list = doc_put(answer->arena, answer->root, "profiles", doc_list(answer->arena));
    add_profile(t, answer, list, "default", current);
    for (struct dirent *entry; d && (entry = readdir(d));) {
        if (entry->d_name[0] == '.' || !str_ends(entry->d_name, ".yaml"))
            continue;
        _own_(free) char *name = mem_strndup(entry->d_name, strlen(entry->d_name) - 5);
        if (!str_eq(name, "default"))
            add_profile(t, answer, list, name, current);
    }
    if (d)
        closedir(d);
    *ret = answer;
    return LCT_OK;
}

int
lct_profile_use(struct lct *t, const char *name, struct lct_err *err)
{
    API_NEEDS(err, t && name);
    _own_(free) char *path = mem_printf("%s/profile", t->config_dir);
    _own_(free) char *line = mem_printf("%s\n", name);
    struct lct_answer *answer;
    bool known = false;

    if (lct_profile_list(t, &answer, err) < 0)
        return err->code;
    doc_each (p, doc_get(answer->root, "profiles"))
        known |= str_eq(doc_get_text(p, "name", NULL), name);
    lct_answer_free(answer);
    if (!known) {
        lct_fail(err, LCT_ENOTFOUND, "there is no profile %s", name);
        return lct_hint(err, "%s shows those there are", ADVICE(PROFILE_LIST));
    }
    if (file_mkdirs(t->config_dir, 0700, err) < 0)
        return err->code;
    return file_write(path, line, strlen(line), 0600, err);
}

struct asking {
    struct lct *t;
    struct lct_err *err;
    struct lct_answer *answer;
    bool done;
};

static void
answered(void *user, const struct lct_err *err, const struct cloud_profile *p)
{
    struct asking *q = user;

    q->done = true;
    *q->err = *err;
    if (err->code != LCT_OK)
        return;
    q->answer = answer_new();
    struct arena *a = q->answer->arena;
    struct doc *d = q->answer->root;
    doc_put_string(a, d, "username", p->username);
    doc_put_string(a, d, "email", p->email);
    doc_put_string(a, d, "scopes", p->scopes);
    doc_put_bool(a, d, "restricted", p->restricted);
    doc_put_string(a, d, "url", q->t->url);
    doc_put_string(a, d, "profile", q->t->profile.name);
}

int
lct_profile_show(struct lct *t, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && ret);
    struct asking q = { .t = t, .err = err };
    struct cloud *cloud;

    if (cloud_open(t, CLOUD_READ, &cloud, err) < 0)
        return err->code;
    cloud->ops->account->profile(cloud, answered, &q);
    loop_run(t->loop, &q.done);
    cloud->ops->close(cloud);
    if (err->code == LCT_OK)
        *ret = q.answer;
    return err->code;
}
