/* providers/retry_advice.c - what a response's headers say about trying again. */
#include "providers/retry_advice.h"

#include "providers/http_date.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const int64_t wait_max_ms = 24 * 60 * 60 * 1000;

static int64_t wait_of(double ms)
{
    if (!(ms >= 0))
        return -1;
    return ms > (double)wait_max_ms ? wait_max_ms : (int64_t)ms;
}

/* The whole text as a number from 0, times `unit`; -1: it is none. */
static int64_t number_wait(const char *text, double unit)
{
    char *end;
    double number;

    if (strspn(text, "0123456789.") != strlen(text) || !*text)
        return -1;
    number = strtod(text, &end);
    return *end ? -1 : wait_of(number * unit);
}

int64_t retry_after_ms(const struct response *response)
{
    const char *exact = response_header_find(response, "retry-after-ms");
    const char *after = response_header_find(response, "retry-after");
    int64_t wait = exact ? number_wait(exact, 1) : -1;
    int64_t now, then;

    if (wait < 0 && after)
        wait = number_wait(after, 1000);
    if (wait < 0 && http_date_read(after, &then) &&
        http_date_read(response_header_find(response, "date"), &now))
        wait = wait_of(then > now ? (double)(then - now) : 0);
    return wait;
}

void retry_advice_read(const struct response *response, struct reply *reply)
{
    const char *advice = response_header_find(response, "x-should-retry");

    reply->retry_after_ms = retry_after_ms(response);
    if (!advice || reply->failure == FAILURE_DENIED)
        return;
    if (!strcasecmp(advice, "true"))
        reply->may_retry = true;
    else if (!strcasecmp(advice, "false"))
        reply->may_retry = false;
}
