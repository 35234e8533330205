// What a machine tells of itself.
#include "model/machine.h"

#include "base/str.h"

bool
machine_tagged(const struct machine *m, const char *tag)
{
    for (const char *const *t = m->tags; t && *t; t++)
        if (str_eq(*t, tag))
            return true;
    return false;
}
