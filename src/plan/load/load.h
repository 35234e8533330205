// SPDX-License-Identifier: MIT
// What the parts of loading share. One file loads one noun; all take any tree, since what the
// schema finds wrong does not hide what comes after.
#ifndef PLAN_LOAD_LOAD_H
#define PLAN_LOAD_LOAD_H

#include "base/cidr.h"
#include "base/map.h"
#include "base/vec.h"
#include "plan/language/language.h"
#include "plan/load/parameter.h"
#include "plan/plan.h"

struct loading {
    struct arena *arena;
    struct diags *diags;
    const struct load_args *args;
    struct plan *plan;
    const struct doc *top; // the document
    const struct parameters *parameters;
    const struct doc *defaults; // its defaults:, or NULL; so the next ones
    const struct doc *user_sets, *group_sets, *storage_sets, *rule_sets;
    const struct plan_networks *networks; // that rules may name; NULL: none
    struct map templates;                 // regionplan's name -> its doc
    struct map ports;                     // a name of ports: -> its struct named_port
    struct map parts;                     // name of a file -> what was read of it (file.c)
    struct map good_scripts;              // their texts, by address
    const char *const *counters_here;     // of the region that is being loaded
    size_t n_node_plans, n_nodes;
    bool of_member;    // content is of one who is listed: {address}, too
    struct buf digest; // everything that the plan's digest covers
};

