// The recorded lists of share/catalogue as a catalogue.
#ifndef TEST_PLAN_CATALOGUE_H
#define TEST_PLAN_CATALOGUE_H

#include "model/catalogue.h"

// Reads regions.json, types.json, images.json and kernels.json of a folder; ends the program when
// they cannot be read. Free with arena_free(c->arena).
struct catalogue *recorded_catalogue(const char *dir);

#endif
