// Words of nouns.
#include "model/resource.h"

#include "base/str.h"

static const struct {
    const char *name, *title;
} nouns[N_NOUNS] = {
    [NOUN_PLACEMENT] = { "placement", "placement group" },
};

const char *
noun_name(enum noun n)
{
    return nouns[n].name;
}

const char *
noun_title(enum noun n)
{
    return nouns[n].title;
}

bool
noun_parse(const char *name, enum noun *ret)
{
    for (int i = 0; i < N_NOUNS; i++)
        if (str_eq(nouns[i].name, name)) {
            *ret = (enum noun)i;
            return true;
        }
    return false;
}
