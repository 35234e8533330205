// Progress: on a terminal the running things redrawn above one line of counts, elsewhere plain
// lines.
#include "cli/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/tell.h"

#define REDRAW_MS 100
#define MOST_LINES 12
#define LINE_MAX_COLUMNS 512
#define SUMMARY_MAX 160
#define TELL_FROM_MS 1000
#define RATE_AFTER 5 // steps done before a rate means something

struct progress {
    struct lct_watch watch;
    bool terminal, coloured, quiet, verbose;
    struct map running; // subject -> what is done to it (malloc'd)
    int64_t begun, drawn;
    int64_t told_ms; // how long the plan said it takes; 0: nothing was said
    struct counts counts;
    size_t columns[MOST_LINES + 3]; // how wide each drawn line is
    size_t n_lines;
};

static int64_t
now_ms(void)
{
    return clock_real.now_ms(&clock_real);
}

void
duration_text(int64_t ms, char *out, size_t size)
{
    long long s = (long long)(ms + 500) / 1000;

    if (s < 120)
        snprintf(out, size, "%lld s", s);
    else if (s < 7200)
        snprintf(out, size, "%lld min %lld s", s / 60, s % 60);
    else
        snprintf(out, size, "%lld h %lld min", s / 3600, s % 3600 / 60);
}

void
estimate_text(const struct foretold *f, char out[static ESTIMATE_MAX])
{
    char whole[32], window[32];

    duration_text(f->estimate_ms, whole, sizeof whole);
    duration_text(f->window_ms, window, sizeof window);
    if (f->limit)
        snprintf(out, ESTIMATE_MAX, "about %s: %lld Linodes at %lld per %s", whole,
            (long long)f->creates, (long long)f->limit, window);
    else
        snprintf(out, ESTIMATE_MAX, "about %s", whole);
}

static void
add_rate(struct buf *b, const struct counts *c)
{
    double rate = (double)c->done * 1000 / (double)c->elapsed_ms;
    char left[32];

    buf_addf(b, ", %.1f/s", rate);
    if (c->done >= c->total)
        return;
    duration_text((int64_t)((double)(c->total - c->done) / rate * 1000), left, sizeof left);
    buf_addf(b, ", about %s left", left);
}

void
progress_summary(const struct counts *c, char *out, size_t size)
{
    _own_(buf) struct buf b = { 0 };
    char elapsed[32];

    duration_text(c->elapsed_ms, elapsed, sizeof elapsed);
    buf_addf(&b, "%lld of %lld steps done", (long long)c->done, (long long)c->total);
    if (c->running)
        buf_addf(&b, ", %lld running", (long long)c->running);
    if (c->failed)
        buf_addf(&b, ", %lld failed", (long long)c->failed);
    buf_addf(&b, "; %s", elapsed);
    if (c->done >= RATE_AFTER && c->elapsed_ms >= 2000)
        add_rate(&b, c);
    snprintf(out, size, "%s", buf_str(&b));
}

// A line drawn when the terminal was wider takes several rows now.
static void
erase(struct progress *p)
{
    size_t width = terminal_width(STDERR_FILENO), rows = interrupt_told();

    if (!p->terminal)
        return;
    for (size_t i = 0; i < p->n_lines; i++)
        rows += p->columns[i] ? (p->columns[i] + width - 1) / width : 1;
    p->n_lines = 0;
    if (rows)
        fprintf(stderr, "\033[%zuA\r\033[J", rows);
}

static void
draw_line(struct progress *p, const char *text)
{
    size_t width = terminal_width(STDERR_FILENO) - 1, n = text_cut(text, width);

    fprintf(stderr, "%.*s\n", (int)n, text);
    p->columns[p->n_lines++] = text_columns(text) < width ? text_columns(text) : width;
}

static void
draw_running(struct progress *p)
{
    size_t shown = 0;

    map_each (it, &p->running) {
        char text[LINE_MAX_COLUMNS];
        if (shown++ == MOST_LINES) {
            snprintf(text, sizeof text, "  ... and %zu more", p->running.n - MOST_LINES);
            draw_line(p, text);
            return;
        }
        snprintf(text, sizeof text, "  %-28s  %s", it->key, (const char *)it->value);
        text_make_safe(text);
        draw_line(p, text);
    }
}

