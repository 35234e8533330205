// SPDX-License-Identifier: MIT
// What of its firewall a node holds, as it tells by itself. Pure.
#ifndef STEP_ASPECT_RULES_FIREWALL_H
#define STEP_ASPECT_RULES_FIREWALL_H

#include "base/arena.h"
#include "base/buf.h"
#include "lct/err.h"

// Seconds that rules are on trial (share/node/firewall.sh); within fewer we must have confirmed
// them.
#define FIREWALL_TRIAL "25"

// The script of the bundle's step, or of another session: functions, then the word to carry out
// ("put" by its environment; "look", "confirm", "undo"). Lives in the arena, or is appended.
const char *firewall_script(struct arena *a);
void firewall_input(struct buf *out, const char *word);

struct firewall_look {
    const char *table;  // "held", "changed" or "gone"
    const char *digest; // of the rules that the node keeps; "-": none
    const char *boot;   // "boot": they come at the next boot; "noboot"
    const char *from;   // our address as the node sees it; NULL: it does not say
};

// Reads the answer to "look"; lives in the arena. LCT_EFAILED: it is none.
int firewall_look_read(
    struct arena *a, const char *text, struct firewall_look *ret, struct lct_err *err);

// What is amiss where the rules should hold that the inventory notes of the node (by their digest;
// NULL: none): words for people, or NULL.
const char *firewall_amiss(const struct firewall_look *look, const char *noted);

// The last line of "put": were the rules taken for a trial only? *from as above.
bool firewall_tried(struct arena *a, const char *output, const char **from);

#endif
