// SPDX-License-Identifier: MIT
// Looking things up in an environment.
#include "base/env.h"

#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"

const char *
env_get(const char *const *env, const char *name)
{
    const size_t n = strlen(name);

    for (; env && *env; env++)
        if (!strncmp(*env, name, n) && (*env)[n] == '=' && (*env)[n + 1])
            return *env + n + 1;
    return NULL;
}

char *
env_home(const char *const *env)
{
    const char *home = env_get(env, "HOME");
    const struct passwd *user = home ? NULL : getpwuid(getuid());

    return mem_strdup(home ? home : user ? user->pw_dir : "/");
}

char *
env_folder(const char *const *env, const char *kind, const char *program)
{
    static const struct {
        const char *kind, *variable, *fallback;
    } kinds[] = {
        { "config", "XDG_CONFIG_HOME", ".config" },
        { "data", "XDG_DATA_HOME", ".local/share" },
        { "cache", "XDG_CACHE_HOME", ".cache" },
        { "state", "XDG_STATE_HOME", ".local/state" },
    };
    _own_(free) char *home = env_home(env);

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (str_eq(kinds[i].kind, kind)) {
            const char *base = env_get(env, kinds[i].variable);
            if (base && base[0] == '/')
                return mem_printf("%s/%s", base, program);
            return mem_printf("%s/%s/%s", home, kinds[i].fallback, program);
        }
    return mem_printf("%s/.%s", home, program);
}

char *
env_path(const char *const *env, const char *dir, const char *name)
{
    _own_(free) char *home = env_home(env);

    return str_starts(name, "~/") ? file_join(home, name + 2) : file_join(dir, name);
}
