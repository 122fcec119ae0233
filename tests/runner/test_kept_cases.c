/* tests/runner/test_kept_cases.c - the first cases are kept, once each, in bounded room.
 */
#include "base/mem.h"
#include "runner/kept_cases.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static void row_fill(struct eval_case *row, unsigned number, size_t bytes)
{
    struct error err = ERROR_INIT;
    struct buf text = BUF_INIT(1 << 20);

    eval_case_clear(row);
    row->id = mem_format("c%u", number);
    buf_append_text(&text, "{\"id\": \"");
    for (size_t i = 0; i < bytes; i++)
        buf_append_char(&text, 'x');
    buf_append_text(&text, "\"}");
    cr_assert_eq(
        document_read_copy(&row->document, buf_text(&text), text.length, NULL, &err), 0);
    buf_release(&text);
}

Test(kept_cases, a_case_is_handed_out_once)
{
    struct kept_cases *kept = kept_cases_new();
    struct eval_case row = EVAL_CASE_INIT;
    int cohort = -1;

    for (unsigned i = 0; i < 3; i++) {
        row_fill(&row, i, 10);
        kept_cases_add(kept, (int)i + 5, &row);
        cr_expect_null(row.id, "the row is not taken over");
    }
    cr_assert(kept_cases_take(kept, 1, &row, &cohort));
    cr_expect_str_eq(row.id, "c1");
    cr_expect_eq(cohort, 6);
    cr_expect_eq(document_root(&row.document)->size, 1);
    cr_expect_not(kept_cases_take(kept, 1, &row, &cohort), "a second time");
    cr_expect_str_eq(row.id, "c1", "the row is changed");
    cr_expect_not(kept_cases_take(kept, 3, &row, &cohort), "one that was not added");
    cr_expect_not(kept_cases_take(NULL, 0, &row, &cohort), "of none");
    eval_case_release(&row);
    kept_cases_free(kept); /* with two that nobody took */
}

Test(kept_cases, what_does_not_fit_stays_and_so_does_what_follows)
{
    struct kept_cases *kept = kept_cases_new();
    struct eval_case row = EVAL_CASE_INIT;
    unsigned taken = 0;
    int cohort;

    for (unsigned i = 0; i < 64; i++) {
        row_fill(&row, i, 100000);
        kept_cases_add(kept, 0, &row);
        taken += !row.id;
    }
    cr_expect_gt(taken, 10);
    cr_expect_leq(taken * 100000, KEPT_CASES_BYTES, "more than there is room for");
    row_fill(&row, 64, 1);
    kept_cases_add(kept, 0, &row);
    cr_expect_not_null(row.id, "a small one is kept behind one that was not");
    cr_expect_not(kept_cases_take(kept, taken, &row, &cohort));
    cr_expect(kept_cases_take(kept, taken - 1, &row, &cohort));
    eval_case_release(&row);
    kept_cases_free(kept);
}
