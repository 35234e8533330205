// SPDX-License-Identifier: MIT
// The contract of the cloud port: StackScripts.
#include "base/str.h"
#include "cloud_fixture.h"
#include "testing.h"

struct told_scripts {
    struct told t;
    size_t n;
    char id[32], name[80], choice[80];
    size_t n_fields;
    bool takes, open;
};

static void
on_scripts(void *user, const struct lct_err *err, const struct stackscript *scripts, size_t n)
{
    struct told_scripts *to = user;
    const struct stackscript_field *f;

    to->n = n;
    if (n) {
        snprintf(to->id, sizeof to->id, "%s", scripts->id);
        snprintf(to->name, sizeof to->name, "%s/%s", scripts->owner, scripts->label);
        to->n_fields = scripts->n_fields;
        to->takes = stackscript_takes(scripts, "linode/debian12");
        to->open = stackscript_takes(scripts, "linode/arch");
        f = stackscript_field(scripts, "listen");
        snprintf(to->choice, sizeof to->choice, "%s", f && f->one_of ? f->one_of : "");
    }
    told_err(&to->t, err);
}

static struct told_scripts
find(struct fixture *f, const char *name)
{
    struct told_scripts to = { 0 };

    f->cloud->ops->scripts->find(f->cloud, name, on_scripts, &to);
    wait_for(f, &to.t);
    return to;
}

void
test_scripts(void **state)
{
    struct fixture *f = *state;
    struct told_scripts one = find(f, "linode/MySQL"), same = find(f, one.id);
    struct told m;

    assert_int_equal(one.t.err.code, LCT_OK);
    assert_int_equal(one.n, 1);
    assert_string_equal(one.name, "linode/MySQL");
    assert_int_equal(one.n_fields, 4);
    assert_string_equal(one.choice, "everybody,this Linode");
    assert_true(one.takes);
    assert_false(one.open);
    assert_string_equal(same.name, one.name);
    assert_int_equal(find(f, "linode/Nothing").n, 0);
    assert_int_equal(find(f, "linode/Nothing").t.err.code, LCT_OK);
    assert_int_equal(find(f, "MySQL").n, 0); // it is not the account's own
    assert_int_equal(find(f, "999999999").n, 0);
    assert_int_equal(find(f, "999999999").t.err.code, LCT_OK);
    m = create_spec(f, &(struct machine_spec){ .label = f->label,
                           .region = "us-east",
                           .type = "g6-nanode-1",
                           .image = "linode/debian12",
                           .script = "999999999",
                           .authorized_keys = contract_keys,
                           .swap_mb = -1 });
    assert_int_equal(m.err.code, LCT_EFAILED);
}
