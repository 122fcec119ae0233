/* tests/base/test_shown.c - untrusted text is inert. */
#include "base/mem.h"
#include "base/shown.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static void expect_shown(const char *text, size_t length, size_t columns,
                         const char *want)
{
    struct buf out = BUF_INIT(4096);

    shown_append(&out, text, length, columns);
    cr_expect_str_eq(buf_text(&out), want);
    buf_release(&out);
}

Test(shown, what_is_harmless_stays)
{
    expect_shown("Zürich 東京 🙂", strlen("Zürich 東京 🙂"), 80,
                 "Zürich 東京 🙂");
}

Test(shown, controls_become_visible)
{
    static const struct {
        const char *text;
        size_t length;
        const char *want;
    } rows[] = {
        {"a\x1b[31mred", 9, "a\\x1b[31mred"},
        {"a\nb\r\tc", 6, "a\\nb\\r c"},
        {"a\0b", 3, "a\\x00b"},
        {"\x7f", 1, "\\x7f"},
        {"\xc2\x9b", 2, "\\u{9b}"},             /* C1: control sequence introducer */
        {"\xe2\x80\xae", 3, "\\u{202e}"},       /* right-to-left override */
        {"a\xe2\x80\x8b", 4, "a\\u{200b}"},     /* zero-width space */
        {"\xf3\xa0\x81\x81", 4, "\\u{e0041}"},  /* a tag letter */
        {"\xff\xc3", 2, "\\xff\\xc3"},          /* no UTF-8 */
        {"\xed\xa0\x80", 3, "\\xed\\xa0\\x80"}, /* a surrogate */
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        expect_shown(rows[i].text, rows[i].length, 80, rows[i].want);
}

Test(shown, commands_to_ci_runners_are_defused)
{
    static const char *const texts[] = {"::error::x", "##[group]x", "##vso[task.x]",
                                        "##TeamCity[x]", "  ::stop-commands::x"};

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct buf out = BUF_INIT(4096);

        shown_append(&out, texts[i], strlen(texts[i]), 80);
        cr_expect_eq(buf_text(&out)[0], '\\', "%s", texts[i]);
        buf_release(&out);
    }
    expect_shown("a::b", 4, 80, "a::b");
}

Test(shown, a_long_text_is_cut_and_says_so)
{
    expect_shown("abcdef", 6, 6, "abcdef");
    expect_shown("abcdef", 6, 5, "abcd…");
    expect_shown("ab\x1b", 3, 5, "ab…");
}

Test(shown, quoted_stands_in_quotes)
{
    char *text = shown_quoted("a\nb", 3, 20);

    cr_expect_str_eq(text, "\"a\\nb\"");
    free(text);
}

Test(shown, nothing_behind_the_text_is_read)
{
    struct buf out = BUF_INIT(100);
    char *text = mem_new(2, 1); /* no NUL: the sanitizer watches the third byte */

    memset(text, ' ', 2);
    shown_append(&out, text, 2, 10);
    cr_expect_str_eq(buf_text(&out), "  ");
    buf_release(&out);
    free(text);
}
