// Progress: on a terminal the running things redrawn below one line of counts, elsewhere plain
// lines.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/command.h"

#define REDRAW_MS 100
#define MOST_LINES 12

struct progress {
    struct lct_watch watch;
    bool terminal, quiet, json, verbose;
    struct map running; // subject -> what is done to it (malloc'd)
    int64_t begun, drawn;
    int64_t total, done, failed, estimate;
    unsigned lines; // drawn below the cursor's first line
};

static int64_t
now_ms(void)
{
    return clock_real.now_ms(&clock_real);
}

static unsigned
width(void)
{
    struct winsize size;

    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20 ? size.ws_col : 80;
}

static void
erase(struct progress *p)
{
    for (; p->lines; p->lines--)
        fputs("\033[1A\033[2K", stderr);
}

static void
draw_line(struct progress *p, const char *text)
{
    fprintf(stderr, "%.*s\n", (int)width() - 1, text);
    p->lines++;
}

static void
draw_summary(struct progress *p)
{
    int64_t seconds = (now_ms() - p->begun) / 1000;
    char text[256];
    int n = snprintf(
        text, sizeof text, "%lld of %lld steps done", (long long)p->done, (long long)p->total);

    if (p->failed)
        n += snprintf(text + n, sizeof text - (size_t)n, ", %lld failed", (long long)p->failed);
    n += snprintf(text + n, sizeof text - (size_t)n, ", %lld s", (long long)seconds);
    if (p->done > 5 && p->done < p->total && seconds > 2)
        snprintf(text + n, sizeof text - (size_t)n, ", about %lld s left",
            (long long)(seconds * (p->total - p->done) / p->done));
    draw_line(p, text);
}

static void
redraw(struct progress *p, bool now)
{
    size_t shown = 0;

    if (!p->terminal || p->quiet || (!now && now_ms() - p->drawn < REDRAW_MS))
        return;
    erase(p);
    p->drawn = now_ms();
    map_each (it, &p->running) {
        char text[256];
        if (++shown > MOST_LINES)
            break;
        snprintf(text, sizeof text, "  %-32s %s", it->key, (const char *)it->value);
        draw_line(p, text);
    }
    if (p->running.n > MOST_LINES)
        draw_line(p, "  ...");
    draw_summary(p);
    fflush(stderr);
}

static void
forget(struct progress *p, const char *subject)
{
    free(map_remove(&p->running, subject));
}

static void
say(struct progress *p, const char *fmt, const char *a, const char *b, const char *c)
{
    if (p->quiet)
        return;
    erase(p);
    fprintf(stderr, fmt, a, b, c);
}

static void
step(struct progress *p, const struct lct_event *e)
{
    bool runs = str_eq(e->state, "running"), retries = str_eq(e->state, "retrying");

    if (runs || retries) {
        forget(p, e->subject);
        map_put(&p->running, e->subject,
            mem_printf("%s%s%s", e->verb, retries ? ", waiting to try again: " : "",
                retries && e->text ? e->text : ""));
    } else {
        forget(p, e->subject);
    }
    if (str_eq(e->state, "failed"))
        say(p, "failed: %s, %s: %s\n", e->subject, e->verb, e->text ? e->text : "");
    else if (!p->terminal && str_eq(e->state, "done") && e->past)
        say(p, "%s: %s%s\n", e->subject, e->past, "");
    else if (p->verbose && retries)
        say(p, "%s: %s: %s\n", e->subject, e->verb, e->text ? e->text : "");
}

static void
on_event(void *user, const struct lct_event *e)
{
    struct progress *p = user;
    char text[64];

    p->total = e->total;
    p->done = e->done;
    p->failed = e->failed;
    switch (e->kind) {
    case LCT_EVENT_BEGIN:
        p->begun = now_ms();
        if (e->estimate_ms >= 1000) {
            snprintf(text, sizeof text, "%lld s", (long long)(e->estimate_ms / 1000));
            say(p, "the API's rate limits make this take at least %s%s%s\n", text, "", "");
        }
        break;
    case LCT_EVENT_STEP:
        step(p, e);
        break;
    case LCT_EVENT_NOTICE:
        say(p, "%s%s%s\n", e->subject ? e->subject : "", e->subject ? ": " : "", e->text);
        break;
    case LCT_EVENT_END:
        erase(p);
        return;
    }
    if (e->kind != LCT_EVENT_NOTICE)
        redraw(p, false);
}

struct progress *
progress_new(const struct invocation *v)
{
    struct progress *p = NEW(struct progress);

    p->watch = (struct lct_watch){ on_event, p };
    p->quiet = v->quiet;
    p->verbose = v->verbose;
    p->terminal = isatty(STDERR_FILENO) && !str_eq(getenv("TERM"), "dumb");
    p->begun = now_ms();
    return p;
}

void
progress_free(struct progress *p)
{
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
