// SPDX-License-Identifier: MIT
// The recorded lists, read by the driver that they were recorded of.
#include "catalogue.h"

#include <stdio.h>
#include <stdlib.h>

#include "cloud/linode/linode.h"

struct catalogue *
recorded_catalogue(void)
{
    struct lct_err err = { 0 };
    struct catalogue *c;

    if (linode_catalogue_shipped(&c, &err) < 0) {
        printf("Bail out! %s\n", err.text);
        exit(EXIT_FAILURE);
    }
    return c;
}
