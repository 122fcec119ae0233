/* tests/graders/test_markup_tags.c - tags that a parser would take minutes over. */
#include "graders/markup_tags.h"

#include "base/buf.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

struct row {
    const char *before, *each, *behind;
    size_t times;
    bool in_xml, in_html;
};

static const struct row rows[] = {
    {"<a", " b='x'", "/>", 256, false, false},
    {"<a", " b='x'", "/>", 257, true, true},
    {"<a", " xmlns:b = \"x\"\n", ">", 257, true, true},
    {"<a", " b", ">", 257, false, true},
    {"<a", " b=x", ">", 257, false, true},
    {"<a", " b=\"<c d='>\" e='\"'", ">", 129, true, true},
    {"<!-- <a ' --><a", " b=\"x\"", "/>", 257, true, true},
    {"<![CDATA[ i<n ", "; i = i + 1", "]]>", 400, false, true},
    {"<a>", "<b c='x' d='>'/>", "</a>", 1000, false, false},
    {"<!DOCTYPE a [<!ATTLIST a", " b CDATA 'x'", ">]><a/>", 300, true, true},
    {"<!DOCTYPE a [", "<!ATTLIST a b CDATA 'x'>", "]><a/>", 257, true, true},
    {"", "<a b='", "", 1000000, false, true},
    {"", "<a b=\"<a b='", "", 100000, false, true},
    {"", "<", "", 1000000, false, false},
    {"1 < 2 and ", "2 < 3 and ", "", 1000, false, false},
    {"", "", "<", 1, false, false},
};

Test(markup_tags, are_wide_where_the_parser_finds_too_many_attributes)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf text = BUF_INIT(16 * 1024 * 1024);

        buf_append_text(&text, rows[i].before);
        for (size_t k = 0; k < rows[i].times; k++)
            buf_append_text(&text, rows[i].each);
        buf_append_text(&text, rows[i].behind);
        cr_expect_eq(markup_has_wide_tag(buf_text(&text), text.length, false),
                     rows[i].in_xml, "xml, row %zu", i);
        cr_expect_eq(markup_has_wide_tag(buf_text(&text), text.length, true),
                     rows[i].in_html, "html, row %zu", i);
        buf_release(&text);
    }
}

/* Each "<" could be gone on from to the end: 10 GB in all. */
Test(markup_tags, that_are_too_many_to_tell_are_wide, .timeout = 20)
{
    struct buf text = BUF_INIT(16 * 1024 * 1024);

    for (size_t k = 0; k < 50000; k++)
        buf_append_text(&text, "<a");
    for (size_t k = 0; k < 100000; k++)
        buf_append_text(&text, "a");
    cr_expect(markup_has_wide_tag(buf_text(&text), text.length, true));
    buf_release(&text);
}
