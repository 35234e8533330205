// SPDX-License-Identifier: MIT
// Dependencies, order of start and stop, services.
#include "plan/language/language.h"

static const struct schema alias = { .type = S_DICT, .item = &language_text };
static const struct schema *const depend_choices[] = { &alias, &language_text, NULL };
static const struct schema depend = {
    .type = S_ONE_OF, .choices = depend_choices, .what = "a cluster's name, or {alias: name}"
};
const struct schema language_depends = { .type = S_ONE_OR_LIST, .item = &depend };

static const struct schema_field probe_fields[] = {
    { "command", NULL, &language_text, false, NULL, "ends with 0 when it is ready" },
    { "port", NULL, &language_port, false, NULL,
        "listens when it is ready: a number, or a name of ports:" },
    { "http", NULL, &language_text, false, NULL, "an URL that answers when it is ready" },
    { "timeout", NULL, &language_text, false, NULL, "how long it is waited for; default 5m" },
    { "every", NULL, &language_text, false, NULL, "how often it is asked; default 2s" },
    { NULL },
};
static const struct schema probe = { .type = S_MAP, .fields = probe_fields, .what = "a probe" };
static const struct schema *const probe_choices[] = { &probe, &language_text, NULL };
static const struct schema probe_or_command = {
    .type = S_ONE_OF, .choices = probe_choices, .what = "a probe, or a command"
};

static const struct schema_field service_fields[] = {
    { "name", NULL, &language_name, false, NULL, "of a systemd unit" },
    { "start", NULL, &language_text, false, NULL, "command; default systemctl start" },
    { "stop", NULL, &language_text, false, NULL, "command; default systemctl stop" },
    { "ready", NULL, &probe_or_command, false, NULL, "how it says that it is ready" },
    { NULL },
};
static const struct schema service = {
    .type = S_MAP, .fields = service_fields, .what = "a service"
};
static const struct schema *const service_choices[] = { &service, &language_name, NULL };
static const struct schema service_or_unit = {
    .type = S_ONE_OF, .choices = service_choices, .what = "a service, or the name of a unit"
};
static const struct schema services = { .type = S_ONE_OR_LIST, .item = &service_or_unit };

static const struct schema_field stage_fields[] = {
    { "nodes", NULL, &language_name_or_names, true, NULL, "node plans or tags" },
    { "service", "services", &services, false, NULL, "what is started and stopped there" },
    { "pause", NULL, &language_text, false, NULL, "waited before the next: 20s" },
    { NULL },
};
static const struct schema stage = { .type = S_MAP, .fields = stage_fields, .what = "a stage" };
static const struct schema *const stage_choices[] = { &stage, &language_name, NULL };
static const struct schema stage_or_name = {
    .type = S_ONE_OF, .choices = stage_choices, .what = "a node plan's name, or {nodes, service}"
};
const struct schema language_start = { .type = S_LIST, .item = &stage_or_name };
const struct schema language_stop = { .type = S_LIST, .item = &stage_or_name };
