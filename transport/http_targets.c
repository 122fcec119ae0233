/* transport/http_targets.c - the URLs that are asked, each parsed once. */
#include "transport/http_targets.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool url_is_loopback(const char *url)
{
    const char *host = strstr(url, "://");

    if (!host)
        return false;
    host += 3;
    return !strncmp(host, "127.", 4) || !strncmp(host, "[::1]", 5) ||
           (!strncasecmp(host, "localhost", 9) && strchr(":/?", host[9]));
}

static struct http_target *target_new(const struct curl_library *curl, const char *url)
{
    struct http_target *target = mem_new(1, sizeof *target);

    target->url = mem_text(url);
    target->is_loopback = url_is_loopback(url);
    target->is_tls = !strncasecmp(url, "https:", 6);
    target->parsed = mem_check(curl->url());
    if (curl->url_set(target->parsed, CURLUPART_URL, url, 0)) {
        curl->url_cleanup(target->parsed);
        target->parsed = NULL;
    }
    return target;
}

struct http_target *http_targets_find(struct http_targets *targets,
                                      const struct curl_library *curl, const char *url)
{
    for (size_t i = 0; i < targets->count; i++)
        if (!strcmp(targets->items[i]->url, url))
            return targets->items[i];
    MEM_GROW(targets->items, targets->count, targets->capacity);
    targets->items[targets->count] = target_new(curl, url);
    return targets->items[targets->count++];
}

void http_targets_release(struct http_targets *targets, const struct curl_library *curl)
{
    for (size_t i = 0; i < targets->count; i++) {
        curl->url_cleanup(targets->items[i]->parsed);
        free(targets->items[i]->url);
        free(targets->items[i]);
    }
    free(targets->items);
}
