/* tests/metrics/test_numbering.c - pairs and texts numbered. */
#include "metrics/numbering.h"

#include <criterion/criterion.h>

Test(numbering, a_pair_keeps_its_number_while_the_table_grows)
{
    struct numbering numbering = {0};

    numbering_clear(&numbering, 0);
    for (uint32_t i = 0; i < 100000; i++)
        cr_assert_eq(numbering_pair(&numbering, i % 7, i), i);
    for (uint32_t i = 0; i < 100000; i++)
        cr_assert_eq(numbering_pair(&numbering, i % 7, i), i);
    cr_expect_eq(numbering.count, 100000);
    numbering_clear(&numbering, 10);
    cr_expect_eq(numbering_pair(&numbering, 5, 5), 0, "what was cleared is still there");
    numbering_release(&numbering);
}

Test(numbering, texts_are_told_apart_by_every_byte_and_their_length)
{
    static const struct {
        const char *text;
        size_t length;
    } texts[] = {{"a", 1},      {"a\0", 2},    {"ab", 2},    {"ba", 2},      {"abc", 3},
                 {"abca", 4},   {"abcabc", 6}, {"abc\0", 4}, {"abc\0\0", 5}, {"bcabc", 5},
                 {"abcabd", 6}, {"\0\0\0", 3}, {"\0\0", 2},  {"\0", 1},      {"cab", 3}};
    const size_t count = sizeof texts / sizeof *texts;
    uint32_t numbers[sizeof texts / sizeof *texts];
    struct numbering numbering = {0};

    numbering_clear(&numbering, 0);
    for (size_t i = 0; i < count; i++)
        numbers[i] = numbering_text(&numbering, texts[i].text, texts[i].length);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < count; k++)
            cr_expect((numbers[i] == numbers[k]) == (i == k), "%zu and %zu", i, k);
    for (size_t i = 0; i < count; i++)
        cr_expect_eq(numbering_text(&numbering, texts[i].text, texts[i].length),
                     numbers[i]);
    numbering_release(&numbering);
}
