// SPDX-License-Identifier: MIT
// Addresses of the web, by curl's parser.
#include "io/url.h"

#include <curl/curl.h>

#include "base/cidr.h"
#include "base/mem.h"
#include "base/str.h"

// A part of the address (free() it), NULL when it has none.
static char *
part_of(const char *url, CURLUPart part)
{
    CURLU *u = curl_url();
    char *text = NULL, *copy = NULL;

    if (curl_url_set(u, CURLUPART_URL, url, 0) == CURLUE_OK &&
        curl_url_get(u, part, &text, 0) == CURLUE_OK)
        copy = mem_strdup(text);
    curl_free(text);
    curl_url_cleanup(u);
    return copy;
}

static bool
is_web(CURLU *u)
{
    char *scheme = NULL;
    bool yes = curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
               (str_ieq(scheme, "http") || str_ieq(scheme, "https"));

    curl_free(scheme);
    return yes;
}

char *
url_join(const char *base, const char *reference)
{
    CURLU *u = curl_url();
    char *text = NULL, *copy = NULL;

    // The second of two settings is taken as relative to the first.
    if (curl_url_set(u, CURLUPART_URL, base, 0) == CURLUE_OK &&
        curl_url_set(u, CURLUPART_URL, reference, 0) == CURLUE_OK && is_web(u) &&
        curl_url_set(u, CURLUPART_FRAGMENT, NULL, 0) == CURLUE_OK &&
        curl_url_get(u, CURLUPART_URL, &text, 0) == CURLUE_OK)
        copy = mem_strdup(text);
    curl_free(text);
    curl_url_cleanup(u);
    return copy;
}

bool
url_is_https(const char *url)
{
    _own_(free) char *scheme = part_of(url, CURLUPART_SCHEME);

    return scheme && str_ieq(scheme, "https");
}

static bool
host_is_loopback(const char *host)
{
    struct cidr loopback4, loopback6, address;

    if (str_ieq(host, "localhost"))
        return true;
    cidr_parse("127.0.0.0/8", false, &loopback4);
    cidr_parse("::1", false, &loopback6);
    return cidr_parse(host, false, &address) &&
           (cidr_has(&loopback4, &address) || cidr_has(&loopback6, &address));
}

bool
url_is_loopback(const char *url)
{
    _own_(free) char *host = part_of(url, CURLUPART_HOST);

    return host && host_is_loopback(str_eq(host, "[::1]") ? "::1" : host);
}

bool
url_has_user(const char *url)
{
    _own_(free) char *user = part_of(url, CURLUPART_USER);
    _own_(free) char *password = part_of(url, CURLUPART_PASSWORD);

    return user || password;
}
