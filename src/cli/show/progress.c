// SPDX-License-Identifier: MIT
// Progress: on a terminal the running things redrawn above lines of counts, elsewhere plain lines,
// and one of counts now and then.
#include "cli/show/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/show/duration.h"
#include "cli/show/tally.h"
#include "cli/show/tell.h"

#define REDRAW_MS 100
#define PLAIN_MS 15000 // until the first line of counts elsewhere; then twice as long each time
#define PLAIN_MOST_MS 120000
#define MOST_LINES 12
#define LINE_MAX_COLUMNS 512
#define SUMMARY_MAX 160
#define TELL_FROM_MS 1000
#define RATE_AFTER 5 // steps done before a rate means something

struct progress {
    struct lct_watch watch;
    bool terminal, coloured, quiet, verbose;
    bool stopping; // what is finished still was said
    struct tally tally;
    struct map scripts; // those whose usual time was said
    int64_t begun, drawn;
    int64_t plain, pace; // when the last line of counts came, and after how long the next does
    int64_t told_ms;     // how long the plan said it takes; 0: nothing was said
    struct counts counts;
    size_t columns[MOST_LINES + 4]; // how wide each drawn line is
    size_t n_lines;
};

static int64_t
now_ms(void)
{
    return clock_real.now_ms(&clock_real);
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

    map_each (it, &p->tally.doings) {
        const struct doing *d = it->value;
        _own_(buf) struct buf what = { 0 };
        char text[LINE_MAX_COLUMNS];
        if (shown++ == MOST_LINES) {
            snprintf(text, sizeof text, "  ... and %zu more", p->tally.doings.n - MOST_LINES);
            draw_line(p, text);
            return;
        }
        doing_text(d, p->drawn, &what);
        snprintf(text, sizeof text, "  %-28s  %s", d->subject, buf_str(&what));
        text_make_safe(text);
        draw_line(p, text);
    }
}

static void
draw_counts(struct progress *p)
{
    _own_(buf) struct buf running = { 0 };
    char text[SUMMARY_MAX];

    tally_counts(&p->tally, p->drawn, &running);
    if (running.len)
        draw_line(p, buf_str(&running));
    progress_summary(&p->counts, text, sizeof text);
    draw_line(p, text);
}

static void
redraw(struct progress *p)
{
    if (!p->terminal || p->quiet || now_ms() - p->drawn < REDRAW_MS)
        return;
    erase(p);
    p->drawn = now_ms();
    p->counts.elapsed_ms = p->drawn - p->begun;
    draw_running(p);
    draw_counts(p);
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

// ---- what happens

static void
remember(struct progress *p, const struct lct_event *e)
{
    bool retries = str_eq(e->state, "retrying");
    struct doing *d;

    if (!retries && !str_eq(e->state, "running")) {
        tally_end(&p->tally, e->subject, e->verb);
        return;
    }
    d = tally_begin(&p->tally, e->subject, e->verb, now_ms() - e->age_ms, e->usual_ms);
    free(d->text);
    d->text = retries ? mem_printf("tries again: %s", e->text ? e->text : "") : NULL;
}

// Once for each script, however many nodes run it.
static void
say_usual(struct progress *p, const struct lct_event *e)
{
    char usual[32];

    if (e->usual_ms < TELL_FROM_MS || !e->detail || map_put(&p->scripts, e->detail, p))
        return;
    usual_text(e->usual_ms, usual, sizeof usual);
    _own_(free) char *text = mem_printf("the script %s usually takes %s", e->detail, usual);
    say(p, NULL, text, false);
}

static void
on_step(struct progress *p, const struct lct_event *e)
{
    _own_(free) char *text = NULL;

    if (!e->subject || !e->verb)
        return;
    remember(p, e);
    say_usual(p, e);
    if (str_eq(e->state, "failed")) {
        text = mem_printf("%s failed: %s", e->verb, e->text ? e->text : "no reason is known");
        say(p, e->subject, text, true);
    } else if (str_eq(e->state, "done") && e->past && (!p->terminal || p->verbose)) {
        text = e->detail ? mem_printf("%s: %s", e->detail, e->past) : mem_strdup(e->past);
        say(p, e->subject, text, false);
    } else if (str_eq(e->state, "retrying") && p->verbose) {
        text = mem_printf("%s is tried again: %s", e->verb, e->text ? e->text : "");
        say(p, e->subject, text, false);
    }
}

static void
on_begin(struct progress *p, const struct lct_event *e)
{
    const struct foretold f = { e->estimate_ms, e->estimate_from_ms, e->estimate_to_ms, e->creates,
        e->limit, e->window_ms };
    int64_t off = llabs(e->estimate_ms - p->told_ms);
    char about[ESTIMATE_MAX];

    p->begun = p->plain = now_ms() - e->age_ms;
    if (e->estimate_ms < TELL_FROM_MS || off <= p->told_ms / 10)
        return;
    estimate_text(&f, about);
    _own_(free) char *text = mem_printf("this takes %s", about);
    say(p, NULL, text, false);
}

// Whoever interrupts is told what he waits for now.
static void
say_stopping(struct progress *p)
{
    _own_(buf) struct buf text = { 0 };

    p->stopping = true;
    buf_adds(&text, "finishing ");
    tally_names(&p->tally, &text);
    say(p, NULL, p->tally.doings.n ? buf_str(&text) : "nothing runs that is to be finished", false);
}

// Where nothing is redrawn, somebody who reads along still learns what is waited for.
static void
say_counts(struct progress *p)
{
    _own_(buf) struct buf text = { 0 };
    char counts[SUMMARY_MAX];

    if (p->terminal || p->quiet || now_ms() - p->plain < p->pace)
        return;
    p->plain = now_ms();
    p->pace = p->pace < PLAIN_MOST_MS / 2 ? p->pace * 2 : PLAIN_MOST_MS;
    p->counts.elapsed_ms = p->plain - p->begun;
    progress_summary(&p->counts, counts, sizeof counts);
    buf_adds(&text, counts);
    if (p->tally.doings.n)
        buf_adds(&text, "; ");
    tally_counts(&p->tally, p->plain, &text);
    say(p, NULL, buf_str(&text), false);
}

static void
on_tick(struct progress *p)
{
    if (interrupt_times() && !p->stopping)
        say_stopping(p);
    say_counts(p);
    redraw(p);
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
    case LCT_EVENT_TICK:
        on_tick(p);
        break;
    case LCT_EVENT_END:
        erase(p);
        break;
    }
}

// For programs: one object a line.
static void
on_event_json(void *user, const struct lct_event *e)
{
    struct progress *p = user;

    if (p->quiet || e->kind == LCT_EVENT_TICK)
        return;
    _own_(free) char *line = lct_event_json(e);
    fprintf(stderr, "%s\n", line);
}

struct progress *
progress_new(const struct invocation *v)
{
    struct progress *p = NEW(struct progress);

    p->watch = (struct lct_watch){ v->json ? on_event_json : on_event, p };
    p->quiet = v->quiet;
    p->verbose = v->verbose;
    p->terminal = terminal_is(STDERR_FILENO);
    p->coloured = terminal_coloured(STDERR_FILENO);
    p->begun = p->plain = now_ms();
    p->pace = PLAIN_MS;
    p->told_ms = v->told_ms;
    interrupt_catch(v->toolkit);
    return p;
}

void
progress_free(struct progress *p)
{
    interrupt_catch(NULL);
    erase(p);
    tally_done(&p->tally);
    map_done(&p->scripts);
    free(p);
}

const struct lct_watch *
progress_watch(struct progress *p)
{
    return &p->watch;
}