// Telling what is wrong, all at the place of a value.
struct diag *load_error(struct loading *l, const struct doc *at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
struct diag *load_warning(struct loading *l, const struct doc *at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
// A hint at the name nearest to a word, or, when none is near, at what else to do (may be NULL).
void load_suggest(struct loading *l, struct diag *item, const char *word, const char *const *names,
    size_t n, const char *otherwise);
void load_suggest_key(struct loading *l, struct diag *item, const char *word, const struct doc *map,
    const char *otherwise);
// What is asked is not carried out yet.
void load_later(struct loading *l, const struct doc *at, const char *what, const char *why);

// A value or a list of values.
size_t load_count(const struct doc *d);
const struct doc *load_item(const struct doc *d, size_t i);
// Scalars of a value or a list of values; NULL-terminated.
const char *const *load_texts(struct loading *l, const struct doc *d);
// Where each of them stands.
const struct doc_pos *load_places(struct loading *l, const struct doc *d);
// Moves the items of a vec into the arena.
#define load_keep(l, v) (load_keep_items((l), (v)->items, (v)->n, sizeof *(v)->items))
void *load_keep_items(struct loading *l, const void *items, size_t n, size_t size);

// A key of a node plan: the node's own, or the default. `other` is its second spelling or NULL.
const struct doc *node_key(
    const struct loading *l, const struct doc *node, const char *key, const char *other);
// The set that a word names, or NULL, told. noun is "users", for messages.
const struct doc *load_set(
    struct loading *l, const struct doc *at, const struct doc *sets, const char *noun);
// The column of a byte of a value's text, as the plan has it.
unsigned load_column(const struct loading *l, const struct doc *at, size_t offset);
// A name expression; NULL when it is none, told.
struct tmpl *load_expression(struct loading *l, const struct doc *at, const char *text);
// Text in which only the placeholders of nodes expand; other braces stand for themselves.
struct tmpl *load_content(struct loading *l, const struct doc *at, const char *text);
// Why a text is no address and no network, or NULL; *hint: what to write, or NULL.
const char *load_cidr(struct loading *l, const char *text, struct cidr *net, const char **hint);
// A time such as 90s; the fallback when there is none or it is wrong, told.
int64_t load_duration(struct loading *l, const struct doc *d, int64_t fallback);
// The event that a word names; none is told.
bool load_event(struct loading *l, const struct doc *at, const char *word, enum event *ret);

// file.c: a file that the plan names; read once, part of the plan's digest. NULL and *err when
// it cannot be read; NUL bytes count as that.
const char *load_file(struct loading *l, const char *name, struct lct_err *err);
// The same as it was read, or a folder; its digest becomes part of the plan's.
const struct part *load_part_of(struct loading *l, const char *name, struct lct_err *err);
// The name of a file, as it is shown where it cannot be read.
const char *load_shown(struct loading *l, const char *name);
// What was told of a name that cannot be read: the hint that came with the reason, if one did. When
// there is something in the name that nobody should see, its line is not shown either.
struct diag *load_unread(
    struct loading *l, struct diag *item, const char *name, const struct lct_err *err);
// A part that comes with the program: "cloudinit-firewalled.yaml"; NULL: none.
const char *load_part(const char *name);
// The names of a scheme's parts; NULL-terminated.
const char *const *load_part_names(struct loading *l, const char *scheme);

struct rule_list {
    struct plan_rule *items;
    size_t n, cap;
};
struct step_list {
    struct plan_step *items;
    size_t n, cap;
};

// region.c
void load_regions(struct loading *l);
// node.c
void load_node(struct loading *l, const struct doc *node, struct node_plan *np, unsigned *unnamed);
// step.c: the steps of init: and hooks:.
void load_steps(struct loading *l, const struct doc *node, struct node_plan *np);
void load_cluster_hooks(struct loading *l);
// script.c: what would keep a script from running. name: of its file, or NULL.
void load_check_script(struct loading *l, const struct doc *at, const char *name, const char *text);
// unseen.c: words and keys below d that hold what nobody sees.
void load_unseen(struct loading *l, const struct doc *d);
// system.c: settings of the kernel, packages.
void load_system(struct loading *l, const struct doc *node, struct node_plan *np);
// What its rules need of these settings, once they are there.
void load_forwarding(struct loading *l, struct node_plan *np);
// user.c, unix_group.c
void load_users(struct loading *l, const struct doc *node, struct node_plan *np);
void load_unix_groups(struct loading *l, const struct doc *node, struct node_plan *np);
void load_keys(struct loading *l, const struct doc *node, struct node_plan *np);
// storage.c
void load_storage(struct loading *l, const struct doc *node, struct node_plan *np);
void load_storage_plans(struct loading *l);
// content.c: files, units and user-data.
void load_files(struct loading *l, const struct doc *node, struct node_plan *np);
void load_units(struct loading *l, const struct doc *node, struct node_plan *np);
// listing.c: a text that lists members, {members web}...{/members}, in its pieces; 0: it lists
// none.
size_t load_pieces(
    struct loading *l, const struct doc *at, const char *text, struct plan_piece **ret);
// A text as parts of user-data; NULL: it is none, told.
struct user_data *load_user_text(struct loading *l, const struct doc *at, const char *text);
void load_user_data(struct loading *l, const struct doc *node, struct node_plan *np);
// named_port.c: ports:, and what says their names.
void load_named_ports(struct loading *l);
// The port of that name, which counts as used by it; NULL: none.
const struct named_port *load_port_named(struct loading *l, const char *name);
// A port's number, or the one that a name stands for: a single one of that protocol. What is wrong
// is told.
unsigned load_port_number(
    struct loading *l, const struct doc *d, const char *protocol, unsigned fallback);
// A text of the plan in which {port.NAME} has become the number.
const char *load_port_text(struct loading *l, const struct doc *at, const char *text);
// Those that nothing has used.
void load_ports_unused(struct loading *l);
// balancer.c
void load_balancers(struct loading *l, const struct doc *list, struct region_plan *rp);
// network.c
void load_update(struct loading *l, const struct doc *node, struct node_plan *np);
void load_machine_network(struct loading *l, const struct doc *node, struct node_plan *np);
void load_vpcs(struct loading *l, const struct doc *list, struct region_plan *rp);
// names.c
void load_hosts(struct loading *l);
void load_dns(struct loading *l);
// order.c
#define MOST_DEPENDS 64
void load_depends(struct loading *l);
void load_order(struct loading *l);

// limit.c: expires, budget.
void load_limits(struct loading *l);

// rule/rules.c: rules of a node plan or a step: texts, names of sets, and rules bound to events.
void load_rules(struct loading *l, const struct doc *d, struct rule_list *out);
// rule/rule_service.c: has the word a meaning in rules, so that no port can be named so?
bool load_rule_knows(const char *word);
// rule/networks.c: networks by name. The one that a word names; NULL: none.
void load_networks(struct loading *l);
const struct plan_network *load_network(const struct loading *l, const char *name);
// rule/rule.c: one firewall rule; appends what it means (several services make several) to out.
void load_rule(struct loading *l, const struct doc *text, struct rule_list *out);

// plan/check/check.c: what needs the whole plan: selectors, names, counters.
void check_plan(struct loading *l);

#endif
