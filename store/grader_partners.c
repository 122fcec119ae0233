/* store/grader_partners.c - what a stored baseline's graders made of cases. */
#include "store/grader_partners.h"

#include "store/run_file_partners.h"

static int row_next(struct grader_partner_walk *walk, struct error *err)
{
    const int code = sqlite3_step(walk->rows);

    walk->has_row = code == SQLITE_ROW;
    if (walk->has_row) {
        walk->number = sqlite3_column_int64(walk->rows, 0);
        walk->variant = sqlite3_column_int64(walk->rows, 1);
    }
    if (code == SQLITE_ROW || code == SQLITE_DONE)
        return 0;
    return database_error(walk->file, "read", err);
}

int grades_table_is_there(struct run_file *file, bool *out, struct error *err)
{
    int64_t tables = 0;
    const int rc = database_number(file,
                                   "SELECT COUNT(*) FROM sqlite_master "
                                   "WHERE type = 'table' AND name = 'baseline_grades'",
                                   &tables, err);

    *out = tables > 0;
    return rc;
}

int grader_partner_walk_begin(struct grader_partner_walk *walk, struct run_file *file,
                              const struct run_plan *plan, struct error *err)
{
    bool is_there = false;

    *walk = (struct grader_partner_walk){.file = file};
    if (!plan->baseline_entry_count || !plan->grader_gate_count)
        return 0;
    if (grades_table_is_there(file, &is_there, err))
        return -1;
    if (!is_there)
        return 0;
    if (database_prepare(file, run_file_walk_grader_partners, &walk->rows, err))
        return -1;
    return row_next(walk, err);
}

void grader_partner_walk_end(struct grader_partner_walk *walk)
{
    sqlite3_finalize(walk->rows);
    walk->rows = NULL;
}

/* The row that the walk stands on, of one of these graders. */
static int row_read(const struct grader_partner_walk *walk, struct grader_outcomes *out,
                    struct error *err)
{
    sqlite3_stmt *row = walk->rows;
    struct case_partner partner = {.passed = (unsigned)sqlite3_column_int64(row, 5),
                                   .failed = (unsigned)sqlite3_column_int64(row, 6),
                                   .unscored = (unsigned)sqlite3_column_int64(row, 7),
                                   .missing = (unsigned)sqlite3_column_int64(row, 8),
                                   .score_sum = sqlite3_column_double(row, 9),
                                   .score_count =
                                       (unsigned)sqlite3_column_int64(row, 10)};

    if (pairing_parse(column_text(row, 4), &partner.pairing))
        return database_damaged(walk->file, "a grade of the baseline of unknown pairing",
                                err);
    partner.score_pairing = partner.pairing;
    for (size_t i = 0; i < out->count; i++)
        if (out->list[i].gate == sqlite3_column_int64(row, 3)) {
            *(sqlite3_column_int(row, 2) ? &out->list[i].anchor
                                         : &out->list[i].baseline) = partner;
            return 0;
        }
    return database_damaged(walk->file, "a grade of the baseline of no grader", err);
}

int grader_partner_walk_fill(struct grader_partner_walk *walk,
                             const struct plan_variant *variant,
                             const struct case_outcome *of, struct grader_outcomes *out,
                             struct error *err)
{
    static const struct case_partner fresh = {.pairing = PAIRING_NEW,
                                              .score_pairing = PAIRING_NEW};
    int rc = 0;

    if (!walk->rows)
        return 0;
    for (size_t i = 0; i < out->count; i++) {
        if (variant->baseline_entry >= 0)
            out->list[i].baseline = fresh;
        if (variant->anchor_entry >= 0)
            out->list[i].anchor = fresh;
    }
    while (rc == 0 && walk->has_row && walk->number < of->number)
        rc = row_next(walk, err);
    while (rc == 0 && walk->has_row && walk->number == of->number &&
           walk->variant == of->variant)
        rc = row_read(walk, out, err) || row_next(walk, err) ? -1 : 0;
    return rc;
}

int grader_partner_walk_check(const struct grader_partner_walk *walk, struct error *err)
{
    return walk->has_row
               ? database_damaged(walk->file,
                                  "a grade of the baseline of no case or variant", err)
               : 0;
}
