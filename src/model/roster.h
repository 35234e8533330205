// SPDX-License-Identifier: MIT
// Who is in a cluster at a time, as a text: what a node was told of last, and so who joined and who
// left since. One that got another machine has left and joined.
#ifndef MODEL_ROSTER_H
#define MODEL_ROSTER_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"

struct node;

// A line: name group region index private_ipv4 public_ipv4 ipv6 tags; a tab between, "-" for
// what is not known or not there. In the viewer's VPC the private address is the one there.
void roster_line(struct buf *out, const char *viewer_vpc, const struct node *n);

// Everybody who has a machine: the same text for the same nodes in any order.
const char *roster_text(struct arena *a, const struct node *const *nodes, size_t n);
const char *roster_digest(const char *text, char out[static DIGEST_TEXT]);

// Those of a text that another one has not.
struct roster_part {
    const char *names; // "web-04 web-05"; "": nobody
    const char *lines; // as roster_line has them
};
struct roster_part roster_beyond(
    struct arena *a, const char *text, const char *other, const char *viewer_vpc);
bool roster_same(struct arena *a, const char *text, const char *other);

#endif
