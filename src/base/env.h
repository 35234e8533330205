// SPDX-License-Identifier: MIT
// An environment as a list of "NAME=value", NULL-terminated, such as the process's `environ`; NULL
// is an empty one. Nobody here looks at the process's own by himself: whoever asks is given a list.
#ifndef BASE_ENV_H
#define BASE_ENV_H

// NULL: it is not there, or empty.
const char *env_get(const char *const *env, const char *name);

// The home folder: HOME, else what the system knows of the user. free() it.
char *env_home(const char *const *env);
// A folder of a program by the XDG variables and their defaults: kind is "config", "data", "cache"
// or "state". free() it.
char *env_folder(const char *const *env, const char *kind, const char *program);
// As file_join, but "~/" is the home folder. free() it.
char *env_path(const char *const *env, const char *dir, const char *name);

#endif
