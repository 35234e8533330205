// SPDX-License-Identifier: MIT
// User-data of the plan.
#include "model/user_data.h"

#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "text/yaml.h"

#define CONFIG "text/cloud-config"
#define JINJA "text/jinja2"
#define JSON_PATCH "text/cloud-config-jsonp"

// Longer words first.
static const struct {
    const char *begins, *type;
} types[] = {
    { "#cloud-config-archive", "text/cloud-config-archive" },
    { "#cloud-config-jsonp", JSON_PATCH },
    { "#cloud-config", CONFIG },
    { "## template: jinja", JINJA },
    { "#cloud-boothook", "text/cloud-boothook" },
    { "#include-once", "text/x-include-once-url" },
    { "#include", "text/x-include-url" },
    { "#part-handler", "text/part-handler" },
    { "#!", "text/x-shellscript" },
};

const char *
user_data_type(const char *text)
{
    text += strspn(text, " \t\r\n");
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (str_istarts(text, types[i].begins))
            return types[i].type;
    return NULL;
}

bool
user_data_untyped(const char *type)
{
    return str_eq(type, "text/plain") || str_eq(type, "text/x-not-multipart");
}

bool
user_data_merges(const char *type)
{
    return str_eq(type, CONFIG) || str_eq(type, JINJA);
}

bool
user_data_brings(const char *type)
{
    return str_starts(type, "text/x-include-") || str_eq(type, "text/cloud-config-archive") ||
           str_starts(type, "application/");
}

// ---- how it is to be merged

static bool
is_merging(const char *key)
{
    return str_eq(key, "merge_how") || str_eq(key, "merge_type");
}

// Of what our YAML does not read - tags, templates - each line that looks like it counts.
static bool
line_merges(const char *text)
{
    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += strspn(line, "\n{\"' ");
        const char *end = line + strspn(line, "abcdefghijklmnopqrstuvwxyz_");
        if ((end - line == 9 && !strncmp(line, "merge_how", 9)) ||
            (end - line == 10 && !strncmp(line, "merge_type", 10)))
            return end[strspn(end, "\"' ")] == ':';
    }
    return false;
}

static bool
says_merge(const char *text)
{
    _own_(arena) struct arena *a = arena_new();
    struct doc *d;

    if (yaml_parse(a, text, strlen(text), &d, NULL, ERR_IGNORED) < 0 || d->kind != DOC_MAP)
        return line_merges(text);
    for (size_t i = 0; i < doc_count(d); i++)
        if (is_merging(d->keys[i]->text))
            return true;
    return false;
}

const char *
user_data_fault(const char *type, const char *text)
{
    if (str_eq(type, JSON_PATCH))
        return "a JSON patch may undo what the toolkit needs: write it as #cloud-config";
    if (text && user_data_merges(type) && says_merge(text))
        return "merge_how and merge_type are the toolkit's: lists are appended, what it says stays";
    return NULL;
}
