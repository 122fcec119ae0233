/* store/run_file_partners.c - the baseline's side of the walk over outcomes. */
#include "store/run_file_partners.h"

#include <string.h>

static int partner_next(struct partner_walk *walk, struct error *err)
{
    int code = sqlite3_step(walk->rows);

    walk->has_row = code == SQLITE_ROW;
    if (walk->has_row) {
        walk->number = sqlite3_column_int64(walk->rows, 0);
        walk->variant = sqlite3_column_int64(walk->rows, 1);
        walk->is_anchor = sqlite3_column_int64(walk->rows, 2) != 0;
    }
    if (code == SQLITE_ROW || code == SQLITE_DONE)
        return 0;
    return database_error(walk->file, "read", err);
}

int partner_walk_prepare(struct partner_walk *walk, struct run_file *file,
                         const struct run_plan *plan, struct error *err)
{
    *walk = (struct partner_walk){.file = file};
    return plan->baseline_entry_count
               ? database_prepare(file, run_file_case_partners, &walk->rows, err)
               : 0;
}

int partner_walk_go(struct partner_walk *walk, int64_t number, struct error *err)
{
    if (!walk->rows)
        return 0;
    sqlite3_reset(walk->rows);
    sqlite3_bind_int64(walk->rows, 1, number);
    return partner_next(walk, err);
}

void partner_walk_rest(struct partner_walk *walk)
{
    sqlite3_reset(walk->rows);
    walk->has_row = false;
}

int partner_walk_begin(struct partner_walk *walk, struct run_file *file,
                       const struct run_plan *plan, struct error *err)
{
    *walk = (struct partner_walk){.file = file};
    if (plan->baseline_entry_count == 0)
        return 0;
    if (database_prepare(file, run_file_walk_partners, &walk->rows, err))
        return -1;
    return partner_next(walk, err);
}

void partner_walk_end(struct partner_walk *walk)
{
    sqlite3_finalize(walk->rows);
    walk->rows = NULL;
}

int pairing_parse(const char *word, enum pairing *out)
{
    static const struct {
        const char *word;
        enum pairing pairing;
    } words[] = {{"paired", PAIRING_PAIRED},
                 {"changed", PAIRING_CHANGED},
                 {"graders", PAIRING_GRADERS}};

    for (size_t i = 0; word && i < sizeof words / sizeof *words; i++)
        if (!strcmp(words[i].word, word)) {
            *out = words[i].pairing;
            return 0;
        }
    return -1;
}

static int partner_read(const struct partner_walk *walk, struct case_partner *out,
                        struct error *err)
{
    sqlite3_stmt *row = walk->rows;

    if (pairing_parse(column_text(row, 3), &out->pairing) ||
        pairing_parse(column_text(row, 4), &out->score_pairing))
        return database_damaged(walk->file, "a result of the baseline of unknown pairing",
                                err);
    out->passed = (unsigned)sqlite3_column_int64(row, 5);
    out->failed = (unsigned)sqlite3_column_int64(row, 6);
    out->unscored = (unsigned)sqlite3_column_int64(row, 7);
    out->missing = (unsigned)sqlite3_column_int64(row, 8);
    out->score_sum = sqlite3_column_double(row, 9);
    out->score_count = (unsigned)sqlite3_column_int64(row, 10);
    return 0;
}

static bool row_belongs(const struct partner_walk *walk,
                        const struct case_outcome *outcome, bool is_anchor)
{
    return walk->has_row && walk->number == outcome->number &&
           walk->variant == outcome->variant && walk->is_anchor == is_anchor;
}

/* Rows of cases that were left out. */
static int cases_pass(struct partner_walk *walk, int64_t number, struct error *err)
{
    int rc = 0;

    while (rc == 0 && walk->has_row && walk->number < number)
        rc = partner_next(walk, err);
    return rc;
}

static int partner_fill(struct partner_walk *walk, const struct case_outcome *outcome,
                        bool is_anchor, struct case_partner *out, struct error *err)
{
    if (!row_belongs(walk, outcome, is_anchor)) {
        out->pairing = out->score_pairing = PAIRING_NEW;
        return 0;
    }
    return partner_read(walk, out, err) || partner_next(walk, err) ? -1 : 0;
}

int partner_walk_fill(struct partner_walk *walk, const struct plan_variant *variant,
                      struct case_outcome *outcome, struct error *err)
{
    if (cases_pass(walk, outcome->number, err))
        return -1;
    if (variant->baseline_entry >= 0 &&
        partner_fill(walk, outcome, false, &outcome->baseline, err))
        return -1;
    if (variant->anchor_entry >= 0 &&
        partner_fill(walk, outcome, true, &outcome->anchor, err))
        return -1;
    return 0;
}

int partner_walk_check(const struct partner_walk *walk, struct error *err)
{
    return walk->has_row
               ? database_damaged(walk->file,
                                  "a result of the baseline of no case or variant", err)
               : 0;
}
