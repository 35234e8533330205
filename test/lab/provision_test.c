// SPDX-License-Identifier: MIT
// A node's own layer before the first boot, and the addresses of its networks.
#include <sys/stat.h>
#include <unistd.h>

#include "../testing.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "lab/fleet/provision.h"
#include "lab/net/port.h"

struct folders {
    char top[64];
    char *base, *node;
    struct random random;
};

static int
folders_make(void **state)
{
    struct folders *f = NEW(struct folders);
    _own_(free) char *etc = NULL, *shadow = NULL;

    snprintf(f->top, sizeof f->top, "/tmp/lct-provision-XXXXXX");
    assert_non_null(mkdtemp(f->top));
    f->base = mem_printf("%s/base", f->top);
    f->node = mem_printf("%s/nodes/1", f->top);
    etc = mem_printf("%s/etc", f->base);
    shadow = mem_printf("%s/shadow", etc);
    assert_int_equal(file_mkdirs(etc, 0755, ERR_IGNORED), 0);
    assert_int_equal(file_write(shadow, "root:*:1:\nbin:*:2:\n", 19, 0640, ERR_IGNORED), 0);
    f->random = random_real;
    *state = f;
    return 0;
}

static int
folders_remove(void **state)
{
    struct folders *f = *state;

    file_remove_tree(f->top, ERR_IGNORED);
    free(f->base);
    free(f->node);
    free(f);
    return 0;
}

static char *
text_of(const struct folders *f, const char *name)
{
    _own_(free) char *path = mem_printf("%s/disks/0/upper/%s", f->node, name);
    struct buf text = { 0 };

    return file_read(path, 65536, &text, ERR_IGNORED) ? (buf_done(&text), NULL) : buf_take(&text);
}

static bool
holds(const struct folders *f, const char *name, const char *part)
{
    _own_(free) char *text = text_of(f, name);

    return text && strstr(text, part);
}

static void
test_plain_node(void **state)
{
    struct folders *f = *state;
    struct fleet_node n = {
        .id = 1, .hostname = "web-1", .authorized_keys = "ssh-ed25519 A\n", .root_hash = "$6$x$y"
    };
    struct lct_err err = { 0 };

    assert_int_equal(provision_make(f->node, f->base, &n, NULL, &f->random, &err), 0);
    assert_true(holds(f, "etc/hostname", "web-1\n"));
    assert_true(holds(f, "etc/hosts", "127.0.1.1 web-1\n"));
    assert_true(holds(f, "etc/shadow", "root:$6$x$y:"));
    assert_true(holds(f, "etc/shadow", "\nbin:*:2:\n"));
    assert_true(holds(f, "root/.ssh/authorized_keys", "ssh-ed25519 A\n"));
    assert_true(holds(f, "etc/cloud/cloud-init.disabled", ""));
    assert_false(holds(f, "etc/motd", ""));
    assert_false(holds(f, "etc/apt/apt.conf.d/01lab-proxy", ""));
}

static void
test_cloud_node_forgets_the_old_one(void **state)
{
    struct folders *f = *state;
    struct fleet_node n = { .id = 7, .hostname = "a", .user_data = "IyEvYmluL3NoCg==" };
    struct lct_err err = { 0 };

    assert_int_equal(provision_make(f->node, f->base, &n, NULL, &f->random, &err), 0);
    n.cloud_init = true;
    n.vendor_banner = "hello\n";
    assert_int_equal(
        provision_make(f->node, f->base, &n, "http://198.18.0.1:3142", &f->random, &err), 0);
    assert_false(holds(f, "etc/cloud/cloud-init.disabled", ""));
    assert_true(holds(f, "var/lib/cloud/seed/nocloud/user-data", "#!/bin/sh\n"));
    assert_true(holds(f, "var/lib/cloud/seed/nocloud/meta-data", "instance-id: 7\n"));
    assert_true(holds(f, "etc/apt/apt.conf.d/01lab-proxy", "\"http://198.18.0.1:3142\""));
    assert_true(holds(f, "etc/motd", "hello\n"));
    assert_true(holds(f, "etc/shadow", "root:!*:"));
}

static void
test_stackscript_runs_once(void **state)
{
    struct folders *f = *state;
    struct fleet_node n = {
        .id = 7, .hostname = "a", .script = "#!/bin/sh\ntrue\n", .script_words = " 'NAME=it'\\''s'"
    };
    struct lct_err err = { 0 };

    assert_int_equal(provision_make(f->node, f->base, &n, NULL, &f->random, &err), 0);
    assert_true(holds(f, "root/StackScript", "#!/bin/sh\ntrue\n"));
    assert_true(holds(f, "var/lib/lab/stackscript",
        " LINODE_ID=7 LINODE_LISHUSERNAME=a 'NAME=it'\\''s' /root/StackScript\nrm -f "));
    assert_true(holds(f, "etc/systemd/system/lab-stackscript.service",
        "ConditionPathExists=/var/lib/lab/stackscript\n"));
    n.script = NULL;
    assert_int_equal(provision_make(f->node, f->base, &n, NULL, &f->random, &err), 0);
    assert_false(holds(f, "root/StackScript", ""));
}

static void
test_secrets_are_closed(void **state)
{
    static const char *const names[] = { "root/.ssh/authorized_keys",
        "var/lib/cloud/seed/nocloud/user-data", "etc/shadow" };
    struct folders *f = *state;
    struct fleet_node n = { .hostname = "a", .cloud_init = true };
    struct stat st;

    assert_int_equal(provision_make(f->node, f->base, &n, NULL, &f->random, ERR_IGNORED), 0);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        _own_(free) char *path = mem_printf("%s/disks/0/upper/%s", f->node, names[i]);
        assert_int_equal(stat(path, &st), 0);
        assert_int_equal(st.st_mode & 07, 0);
    }
    assert_int_equal(provision_remove(f->node, ERR_IGNORED), 0);
    assert_false(file_exists(f->node));
    assert_int_equal(provision_remove(f->node, ERR_IGNORED), 0);
}

