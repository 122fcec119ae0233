/* providers/endpoint.c - URLs, read by the parser that will send to them. */
#include "providers/endpoint.h"

#include "base/mem.h"

#include <arpa/inet.h>
#include <curl/curl.h>
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

/* A part as a text of our own; "" where there is none. */
static char *part_of(CURLU *parts, CURLUPart part)
{
    char *text = NULL, *copy;

    if (curl_url_get(parts, part, &text, 0))
        return mem_text("");
    copy = mem_text(text);
    curl_free(text);
    return copy;
}

static int suffix_add(CURLU *parts, const char *suffix, const char *written,
                      const struct place *place, struct error *err)
{
    char *path = part_of(parts, CURLUPART_PATH), *longer;
    size_t length = strlen(path), suffix_length = strlen(suffix);
    int rc = 0;

    if (!suffix_length) {
        free(path);
        return 0;
    }
    while (length && path[length - 1] == '/')
        path[--length] = '\0';
    longer = mem_format("%s%s", path, suffix);
    if (length >= suffix_length && !strcmp(path + length - suffix_length, suffix)) {
        rc = error_at(err, place, "N0412", "\"%.120s\" ends in \"%s\"", written, suffix);
        error_hint(err, "leave it out: it is added");
    } else if (curl_url_set(parts, CURLUPART_PATH, longer, 0)) {
        rc = error_at(err, place, "N0410", "expected a URL, found \"%.120s\"", written);
    }
    free(longer);
    free(path);
    return rc;
}

static int scheme_check(CURLU *parts, const char *host, const char *written,
                        const struct place *place, struct error *err)
{
    char *scheme = part_of(parts, CURLUPART_SCHEME);
    char *user = part_of(parts, CURLUPART_USER);
    char *password = part_of(parts, CURLUPART_PASSWORD);
    int rc = 0;

    if (*user || *password) {
        rc = error_at(err, place, "N0413", "a URL may hold no user and no password");
        error_hint(err, "use headers: {Authorization: \"Bearer ${NAME}\"}");
    } else if (strcmp(scheme, "https") != 0 && strcmp(scheme, "http") != 0) {
        rc = error_at(err, place, "N0410",
                      "expected an http or https URL, found \"%.120s\"", written);
    } else if (!strcmp(scheme, "http") && !host_is_loopback(host)) {
        rc = error_at(err, place, "N0411",
                      "plain http is for loopback only, found \"%.120s\"", written);
        error_hint(err, "use https, or a tunnel to 127.0.0.1");
    }
    free(scheme);
    free(user);
    free(password);
    return rc;
}

static char *shown_make(CURLU *parts, const char *host)
{
    char *scheme = part_of(parts, CURLUPART_SCHEME);
    char *port = part_of(parts, CURLUPART_PORT);
    char *shown = mem_format("%s://%s%s%s", scheme, host, *port ? ":" : "", port);

    free(scheme);
    free(port);
    return shown;
}

int endpoint_read(const char *url, const char *suffix, const char *written,
                  const struct place *place, struct endpoint *out, struct error *err)
{
    CURLU *parts = curl_url();
    char *host = NULL;
    int rc = -1;

    if (!parts || curl_url_set(parts, CURLUPART_URL, url, 0)) {
        error_at(err, place, "N0410", "expected a URL, found \"%.120s\"", written);
        error_hint(err, "https://host/path");
        goto done;
    }
    host = part_of(parts, CURLUPART_HOST);
    if (scheme_check(parts, host, written, place, err) ||
        suffix_add(parts, suffix, written, place, err))
        goto done;
    curl_url_set(parts, CURLUPART_FRAGMENT, NULL, 0);
    out->url = part_of(parts, CURLUPART_URL);
    out->shown = shown_make(parts, host);
    out->is_loopback = host_is_loopback(host);
    out->host = host;
    host = NULL; /* the endpoint's */
    rc = 0;

done:
    free(host);
    curl_url_cleanup(parts);
    return rc;
}
