/* tests/providers/test_endpoint.c - URLs: what we accept, libcurl reads the same. */
#include "base/mem.h"
#include "providers/endpoint.h"

#include <criterion/criterion.h>
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct place nowhere = {"suite.yaml", 1, 1, 0};

static const char *const accepted[][2] = {
    {"https://api.example.com/v1", "https://api.example.com/v1"},
    {"https://api.example.com", "https://api.example.com/"},
    {"HTTPS://API.Example.com:8443/V1", "https://api.example.com:8443/V1"},
    {"https://h.example.com/?q=a://b@c", "https://h.example.com/?q=a://b@c"},
    {"https://h.example.com?q=1#f", "https://h.example.com/?q=1"},
    {"https://h.example.com/a@b:c#x?y", "https://h.example.com/a@b:c"},
    {"http://127.0.0.1:8080/", "http://127.0.0.1:8080/"},
    {"http://LocalHost:1/", "http://localhost:1/"},
    {"http://[::1]:8080/v1", "http://[::1]:8080/v1"},
    {"https://[2001:db8::1]/", "https://[2001:db8::1]/"},
    {"https://a_b-c.example.com/%41", "https://a_b-c.example.com/%41"},
    {"https://h.example.com:/v1", "https://h.example.com/v1"},
};

static const char *const refused[] = {
    "",
    "https://",
    "https:///v1",
    "https:/h.example.com/",
    "//h.example.com/",
    "https://h.example.com:port/",
    "https://h.example.com:0/",
    "https://h.example.com:65536/",
    "https://h.example.com:080/",
    "https://h.example.com:1:2/",
    "https://%6c%6f.example.com/",
    "https://h.example.com\\@evil.example.com/",
    "https://h example.com/",
    "https://h.example.com/a b",
    "https://h.example.com/\r\nX: y",
    "https://me@h.example.com/",
    "https://me:@h.example.com/",
    "https://@h.example.com/",
    "https://[::1/",
    "https://[::1]x/",
    "https://[fe80::1%25eth0]/",
    "https://[]/",
    "https://::1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f.0.0.1/",
    "http://localhost.example.com/",
    "http://127.0.0.1@example.com/",
    "http://example.com#@127.0.0.1/",
    "ftp://127.0.0.1/",
    "1http://127.0.0.1/",
};

static char *curl_part(CURLU *parts, CURLUPart part)
{
    char *text = NULL;

    curl_url_get(parts, part, &text, 0);
    return text;
}

Test(endpoint, libcurl_finds_the_same_host_and_port_in_what_is_accepted)
{
    for (size_t i = 0; i < sizeof accepted / sizeof accepted[0]; i++) {
        struct endpoint endpoint = {0};
        struct error err = ERROR_INIT;
        CURLU *parts = curl_url();
        char *host, *shown, *port, *scheme;

        cr_assert_eq(
            endpoint_read(accepted[i][0], "", accepted[i][0], &nowhere, &endpoint, &err),
            0, "%s: %s", accepted[i][0], err.message);
        cr_expect_str_eq(endpoint.url, accepted[i][1]);
        cr_assert_eq(curl_url_set(parts, CURLUPART_URL, accepted[i][0], 0), CURLUE_OK);
        host = curl_part(parts, CURLUPART_HOST);
        port = curl_part(parts, CURLUPART_PORT);
        scheme = curl_part(parts, CURLUPART_SCHEME);
        cr_expect(!strcasecmp(host, endpoint.host), "%s: libcurl reads %s",
                  accepted[i][0], host);
        shown = mem_format("%s://%s%s%s", scheme, endpoint.host, port ? ":" : "",
                           port ? port : "");
        cr_expect_str_eq(endpoint.shown, shown);
        free(shown);
        curl_free(host);
        curl_free(port);
        curl_free(scheme);
        curl_url_cleanup(parts);
        endpoint_release(&endpoint);
    }
}

Test(endpoint, what_parsers_read_differently_is_refused)
{
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct endpoint endpoint = {0};
        struct error err = ERROR_INIT;

        cr_expect_eq(endpoint_read(refused[i], "", refused[i], &nowhere, &endpoint, &err),
                     -1, "\"%s\" is accepted as %s", refused[i],
                     endpoint.url ? endpoint.url : "");
        endpoint_release(&endpoint);
    }
}
