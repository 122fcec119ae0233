/* tests/suites/test_line_reader.c - a pipe whose lines come in pieces. */
#include "suites/line_reader.h"

#include <criterion/criterion.h>
#include <string.h>
#include <unistd.h>

enum { LENGTH_MAX = 8 };

static void pipe_open(struct line_reader *lines, int ends[2])
{
    cr_assert_eq(pipe(ends), 0);
    line_reader_take(lines, ends[0], "pipe", LENGTH_MAX);
    lines->never_waits = true;
}

static void put(const int ends[2], const char *text)
{
    cr_assert_eq(write(ends[1], text, strlen(text)), (ssize_t)strlen(text));
}

Test(line_reader, a_line_whose_end_is_to_come_is_gone_on_with)
{
    struct buf out = BUF_INIT(100);
    struct line_reader lines;
    int ends[2];

    pipe_open(&lines, ends);
    cr_expect_eq(line_next(&lines, &out), LINE_LATER);
    put(ends, "one\ntw");
    cr_expect_eq(line_next(&lines, &out), LINE_READ);
    cr_expect_str_eq(buf_text(&out), "one\n");
    buf_clear(&out);
    cr_expect_eq(line_next(&lines, &out), LINE_LATER);
    cr_expect_eq(line_next(&lines, &out), LINE_LATER);
    cr_expect_eq(lines.number, 2);
    put(ends, "o\n");
    cr_expect_eq(line_next(&lines, &out), LINE_READ);
    cr_expect_str_eq(buf_text(&out), "two\n");
    cr_expect_eq(lines.offset, 8);
    put(ends, "end");
    cr_expect_eq(line_next(&lines, &out), LINE_LATER);
    close(ends[1]);
    cr_expect_eq(line_next(&lines, &out), LINE_READ);
    cr_expect_str_eq(buf_text(&out), "two\nend");
    cr_expect_eq(line_next(&lines, &out), LINE_END);
    line_reader_close(&lines);
    buf_release(&out);
}

Test(line_reader, a_line_that_grows_too_long_meanwhile_is_passed_over_whole)
{
    struct buf out = BUF_INIT(100);
    struct line_reader lines;
    int ends[2];

    pipe_open(&lines, ends);
    put(ends, "12345");
    cr_expect_eq(line_next(&lines, &out), LINE_LATER);
    put(ends, "67890");
    cr_expect_eq(line_next(&lines, &out), LINE_LATER);
    put(ends, "1\nnext\n");
    cr_expect_eq(line_next(&lines, &out), LINE_TOO_LONG);
    cr_expect_eq(out.length, 0);
    cr_expect_eq(line_next(&lines, &out), LINE_READ);
    cr_expect_str_eq(buf_text(&out), "next\n");
    cr_expect_eq(lines.number, 3);
    close(ends[1]);
    line_reader_close(&lines);
    buf_release(&out);
}
