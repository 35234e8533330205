#!/bin/sh
# SPDX-License-Identifier: MIT
# calls HEADER.. - prints C that calls each function of the public headers: as it should be called
# (case 0), with NULL for each of its pointers alone, and with NULL for all of them (the last case).
# A type that it does not know is an error: whoever adds one says here what a good value is.
set -eu
sed -e '/^#ifdef __cplusplus/,/^#endif/d' -e '/^#/d' -e 's|//.*||' "$@" | tr '\n' ' ' | awk '
function good(type) {
    if (type in values)
        return values[type]
    if (type ~ /^const struct lct_[a-z_]+ \*$/)
        return "&(" substr(type, 1, length(type) - 2) "){ 0 }"
    print "calls: what is a good value of \"" type "\"?" >"/dev/stderr"
    exit bad = 1
}

# The type of a parameter, without its name.
function type_of(p) {
    if (p ~ /\(\*/)
        return "callback"
    sub(/[a-z_0-9]+$/, "", p)
    gsub(/^ +| +$/, "", p)
    return p
}

function prototype(text,    name, list, n, p, i, c, cases, call) {
    gsub(/__attribute__.*/, "", text)
    gsub(/ +/, " ", text)
    if (text ~ /\<typedef\>/ || !match(text, /lct_[a-z_]+\(/))
        return
    name = substr(text, RSTART, RLENGTH - 1)
    list = substr(text, RSTART + RLENGTH)
    sub(/\) *$/, "", list)
    while (match(list, /\([^()]*,[^()]*\)/)) # of a callback
        list = substr(list, 1, RSTART) "..." substr(list, RSTART + RLENGTH - 1)
    n = list == "void" ? 0 : split(list, p, / *, */)
    if (p[n] == "...")
        n--
    cases = 2
    for (i = 1; i <= n; i++) {
        p[i] = type_of(p[i])
        pointer[i] = p[i] ~ /\*$|^callback$/ ? cases++ - 1 : 0
    }
    call = ""
    for (i = 1; i <= n; i++)
        call = call (i > 1 ? ", " : "") \
            (pointer[i] ? "c == " pointer[i] " || c == " cases - 1 " ? NULL : " : "") good(p[i])
    printf "static void call_%s(int c, va_list args) { (void)c; (void)args; (void)%s(%s); }\n", name, name, call
    table = table sprintf("    { \"%s\", %d, call_%s },\n", name, cases, name)
}

BEGIN {
    RS = ";"
    values["struct lct *"] = values["const struct lct *"] = "toolkit"
    values["struct lct_plan *"] = values["const struct lct_plan *"] = "plan"
    values["struct lct_runner *"] = values["const struct lct_runner *"] = "runner"
    values["struct lct_changes *"] = values["const struct lct_changes *"] = "changes"
    values["enum lct_volumes"] = "LCT_VOLUMES_KEEP"
    values["struct lct_agent *"] = values["const struct lct_agent *"] = "agent"
    values["struct lct_answer *"] = values["const struct lct_answer *"] = "answer"
    values["const struct lct_value *"] = "lct_answer_root(answer)"
    values["struct lct_err *"] = "&(struct lct_err){ 0 }"
    values["struct lct **"] = "&(struct lct *){ NULL }"
    values["struct lct_plan **"] = "&(struct lct_plan *){ NULL }"
    values["struct lct_changes **"] = "&(struct lct_changes *){ NULL }"
    values["const struct lct_processes *"] = "NULL"
    values["struct lct_advised *"] = "&(struct lct_advised){ 0 }"
    values["bool *"] = "&(bool){ false }"
    values["struct lct_runner **"] = "&(struct lct_runner *){ NULL }"
    values["struct lct_agent **"] = "&(struct lct_agent *){ NULL }"
    values["struct lct_answer **"] = "&(struct lct_answer *){ NULL }"
    values["char **"] = "&(char *){ NULL }"
    values["int *"] = "&(int){ -1 }"
    values["const char *"] = values["const void *"] = "\"word\""
    values["const char *const *"] = "(const char *const[]){ \"word\", NULL }"
    values["void *"] = "toolkit"
    values["callback"] = "use"
    values["lct_wording *"] = "word"
    values["va_list"] = "args"
    values["size_t"] = values["int64_t"] = values["unsigned"] = values["int"] = "1"
    values["double"] = "1.0"
    values["bool"] = "true"
    print "// Made by calls.sh of the public headers."
}

# Bodies of structs and enums hold no prototypes.
{
    text = $0
    depth += gsub(/\{/, "{", text) - gsub(/\}/, "}", text)
    if (!depth && text !~ /\}/ && text ~ /\(/)
        prototype(text)
}

END {
    if (bad)
        exit bad
    printf "\nstatic const struct callable callables[] = {\n%s};\n", table
}'
