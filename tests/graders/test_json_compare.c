/* tests/graders/test_json_compare.c - what holds for any two JSON values, found by random
 * ones, and the limits. */
#include "base/mem.h"
#include "base/random.h"
#include "graders/json_compare.h"

#include <criterion/criterion.h>
#include <string.h>

static uint64_t random_below(struct random *random, uint64_t below)
{
    return random_next(random) % below;
}

static json_t *random_json(struct random *random, unsigned depth)
{
    json_t *made;

    switch (random_below(random, depth ? 6 : 4)) {
    case 0:
        return json_integer((json_int_t)random_below(random, 3));
    case 1:
        return random_below(random, 2) ? json_string("a") : json_string("");
    case 2:
        return random_below(random, 2) ? json_true() : json_null();
    case 3:
        return random_below(random, 2) ? json_object() : json_array();
    case 4:
        made = json_object();
        for (uint64_t i = random_below(random, 4); i > 0; i--) {
            const char key[] = {(char)('a' + (char)random_below(random, 3)), 0};

            json_object_set_new(made, key, random_json(random, depth - 1));
        }
        return made;
    default:
        made = json_array();
        for (uint64_t i = random_below(random, 4); i > 0; i--)
            json_array_append_new(made, random_json(random, depth - 1));
        return made;
    }
}

/* Every array of it in another order. */
static json_t *shuffled(struct random *random, const json_t *json)
{
    json_t *made = NULL;
    const char *key;
    json_t *value;

    if (json_is_array(json)) {
        made = json_array();
        for (size_t i = 0; i < json_array_size(json); i++)
            json_array_insert_new(made, random_below(random, i + 1),
                                  shuffled(random, json_array_get(json, i)));
    } else if (json_is_object(json)) {
        made = json_object();
        json_object_foreach((json_t *)(uintptr_t)json, key, value)
        {
            json_object_set_new(made, key, shuffled(random, value));
        }
    }
    return made ? made : json_deep_copy(json);
}

static void compare(const json_t *wanted, const json_t *got,
                    const struct compare_rules *rules, struct comparison *out,
                    bool *are_equal)
{
    struct document a = DOCUMENT_INIT;
    struct document b = DOCUMENT_INIT;
    struct error err = ERROR_INIT;

    cr_assert_eq(document_from_json(&a, wanted, &err), 0);
    cr_assert_eq(document_from_json(&b, got, &err), 0);
    json_compare(document_root(&a), document_root(&b), rules, out);
    *are_equal = value_equal(document_root(&a), document_root(&b));
    comparison_release(out);
    document_release(&a);
    document_release(&b);
}

Test(json_compare, nothing_differs_where_and_only_where_values_are_equal)
{
    struct random random = {6};
    struct comparison found;
    bool are_equal;
    size_t equal = 0;

    for (int i = 0; i < 20000; i++) {
        const struct compare_rules rules = {.allow_extra = false};
        json_t *a = random_json(&random, 2);
        json_t *b = random_json(&random, 2);

        compare(a, b, &rules, &found, &are_equal);
        cr_assert(!found.is_over);
        cr_assert_eq(found.total == 0, are_equal);
        cr_assert_eq(found.right == found.places, are_equal);
        cr_assert_leq(found.right, found.places);
        equal += are_equal;
        json_decref(a);
        json_decref(b);
    }
    cr_expect_gt(equal, 100);
}

Test(json_compare, as_sets_a_value_is_what_it_is_in_any_order)
{
    struct random random = {7};
    struct comparison found;
    bool are_equal;

    for (int i = 0; i < 5000; i++) {
        const struct compare_rules rules = {.arrays_are_sets = true,
                                            .allow_extra = i % 2};
        json_t *a = random_json(&random, 4);
        json_t *b = shuffled(&random, a);

        compare(a, b, &rules, &found, &are_equal);
        cr_assert_eq(found.total, 0);
        cr_assert_eq(found.right, found.places);
        json_decref(a);
        json_decref(b);
    }
}

/* An element more or less, or another: as sets it shows wherever it is. */
Test(json_compare, as_sets_a_change_is_seen_in_any_order)
{
    struct random random = {8};
    struct comparison found;
    bool are_equal;

    for (int i = 0; i < 5000; i++) {
        const struct compare_rules rules = {.arrays_are_sets = true};
        json_t *a = json_pack("[o, o, o]", random_json(&random, 3),
                              random_json(&random, 3), random_json(&random, 3));
        json_t *b = json_deep_copy(a);
        json_t *mixed;

        json_array_set_new(b, random_below(&random, 3), json_string("another"));
        mixed = shuffled(&random, b);
        compare(a, mixed, &rules, &found, &are_equal);
        cr_assert_gt(found.total, 0);
        cr_assert_lt(found.right, found.places);
        json_decref(a);
        json_decref(b);
        json_decref(mixed);
    }
}

static json_t *array_of(size_t count, json_int_t first)
{
    json_t *made = json_array();

    for (size_t i = 0; i < count; i++)
        json_array_append_new(made, json_pack("[I]", first + (json_int_t)i));
    return made;
}

Test(json_compare, sets_too_large_end_in_a_limit)
{
    const struct compare_rules rules = {.arrays_are_sets = true};
    const size_t sizes[][2] = {{2000, 2000}, {1, 1100000}, {900, 900}};
    struct comparison found;
    bool are_equal;

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        json_t *a = array_of(sizes[i][0], 0);
        json_t *b = array_of(sizes[i][1], 1000000);

        compare(a, b, &rules, &found, &are_equal);
        cr_expect(found.is_over, "%zu and %zu", sizes[i][0], sizes[i][1]);
        json_decref(a);
        json_decref(b);
    }
}

static json_t *nested(unsigned depth, json_t *inner)
{
    while (depth--)
        inner = json_pack("[o]", inner);
    return inner;
}

Test(json_compare, below_two_hundred_levels_values_are_equal_or_not_as_a_whole)
{
    const struct compare_rules rules = {.allow_extra = false};
    struct comparison found;
    bool are_equal;
    json_t *a = nested(400, json_pack("[iii]", 1, 2, 3));
    json_t *b = nested(400, json_pack("[iii]", 1, 2, 4));

    compare(a, b, &rules, &found, &are_equal);
    cr_expect_eq(found.total, 1);
    cr_expect_eq(found.places, 1);
    cr_expect(!are_equal);
    json_decref(a);
    json_decref(b);
}
