/* simulator/script_allowance.c - a rate limit, as a script's settings describe it. */
#include "simulator/script_source.h"

static const char *const allowance_keys[] = {"requests_per_minute", "tokens_per_minute",
                                             "burst_s", "tells", NULL};
static const char *const tells_words[] = {"all", "retry_after", "nothing", NULL};

static const double per_minute_max = 1e9;
static const double burst_s_max = 3600;

int script_allowance_read(struct script_source *source, const struct value *value,
                          struct allowance_limits *out)
{
    const struct value *tells;
    int word = 0;

    *out = (struct allowance_limits){.burst_s = 60};
    if (value->type != VALUE_OBJECT)
        return source_expected(source, value, "rate_limit", "an object");
    if (source_keys(source, value, allowance_keys) |
        source_number(source, value, "requests_per_minute", 1, per_minute_max,
                      &out->requests_per_minute) |
        source_number(source, value, "tokens_per_minute", 1, per_minute_max,
                      &out->tokens_per_minute) |
        source_number(source, value, "burst_s", 0, burst_s_max, &out->burst_s))
        return -1;
    tells = value_member(value, "tells");
    if (tells && (word = source_word(source, tells, "rate_limit.tells", tells_words)) < 0)
        return -1;
    out->tells = (enum allowance_tells)word;
    if (out->requests_per_minute <= 0 && out->tokens_per_minute <= 0)
        return source_mistake(
            source, value, "N0867",
            "a rate_limit needs requests_per_minute or tokens_per_minute");
    return 0;
}
