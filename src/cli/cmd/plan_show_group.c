// SPDX-License-Identifier: MIT
// plan show: all that the plan says of a group.
#include "base/str.h"
#include "cli/cmd/plan_show.h"

const char *
shown_text(const struct lct_value *v, const char *key)
{
    return lct_text(lct_get(v, key), NULL);
}

void
show_after(const char *before, const char *text)
{
    if (str_empty(text))
        return;
    fputs(before, stdout);
    print_safe(stdout, text, false);
}

void
show_list(const char *before, const struct lct_value *list)
{
    for (size_t i = 0; i < lct_count(list); i++)
        show_after(i ? "," : before, lct_text(lct_at(list, i), ""));
}

// "  WORD NAME: "
void
show_begin(const char *word, const char *name)
{
    printf_safe(stdout, "  %s ", word);
    print_safe(stdout, name ? name : "", false);
    fputs(":", stdout);
}

void
show_each(const struct lct_value *map, const char *key, void (*print)(const struct lct_value *))
{
    const struct lct_value *list = lct_get(map, key);

    for (size_t i = 0; i < lct_count(list); i++)
        print(lct_at(list, i));
}

void
show_line(const char *before, const struct lct_value *list)
{
    show_list(before, list);
    if (lct_count(list))
        puts("");
}

static void
print_disk(const struct lct_value *d)
{
    double mb = lct_number(lct_get(d, "size_mb"), 0);

    show_begin(shown_text(d, "kind"), shown_text(d, "label"));
    printf(mb < 1024 ? " %.0f MB" : " %.4g GB", mb < 1024 ? mb : mb / 1024);
    show_after(" ", shown_text(d, "fs"));
    show_after(", /dev/", shown_text(d, "device"));
    if (lct_bool(lct_get(d, "boot"), false))
        fputs(", boots", stdout);
    show_after(", at ", shown_text(d, "mount"));
    show_after(", with ", shown_text(d, "options"));
    show_after(", from ", shown_text(d, "image"));
    puts(lct_bool(lct_get(d, "encrypted"), false) ? ", encrypted" : "");
}

static void
print_user(const struct lct_value *u)
{
    size_t keys = lct_count(lct_get(u, "keys"));

    show_begin("user", shown_text(u, "name"));
    printf_safe(stdout, " %zu key%s", keys, keys == 1 ? "" : "s");
    show_list(", groups ", lct_get(u, "groups"));
    show_after(", ", shown_text(u, "shell"));
    puts(lct_bool(lct_get(u, "sudo"), false) ? ", sudo" : "");
}

static void
print_setting(const struct lct_value *setting)
{
    show_begin("sysctl", shown_text(setting, "key"));
    show_after(" ", shown_text(setting, "value"));
    puts("");
}

static void
print_user_group(const struct lct_value *g)
{
    show_begin("group", shown_text(g, "name"));
    show_after(" ", shown_text(g, "gid"));
    puts(lct_bool(lct_get(g, "system"), false) ? " of the system" : "");
}

static void
print_file(const struct lct_value *f)
{
    show_begin("file", shown_text(f, "path"));
    show_after(" ", shown_text(f, "owner"));
    show_after(":", shown_text(f, "group"));
    show_after(" ", shown_text(f, "mode"));
    show_after(", from ", shown_text(f, "source"));
    show_list(", lists ", lct_get(f, "lists"));
    show_after(", restarts ", shown_text(f, "restarts"));
    puts("");
}

static void
print_unit(const struct lct_value *u)
{
    show_begin("unit", shown_text(u, "name"));
    show_after(" ", shown_text(u, "command"));
    puts("");
}

void
show_step(const struct lct_value *s)
{
    fputs("  at ", stdout);
    show_after("", shown_text(s, "of"));
    show_after(shown_text(s, "of") ? "." : "", shown_text(s, "event"));
    show_after(": ", shown_text(s, "scheme"));
    // Lines written in the plan are the reader's to look up there.
    const char *value = shown_text(s, "value");
    show_after(":", value && strchr(value, '\n') ? "(lines)" : value);
    show_list(" ", lct_get(s, "args"));
    if (lct_bool(lct_get(s, "packaged"), false))
        fputs(" (packaged)", stdout);
    size_t files = lct_count(lct_get(s, "files"));
    if (files)
        printf(" with %zu %s", files, files == 1 ? "file" : "files");
    if (!str_eq(shown_text(s, "on"), "all"))
        show_after(", on ", shown_text(s, "on"));
    show_list(", when ", lct_get(s, "when"));
    show_list(": ", lct_get(s, "rules"));
    puts("");
}

