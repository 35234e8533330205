// SPDX-License-Identifier: MIT
// StackScripts of the account in memory: two public ones, as the lab has them.
#include "base/str.h"
#include "cloud/mem/request.h"

#define DATABASE                          \
    { "db_name", "" }, { "db_user", "" }, \
    {                                     \
        "db_user_password", ""            \
    }

static const char *const images[] = { "linode/debian12", NULL };
static const struct stackscript_field lamp[] = { DATABASE, { "greeting", "It works." } };
static const struct stackscript_field mysql[] = { DATABASE,
    { "listen", "everybody", .one_of = "everybody,this Linode" } };
static const struct stackscript scripts[] = {
    { "1", "linode", "LAMP", images, lamp, sizeof lamp / sizeof lamp[0] },
    { "2", "linode", "MySQL", images, mysql, sizeof mysql / sizeof mysql[0] },
};

const struct stackscript *
mem_script(const char *name)
{
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
        const struct stackscript *s = &scripts[i];
        const size_t n = strlen(s->owner);
        if (str_eq(s->id, name) ||
            (str_starts(name, s->owner) && name[n] == '/' && str_eq(name + n + 1, s->label)))
            return s;
    }
    return NULL;
}

static void
tell_script(struct request *r, const struct lct_err *err)
{
    const struct stackscript *found = err->code ? NULL : mem_script(r->want);

    ((cloud_scripts_fn *)r->fn)(r->user, err, found, found != NULL);
}

static int
effect_none(struct request *r, struct lct_err *err)
{
    (void)r;
    return err->code;
}

static struct op *
find(struct cloud *c, const char *name, cloud_scripts_fn *fn, void *user)
{
    struct request *r = request_new(c, "script.find", effect_none, tell_script, (any_fn *)fn, user);

    r->want = request_text(r, name);
    return request_go(r, false);
}

const struct script_ops mem_scripts = { .find = find };
