/* tests/graders/test_json_repair.c - every case in tests/graders/cases/json_repair.json,
 * and what does not fit into a table. */
#include "base/mem.h"
#include "graders/json_repair.h"
#include "tests/graders/grade_case.h"
#include "values/value.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* {text, repairs: [[name, offset]]}; null: it cannot be repaired. Offsets in characters,
 * as a person counts in a case. */
static json_t *repair_got(const char *text, size_t length)
{
    struct json_repair repair = JSON_REPAIR_INIT;
    json_t *got = json_null();

    if (json_repair(&repair, text, length, REPAIR_ALONE) == 0) {
        json_t *list = json_array();
        struct document document = DOCUMENT_INIT;
        struct error err = ERROR_INIT;

        for (size_t i = 0; i < repair.count; i++)
            json_array_append_new(list,
                                  json_pack("[si]", repair_name(repair.first[i].kind),
                                            (int)repair.first[i].offset));
        got = json_pack("{ss%so}", "text", buf_text(&repair.text), repair.text.length,
                        "repairs", list);
        cr_expect_eq(document_read(&document, buf_text(&repair.text), repair.text.length,
                                   NULL, &err),
                     0, "%s: %s", buf_text(&repair.text), err.message);
        document_release(&document);
    }
    json_repair_release(&repair);
    return got;
}

static void row_check(const json_t *row)
{
    const json_t *text = json_object_get(row, "text");
    json_t *got = repair_got(json_string_value(text), json_string_length(text));
    char *got_text = json_dumps(got, JSON_SORT_KEYS | JSON_ENCODE_ANY);
    char *want_text =
        json_dumps(json_object_get(row, "want"), JSON_SORT_KEYS | JSON_ENCODE_ANY);

    cr_expect_str_eq(got_text, want_text, "%s\n  want %s\n  got  %s",
                     json_string_value(json_object_get(row, "name")), want_text,
                     got_text);
    free(got_text);
    free(want_text);
    json_decref(got);
}

Test(json_repair, every_case_is_repaired_as_it_says)
{
    json_t *cases = cases_load("json_repair");

    for (size_t i = 0; i < json_array_size(cases); i++)
        row_check(json_array_get(cases, i));
    json_decref(cases);
}

Test(json_repair, a_place_in_the_repaired_text_is_one_in_the_text_given)
{
    static const char text[] = "{a: True, // x\n 'b\xe2\x80\x9c': [NaN, 5., 7]}";
    struct json_repair repair = JSON_REPAIR_INIT;
    const char *seven;

    cr_assert_eq(json_repair(&repair, text, sizeof text - 1, REPAIR_ALONE), 0);
    seven = strchr(buf_text(&repair.text), '7');
    cr_assert(seven);
    cr_expect_eq(json_repair_origin(&repair, (size_t)(seven - buf_text(&repair.text))),
                 (size_t)(strchr(text, '7') - text));
    json_repair_release(&repair);
}

/* Twice the text, twice the time: nothing is gone through again and again. Counted by
 * what is made, since clocks are noisy. */
Test(json_repair, a_hostile_text_ends_soon, .timeout = 20)
{
    static const char *const pieces[] = {"'\\",   "[1,",      "{a:'", "/*", "{\"a\":{",
                                         "[,",    "\xe2\x80", "“",    "-",  "[[]",
                                         "# \n[", "``` ",     "\\u",  "nul"};
    enum { TIMES = 200 * 1000 };
    struct json_repair repair = JSON_REPAIR_INIT;

    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        struct buf text = BUF_INIT(64 << 20);

        for (int times = 0; times < TIMES; times++)
            buf_append_text(&text, pieces[i]);
        json_repair(&repair, buf_text(&text), text.length, REPAIR_ALONE);
        cr_expect_leq(repair.text.length, 8 * text.length + 1024);
        buf_release(&text);
    }
    json_repair_release(&repair);
}
