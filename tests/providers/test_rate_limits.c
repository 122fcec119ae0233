/* tests/providers/test_rate_limits.c - every case in tests/providers/headers/. */
#include "providers/rate_limits.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>

enum { HEADERS_MAX = 32 };

static json_t *count_or_null(int64_t count)
{
    return count == RATE_UNKNOWN ? json_null() : json_integer(count);
}

/* A kind of which no header told anything at all is left out, unless the case names it.
 */
static json_t *limits_of(const struct rate_limits *limits, const json_t *want)
{
    json_t *out = json_object();

    for (size_t i = 0; i < RATE_KIND_COUNT; i++) {
        const struct rate_limit *of = &limits->of[i];

        if (of->limit == RATE_UNKNOWN && of->remaining == RATE_UNKNOWN &&
            of->reset_ms == RATE_UNKNOWN && !json_object_get(want, rate_names[i]))
            continue;
        json_object_set_new(out, rate_names[i],
                            json_pack("[o, o, o]", count_or_null(of->limit),
                                      count_or_null(of->remaining),
                                      count_or_null(of->reset_ms)));
    }
    return out;
}

Test(rate_limits, every_case)
{
    json_error_t err;
    json_t *cases = json_load_file(TESTS_DIR "/headers/rate_limits.json", 0, &err), *row;
    size_t i;

    cr_assert(cases, "%d: %s", err.line, err.text);
    json_array_foreach(cases, i, row)
    {
        struct response_header headers[HEADERS_MAX];
        struct response response = {.status = 200, .headers = headers};
        struct rate_limits limits;
        json_t *want = json_object_get(row, "want"), *value, *got;
        const char *name;

        json_object_foreach(json_object_get(row, "headers"), name, value)
        {
            headers[response.header_count++] =
                (struct response_header){name, json_string_value(value)};
        }
        rate_limits_read(&response, &limits);
        got = limits_of(&limits, want);
        if (!json_equal(got, want)) {
            char *text = json_dumps(got, JSON_SORT_KEYS);

            cr_expect(false, "%s: got %s",
                      json_string_value(json_object_get(row, "name")), text);
            free(text);
        }
        cr_expect_eq(limits.is_any_known, json_object_size(want) > 0);
        json_decref(got);
    }
    cr_expect_gt(i, 10);
    json_decref(cases);
}
