/* store/grader_pairings.c - how many cases compare with the baseline by each grader that
 * has a gate. */
#include "base/mem.h"
#include "store/gated_graders.h"
#include "store/run_file_baseline.h"
#include "store/run_file_partners.h"

#include <stdlib.h>

static bool is_watched(const struct run_plan *plan, int64_t cohort)
{
    return cohort >= 0 && (size_t)cohort < plan->cohort_count &&
           plan->cohorts[cohort].watch;
}

/* Reads rows of {variant, cohort, …}; those of what is not watched are passed over. */
typedef int row_fn(const struct run_file *file, const struct run_plan *plan,
                   sqlite3_stmt *row, struct grader_pairings *of_variant,
                   struct error *err);

static int rows_walk(struct run_file *file, const struct run_plan *plan,
                     sqlite3_stmt *rows, row_fn *fn, struct grader_pairings *out,
                     struct error *err)
{
    int code = SQLITE_DONE;
    int rc = 0;

    while (rc == 0 && (code = sqlite3_step(rows)) == SQLITE_ROW) {
        const int64_t variant = sqlite3_column_int64(rows, 0);

        if (variant < 0 || (size_t)variant >= plan->variant_count)
            rc = database_damaged(file, "graders of no variant", err);
        else if (is_watched(plan, sqlite3_column_int64(rows, 1)))
            rc = fn(file, plan, rows, &out[(size_t)variant * plan->grader_gate_count],
                    err);
    }
    if (rc == 0 && code != SQLITE_DONE)
        rc = database_error(file, "read", err);
    return rc;
}

static int cases_add(const struct run_file *file, const struct run_plan *plan,
                     sqlite3_stmt *row, struct grader_pairings *of_variant,
                     struct error *err)
{
    int *gated = mem_new(plan->grader_gate_count, sizeof *gated);
    int rc = gated_graders_parse(plan, column_text(row, 2), gated);

    for (size_t i = 0; i < plan->grader_gate_count; i++)
        if (gated[i] >= 0)
            of_variant[i].cases += sqlite3_column_int64(row, 3);
    free(gated);
    return rc ? database_damaged(file, "a set of graders that the plan has not", err) : 0;
}

static int pairing_add(const struct run_file *file, const struct run_plan *plan,
                       sqlite3_stmt *row, struct grader_pairings *of_variant,
                       struct error *err)
{
    const int64_t gate = sqlite3_column_int64(row, 2);
    enum pairing pairing;

    if (gate < 0 || (size_t)gate >= plan->grader_gate_count ||
        pairing_parse(column_text(row, 3), &pairing))
        return database_damaged(file, "a grade of the baseline that fits nothing", err);
    of_variant[gate].pairings[pairing] += sqlite3_column_int64(row, 4);
    return 0;
}

static const char cases_sql[] =
    "SELECT s.variant, c.cohort, s.graders, c.cases FROM "
    "(SELECT cohort, grader_set, COUNT(*) AS cases FROM cases GROUP BY 1, 2) c "
    "CROSS JOIN grader_sets s ON s.number = c.grader_set";

static const char pairings_sql[] =
    "SELECT g.variant, c.cohort, g.gate, g.pairing, COUNT(*) FROM baseline_grades g "
    "CROSS JOIN cases c ON c.number = g.\"case\" WHERE g.is_anchor = ? "
    "GROUP BY 1, 2, 3, 4";

int run_file_count_grader_pairings(struct run_file *file, const struct run_plan *plan,
                                   bool of_anchor, struct grader_pairings *out,
                                   struct error *err)
{
    sqlite3_stmt *cases = NULL, *pairings = NULL;
    int rc = -1;

    if (database_prepare(file, cases_sql, &cases, err) ||
        database_prepare(file, pairings_sql, &pairings, err))
        goto done;
    sqlite3_bind_int(pairings, 1, of_anchor);
    if (rows_walk(file, plan, cases, cases_add, out, err) ||
        rows_walk(file, plan, pairings, pairing_add, out, err))
        goto done;
    rc = 0;

done:
    sqlite3_finalize(cases);
    sqlite3_finalize(pairings);
    return rc;
}
