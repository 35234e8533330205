// SPDX-License-Identifier: MIT
// address.reserve, address.return: made and removed as any thing.
#include "step/kinds.h"
#include "step/thing/thing.h"

const struct step_kind address_reserved = THING_CREATE("reserved");
const struct step_kind address_returned = THING_DELETE("reserved");
