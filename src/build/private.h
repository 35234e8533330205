// SPDX-License-Identifier: MIT
// A graph under construction, for build/ only.
#ifndef BUILD_PRIVATE_H
#define BUILD_PRIVATE_H

#include "base/map.h"
#include "build/build.h"
#include "step/hook/barrier.h"

// Which start of its node what is added belongs to, as far as hooks depend on it.
enum start_of {
    START_THIS,
    START_NEXT,
    START_FIRST, // of a machine, or a system, that is to come
};

// A place in the order of start: or stop:, of those that come by it in this operation.
struct place {
    const struct plan_stage *stage;
    struct barrier barrier; // before the next place; its step is NULL: nobody comes by
    struct step *turned;    // joins those of it that restart; NULL: nobody does
};

struct places {
    struct place *items;
    size_t n;
    bool stops;
};

struct build {
    struct graph *graph;
    struct world *world;
    const struct wants *of;
    const struct map *done;
    struct lct_err *err; // what cannot be built
    struct step *known;  // joins all creates
    struct step *told;   // joins all pushes of what is known then
    struct step *gone;   // joins all deletes of machines
    struct step *
        *made; // of each holding: what makes it, or, once it is to be, attaches it; or NULL
    struct step **addressed; // of each holding: what tells addresses in a VPC; or NULL
    struct step **removed;   // likewise: what deletes a VPC, or subnets of it; or NULL
    struct step **carried;   // likewise: joins those who carry on to nodes without a public address
    struct step *parted;     // joins all that leave a placement group
    bool resizes;            // some machine is changed in place
    enum start_of start;     // of the member whose steps are being added
    struct map sizes;        // "REGION/GROUP" -> how many nodes it is to have
    struct map down;         // likewise: how many of these are off or drained
    struct map well;         // likewise -> joins the nodes of it that are mended
    struct map firsts;       // likewise -> its first member that takes part
    struct map crews;        // of event.c: those that share events -> struct crew
    struct map barriers;     // likewise: the barriers that something comes behind
    struct map changing;     // of change.c: a roster -> whether there will be others
    struct map plays;        // of play.c: runs of playbooks from here
    struct places starting, stopping;
    struct map hidden; // UUID of a VPC -> joins the nodes that are off and had no public address
};

// event.c
bool build_has_event(const struct node_plan *np, enum event event);
// Who shares events, before any step is added.
void build_crews(struct build *b);
// Is it one that runs on this node, as far as its plan says?
bool build_hook_meant(const struct build *b, const struct member *m, const struct plan_step *ps);
// What was noted of it on the node; NULL: nothing.
const char *build_hook_mark(
    const struct build *b, const struct member *m, const struct plan_step *ps);
// Adds it. which: tells it from another of the same; NULL: there is none. barrier: it is behind
// that, too; NULL: none.
struct step *build_hook(struct build *b, struct member *m, const struct plan_step *ps,
    const char *which, struct step *barrier, struct step *before);
// Its hooks of one event that did not run yet; fresh: none did. barrier: before all of them; NULL:
// none. Yields the last step, or `before`.
struct step *build_hooks(struct build *b, struct member *m, enum event event, bool fresh,
    struct step *barrier, struct step *before);
// What of them a node that runs on is to have, where it became another: scripts of its next boots,
// what converges. Likewise.
struct step *build_changed(struct build *b, struct member *m, struct step *before);
// The events of its start, from the first log-in to the whole plan's being ready. Likewise.
struct step *build_events(
    struct build *b, const struct change *c, struct member *m, bool fresh, struct step *before);
// What it does before its services stop, and that they do. Likewise.
// alone: nobody waits for it, nor it for others.
struct step *build_stopping(struct build *b, struct member *m, bool alone, struct step *before);
// What it has done up to now counts for the barrier.
void build_come(struct build *b, struct barrier *bar, const struct member *m, struct step *before);

// change.c: of a node that stays, those by which it hears who joined and left. Yields the last, or
// `before`.
struct step *build_change(struct build *b, struct member *m, struct step *before);
// during.c: before the first of its hooks of the event, and after the last: its rules of that hold
// meanwhile. Yield what comes next after, or `before`.
struct step *build_opened(
    struct build *b, struct member *m, enum event event, struct step *barrier, struct step *before);
struct step *build_closed(struct build *b, struct member *m, enum event event, struct step *before);

// order.c: the places of the plan's order, before any step is added; then who comes by them.
void build_order(struct build *b);
void build_order_note(struct build *b, const struct member *m, bool stops);
void build_order_chain(struct build *b); // once all steps are there
// What has to have started before it does; NULL: nothing.
struct step *build_order_before(struct build *b, const struct member *m);
bool build_has_services(const struct build *b, const struct member *m);
// Its services, place by place. alone: nobody waits for it, nor it for others. barrier: before all
// of them; NULL: none. Yields the last step, or `before`.
struct step *build_services(struct build *b, struct member *m, bool stops, bool alone,
    struct step *barrier, struct step *before);