static void
print_rule(const struct lct_value *r)
{
    show_after("  ", lct_text(r, ""));
    puts("");
}

static void
print_machine(const struct lct_value *g)
{
    static const char *const named[][3] = { { "vlan", "label", "VLAN" }, { "vpc", "name", "VPC" },
        { "placement", "name", "placement group" } };

    for (size_t i = 0; i < 3; i++)
        if (shown_text(lct_get(g, named[i][0]), named[i][1]))
            printf_safe(
                stdout, "  %s %s\n", named[i][2], shown_text(lct_get(g, named[i][0]), named[i][1]));
    if (!lct_bool(lct_get(g, "boot_on_create"), true))
        puts("  stays off until the cluster is started");
    if (!lct_bool(lct_get(g, "private_ip"), true))
        puts("  no private address");
    if (!lct_bool(lct_get(g, "watchdog"), true))
        puts("  no watchdog");
    if (lct_count(lct_get(g, "backups")))
        puts("  backups");
    if (shown_text(g, "cloud_firewall"))
        printf("  a Cloud Firewall, too%s\n", str_eq(shown_text(g, "cloud_firewall"), "exact")
                                                  ? ", or none if it would be coarser"
                                                  : "");
    if (lct_bool(lct_get(g, "user_data"), false))
        puts("  user-data of its own");
    if (lct_int(lct_get(g, "extra_ipv4"), 0))
        printf("  %lld public IPv4 addresses beside the first\n",
            (long long)lct_int(lct_get(g, "extra_ipv4"), 0));
    if (lct_bool(lct_get(g, "reserves"), false))
        puts("  a reserved public IPv4 address each");
    show_line("  reserved: ", lct_get(g, "reserved"));
    show_line("  shared: ", lct_get(g, "shared"));
    if (shown_text(g, "ipv6_range"))
        printf_safe(stdout, "  an IPv6 range /%s\n", shown_text(g, "ipv6_range"));
    if (shown_text(g, "lock"))
        printf_safe(stdout, "  lock %s\n", shown_text(g, "lock"));
    if (shown_text(g, "maintenance"))
        printf_safe(stdout, "  maintenance: %s\n", shown_text(g, "maintenance"));
    if (shown_text(g, "encryption"))
        printf_safe(stdout, "  disk encryption: %s\n",
            lct_bool(lct_get(g, "encryption"), false) ? "yes" : "no");
}

void
show_group(const struct lct_value *g)
{
    show_after("\n", shown_text(g, "region"));
    show_after("/", shown_text(g, "name"));
    printf_safe(stdout, ": %s x ", shown_text(g, "count"));
    show_after("", shown_text(g, "type"));
    show_after(", ", shown_text(g, "image"));
    show_after(", kernel ", shown_text(g, "kernel"));
    show_list(", tags ", lct_get(g, "tags"));
    show_after(", storage ", shown_text(g, "storage"));
    show_after(", by regionplan ", shown_text(g, "regionplan"));
    show_after(", with cluster ", shown_text(g, "cluster"));
    puts("");
    show_each(g, "disks", print_disk);
    show_each(g, "groups", print_user_group);
    show_each(g, "users", print_user);
    if (lct_count(lct_get(g, "keys")))
        printf_safe(
            stdout, "  %zu more keys of root and the admin user\n", lct_count(lct_get(g, "keys")));
    show_each(g, "files", print_file);
    show_each(g, "units", print_unit);
    show_line("  packages ", lct_get(g, "packages"));
    show_each(g, "sysctl", print_setting);
    show_each(g, "rules", print_rule);
    show_each(g, "steps", show_step);
    print_machine(g);
}
