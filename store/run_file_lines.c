/* store/run_file_lines.c - a run's cases as a baseline has them: sorted, one by one. */
#include "base/mem.h"
#include "store/baseline_line.h"
#include "store/line_grades.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct line_walk {
    struct run_file *file;
    const struct run_plan *plan;
    int variant;
    sqlite3_stmt *rows, *sets;
    int64_t set_number; /* what `graders` and `set` are of; -1: none */
    char *graders;
    struct grader_digests set;
    struct line_grades grades; /* zeroed where they are not wanted */
    double *scores;
    size_t score_capacity;
    struct buf id; /* of the case that is read, as the row moves on */
};

/* In the rows of LINES_SQL. */
enum { GRADES_COLUMN = 8 };

#define LINES_SQL(index, grades, order)                                                  \
    "SELECT c.number, c.id, c.digest, c.weight, c.grader_set, s.verdict, s.score, "      \
    "c.must_pass, " grades " FROM cases c " index                                        \
    " CROSS JOIN samples s INDEXED BY samples_by_case "                                  \
    "ON s.\"case\" = c.number AND s.variant = ?1 WHERE c.cohort = ?2 ORDER BY " order    \
    ", s.repeat"

/* By whether the cohort is held out, then by enum line_detail: what is sorted by digests
 * is not to carry grades that nobody reads. */
static const char *const lines_sql[2][2] = {
    {LINES_SQL("INDEXED BY cases_by_id", "NULL", "c.id"),
     LINES_SQL("INDEXED BY cases_by_id", "s.grades", "c.id")},
    {LINES_SQL("", "NULL", "c.digest, c.id"),
     LINES_SQL("", "s.grades", "c.digest, c.id")}};

static int set_find(struct line_walk *walk, int64_t number, struct error *err)
{
    int code;

    if (walk->set_number == number)
        return 0;
    sqlite3_bind_int64(walk->sets, 1, number);
    sqlite3_bind_int(walk->sets, 2, walk->variant);
    code = sqlite3_step(walk->sets);
    free(walk->graders);
    walk->graders = mem_text(code == SQLITE_ROW ? column_text(walk->sets, 0) : "[]");
    walk->set_number = number;
    sqlite3_reset(walk->sets);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        return database_error(walk->file, "read", err);
    if (grader_digests_parse(walk->plan->graders, walk->plan->grader_count, walk->graders,
                             &walk->set))
        return database_damaged(walk->file, "a set of graders that the plan has not",
                                err);
    if (walk->grades.plan)
        line_grades_set(&walk->grades, walk->graders);
    return 0;
}

static int sample_add(struct line_walk *walk, struct baseline_line *line,
                      struct error *err)
{
    struct baseline_result *result = &line->result;
    double score = column_number(walk->rows, 6);
    enum verdict verdict;

    if (verdict_parse(column_text(walk->rows, 5), &verdict))
        return database_damaged(walk->file, "a sample with an unknown verdict", err);
    if (walk->grades.plan &&
        line_grades_sample(&walk->grades, walk->rows, GRADES_COLUMN, err))
        return -1;
    result->passed += verdict == VERDICT_PASS;
    result->failed += verdict == VERDICT_FAIL;
    result->unscored += verdict == VERDICT_UNSCORED;
    if (!isnan(score)) {
        MEM_GROW(walk->scores, result->score_count, walk->score_capacity);
        walk->scores[result->score_count++] = score;
        result->score_sum += score;
    }
    return 0;
}

static int line_end(struct line_walk *walk, struct baseline_line *line,
                    baseline_line_fn *fn, void *context)
{
    struct baseline_result *result = &line->result;
    unsigned asked = result->passed + result->failed + result->unscored;

    result->missing = asked < walk->plan->repeats ? walk->plan->repeats - asked : 0;
    line->scores = walk->scores;
    if (walk->grades.plan) {
        result->grades = walk->grades.list;
        result->grade_count = walk->grades.count;
    }
    return fn(context, line);
}

