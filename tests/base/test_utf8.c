/* tests/base/test_utf8.c - UTF-8 to the letter of Unicode's table 3-7. */
#include "base/utf8.h"

#include <criterion/criterion.h>
#include <string.h>

Test(utf8, well_formed_ends_where_the_first_bad_byte_is)
{
    static const struct {
        const char *text;
        size_t length, want;
    } rows[] = {
        {"plain ascii text", 16, 16},  {"ä€😀", 9, 9},
        {"ab\xc0\x80", 4, 2},          /* overlong NUL */
        {"\xe0\x80\xaf", 3, 0},        /* overlong slash */
        {"\xed\xa0\x80", 3, 0},        /* surrogate */
        {"\xf4\x90\x80\x80", 4, 0},    /* above U+10FFFF */
        {"12345678\xff", 9, 8},        /* behind a whole word */
        {"a\xe2\x82", 3, 1},           /* cut */
        {"\xf8\x88\x80\x80\x80", 5, 0} /* five bytes */
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        cr_expect_eq(utf8_check(rows[i].text, rows[i].length), rows[i].want, "row %zu",
                     i);
}

Test(utf8, every_code_point_goes_there_and_back)
{
    for (uint32_t point = 0; point <= 0x10ffff; point++) {
        char bytes[4];
        uint32_t back = 0;
        size_t size = utf8_encode(point, bytes);

        if (point >= 0xd800 && point <= 0xdfff) {
            cr_assert_eq(size, 0);
            continue;
        }
        cr_assert_eq(utf8_decode(bytes, size, &back), size);
        cr_assert_eq(back, point);
    }
}

Test(utf8, a_cut_never_splits_a_character)
{
    const char *text = "a€b";

    cr_expect_eq(utf8_cut(text, 2), 1);
    cr_expect_eq(utf8_cut(text, 3), 1);
    cr_expect_eq(utf8_cut(text, 4), 4);
    cr_expect_eq(utf8_cut(text, 0), 0);
    cr_expect_eq(utf8_cut("\x80\x80", 2), 2);
}

Test(utf8, counts_characters_and_bad_bytes_as_one)
{
    cr_expect_eq(utf8_count("a€\xff", 5), 3);
    cr_expect_eq(utf8_offset("a€b", 5, 2), 4);
    cr_expect_eq(utf8_offset("ab", 2, 9), 2);
}
