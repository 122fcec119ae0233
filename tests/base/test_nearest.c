/* tests/base/test_nearest.c - the nearest name, or none. */
#include "base/nearest.h"

#include <criterion/criterion.h>

static const char *const names[] = {"json_schema", "regex", "exact",
                                    "gate",        "pass",  NULL};

Test(nearest, finds_what_differs_in_spelling_case_and_underscores)
{
    static const struct {
        const char *word, *want;
    } rows[] = {
        {"jsonschema", "json_schema"},
        {"JSON-Schema", "json_schema"},
        {"regx", "regex"},
        {"reegx", "regex"}, /* two letters swapped */
        {"exakt", "exact"},
        {"gates", "gate"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        cr_expect_str_eq(nearest_name(rows[i].word, names), rows[i].want, "%s",
                         rows[i].word);
}

Test(nearest, suggests_nothing_for_what_is_far)
{
    static const char *const words[] = {"banana", "x", "", "schema", "judge"};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        cr_expect_null(nearest_name(words[i], names), "%s", words[i]);
}

Test(nearest, distance_counts_a_swap_as_one)
{
    cr_expect_eq(nearest_distance("abc", "acb"), 1);
    cr_expect_eq(nearest_distance("", "abc"), 3);
    cr_expect_eq(nearest_distance("kitten", "sitting"), 3);
    cr_expect_eq(nearest_distance("same", "same"), 0);
}

Test(nearest, a_word_of_any_length_is_safe)
{
    char word[500];

    for (size_t i = 0; i < sizeof word; i++)
        word[i] = 'a';
    word[sizeof word - 1] = '\0';
    cr_expect_null(nearest_name(word, names));
    cr_expect_eq(nearest_distance(word, "a"), 64);
}
