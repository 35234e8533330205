// Many names in few words.
#ifndef CLI_FOLD_H
#define CLI_FOLD_H

#include <stddef.h>

// Names that differ in their last number only become one; in the order of names. Free() it.
char *fold_names(const char *const *names, size_t n); // "db-1,web-[01-20,25]", a selector
char *fold_words(const char *const *names, size_t n); // "db-1, web-01..20,25", for people

#endif
