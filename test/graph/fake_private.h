// SPDX-License-Identifier: MIT
// Between the files of the pretended world: its journal, and what is in it.
#ifndef TEST_GRAPH_FAKE_PRIVATE_H
#define TEST_GRAPH_FAKE_PRIVATE_H

#include "fake.h"

struct journal fake_journal(struct fake *f);
void fake_journal_done(struct fake *f);
void fake_journal_lost(struct fake *f); // what was not durable

#endif
