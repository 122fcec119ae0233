/* tests/base/test_buf.c - buffers keep their limit. */
#include "base/buf.h"

#include <criterion/criterion.h>
#include <stdlib.h>

Test(buf, an_append_up_to_the_limit_is_kept)
{
    struct buf buf = BUF_INIT(5);

    cr_assert_eq(buf_append_text(&buf, "abc"), 0);
    cr_assert_eq(buf_append_text(&buf, "de"), 0);
    cr_assert_str_eq(buf_text(&buf), "abcde");
    cr_assert_not(buf_is_over(&buf));
    buf_release(&buf);
}

Test(buf, an_append_over_the_limit_adds_nothing_and_is_remembered)
{
    struct buf buf = BUF_INIT(5);

    buf_append_text(&buf, "abcd");
    cr_assert_eq(buf_append_text(&buf, "ef"), -1);
    cr_assert_str_eq(buf_text(&buf), "abcd");
    cr_assert_eq(buf_append_char(&buf, 'e'), 0);
    cr_assert(buf_is_over(&buf));
    buf_clear(&buf);
    cr_assert_not(buf_is_over(&buf));
    buf_release(&buf);
}

Test(buf, a_limit_of_nearly_all_memory_does_not_overflow)
{
    struct buf buf = BUF_INIT(10);

    buf_append_text(&buf, "abc");
    cr_assert_eq(buf_append(&buf, "x", (size_t)-1), -1);
    cr_assert_str_eq(buf_text(&buf), "abc");
    buf_release(&buf);
}

Test(buf, format_writes_at_the_end_or_not_at_all)
{
    struct buf buf = BUF_INIT(8);

    cr_assert_eq(buf_append_format(&buf, "%s-%d", "ab", 7), 0);
    cr_assert_str_eq(buf_text(&buf), "ab-7");
    cr_assert_eq(buf_append_format(&buf, "%s", "12345"), -1);
    cr_assert_str_eq(buf_text(&buf), "ab-7");
    buf_release(&buf);
}

Test(buf, an_empty_buffer_has_a_text_and_can_be_detached)
{
    struct buf buf = BUF_INIT(8);
    char *text = buf_detach(&buf);

    cr_assert_str_eq(buf_text(&buf), "");
    cr_assert_str_eq(text, "");
    free(text);
    buf_release(&buf);
}

Test(buf, bytes_of_zero_are_kept)
{
    struct buf buf = BUF_INIT(8);

    buf_append(&buf, "a\0b", 3);
    cr_assert_eq(buf.length, 3);
    cr_assert_eq(buf.data[2], 'b');
    buf_truncate(&buf, 1);
    cr_assert_str_eq(buf_text(&buf), "a");
    buf_release(&buf);
}

Test(buf, a_number_is_written_in_decimal_digits)
{
    static const int64_t numbers[] = {0, 7, -7, 10, 1795293211169, INT64_MAX, INT64_MIN};
    struct buf buf = BUF_INIT(200);

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        buf_append_char(&buf, ' ');
        cr_assert_eq(buf_append_number(&buf, numbers[i]), 0);
    }
    cr_expect_str_eq(buf_text(&buf), " 0 7 -7 10 1795293211169 9223372036854775807 "
                                     "-9223372036854775808");
    buf_release(&buf);
}
