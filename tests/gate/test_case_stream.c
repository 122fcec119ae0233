/* tests/gate/test_case_stream.c - cases in few bytes. */
#include "gate/case_stream.h"

#include <criterion/criterion.h>

static const struct {
    uint32_t kind;
    unsigned own;
    struct case_own values;
    size_t length;
} rows[] = {
    {0, OWN_GROUP, {0, 0, 0, 0}, 2},
    {127, OWN_GROUP, {1, 0, 0, 0}, 2},
    {128, OWN_GROUP, {0, 0, 0, 0}, 3},
    {1, OWN_GROUP, {GROUP_TOGETHER, 0, 0, 0}, 2}, /* steps are of each sort by itself */
    {1, OWN_GROUP, {1, 0, 0, 0}, 2},
    {1, OWN_GROUP, {GROUP_TOGETHER + 31, 0, 0, 0}, 2},
    {UINT32_MAX, OWN_GROUP, {INT32_MAX, 0, 0, 0}, 10},
    {1, OWN_GROUP, {GROUP_TOGETHER, 0, 0, 0}, 6},
    {1, OWN_GROUP | OWN_SCORE, {0, 0, 0.1, 0}, 3},
    {1, OWN_GROUP | OWN_SCORE, {0, 0, 1.0 / 3, 0}, 9},
    {1, OWN_GROUP | OWN_WEIGHT | OWN_SCORE | OWN_BASE_SCORE, {31, 1e300, 0.3, 1}, 12},
    {1, OWN_WEIGHT_SHORT | OWN_SCORE | OWN_BASE_SCORE, {0, 2.0 / 3, 1.0 / 7, 0}, 16},
    {1, OWN_WEIGHT_MILLIONTHS, {0, 0.000001, 0, 0}, 5},
    {1, OWN_WEIGHT_MILLIONTHS, {0, 4294.967295, 0, 0}, 5},
    {70000, OWN_BASE_SCORE, {0, 0, 0, 0.7}, 4},
    {1, OWN_GROUP, {GROUP_TOGETHER - 1, 0, 0, 0}, 6},
};
enum { ROWS = sizeof rows / sizeof *rows };

Test(case_stream, what_was_written_is_read_again)
{
    struct case_stream stream = {.bytes = NULL};
    struct stream_place place = {.at = 0};

    for (size_t i = 0; i < ROWS; i++) {
        const size_t before = stream.length;

        case_stream_add(&stream, rows[i].kind, rows[i].own, &rows[i].values);
        cr_expect_eq(stream.length - before, rows[i].length, "row %zu: %zu", i,
                     stream.length - before);
    }
    for (size_t i = 0; i < ROWS; i++) {
        struct case_own got = {0, 0, 0, 0};

        cr_expect_eq(stream_number(&stream, &place), rows[i].kind, "row %zu", i);
        stream_values(&stream, &place, rows[i].own, &got);
        cr_expect_eq(got.group, rows[i].values.group, "row %zu", i);
        cr_expect_float_eq(got.weight, rows[i].values.weight, 0, "row %zu", i);
        cr_expect_float_eq(got.score, rows[i].values.score, 0, "row %zu", i);
        cr_expect_float_eq(got.base_score, rows[i].values.base_score, 0, "row %zu", i);
    }
    cr_expect_eq(place.at, stream.length);
    case_stream_release(&stream);
}
