// Words of the store port.
#include "port/store.h"

#include "base/str.h"

static const char *const names[] = {
    [OP_RUNNING] = "running",
    [OP_DONE] = "done",
    [OP_PARTIAL] = "partial",
    [OP_FAILED] = "failed",
    [OP_CANCELLED] = "cancelled",
    [OP_INTERRUPTED] = "interrupted",
};

const char *
op_state_name(enum op_state s)
{
    return names[s];
}

// A word that nobody knows tells of an operation that nobody finished.
enum op_state
op_state_parse(const char *name)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (str_eq(names[i], name))
            return (enum op_state)i;
    return OP_INTERRUPTED;
}
