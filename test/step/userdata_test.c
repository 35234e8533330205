// SPDX-License-Identifier: MIT
// User-data and the hardening step.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/random.h"
#include "base/str.h"
#include "io/proc.h"
#include "model/plan.h"
#include "step/aspect/secure.h"
#include "step/machine/userdata.h"
#include "text/yaml.h"

#define KEY "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"

static const char host_private[] = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n"
                                   "-----END OPENSSH PRIVATE KEY-----\n";
static const char *const keys[] = { KEY " me: \"home\" # 'x'", KEY " J\u00f6rg", NULL };

static struct userdata
sample(void)
{
    return (struct userdata){
        .host_public = KEY, .hostname = "web-01.example.com", .admin = "lct", .keys = keys
    };
}

static int
render(struct userdata u, struct secret **ret, struct lct_err *err)
{
    _own_(secret) struct secret *key = secret_new(host_private, strlen(host_private));
    u.host_private = key;
    return userdata_render(&u, ret, err);
}

// The part of that type, as MIME has it: behind an empty line, before the next boundary.
static char *
part_of(const char *text, const char *type)
{
    _own_(free) char *head = mem_printf("\n--lct-part\nContent-Type: text/%s\n", type);
    const char *at = strstr(text, head);

    assert_non_null(at);
    at = strstr(at + strlen(head) - 1, "\n\n") + 2;
    return mem_strndup(at, (size_t)(strstr(at, "\n--lct-part") - at) + 1);
}

static const char *
text_at(const struct doc *d, const char *path)
{
    return doc_text(doc_path(d, path), "(nothing)");
}

static void
test_is_what_was_meant(void **state)
{
    _own_(secret) struct secret *data = NULL;
    _own_(arena) struct arena *a = arena_new();
    struct lct_err err = { 0 };
    struct doc *d;
    size_t n;
    assert_int_equal(render(sample(), &data, &err), 0);
    const char *text = secret_reveal(data, &n);
    assert_true(n < 6000); // far below the limit with two keys
    assert_true(str_starts(text, "MIME-Version: 1.0\nContent-Type: multipart/mixed; "
                                 "boundary=\"lct-part\"\n\n--lct-part\n"));
    assert_string_equal(text + n - strlen("\n--lct-part--\n"), "\n--lct-part--\n");
    for (const char *c = text; *c; c++)
        assert_true((unsigned char)*c < 127);
    _own_(free) char *hook = part_of(text, "cloud-boothook");
    _own_(free) char *config = part_of(text, "cloud-config");
    assert_true(strstr(text, "cloud-boothook") < strstr(text, "#cloud-config"));
    assert_true(str_starts(config, "#cloud-config\n"));
    assert_int_equal(yaml_parse(a, config, strlen(config), &d, NULL, &err), 0);
    assert_string_equal(text_at(d, "hostname"), "web-01.example.com");
    assert_string_equal(text_at(d, "ssh_keys.ed25519_private"), host_private);
    assert_string_equal(text_at(d, "ssh_keys.ed25519_public"), KEY);
    assert_string_equal(text_at(d, "ssh_authorized_keys.0"), keys[0]);
    assert_string_equal(text_at(d, "ssh_authorized_keys.1"), KEY " J??rg");
    assert_string_equal(text_at(d, "users.0.name"), "lct");
    assert_string_equal(text_at(d, "users.0.sudo"), "ALL=(ALL) NOPASSWD:ALL");
    assert_string_equal(text_at(d, "users.0.ssh_authorized_keys.0"), keys[0]);
    assert_string_equal(text_at(d, "write_files.0.path"), "/etc/ssh/sshd_config.d/00-lct.conf");
    assert_string_equal(text_at(d, "write_files.0.content"), secure_sshd_conf);
    assert_true(doc_get_bool(d, "ssh_deletekeys", false));
    assert_false(doc_get_bool(d, "disable_root", true));
    assert_false(doc_get_bool(d, "ssh_pwauth", true));
    assert_true(str_starts(hook, "#!/bin/sh\n"));
    assert_non_null(strstr(hook, "hook output priority filter; policy drop;"));
    assert_non_null(strstr(hook, "\nLCT\nfi\nnft -f $f\n"));
}

static void
test_refuses(void **state)
{
    static const char *const bad[] = { "ssh-ed25519 AAAA\nrunning: [x]", NULL }, *none[] = { NULL };
    struct lct_err err = { 0 };
    struct secret *data = NULL;
    struct userdata u = sample();
    u.keys = bad;
    assert_int_equal(render(u, &data, &err), LCT_EPLAN);
    u.keys = none;
    assert_int_equal(render(u, &data, &err), LCT_EPLAN);
    u = sample();
    u.hostname = "a b";
    assert_int_equal(render(u, &data, &err), LCT_EPLAN);
    u = sample();
    u.admin = "root; id";
    assert_int_equal(render(u, &data, &err), LCT_EPLAN);
    assert_null(data);
}

