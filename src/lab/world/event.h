// SPDX-License-Identifier: MIT
// The account's events.
#ifndef LAB_WORLD_EVENT_H
#define LAB_WORLD_EVENT_H

#include "lab/lab.h"

// What an event is about: {"label", "id", "type", "url"}. Nouns make theirs of it.
struct doc *entity_new(
    struct arena *a, const char *type, const struct doc *id, const char *label, const char *url);

// Something that has happened at once.
void event_note(
    struct lab *lab, const char *action, const struct doc *entity, const struct doc *secondary);
// Something that takes time: scheduled, begun, ended. Yields its id.
int64_t event_schedule(
    struct lab *lab, const char *action, const struct doc *entity, const struct doc *secondary);
void event_begin(struct lab *lab, int64_t id, int64_t expected_ms);
void event_end(struct lab *lab, int64_t id, bool success, const char *message);

#endif
