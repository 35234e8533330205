// complete: what may stand at the cursor, one candidate a line with its description behind a tab,
// or ":files". The shells' completion scripts ask it; it never tells an error.
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/own.h"
#include "base/str.h"
#include "cli/run.h"

// The words before the cursor, understood as far as they can be.
struct line {
    const char *noun;
    const struct command *command;
    const struct option *wants; // an option whose value comes next
    int n_arguments;
    bool rest; // behind "--"
};

static void
offer(const char *word, const char *description)
{
    print_safe(stdout, word, false);
    if (!str_empty(description)) {
        fputc('\t', stdout);
        print_safe(stdout, description, false);
    }
    fputc('\n', stdout);
}

static void
read_option(struct invocation *v, struct line *l, const char *word)
{
    bool letter = word[1] != '-';
    const char *name = word + (letter ? 1 : 2), *equals = strchr(word, '=');
    size_t n = equals ? (size_t)(equals - name) : strlen(name);
    const struct option *o = letter == (n == 1) ? option_find(l->command, name, n) : NULL;

    if (o && o->value && !equals)
        l->wants = o;
    else if (o)
        *vec_add(&v->given) = (struct given){ o, equals ? equals + 1 : NULL };
}

static void
read_word(struct invocation *v, struct line *l, const char *word)
{
    if (l->wants && str_eq(word, "=")) {
        return; // bash makes three words of --option=value
    } else if (l->wants) {
        *vec_add(&v->given) = (struct given){ l->wants, word };
        l->wants = NULL;
    } else if (str_eq(word, "--")) {
        l->rest = true;
    } else if (!l->rest && word[0] == '-' && word[1]) {
        read_option(v, l, word);
    } else if (!l->noun) {
        l->noun = word;
        l->command = command_find(word, "");
    } else if (!l->command) {
        l->command = command_find(l->noun, word);
    } else {
        l->n_arguments++;
    }
}

static void
offer_options(const struct option *o)
{
    for (; o && o->name; o++) {
        _own_(free) char *word = mem_printf("--%s", o->name);
        offer(word, o->help);
    }
}

static void
offer_nouns(void)
{
    const char *before = "";

    command_each(c)
    {
        if (!c->hidden && !str_eq(c->noun, before))
            offer(c->noun, *c->verb ? NULL : c->help);
        before = c->noun;
    }
}

static void
offer_verbs(const char *noun)
{
    command_each(c) if (str_eq(c->noun, noun)) offer(c->verb, c->help);
}

static void
offer_choices(const char *choices)
{
    _own_(free) char *copy = mem_strdup(choices);
    char *rest = NULL;

    for (char *word = strtok_r(copy, "|", &rest); word; word = strtok_r(NULL, "|", &rest))
        offer(word, NULL);
}

// The names in the inventory of one kind.
static void
offer_answers(struct invocation *v,
    int (*call)(struct lct *, struct lct_answer **, struct lct_err *), const char *list,
    const char *field, const char *description)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    if (!toolkit_open(v, &err) || call(v->toolkit, &answer, &err) < 0)
        return;
    const struct lct_value *items = lct_get(lct_answer_root(answer), list);
    for (size_t i = 0; i < lct_count(items); i++) {
        const struct lct_value *item = lct_at(items, i);
        offer(lct_text(lct_get(item, field), ""), lct_text(lct_get(item, description), NULL));
    }
    lct_answer_free(answer);
}

static void
offer_clusters(struct invocation *v)
{
    offer_answers(v, lct_cluster_list, "clusters", "name", "state");
}

static void
offer_profiles(struct invocation *v)
{
    offer_answers(v, lct_profile_list, "profiles", "name", "url");
}

static void
offer_secrets(struct invocation *v)
{
    offer("personal-token", "token of the API");
    offer("default-root-ssh-public-key", "your public key");
    offer_answers(v, lct_secret_list, "secrets", "name", "");
}

// Keys of the plan language below the one that is written so far: nodes.storage.f ->
// nodes.storage.fs.
static void
offer_keys(const char *now)
{
    const char *dot = strrchr(now, '.');
    _own_(free) char *owner = mem_strndup(now, dot ? (size_t)(dot - now) : 0);
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    if (lct_plan_explain(owner, NULL, &answer, &err) < 0)
        return;
    const struct lct_value *keys = lct_get(lct_answer_root(answer), "keys");
    for (size_t i = 0; i < lct_count(keys); i++) {
        const struct lct_value *key = lct_at(keys, i);
        _own_(free) char *word =
            mem_printf("%s%s%s", owner, dot ? "." : "", lct_text(lct_get(key, "key"), ""));
        offer(word, lct_text(lct_get(key, "help"), NULL));
    }
    if (!dot)
        offer("nodes", "node plans");
    lct_answer_free(answer);
}

// By the word that stands for a value in the table: NAME, NODE, PLAN, a|b|c ...
static void
offer_values(struct invocation *v, const char *noun, const char *word)
{
    if (strchr(word, '|'))
        offer_choices(word);
    else if (str_eq(word, "PLAN") || str_eq(word, "FILE") || str_eq(word, "SRC.."))
        puts(":files");
    else if (str_eq(word, "SELECTOR"))
        offer_answers(v, lct_node_list, "nodes", "name", "cluster");
    else if (str_eq(word, "NODE"))
        offer_answers(v, lct_node_list, "nodes", "label", "cluster");
    else if (str_eq(word, "NAME") && str_eq(noun, "profile"))
        offer_profiles(v);
    else if (str_eq(word, "NAME") && (str_eq(noun, "cluster") || str_eq(noun, "ssh-config")))
        offer_clusters(v);
    else if (str_eq(word, "TYPE"))
        offer_secrets(v);
    else if (str_eq(word, "ID") && str_eq(noun, "operation"))
        offer_answers(v, lct_operation_list, "operations", "id", "summary");
}

static void
offer_argument(struct invocation *v, const struct line *l, const char *now)
{
    _own_(free) char *copy = mem_strdup(l->command->arguments);
    char *rest = NULL, *word = strtok_r(copy, " []", &rest);

    for (int i = 0; word && i < l->n_arguments && !str_ends(word, ".."); i++)
        word = strtok_r(NULL, " []", &rest);
    if (word && str_eq(word, "KEY"))
        offer_keys(now);
    else if (word)
        offer_values(v, l->noun, word);
}

int
run_complete(struct invocation *v)
{
    struct line l = { 0 };
    const char *now = v->n_arguments ? v->arguments[v->n_arguments - 1] : "";

    for (int i = 0; i + 1 < v->n_arguments; i++)
        read_word(v, &l, v->arguments[i]);
    if (l.rest)
        return 0;
    if (l.wants) {
        offer_values(v, str_eq(l.wants->name, "profile") ? "profile" : "", l.wants->value);
    } else if (now[0] == '-') {
        offer_options(l.command ? l.command->options : NULL);
        offer_options(global_options);
    } else if (!l.noun) {
        offer_nouns();
    } else if (!l.command) {
        offer_verbs(l.noun);
    } else {
        offer_argument(v, &l, now);
    }
    return 0;
}
