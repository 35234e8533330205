// SPDX-License-Identifier: MIT
// placement.create, placement.delete: as of any thing.
#include "step/kinds.h"
#include "step/thing/thing.h"

const struct step_kind placement_create = THING_CREATE("placement");
const struct step_kind placement_delete = THING_DELETE("placement");
