/* tests/reports/test_columns.c - columns line up by width on a terminal. */
#include "reports/console.h"
#include "reports/console_columns.h"

#include <criterion/criterion.h>
#include <string.h>

Test(columns, wide_characters_count_two_and_combining_ones_none)
{
    cr_expect_eq(text_width("abc"), 3);
    cr_expect_eq(text_width("日本"), 4);
    cr_expect_eq(text_width("e\u0301"), 1);
    cr_expect_eq(text_width("\xff"), 1, "a byte that is no UTF-8 counts as one");
}

Test(columns, a_text_is_cut_between_characters_and_says_so)
{
    struct buf out = BUF_INIT(100);

    text_append_cut(&out, "日本語", 5);
    cr_expect_str_eq(buf_text(&out), "日本…");
    buf_clear(&out);
    text_append_cut(&out, "日本語", 6);
    cr_expect_str_eq(buf_text(&out), "日本語");
    buf_release(&out);
}

Test(columns, numbers_stand_right_and_no_line_ends_in_blanks)
{
    struct columns columns;
    struct buf out = BUF_INIT(1000);

    columns_init(&columns, "lrl", 3);
    columns_add(&columns, "cohort", NULL);
    columns_add(&columns, "v8", NULL);
    columns_add(&columns, "verdict", NULL);
    columns_add(&columns, "日本", NULL);
    columns_add(&columns, "96.9%", NULL);
    columns_add(&columns, "", NULL);
    columns_write(&columns, 2, &out);
    cr_expect_str_eq(buf_text(&out), "  cohort      v8   verdict\n"
                                     "  日本     96.9%\n");
    columns_release(&columns);
    buf_release(&out);
}

Test(columns, the_last_column_is_cut_at_the_width_of_the_page)
{
    struct columns columns;
    struct buf out = BUF_INIT(1000);
    char text[201];

    memset(text, 'x', 200);
    text[200] = '\0';
    columns_init(&columns, "ll", 2);
    columns_add(&columns, "id", NULL);
    columns_add(&columns, text, "\x1b[31m");
    columns_write(&columns, 4, &out);
    cr_expect(strstr(buf_text(&out), "x…\x1b[0m\n"));
    cr_expect_eq(text_width(buf_text(&out)), PAGE_WIDTH + strlen("[31m[0m"),
                 "ESC and LF have no width");
    columns_release(&columns);
    buf_release(&out);
}

Test(columns, a_long_sentence_breaks_at_blanks)
{
    struct buf out = BUF_INIT(4000);
    struct buf text = BUF_INIT(4000);

    for (int i = 0; i < 30; i++)
        buf_append_text(&text, "sentence ");
    text_append_wrapped(&out, buf_text(&text), 6, 6);
    buf_release(&text);
    for (const char *line = buf_text(&out); line && *line;) {
        const size_t length = strcspn(line, "\n");

        cr_expect_leq(length, PAGE_WIDTH);
        cr_expect(line == buf_text(&out) || strncmp(line, "      s", 7) == 0);
        line += length + (line[length] == '\n');
    }
    buf_release(&out);
}

Test(columns, large_counts_of_cases_stay_within_the_page)
{
    enum { MANY = 1234567 };
    const struct case_states some = {.newly_failing = MANY,
                                     .fixed = MANY,
                                     .flaky = MANY,
                                     .still_failing = MANY,
                                     .still_passing = MANY,
                                     .fresh = MANY,
                                     .changed = MANY,
                                     .regraded = MANY,
                                     .quarantined = MANY,
                                     .quarantine_expired = MANY};
    struct gate_scope all = {
        .cohort = SCOPE_ALL, .grader = SCOPE_ALL, .states = some, .held = some};
    const struct judgement judgement = {.scopes = &all, .scope_count = 1};
    const struct run_plan plan = {.repeats = 2};
    const struct report_input input = {.plan = &plan, .judgement = &judgement};
    struct buf out = BUF_INIT(4000);

    all.states.newly_failing *= 2;
    all.states.fixed *= 2;
    all.states.still_failing *= 2;
    all.states.still_passing *= 2;
    all.states.flaky *= 2;
    all.comparison.is_made = true;
    all.comparison.cases = 10 * (int64_t)MANY;
    all.comparison.worse = 2 * (int64_t)MANY;
    all.comparison.better = 3 * (int64_t)MANY;
    console_states(&input, 0, &out);
    cr_expect(strstr(buf_text(&out), "1,234,567 still passing"));
    for (const char *line = buf_text(&out); *line;) {
        const size_t length = strcspn(line, "\n");

        cr_expect_leq(length, PAGE_WIDTH, "%.*s", (int)length, line);
        line += length + (line[length] == '\n');
    }
    buf_release(&out);
}
