/* tests/reports/test_junit_text.c - any bytes become text that XML 1.0 can hold. */
#include "reports/junit_text.h"

#include "base/utf8.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

struct row {
    const char *text, *line, *block;
};

static const struct row rows[] = {
    {"plain", "plain", "plain"},
    {"a\tb\nc", "a b c", "a\tb\nc"},
    {"a\r\nb\rc", "a b c", "a\nb\nc"},
    {"\x01\x1f\x7f", "␁␟␡", "␁␟␡"},
    {"\x1b[31mred\x1b[0m", "red", "␛[31mred␛[0m"},
    {"\x1b]0;title\x07x", "x", "␛]0;title␇x"},
    {"\x1b]0;never ended", "␛]0;never ended", "␛]0;never ended"},
    {"\xc2\x9b\xef\xbf\xbe\xef\xbf\xbf", "\ufffd\ufffd\ufffd", "\ufffd\ufffd\ufffd"},
    {"a\u202eb\u2066c\u200ed", "a\\u{202e}b\\u{2066}c\u200ed",
     "a\\u{202e}b\\u{2066}c\u200ed"},
    {"\u2764\u200d\U0001f525", "\u2764\u200d\U0001f525", "\u2764\u200d\U0001f525"},
    {"\xed\xa0\x80", "\ufffd\ufffd\ufffd", "\ufffd\ufffd\ufffd"},
    {"\xc0\xaf\xff", "\ufffd\ufffd\ufffd", "\ufffd\ufffd\ufffd"},
    {"[[ATTACHMENT|/etc/passwd]]", "[ [ATTACHMENT|/etc/passwd]]",
     "[ [ATTACHMENT|/etc/passwd]]"},
    {"[[[Property|a", "[[ [Property|a", "[[ [Property|a"},
    {"[[ATT\x1b[0mACHMENT|a", "[ [ATTACHMENT|a", "[[ATT␛[0mACHMENT|a"},
    {"[[ATTACHMENT", "[[ATTACHMENT", "[[ATTACHMENT"},
};

Test(junit_text, every_row_is_shown_as_the_table_says)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buf line = BUF_INIT(1000);
        struct buf block = BUF_INIT(1000);

        junit_text_append(&line, rows[i].text, strlen(rows[i].text), JUNIT_LINE);
        junit_text_append(&block, rows[i].text, strlen(rows[i].text), JUNIT_BLOCK);
        cr_expect_str_eq(buf_text(&line), rows[i].line, "line of row %zu: %s", i,
                         buf_text(&line));
        cr_expect_str_eq(buf_text(&block), rows[i].block, "block of row %zu: %s", i,
                         buf_text(&block));
        buf_release(&line);
        buf_release(&block);
    }
}

Test(junit_text, nul_is_shown_and_ends_nothing)
{
    struct buf out = BUF_INIT(1000);

    junit_text_append(&out, "a\0b", 3, JUNIT_BLOCK);
    cr_expect_str_eq(buf_text(&out), "a␀b");
    buf_release(&out);
}

Test(junit_text, names_that_were_changed_stay_unique)
{
    char *blank = junit_name("a b", 100);
    char *tab = junit_name("a\tb", 100);
    char *line = junit_name("a\nb", 100);

    cr_expect_str_eq(blank, "a b");
    cr_expect_eq(strncmp(tab, "a b #", 5), 0, "%s", tab);
    cr_expect_str_neq(tab, line);
    free(blank);
    free(tab);
    free(line);
}

Test(junit_text, a_long_name_keeps_both_ends_within_its_limit)
{
    char text[2001];
    char *name;

    for (size_t i = 0; i < 2000; i += 2)
        memcpy(text + i, "ü", 2);
    memcpy(text, "begin:", 6);
    memcpy(text + 1996, ":end", 5);
    name = junit_name(text, 200);
    cr_expect_leq(strlen(name), 200);
    cr_expect_eq(strncmp(name, "begin:", 6), 0);
    cr_expect(strstr(name, ":end #"), "%s", name);
    cr_expect_eq(utf8_check(name, strlen(name)), strlen(name));
    free(name);
}

Test(junit_text, a_message_is_cut_between_characters)
{
    char *line = junit_line("äöüäöü", 8);

    cr_expect_str_eq(line, "äö…");
    free(line);
}

Test(junit_text, a_class_has_dots_for_folders_alone)
{
    char *name = junit_class("evals/support bot.v1");

    cr_expect_str_eq(name, "evals.support_bot_v1");
    free(name);
}
