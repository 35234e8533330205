// SPDX-License-Identifier: MIT
// Plans that come with the program: finding one, listing them.
#include "app/plans/package.h"

#include <stdlib.h>

#include "app/plans/plan.h"
#include "base/advice.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "text/yaml.h"

#define MOST_PACKAGES 200

// "etcd" of "etcd.yaml"; NULL for what lies beside a plan.
static char *
name_of(const struct embedded *e)
{
    if (strchr(e->name, '/') || !str_ends(e->name, ".yaml"))
        return NULL;
    return mem_strndup(e->name, strlen(e->name) - strlen(".yaml"));
}

static void
suggest(const char *name, struct lct_err *err)
{
    const char *names[MOST_PACKAGES] = { NULL }, *near;
    size_t n = 0;

    for (const struct embedded *e = plan_packages; e->name && n < MOST_PACKAGES; e++) {
        names[n] = name_of(e);
        n += names[n] != NULL;
    }
    near = str_nearest(name, names, n);
    if (near)
        lct_hint(err, "did you mean package:%s?", near);
    else
        lct_hint(err, "%s shows them", ADVICE(PLAN_PACKAGES));
    while (n)
        free((char *)(uintptr_t)names[--n]);
}

int
package_find(const char *name, const struct embedded **ret, struct lct_err *err)
{
    _own_(free) char *file = mem_printf("%s.yaml", name);

    *ret = strchr(name, '/') ? NULL : embed_find(plan_packages, file);
    if (*ret)
        return LCT_OK;
    lct_fail(err, LCT_ENOTFOUND, "there is no packaged plan %s", name);
    suggest(name, err);
    return err->code;
}

static struct doc *
package_doc(struct arena *a, const char *name, const struct embedded *e)
{
    struct doc *d = doc_map(a), *plan = NULL;

    doc_put_string(a, d, "name", name);
    if (yaml_parse(a, e->data, e->size, &plan, NULL, ERR_IGNORED) < 0)
        plan = doc_map(a);
    doc_put_string(a, d, "description", doc_get_text(plan, "description", ""));
    doc_put(a, d, "parameters", plan_parameters_doc(a, plan));
    return d;
}

static bool
fits(const struct doc *d, const char *const *words)
{
    for (; words && *words; words++)
        if (!str_ihas(doc_get_text(d, "name", ""), *words) &&
            !str_ihas(doc_get_text(d, "description", ""), *words))
            return false;
    return true;
}

int
lct_plan_packages(
    struct lct *t, const char *const *words, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && ret);
    struct lct_answer *answer = answer_new();
    struct arena *a = answer->arena;
    struct doc *list = doc_put(a, answer->root, "packageplans", doc_list(a));

    for (const struct embedded *e = plan_packages; e->name; e++) {
        _own_(free) char *name = name_of(e);
        struct doc *d = name ? package_doc(a, name, e) : NULL;
        if (d && fits(d, words))
            doc_add(a, list, d);
    }
    *ret = answer;
    return LCT_OK;
}
