// SPDX-License-Identifier: MIT
// Whose everything is that is kept: an application's, for one of its customers.
#ifndef MODEL_CONTEXT_H
#define MODEL_CONTEXT_H

struct context {
    const char *app, *customer;
};

#endif