// ---- the plan's

static void
test_given_parts(void **state)
{
    static const struct userdata_part parts[] = {
        { "text/cloud-config", NULL, "#cloud-config\nruncmd: [a]\n", 26 },
        { "text/x-include-url", NULL, "#include\nhttp://192.0.2.1/\n", 27 },
        { "text/x-shellscript", "b.sh", "#!/bin/sh\n# J\u00f6rg\n", 18 },
        { "text/jinja2", NULL, "--lct-part--\n", 13 },
    };
    static const char merge[] = "Merge-Type: list(append)+dict(no_replace,recurse_list)+str()\n";
    _own_(secret) struct secret *data = NULL;
    struct lct_err err = { 0 };
    struct userdata u = sample();
    size_t n;

    u.parts = parts;
    u.n_parts = 4;
    assert_int_equal(render(u, &data, &err), 0);
    const char *text = secret_reveal(data, &n);
    const char *hook = strstr(text, "cloud-boothook"), *ours = strstr(text, "hostname: "),
               *include = strstr(text, "Content-Type: text/x-include-url\n\n#include\n"),
               *theirs = strstr(text, "runcmd: [a]"), *script = strstr(text, "x-shellscript"),
               *last = strstr(text, "package_update: false\n");
    assert_true(hook < include && include < ours); // what it brings cannot replace ours
    assert_true(ours < theirs && theirs < script && script < last);
    _own_(free) char *head =
        mem_printf("\n--lct-part\nContent-Type: text/cloud-config\n%s\n#cloud-config\nruncmd: [a]\n"
                   "\n--lct-part\n",
            merge);
    assert_non_null(strstr(text, head));
    assert_non_null(strstr(text, "Content-Type: text/x-shellscript\n"
                                 "Content-Disposition: attachment; filename=\"b.sh\"\n"
                                 "Content-Transfer-Encoding: base64\n\n"
                                 "IyEvYmluL3NoCiMgSsO2cmcK\n--lct-part\n"));
    // What would end the message does not stand in it.
    assert_non_null(strstr(text, "Content-Transfer-Encoding: base64\n\nLS1sY3QtcGFydC0tCg==\n"));
    assert_string_equal(text + n - strlen("\n--lct-part--\n"), "\n--lct-part--\n");
}

// What does not compress, so many bytes of it.
static char *
noise(size_t n)
{
    struct random r;
    char *text = mem_alloc(n + 1);

    random_seeded_init(&r, 7);
    for (size_t i = 0; i < n; i++)
        text[i] = (char)('0' + (char)(random_64(&r) & 63));
    text[n] = '\0';
    return text;
}

// What goes with the machine begins before we come.
static void
test_what_goes_with_it(void **state)
{
    const struct plan_rule rules[] = {
        { .direction = RULE_OUT, .protocol = "tcp", .text = "out" }
    };
    _own_(secret) struct secret *data = NULL, *plain = NULL;
    struct userdata u = sample();
    struct lct_err err = { 0 };
    const char *text, *hook, *keys_begin;

    (void)state;
    assert_int_equal(render(u, &plain, &err), 0);
    assert_null(strstr(secret_reveal(plain, NULL), "handed="));
    u.scripted = true;
    u.rules = rules;
    u.n_rules = 1;
    assert_int_equal(render(u, &data, &err), 0);
    text = secret_reveal(data, NULL);
    hook = strstr(text, "\n#!/bin/sh\nhanded=' stackscript'\n");
    keys_begin = strstr(text, "ed25519_private");
    assert_non_null(hook);
    assert_true(hook > strstr(text, "nft -f $f") && hook < keys_begin);
    assert_non_null(
        strstr(text, "    chain out_rules {\n        jump out_opened\n        meta l4proto 6"));
}

static void
test_is_compressed(void **state)
{
    _own_(secret) struct secret *data = NULL;
    _own_(free) char *long_one = mem_alloc(40001), *noisy = noise(20000);
    struct userdata_part part = { "text/x-shellscript", NULL, long_one, 40000 };
    struct lct_err err = { 0 };
    struct userdata u = sample();
    size_t n;

    memset(long_one, '#', 40000);
    u.parts = &part;
    u.n_parts = 1;
    assert_int_equal(render(u, &data, &err), 0);
    const char *packed = secret_reveal(data, &n);
    assert_true(n < 4000);
    assert_memory_equal(packed, "\x1f\x8b", 2);
    secret_free(data);
    data = NULL;
    part = (struct userdata_part){ "text/x-shellscript", NULL, noisy, 20000 };
    assert_int_equal(render(u, &data, &err), LCT_EPLAN);
    assert_non_null(strstr(err.text, " of them compressed; Linode takes 16384"));
    assert_null(data);
}