bool build_hears(const struct member *m); // it runs, and can be told
// It goes off: drained, its hooks, its services, its machine.
void build_stopped(struct build *b, struct member *m);
// Its hooks, its services, its machine. Yields the last step.
struct step *build_off(struct build *b, struct member *m, bool alone, struct step *before);
// It serves nothing any more, and runs on: out of its NodeBalancers, its hooks, its services.
void build_emptied(struct build *b, struct member *m);
// One restarts when all that stand before it in the order and restart are back.
void build_turn_note(struct build *b, const struct member *m); // before any step is added
void build_turn(struct build *b, const struct member *m, struct step *first, struct step *last);

// build.c: its machine runs, and it hears of the others. Yields the last step.
struct step *build_back(
    struct build *b, const struct change *c, struct member *m, struct step *before);

// leave.c: its machine goes, for good; or for another, which comes behind the step that this
// yields.
void build_leaves(struct build *b, struct member *m);
struct step *build_replaced(struct build *b, struct member *m);

// restart.c: its services stop, its machine goes off and boots, in its turn.
void build_restarted(struct build *b, const struct change *c, struct member *m, struct step *put);

// noun.c: before the nodes; what makes a holding, NULL: it is there, or it is none.
void build_holdings(struct build *b);
struct step *build_made(const struct build *b, const struct holding *h);

// disk.c: its machine has the disks of its plan, and what it boots them with. Yields the last step,
// or `before`.
struct step *build_disks(struct build *b, struct member *m, struct step *before);

void build_set_disks(struct member *m); // m->disks: all of its plan

// resize.c: its machine becomes what the plan says, and boots. Yields the last step, and the first.
struct step *build_resized(
    struct build *b, const struct change *c, struct member *m, struct step **first);
// Likewise it gets another system, of the plan's image; it is off then. put: what gives it its
// tags; NULL: it has them.
struct step *build_rebuilt(struct build *b, const struct change *c, struct member *m,
    struct step *put, struct step **first);
// From the first to the last it is one of the few of its group that are away.
void build_in_turn(struct build *b, struct member *m, struct step *first, struct step *last);
// Counts the groups, before any step is added.
void build_groups(struct build *b);
// It is mended, at that step: before it is, none of its group is changed in place.
void build_mended(struct build *b, const struct node *n, struct step *end);

// address.c: its machine has the IPv6 range of the plan, or none, before anything counts on it.
// fresh: it is one that has none yet. Yields the last step, or `before`.
// Its machine has as many further addresses as its node plan says, before others hear of it.
struct step *build_extended(struct build *b, struct member *m, bool fresh, struct step *before);
struct step *build_ranged(struct build *b, struct member *m, bool fresh, struct step *before);
struct step *build_shared(struct build *b, struct member *m, bool fresh, struct step *before);
// Its public address has its name, beside all else: one that is refused holds nothing up. NULL: it
// has.
struct step *build_named(struct build *b, struct member *m, bool fresh, struct step *before);
// Both, of a machine that stays; else nothing. Yields as the first.
struct step *build_readdressed(
    struct build *b, const struct change *c, struct member *m, struct step *before);
// vpc.c: its machine is there, by that step: its address in its VPC can be asked for.
void build_addressed(struct build *b, const struct member *m, struct step *made);
// A step that logs in to it: how it is reached is known by then.
void build_way(struct build *b, const struct member *m, struct step *s);
// It is secured by that step: others may be reached through it.
void build_carries(struct build *b, const struct member *m, struct step *secure);

// balancer.c: whoever sends to this one counts on that step.
void build_balanced(struct build *b, const struct member *m, struct step *end);
// No NodeBalancer sends it anything, after that step. leaves: they take it out; else it comes back.
// Yields the last, or `before`, and the first; NULL: none does. first may be NULL.
struct step *build_drained(
    struct build *b, struct member *m, bool leaves, struct step *before, struct step **first);
// They send to it again, and it answers. Yields the last, or `before`.
struct step *build_returned(struct build *b, struct member *m, struct step *before);
// Those that are to send to it no more take it out; it stays as it is.
void build_dismissed(struct build *b, struct member *m);

// volume.c: the member's machine has its volumes; fresh: it is one that has none yet. Yields the
// last, or `before`.
struct step *build_attached(struct build *b, struct member *m, bool fresh, struct step *before);
// The step counts on them, as large as they are to be.
void build_stored(struct build *b, const struct member *m, struct step *s);
// Those that are to be deleted leave its machine, which stays, after that step.
void build_parted(struct build *b, struct member *m, struct step *before);
// None of them is in its machine any more. Yields the last, or `before`.
struct step *build_detached(struct build *b, struct member *m, struct step *before);

// care.c
// What a new machine is not born with. The lock comes last: until then it may be made again.
struct step *build_guarded(struct build *b, struct member *m, struct step *before);
// What of one that is there is put right before all else: its tags and label, its addresses, these.
// A machine has one lock: ours goes before another comes. Yields the last, or NULL.
struct step *build_settled(struct build *b, const struct change *c, struct member *m);

#endif
