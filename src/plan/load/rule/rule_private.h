// SPDX-License-Identifier: MIT
// Between the files of rule*.c: a firewall rule while it is read, word by word.
#ifndef PLAN_LOAD_RULE_RULE_PRIVATE_H
#define PLAN_LOAD_RULE_RULE_PRIVATE_H

#include "base/buf.h"
#include "plan/load/load.h"

#define RULE_WORDS 256

struct rule_parser {
    struct loading *l;
    const struct doc *at;
    const char *words[RULE_WORDS];
    size_t offsets[RULE_WORDS]; // of each in the text
    size_t n, i;
    bool failed;
    struct buf text; // as written, the numbers behind the names of ports; empty: there are none
    size_t told;     // so many bytes of what is written are in it
    bool directed, sided; // it says in or out; from or to
    enum rule_direction direction;
    struct plan_rule rules[16];
    size_t n_rules;
    struct port_range *source_ports;
    size_t n_source_ports;
    struct rule_side from, to;
    const char *interface;
    bool bound;
    enum event during;
};

// rule_word.c
bool rule_split(struct rule_parser *p, const char *text); // false: it has too many words
const char *rule_word(const struct rule_parser *p);       // the current one; NULL at the end
bool rule_take(struct rule_parser *p, const char *wanted);

// Where a word stands, when the rule is written in one line.
struct doc_pos rule_place(const struct rule_parser *p, size_t i);

// The word just taken is wrong; a place in it is; the rule as a whole is. Only the first is told.
void rule_fail(struct rule_parser *p, const char *what, const char *detail);
void rule_fail_near(struct rule_parser *p, struct doc_pos pos, const char *what, const char *detail,
    const char *const *names, size_t n);
void rule_fail_whole(struct rule_parser *p, const char *what);

// rule_service.c: "tcp 80, 443" or "ssh" begins a rule of its own
void rule_service(struct rule_parser *p);
size_t rule_ports(struct rule_parser *p, struct port_range **ret);
struct plan_rule *rule_add(struct rule_parser *p, const char *protocol);

// rule_peer.c: who is behind from or to
void rule_peers(struct rule_parser *p, struct rule_side *ret);

#endif
