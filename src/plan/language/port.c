// SPDX-License-Identifier: MIT
// The tables of ports, by number and by name.
#include "plan/language/language.h"

#include "model/named_port.h"

static const struct schema number = { .type = S_INT, .min = 1, .max = 65535, .what = "a port" };
static const struct schema name = {
    .type = S_TEXT, .min = 1, .max = PORT_NAME_MOST, .what = "the name of a port"
};
static const struct schema *const choices[] = { &number, &name, NULL };
const struct schema language_port = {
    .type = S_ONE_OF, .choices = choices, .what = "a port, or the name of one"
};

static const struct schema named = { .type = S_TEXT,
    .min = 1,
    .max = 32,
    .what = "a port",
    .fault = named_port_fault,
    .pattern = "^(tcp|udp) +[1-9][0-9]{0,4}(-[1-9][0-9]{0,4})?$" };
const struct schema language_ports = { .type = S_DICT, .item = &named };
