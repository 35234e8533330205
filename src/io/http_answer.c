// SPDX-License-Identifier: MIT
// What comes back for a request: header lines and body, bounded.
#include <string.h>

#include "base/mem.h"
#include "io/http_private.h"

#define HEADERS_MAX ((size_t)256 * 1024)

const char *
http_header(const struct http_answer *a, const char *lower_name)
{
    for (const struct http_header *h = a->headers; h && h->name; h++)
        if (strcmp(h->name, lower_name) == 0)
            return h->value;
    return NULL;
}

static size_t
body_came(char *data, size_t size, size_t n, void *user)
{
    struct http_op *o = user;

    if (o->body.len + n > o->max_answer) {
        o->too_large = true;
        return 0;
    }
    buf_add(&o->body, data, n);
    return size * n;
}

static void
header_add(struct http_op *o, const char *line, size_t n)
{
    const char *colon = memchr(line, ':', n), *value, *end = line + n;

    if (!colon)
        return;
    for (const char *p = line; p < colon; p++)
        if (*p)
            buf_addc(&o->header_text, *p >= 'A' && *p <= 'Z' ? (char)(*p | 0x20) : *p);
    buf_addc(&o->header_text, '\0');
    for (value = colon + 1; value < end && (*value == ' ' || *value == '\t');)
        value++;
    while (end > value && strchr(" \t\r\n", end[-1]))
        end--;
    for (; value < end; value++)
        if (*value)
            buf_addc(&o->header_text, *value);
    buf_addc(&o->header_text, '\0');
    o->n_headers++;
}

static size_t
header_came(char *data, size_t size, size_t n, void *user)
{
    struct http_op *o = user;

    if (n >= 5 && memcmp(data, "HTTP/", 5) == 0) { // of the last answer only, not of a "100"
        buf_clear(&o->header_text);
        o->n_headers = 0;
    } else if (o->header_text.len + n > HEADERS_MAX) {
        o->too_large = true;
        return 0;
    } else {
        header_add(o, data, n);
    }
    return size * n;
}

// curl sends a request again by itself when a kept connection breaks before the answer. That must
// not happen to what has an effect: the server may have carried it out.
static int
about_to_send(void *user, char *ip, char *local_ip, int port, int local_port)
{
    struct http_op *o = user;

    return o->attempts++ && !o->repeatable ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

void
answer_gather(struct http_op *o)
{
    curl_easy_setopt(o->easy, CURLOPT_ERRORBUFFER, o->curl_text);
    curl_easy_setopt(o->easy, CURLOPT_WRITEFUNCTION, body_came);
    curl_easy_setopt(o->easy, CURLOPT_WRITEDATA, o);
    curl_easy_setopt(o->easy, CURLOPT_HEADERFUNCTION, header_came);
    curl_easy_setopt(o->easy, CURLOPT_HEADERDATA, o);
    curl_easy_setopt(o->easy, CURLOPT_PREREQFUNCTION, about_to_send);
    curl_easy_setopt(o->easy, CURLOPT_PREREQDATA, o);
}

struct http_header *
answer_headers(const struct http_op *o)
{
    struct http_header *list = mem_array(o->n_headers + 1, sizeof *list);
    const char *p = buf_str(&o->header_text);

    for (size_t i = 0; i < o->n_headers; i++) {
        list[i].name = p;
        list[i].value = p += strlen(p) + 1;
        p += strlen(p) + 1;
    }
    return list;
}
