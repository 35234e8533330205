// SPDX-License-Identifier: MIT
// What a machine is made with, or rebuilt: the id of the StackScript that was looked up, and the
// answers.
#include "step/script.h"

#include <string.h>

#include "base/buf.h"
#include "step/world.h"
#include "text/json.h"

// Into memory that is not moved any more, and wiped: answers may be passwords.
static struct secret *
answers_json(const struct doc *vars)
{
    _own_(buf) struct buf out = { 0 };
    struct secret *ret;
    size_t room = 3;

    for (size_t i = 0; i < doc_count(vars); i++)
        room += 6 * (strlen(vars->keys[i]->text) + strlen(doc_text(vars->items[i], ""))) + 8;
    buf_room(&out, room);
    buf_addc(&out, '{');
    for (size_t i = 0; i < doc_count(vars); i++) {
        buf_adds(&out, i ? "," : "");
        json_quote(&out, vars->keys[i]->text);
        buf_addc(&out, ':');
        json_quote(&out, doc_text(vars->items[i], ""));
    }
    buf_addc(&out, '}');
    ret = secret_new(out.data, out.len);
    secret_wipe(out.data, out.len);
    return ret;
}

int
member_script(const struct member *m, const char **id, struct secret **answers, struct lct_err *err)
{
    const struct plan_step *s = node_plan_script(m->np);

    *id = NULL;
    *answers = NULL;
    if (!s)
        return LCT_OK;
    if (!s->script_id)
        return lct_fail(err, LCT_EFAILED, "the StackScript %s was not looked up", s->value);
    *id = s->script_id;
    *answers = answers_json(s->vars);
    return LCT_OK;
}
