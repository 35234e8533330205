// SPDX-License-Identifier: MIT
// lab fault: trouble on demand.
#include <stdlib.h>

#include "base/parse.h"
#include "base/str.h"
#include "cli/cmd/run.h"

static void
print_faults(const struct lct_value *root)
{
    const struct lct_value *faults = lct_get(root, "faults");

    if (!lct_count(faults))
        puts("The lab's API behaves.");
    for (size_t i = 0; i < lct_count(faults); i++) {
        const struct lct_value *f = lct_at(faults, i);
        int64_t left = lct_int(lct_get(f, "left"), -1);
        printf_safe(stdout, "%s befalls %g of 100 requests, %s %s",
            lct_text(lct_get(f, "kind"), ""), 100 * lct_number(lct_get(f, "rate"), 1),
            lct_text(lct_get(f, "method"), "*"), lct_text(lct_get(f, "path"), "*"));
        if (left >= 0)
            printf_safe(stdout, ", %lld times more", (long long)left);
        putchar('\n');
    }
}

static int
number_option(struct invocation *v, const char *name, int64_t *n)
{
    const char *text = option_value(v, name);

    if (text && !parse_int(text, 0, INT64_MAX, n))
        return tell_usage(v, "", "--%s %s is no number", name, text);
    return 0;
}

static int
read_fault(struct invocation *v, struct lct_lab_fault *f)
{
    const char *rate = option_value(v, "rate");
    char *end = NULL;
    int status;

    *f = (struct lct_lab_fault){ .kind = v->arguments[0],
        .rate = rate ? strtod(rate, &end) : 1,
        .method = option_value(v, "method"),
        .path = option_value(v, "path"),
        .seed = -1 };
    if (rate && (end == rate || *end || !(f->rate >= 0 && f->rate <= 1)))
        return tell_usage(v, "", "--rate %s is not from 0 to 1", rate);
    status = number_option(v, "seed", &f->seed);
    return status ? status : number_option(v, "count", &f->count);
}

int
run_lab_fault(struct invocation *v)
{
    struct lct_answer *answer = NULL;
    struct lct_lab_fault fault;
    struct lct_err err = { 0 };
    int status = read_fault(v, &fault), code;

    if (status || !toolkit(v, &status))
        return status;
    code = lct_lab_fault(v->toolkit, str_eq(fault.kind, "none") ? NULL : &fault, &answer, &err);
    return finish(v, code, answer, &err, print_faults);
}
