// SPDX-License-Identifier: MIT
// The recorded lists of share/catalogue as a catalogue.
#ifndef TEST_PLAN_CATALOGUE_H
#define TEST_PLAN_CATALOGUE_H

#include "model/catalogue.h"

// Ends the program when they cannot be read. Free with arena_free(c->arena).
struct catalogue *recorded_catalogue(void);

#endif
