/* providers/rate_limits.c - what a response's headers say of the vendor's rate limits. */
#include "providers/rate_limits.h"

#include "providers/http_date.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *const rate_names[RATE_KIND_COUNT] = {"requests", "tokens", "input tokens",
                                                 "output tokens"};

static const int64_t day_ms = 24 * 60 * 60 * 1000;
static const int64_t count_max = (int64_t)1 << 50;

enum field { FIELD_LIMIT, FIELD_REMAINING, FIELD_RESET };

/* What stands behind the prefix. */
static const struct name {
    const char *name;
    enum rate_kind kind;
    enum field field;
} openai_names[] =
    {
        {"limit-requests", RATE_REQUESTS, FIELD_LIMIT},
        {"remaining-requests", RATE_REQUESTS, FIELD_REMAINING},
        {"reset-requests", RATE_REQUESTS, FIELD_RESET},
        {"limit-tokens", RATE_TOKENS, FIELD_LIMIT},
        {"remaining-tokens", RATE_TOKENS, FIELD_REMAINING},
        {"reset-tokens", RATE_TOKENS, FIELD_RESET},
        {"limit-req-minute", RATE_REQUESTS, FIELD_LIMIT},
        {"remaining-req-minute", RATE_REQUESTS, FIELD_REMAINING},
        {"limit-tokens-minute", RATE_TOKENS, FIELD_LIMIT},
        {"remaining-tokens-minute", RATE_TOKENS, FIELD_REMAINING},
        {NULL, RATE_REQUESTS, FIELD_LIMIT},
},
  anthropic_names[] = {
      {"requests-limit", RATE_REQUESTS, FIELD_LIMIT},
      {"requests-remaining", RATE_REQUESTS, FIELD_REMAINING},
      {"requests-reset", RATE_REQUESTS, FIELD_RESET},
      {"tokens-limit", RATE_TOKENS, FIELD_LIMIT},
      {"tokens-remaining", RATE_TOKENS, FIELD_REMAINING},
      {"tokens-reset", RATE_TOKENS, FIELD_RESET},
      {"input-tokens-limit", RATE_INPUT_TOKENS, FIELD_LIMIT},
      {"input-tokens-remaining", RATE_INPUT_TOKENS, FIELD_REMAINING},
      {"input-tokens-reset", RATE_INPUT_TOKENS, FIELD_RESET},
      {"output-tokens-limit", RATE_OUTPUT_TOKENS, FIELD_LIMIT},
      {"output-tokens-remaining", RATE_OUTPUT_TOKENS, FIELD_REMAINING},
      {"output-tokens-reset", RATE_OUTPUT_TOKENS, FIELD_RESET},
      {NULL, RATE_REQUESTS, FIELD_LIMIT},
};

static const struct prefix {
    const char *text;
    size_t length;
    const struct name *names;
} prefixes[] = {
    {"x-ratelimit-", sizeof "x-ratelimit-" - 1, openai_names},
    {"anthropic-ratelimit-", sizeof "anthropic-ratelimit-" - 1, anthropic_names},
};

static int64_t count_read(const char *text)
{
    size_t digits = strspn(text, "0123456789");
    int64_t count;

    if (!digits || digits > 18 || text[digits])
        return RATE_UNKNOWN;
    count = strtoll(text, NULL, 10);
    return count > count_max ? count_max : count;
}

static double unit_read(char **at)
{
    static const struct {
        const char *name;
        double ms;
    } units[] = {{"ms", 1},   {"us", 1e-3},     {"\xc2\xb5s", 1e-3}, {"ns", 1e-6},
                 {"s", 1000}, {"m", 60 * 1000}, {"h", 3600 * 1000},  {"d", 86400e3}};

    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t length = strlen(units[i].name);

        if (!strncmp(*at, units[i].name, length)) {
            *at += length;
            return units[i].ms;
        }
    }
    return -1;
}

/* "1h2m3.5s"; a lone number is seconds. */
static int64_t duration_read(const char *text)
{
    const char *at = text;
    double sum = 0;

    do {
        char *end;
        double number, unit_ms;

        if (!isdigit((unsigned char)*at) || strspn(at, "0123456789.") > 18)
            return RATE_UNKNOWN;
        number = strtod(at, &end);
        unit_ms = !*end && at == text ? 1000 : unit_read(&end);
        if (unit_ms < 0)
            return RATE_UNKNOWN;
        sum += number * unit_ms;
        at = end;
    } while (*at);
    return sum > (double)day_ms ? day_ms : (int64_t)ceil(sum);
}

static int64_t reset_read(const char *text, const struct response *response)
{
    int64_t now, then;

    if (!internet_time_read(text, &then))
        return duration_read(text);
    if (!http_date_read(response_header_find(response, "date"), &now))
        return RATE_UNKNOWN;
    if (then <= now)
        return 0;
    return then - now > day_ms ? day_ms : then - now;
}

static void header_read(const struct name *names, const char *name, const char *value,
                        const struct response *response, struct rate_limits *out)
{
    struct rate_limit *limit;

    while (names->name && strcasecmp(names->name, name) != 0)
        names++;
    if (!names->name)
        return;
    limit = &out->of[names->kind];
    if (names->field == FIELD_LIMIT)
        limit->limit = count_read(value);
    else if (names->field == FIELD_REMAINING)
        limit->remaining = count_read(value);
    else
        limit->reset_ms = reset_read(value, response);
    out->is_any_known = true;
}

void rate_limits_read(const struct response *response, struct rate_limits *out)
{
    *out = (struct rate_limits){.is_any_known = false};
    for (size_t i = 0; i < RATE_KIND_COUNT; i++)
        out->of[i] = (struct rate_limit){RATE_UNKNOWN, RATE_UNKNOWN, RATE_UNKNOWN};
    for (size_t i = 0; i < response->header_count; i++) {
        const struct response_header *header = &response->headers[i];

        for (size_t p = 0; p < sizeof prefixes / sizeof *prefixes; p++)
            if (!strncasecmp(header->name, prefixes[p].text, prefixes[p].length))
                header_read(prefixes[p].names, header->name + prefixes[p].length,
                            header->value, response, out);
    }
}