// cloud-init itself, where it is installed.
static void
test_cloud_init_takes_it(void **state)
{
    static char program[] = "cloud-init", schema[] = "schema", flag[] = "-c";
    char path[] = "/tmp/lct-userdata-XXXXXX";
    char *argv[] = { program, schema, flag, path, NULL };
    const struct proc_spec spec = { .argv = argv, .deadline_ms = 60000 };
    struct lct_err err = { 0 };
    struct buf out = { 0 };
    struct secret *data = NULL;
    int status = 0;
    size_t n;
    if (access("/usr/bin/cloud-init", X_OK)) {
        print_message("# cloud-init is not installed: not asked\n");
        return;
    }
    assert_int_equal(render(sample(), &data, &err), 0);
    _own_(free) char *config = part_of(secret_reveal(data, &n), "cloud-config");
    close(mkstemp(path));
    assert_int_equal(file_write(path, config, strlen(config), 0600, &err), 0);
    secret_free(data);
    proc_run_sync(&spec, &out, &status, &err);
    unlink(path);
    assert_string_equal(err.text, "");
    if (status)
        fail_msg("%s", buf_str(&out));
    buf_done(&out);
}

static const struct bundle_file *
file_of(const struct bundle_step *s, const char *name)
{
    for (size_t i = 0; i < s->n_files; i++)
        if (str_eq(s->files[i].name, name))
            return &s->files[i];
    fail_msg("no file %s", name);
    return NULL;
}

static void
test_secure_step(void **state)
{
    static const char *const groups[] = { "docker", "adm", NULL };
    static const char *const bob_keys[] = { KEY " bob", NULL };
    static const struct plan_user users[] = {
        { .name = "bob", .groups = groups, .keys = bob_keys },
        { .name = "ann", .shell = "/bin/sh", .sudo = true },
        { .name = "root", .keys = bob_keys },
    };
    struct secure s = {
        .admin = "lct", .hostname = "web-01", .keys = keys, .users = users, .n_users = 3
    };
    _own_(arena) struct arena *a = arena_new();
    _own_(buf) struct buf text = { 0 };
    struct bundle_step step;
    struct lct_err err = { 0 };
    assert_int_equal(secure_step(a, &s, &step, &err), 0);
    assert_string_equal(file_of(&step, "users")->content, "lct - 1 =\n"
                                                          "bob /bin/bash 0 docker,adm\n"
                                                          "ann /bin/sh 1 -\n");
    _own_(free) char *ours = mem_printf("%s\n%s\n", keys[0], keys[1]);
    _own_(free) char *and_bob = mem_printf("%s%s\n", ours, bob_keys[0]);
    assert_string_equal(file_of(&step, "keys.lct")->content, ours);
    assert_string_equal(file_of(&step, "keys.root")->content, and_bob);
    assert_string_equal(file_of(&step, "keys.bob")->content, and_bob + strlen(ours));
    assert_string_equal(file_of(&step, "keys.ann")->content, "");
    assert_int_equal(bundle_add(&text, &step, &err), 0);
    assert_string_equal(file_of(&step, "groups")->content, "");
    static const struct plan_unix_group made[] = { { .name = "app", .gid = 4000 },
        { .name = "daemons", .system = true } };
    s.groups = made;
    s.n_groups = 2;
    s.more_keys = bob_keys;
    assert_int_equal(secure_step(a, &s, &step, &err), 0);
    assert_string_equal(file_of(&step, "groups")->content, "app 4000 0\ndaemons 0 1\n");
    _own_(free) char *lct = mem_printf("%s%s\n", ours, bob_keys[0]);
    assert_string_equal(file_of(&step, "keys.lct")->content, lct);
    s.admin = "root";
    assert_int_equal(secure_step(a, &s, &step, &err), LCT_EPLAN);
    const struct plan_user odd = { .name = "x y" }, shell = { .name = "x", .shell = "/bin/sh -c" };
    s.admin = "lct";
    s.n_users = 1;
    s.users = &odd;
    assert_int_equal(secure_step(a, &s, &step, &err), LCT_EPLAN);
    s.users = &shell;
    assert_int_equal(secure_step(a, &s, &step, &err), LCT_EPLAN);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_is_what_was_meant),
        cmocka_unit_test(test_refuses),
        cmocka_unit_test(test_given_parts),
        cmocka_unit_test(test_what_goes_with_it),
        cmocka_unit_test(test_is_compressed),
        cmocka_unit_test(test_cloud_init_takes_it),
        cmocka_unit_test(test_secure_step),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
