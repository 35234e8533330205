// SPDX-License-Identifier: MIT
// What can be the name of a host, and what a domain name.
#ifndef MODEL_HOSTNAME_H
#define MODEL_HOSTNAME_H

#include "model/label.h"

// What keeps the text from being a host name: labels of RFC 1123 with dots between them, 64 bytes
// in all, which is what Linux keeps. NULL: nothing does.
const char *hostname_fault(const char *name, char why[static FAULT_WHY]);

// The same of a whole domain name of two labels at least: 253 bytes in all.
const char *domain_fault(const char *name, char why[static FAULT_WHY]);

// The same of a zone, which may be of one label.
const char *zone_fault(const char *name, char why[static FAULT_WHY]);

#endif
