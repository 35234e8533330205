// SPDX-License-Identifier: MIT
// A playbook that is run from here: once for many nodes, whose hooks it is.
#ifndef STEP_HOOK_PLAY_H
#define STEP_HOOK_PLAY_H

#include "step/kinds.h"

// A node's part in it. It comes when what is before has gone well; NULL: at once.
struct player {
    struct play *play;
    struct hook *hook;
    const struct step *before;
    bool comes;       // ansible.c's: it does
    int status;       // likewise: 0: well; -1: nobody said how it ended
    const char *said; // likewise: what was told of this node
    struct player *next;
};

// The item of hook.play. It is over when the playbook is, well or badly; each node's hook is behind
// it and ends as the playbook did on that node.
struct play {
    struct world *world;
    struct step *step;
    const char *id; // by which this machine knows it
    struct player *players;
};

#endif
