// SPDX-License-Identifier: MIT
// Exit statuses: the library's codes as scripts see them.
#include "cli/show/tell.h"

int
exit_status(int code)
{
    switch (code) {
    case LCT_OK:
        return 0;
    case LCT_EUSAGE:
    case LCT_EPLAN:
        return 2;
    case LCT_EPARTIAL:
        return 3;
    case LCT_EAUTH:
        return 4;
    case LCT_ENOTFOUND:
        return 5;
    case LCT_ECANCELLED:
        return 130;
    default:
        return 1;
    }
}

int
detailed_error(int status)
{
    return status == EXIT_CHANGES ? 1 : status;
}