static void
redraw(struct progress *p)
{
    char text[SUMMARY_MAX];

    if (!p->terminal || p->quiet || now_ms() - p->drawn < REDRAW_MS)
        return;
    erase(p);
    p->drawn = now_ms();
    p->counts.elapsed_ms = p->drawn - p->begun;
    draw_running(p);
    progress_summary(&p->counts, text, sizeof text);
    draw_line(p, text);
    if (interrupt_times())
        draw_line(p, interrupt_text());
    fflush(stderr);
}

// A line that stays: "WHO: WHAT", either may be NULL.
static void
say(struct progress *p, const char *who, const char *what, bool bad)
{
    bool red = bad && p->coloured;

    if (p->quiet && !bad)
        return;
    erase(p);
    fputs(red ? "\033[31m" : "", stderr);
    if (who) {
        print_safe(stderr, who, false);
        fputs(": ", stderr);
    }
    print_safe(stderr, what ? what : "", true);
    fputs(red ? "\033[0m\n" : "\n", stderr);
}

static void
remember(struct progress *p, const struct lct_event *e)
{
    bool retries = str_eq(e->state, "retrying");

    free(map_remove(&p->running, e->subject));
    if (retries || str_eq(e->state, "running"))
        map_put(&p->running, e->subject,
            mem_printf("%s%s%s", e->verb, retries ? ", tries again: " : "",
                retries && e->text ? e->text : ""));
}

static void
on_step(struct progress *p, const struct lct_event *e)
{
    _own_(free) char *text = NULL;

    if (!e->subject || !e->verb)
        return;
    remember(p, e);
    if (str_eq(e->state, "failed")) {
        text = mem_printf("%s failed: %s", e->verb, e->text ? e->text : "no reason is known");
        say(p, e->subject, text, true);
    } else if (str_eq(e->state, "done") && e->past && (!p->terminal || p->verbose)) {
        say(p, e->subject, e->past, false);
    } else if (str_eq(e->state, "retrying") && p->verbose) {
        text = mem_printf("%s is tried again: %s", e->verb, e->text ? e->text : "");
        say(p, e->subject, text, false);
    }
}

static void
on_begin(struct progress *p, const struct lct_event *e)
{
    const struct foretold f = { e->estimate_ms, e->creates, e->limit, e->window_ms };
    int64_t off = llabs(e->estimate_ms - p->told_ms);
    char about[ESTIMATE_MAX];

    p->begun = now_ms();
    if (e->estimate_ms < TELL_FROM_MS || off <= p->told_ms / 10)
        return;
    estimate_text(&f, about);
    _own_(free) char *text = mem_printf("this takes %s", about);
    say(p, NULL, text, false);
}

static void
on_event(void *user, const struct lct_event *e)
{
    struct progress *p = user;

    if (e->kind != LCT_EVENT_NOTICE) {
        p->counts.total = e->total;
        p->counts.done = e->done;
        p->counts.failed = e->failed;
        p->counts.running = e->running;
    }
    switch (e->kind) {
    case LCT_EVENT_BEGIN:
        on_begin(p, e);
        break;
    case LCT_EVENT_STEP:
        on_step(p, e);
        redraw(p);
        break;
    case LCT_EVENT_NOTICE:
        say(p, e->subject, e->text, false);
        break;
    case LCT_EVENT_END:
        erase(p);
        break;
    }
}

struct progress *
progress_new(const struct invocation *v)
{
    struct progress *p = NEW(struct progress);

    p->watch = (struct lct_watch){ on_event, p };
    p->quiet = v->quiet;
    p->verbose = v->verbose;
    p->terminal = terminal_is(STDERR_FILENO);
    p->coloured = terminal_coloured(STDERR_FILENO);
    p->begun = now_ms();
    p->told_ms = v->told_ms;
    interrupt_catch(v->toolkit);
    return p;
}

void
progress_free(struct progress *p)
{
    interrupt_catch(NULL);
    erase(p);
    map_each (it, &p->running)
        free(it->value);
    map_done(&p->running);
    free(p);
}

const struct lct_watch *
progress_watch(struct progress *p)
{
    return &p->watch;
}