static void
test_another_password(void **state)
{
    struct folders *f = *state;
    struct fleet_node n = { .hostname = "a", .root_hash = "$6$x$y" };
    _own_(free) char *etc = mem_printf("%s/disks/0/upper/etc", f->node);
    _own_(free) char *aside = mem_printf("%s/disks/0/upper/aside", f->node);
    _own_(free) char *base = mem_printf("%s/etc", f->base);
    struct lct_err err = { 0 };

    assert_int_equal(provision_make(f->node, f->base, &n, NULL, &f->random, &err), 0);
    assert_int_equal(provision_password(f->node, 0, "$6$x$other", &err), 0);
    assert_true(holds(f, "etc/shadow", "root:$6$x$other:"));
    assert_true(holds(f, "etc/shadow", "\nbin:*:2:\n"));
    // Its root has put a link there, to somebody else's file.
    assert_int_equal(rename(etc, aside), 0);
    assert_int_equal(symlink(base, etc), 0);
    assert_int_equal(provision_password(f->node, 0, "$6$x$third", &err), LCT_EFAILED);
    assert_string_equal(err.text, "the disk has no /etc/shadow with root in it");
}

static void
test_copied_layer(void **state)
{
    struct folders *f = *state;
    _own_(free) char *etc = mem_printf("%s/disks/0/upper/etc", f->node);
    _own_(free) char *aside = mem_printf("%s/disks/0/upper/aside", f->node);
    _own_(free) char *base = mem_printf("%s/etc", f->base);
    _own_(free) char *intruder = mem_printf("%s/hostname", base);
    const struct fleet_node n = { .hostname = "web-1", .root_hash = "$6$x$y" };
    const struct fleet_node copy = { .hostname = "web-2", .user_data = "I3g=", .cloud_init = true };
    struct lct_err err = { 0 };

    assert_int_equal(provision_make(f->node, f->base, &n, NULL, &f->random, &err), 0);
    _own_(free) char *before = text_of(f, "etc/machine-id");
    assert_int_equal(
        provision_identity(f->node, &copy, "http://198.18.4.1:3142", &f->random, &err), 0);
    _own_(free) char *after = text_of(f, "etc/machine-id");
    assert_string_not_equal(before, after);
    assert_true(holds(f, "etc/hostname", "web-2\n"));
    assert_true(holds(f, "etc/hosts", "web-1"));
    assert_true(holds(f, "etc/shadow", "root:$6$x$y:"));
    assert_true(holds(f, "var/lib/cloud/seed/nocloud/user-data", "#x"));
    assert_true(holds(f, "etc/apt/apt.conf.d/01lab-proxy", "198.18.4.1"));
    assert_null(text_of(f, "etc/cloud/cloud-init.disabled"));
    // The source's root has put a link there, to a folder out of the layer.
    assert_int_equal(rename(etc, aside), 0);
    assert_int_equal(symlink(base, etc), 0);
    assert_int_equal(provision_identity(f->node, &copy, NULL, &f->random, &err), LCT_EFAILED);
    assert_false(file_exists(intruder));
}

static void
test_layer_of_an_older_lab(void **state)
{
    struct folders *f = *state;
    _own_(free) char *upper = mem_printf("%s/upper", f->node);
    _own_(free) char *work = mem_printf("%s/work", f->node);
    _own_(free) char *moved = mem_printf("%s/disks/7/upper", f->node);

    assert_false(provision_is_there(f->node, 7));
    assert_int_equal(file_mkdirs(upper, 0755, ERR_IGNORED), 0);
    assert_int_equal(file_mkdirs(work, 0755, ERR_IGNORED), 0);
    assert_true(provision_is_there(f->node, 7));
    assert_true(file_exists(moved));
    assert_false(file_exists(upper));
    assert_true(provision_is_there(f->node, 7));
    assert_false(provision_is_there(f->node, 8));
}

static const char *
router_of(const char *address, char text[static CIDR_TEXT])
{
    struct cidr c;

    if (!port_address(&address, &c))
        return "none";
    c = cidr_nth(&c, 1);
    return cidr_text(&c, text);
}

static void
test_routers(void **state)
{
    char text[CIDR_TEXT];

    assert_string_equal(router_of("198.18.3.77/24", text), "198.18.3.1/24");
    assert_string_equal(router_of("198.18.3.77", text), "198.18.3.1/24");
    assert_string_equal(router_of("198.18.131.77/17", text), "198.18.128.1/17");
    assert_string_equal(router_of("2001:db8:5::77/128", text), "2001:db8:5::1/64");
    assert_string_equal(router_of("web-1", text), "none");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_plain_node, folders_make, folders_remove),
        cmocka_unit_test_setup_teardown(
            test_cloud_node_forgets_the_old_one, folders_make, folders_remove),
        cmocka_unit_test_setup_teardown(test_stackscript_runs_once, folders_make, folders_remove),
        cmocka_unit_test_setup_teardown(test_secrets_are_closed, folders_make, folders_remove),
        cmocka_unit_test_setup_teardown(test_another_password, folders_make, folders_remove),
        cmocka_unit_test_setup_teardown(test_copied_layer, folders_make, folders_remove),
        cmocka_unit_test_setup_teardown(test_layer_of_an_older_lab, folders_make, folders_remove),
        cmocka_unit_test(test_routers),
    };

    return RUN(tests);
}