/* Reads the repeats of the case that the walk stands on; *code is of the row behind. */
static int case_read_lines(struct line_walk *walk, const struct plan_cohort *cohort,
                           int *code, baseline_line_fn *fn, void *context,
                           struct error *err)
{
    struct baseline_line line = {
        .result = {.cohort = cohort->name,
                   .weight = column_number(walk->rows, 3),
                   .must_pass = sqlite3_column_int(walk->rows, 7) != 0}};
    int64_t number = sqlite3_column_int64(walk->rows, 0);
    char room[65], digest[65];
    int rc = set_find(walk, sqlite3_column_int64(walk->rows, 4), err);

    buf_clear(&walk->id);
    if (!cohort->held_out) {
        buf_append_text(&walk->id, column_text(walk->rows, 1));
        line.result.id = buf_text(&walk->id);
    }
    snprintf(digest, sizeof digest, "%s", column_digest(walk->rows, 2, room));
    line.result.digest = digest;
    line.result.graders = &walk->set;
    line.graders = walk->graders;
    line_grades_clear(&walk->grades);
    while (rc == 0 && *code == SQLITE_ROW &&
           sqlite3_column_int64(walk->rows, 0) == number) {
        rc = sample_add(walk, &line, err);
        *code = sqlite3_step(walk->rows);
    }
    return rc ? rc : line_end(walk, &line, fn, context);
}

static int cohort_walk(struct line_walk *walk, int cohort, baseline_line_fn *fn,
                       void *context, struct error *err)
{
    const struct plan_cohort *of = &walk->plan->cohorts[cohort];
    int code;
    int rc = 0;

    if (database_prepare(walk->file, lines_sql[of->held_out][walk->grades.plan != NULL],
                         &walk->rows, err))
        return -1;
    sqlite3_bind_int(walk->rows, 1, walk->variant);
    sqlite3_bind_int(walk->rows, 2, cohort);
    code = sqlite3_step(walk->rows);
    while (rc == 0 && code == SQLITE_ROW)
        rc = case_read_lines(walk, of, &code, fn, context, err);
    if (rc == 0 && code != SQLITE_DONE)
        rc = database_error(walk->file, "read", err);
    sqlite3_finalize(walk->rows);
    walk->rows = NULL;
    return rc;
}

static int cohort_compare(const void *a, const void *b, void *plan)
{
    const struct run_plan *of = plan;

    return strcmp(of->cohorts[*(const int *)a].name, of->cohorts[*(const int *)b].name);
}

int run_file_each_line(struct run_file *file, const struct run_plan *plan, int variant,
                       enum line_detail detail, baseline_line_fn *fn, void *context,
                       struct error *err)
{
    struct line_walk walk = {.file = file,
                             .plan = plan,
                             .variant = variant,
                             .set_number = -1,
                             .id = BUF_INIT(RUN_FILE_TEXT_MAX)};
    int *order = mem_new(plan->cohort_count, sizeof *order);
    int rc = -1;

    for (size_t i = 0; i < plan->cohort_count; i++)
        order[i] = (int)i;
    qsort_r(order, plan->cohort_count, sizeof *order, cohort_compare,
            (void *)(uintptr_t)plan);
    if (file->schema < 3) {
        error_set(err, ERROR_INPUT, "N0640",
                  "%s was written by an older noworse: it does not tell which graders "
                  "judged each case",
                  file->shown);
        error_hint(err, "grade its answers again: noworse baseline set RUN --regrade "
                        "SUITE");
        goto done;
    }
    if (database_prepare(file,
                         "SELECT graders FROM grader_sets WHERE number = ? AND "
                         "variant = ?",
                         &walk.sets, err) ||
        (detail == LINES_WITH_GRADES && line_grades_open(&walk.grades, file, plan, err)))
        goto done;
    rc = 0;
    for (size_t i = 0; rc == 0 && i < plan->cohort_count; i++)
        rc = cohort_walk(&walk, order[i], fn, context, err);

done:
    sqlite3_finalize(walk.sets);
    line_grades_close(&walk.grades);
    buf_release(&walk.id);
    free(walk.graders);
    free(walk.scores);
    free(order);
    return rc;
}
