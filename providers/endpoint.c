/* providers/endpoint.c - URLs: a strict part of RFC 3986, which libcurl reads the same.
 *
 * What two parsers could read differently is refused: several or no slashes, a host with
 * percent signs, a backslash. So a suite without a mistake needs no libcurl to be
 * checked, and the host that is judged here is the one that is sent to.
 */
#include "providers/endpoint.h"

#include "base/mem.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void endpoint_release(struct endpoint *endpoint)
{
    free(endpoint->url);
    free(endpoint->shown);
    free(endpoint->host);
    *endpoint = (struct endpoint){0};
}

static bool host_is_loopback(const char *host)
{
    struct in_addr four;

    if (!strcmp(host, "localhost") || !strcmp(host, "[::1]"))
        return true;
    return inet_pton(AF_INET, host, &four) == 1 && ntohl(four.s_addr) >> 24 == 127;
}

/* A URL taken apart; all texts owned. */
struct url_parts {
    char *scheme, *host; /* in lower case */
    char *port;          /* "" where none is written */
    char *path;          /* begins with '/' */
    char *query;         /* with its '?', or "" */
    bool has_user;
};

static void parts_release(struct url_parts *parts)
{
    free(parts->scheme);
    free(parts->host);
    free(parts->port);
    free(parts->path);
    free(parts->query);
}

static char *lower_copy(const char *text, size_t length)
{
    char *copy = mem_text_n(text, length);

    for (char *at = copy; *at; at++)
        *at = (char)tolower((unsigned char)*at);
    return copy;
}

static bool is_clean(const char *url)
{
    for (const unsigned char *at = (const unsigned char *)url; *at; at++)
        if (*at <= ' ' || *at == 0x7f || *at == '\\')
            return false;
    return true;
}

static bool is_scheme(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (!isalnum((unsigned char)text[i]) && !strchr("+-.", text[i]))
            return false;
    return length > 0 && isalpha((unsigned char)text[0]);
}

/* A name, an IPv4 address, or an IPv6 address in brackets. */
static bool is_host(const char *host)
{
    size_t length = strlen(host);
    struct in6_addr six;
    char inner[INET6_ADDRSTRLEN];

    if (*host == '[') {
        if (length < 4 || length - 2 >= sizeof inner || host[length - 1] != ']')
            return false;
        memcpy(inner, host + 1, length - 2);
        inner[length - 2] = '\0';
        return inet_pton(AF_INET6, inner, &six) == 1;
    }
    for (const char *at = host; *at; at++)
        if (!isalnum((unsigned char)*at) && !strchr("-._~", *at) &&
            (unsigned char)*at < 0x80)
            return false;
    return length > 0;
}

static bool is_port(const char *port)
{
    return !*port || (strspn(port, "0123456789") == strlen(port) && strlen(port) <= 5 &&
                      *port != '0' && strtol(port, NULL, 10) <= UINT16_MAX);
}

/* "host:port", "[::1]:port", "user@host" */
static void authority_read(const char *text, size_t length, struct url_parts *parts)
{
    const char *user_end = memrchr(text, '@', length);
    const char *end = text + length, *colon;

    if (user_end) {
        parts->has_user = true;
        text = user_end + 1;
    }
    colon = memchr(text, ']', (size_t)(end - text));
    colon = memchr(colon ? colon : text, ':', (size_t)(end - (colon ? colon : text)));
    parts->host = lower_copy(text, (size_t)((colon ? colon : end) - text));
    parts->port =
        mem_text_n(colon ? colon + 1 : "", colon ? (size_t)(end - colon - 1) : 0);
}

/* -1: no URL. Whether host and port are some is still to be seen. */
static int parts_read(const char *url, struct url_parts *parts)
{
    const char *separator = strstr(url, "://");
    const char *authority, *path, *query;

    if (!separator || !is_scheme(url, (size_t)(separator - url)) || !is_clean(url))
        return -1;
    authority = separator + strlen("://");
    path = authority + strcspn(authority, "/?#");
    query = path + strcspn(path, "?#");
    parts->scheme = lower_copy(url, (size_t)(separator - url));
    parts->path = *path == '/' ? mem_text_n(path, (size_t)(query - path)) : mem_text("/");
    parts->query = *query == '?' ? mem_text_n(query, strcspn(query, "#")) : mem_text("");
    authority_read(authority, (size_t)(path - authority), parts);
    return 0;
}

static int suffix_add(struct url_parts *parts, const char *suffix, const char *written,
                      const struct place *place, struct error *err)
{
    size_t length = strlen(parts->path), suffix_length = strlen(suffix);
    char *longer;

    if (!suffix_length)
        return 0;
    while (length && parts->path[length - 1] == '/')
        parts->path[--length] = '\0';
    if (length >= suffix_length &&
        !strcmp(parts->path + length - suffix_length, suffix)) {
        error_at(err, place, "N0412", "\"%.120s\" ends in \"%s\"", written, suffix);
        return error_hint(err, "leave it out: it is added");
    }
    longer = mem_format("%s%s", parts->path, suffix);
    free(parts->path);
    parts->path = longer;
    return 0;
}

static int no_url(const char *written, const struct place *place, struct error *err)
{
    error_at(err, place, "N0410", "expected a URL, found \"%.120s\"", written);
    return error_hint(err, "https://host/path");
}

static int parts_check(const struct url_parts *parts, const char *written,
                       const struct place *place, struct error *err)
{
    if (parts->has_user) {
        error_at(err, place, "N0413", "a URL may hold no user and no password");
        return error_hint(err, "use headers: {Authorization: \"Bearer ${NAME}\"}");
    }
    if (strcmp(parts->scheme, "https") != 0 && strcmp(parts->scheme, "http") != 0)
        return error_at(err, place, "N0410",
                        "expected an http or https URL, found \"%.120s\"", written);
    if (!is_host(parts->host) || !is_port(parts->port))
        return no_url(written, place, err);
    if (!strcmp(parts->scheme, "http") && !host_is_loopback(parts->host)) {
        error_at(err, place, "N0411", "plain http is for loopback only, found \"%.120s\"",
                 written);
        return error_hint(err, "use https, or a tunnel to 127.0.0.1");
    }
    return 0;
}

int endpoint_read(const char *url, const char *suffix, const char *written,
                  const struct place *place, struct endpoint *out, struct error *err)
{
    struct url_parts parts = {0};
    int rc = -1;

    if (parts_read(url, &parts)) {
        no_url(written, place, err);
        goto done;
    }
    if (parts_check(&parts, written, place, err) ||
        suffix_add(&parts, suffix, written, place, err))
        goto done;
    out->shown = mem_format("%s://%s%s%s", parts.scheme, parts.host,
                            *parts.port ? ":" : "", parts.port);
    out->url = mem_format("%s%s%s", out->shown, parts.path, parts.query);
    out->is_loopback = host_is_loopback(parts.host);
    out->host = parts.host;
    parts.host = NULL; /* the endpoint's */
    rc = 0;

done:
    parts_release(&parts);
    return rc;
}
