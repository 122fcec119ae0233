/* store/run_file_baseline.c - the results that a run is compared with, imported. */
#include "store/run_file_baseline.h"

#include "base/mem.h"
#include "store/gated_graders.h"
#include "store/run_file_partners.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NO_COHORT = -1 };

/* A weight that went through a text is the same. */
static const double WEIGHT_SAME = 1e-9;

struct baseline_import {
    struct run_file *file;
    const struct run_plan *plan;
    sqlite3_stmt *by_id, *by_digest, *set, *result, *grade, *gone;
    int cohort; /* of the last result, that is named */
    const char *cohort_name;
    bool *is_listed; /* by cohort: its digests are in the temporary table */
    /* Of the last case: cases of one set come one after the other. */
    int64_t set_number;
    int set_variant; /* -1: none */
    struct grader_digests set_digests;
    int *set_gated; /* owned; as gated_graders_parse() has it */
    bool has_other_rules;
};

/* The case that a result is of. */
struct found_case {
    int64_t number; /* -1: there is none */
    int64_t grader_set;
    double weight;
    bool must_pass;
    char digest[65];
};

static const char by_id_sql[] =
    "SELECT number, grader_set, digest, weight, must_pass FROM cases "
    "WHERE cohort = ? AND id = ?";

static const char by_digest_sql[] =
    "SELECT number, grader_set, digest, weight, must_pass FROM temp.by_digest d "
    "WHERE cohort = ?1 AND digest = ?2 AND NOT EXISTS (SELECT 1 FROM baseline_results r "
    "WHERE r.\"case\" = d.number AND r.variant = ?3 AND r.is_anchor = ?4) "
    "ORDER BY number LIMIT 1";

static const char prepare_sql[] =
    "DELETE FROM baseline_results; DROP TABLE IF EXISTS baseline_grades; "
    "DELETE FROM baseline_gone; "
    "DROP TABLE IF EXISTS temp.by_digest; "
    "CREATE TEMP TABLE by_digest (cohort INTEGER, digest BLOB, number INTEGER, "
    "grader_set INTEGER, weight REAL, must_pass INTEGER, "
    "PRIMARY KEY (cohort, digest, number)) WITHOUT ROWID;";

static int grades_prepare(struct baseline_import *import, struct error *err)
{
    if (!import->plan->grader_gate_count)
        return 0;
    return database_exec(import->file, run_file_baseline_grades, "write", err) ||
                   database_prepare(
                       import->file,
                       "INSERT INTO baseline_grades VALUES (?,?,?,?,?,?,?,?,?,?,?)",
                       &import->grade, err)
               ? -1
               : 0;
}

int baseline_import_begin(struct run_file *file, const struct run_plan *plan,
                          struct baseline_import **out, struct error *err)
{
    struct baseline_import *import = mem_new(1, sizeof *import);

    *import = (struct baseline_import){
        .file = file, .plan = plan, .cohort = NO_COHORT, .set_variant = -1};
    import->is_listed = mem_new(plan->cohort_count, sizeof *import->is_listed);
    import->set_gated = mem_new(plan->grader_gate_count, sizeof *import->set_gated);
    if (database_exec(file, prepare_sql, "write", err) ||
        database_prepare(file, by_id_sql, &import->by_id, err) ||
        database_prepare(file, by_digest_sql, &import->by_digest, err) ||
        database_prepare(file,
                         "SELECT graders FROM grader_sets WHERE number = ? AND "
                         "variant = ?",
                         &import->set, err) ||
        database_prepare(file,
                         "INSERT INTO baseline_results VALUES (?,?,?,?,?,?,?,?,?,?,?)",
                         &import->result, err) ||
        grades_prepare(import, err) ||
        database_prepare(file, "INSERT INTO baseline_gone VALUES (?,?,?,?,?,?)",
                         &import->gone, err)) {
        file->turn_failed = true;
        baseline_import_end(import);
        return -1;
    }
    *out = import;
    return 0;
}

void baseline_import_end(struct baseline_import *import)
{
    struct error ignored = ERROR_INIT;

    if (!import)
        return;
    sqlite3_finalize(import->by_id);
    sqlite3_finalize(import->by_digest);
    sqlite3_finalize(import->set);
    sqlite3_finalize(import->result);
    sqlite3_finalize(import->grade);
    sqlite3_finalize(import->gone);
    database_exec(import->file, "DROP TABLE IF EXISTS temp.by_digest", "write", &ignored);
    free(import->is_listed);
    free(import->set_gated);
    free(import);
}

static int cohort_index(const struct run_plan *plan, const char *name)
{
    for (size_t i = 0; i < plan->cohort_count; i++)
        if (!strcmp(plan->cohorts[i].name, name))
            return (int)i;
    return NO_COHORT;
}

static int cohort_of(struct baseline_import *import, const char *name)
{
    if (import->cohort != NO_COHORT && !strcmp(import->cohort_name, name))
        return import->cohort;
    import->cohort = cohort_index(import->plan, name);
    if (import->cohort != NO_COHORT)
        import->cohort_name = import->plan->cohorts[import->cohort].name;
    return import->cohort;
}

/* A row of by_id or by_digest, which is rewound. */
static int case_take(struct baseline_import *import, sqlite3_stmt *statement,
                     struct found_case *out, struct error *err)
{
    int code = sqlite3_step(statement);
    char room[65];

    if (code == SQLITE_ROW) {
        out->number = sqlite3_column_int64(statement, 0);
        out->grader_set = sqlite3_column_int64(statement, 1);
        out->weight = sqlite3_column_double(statement, 3);
        out->must_pass = sqlite3_column_int(statement, 4) != 0;
        snprintf(out->digest, sizeof out->digest, "%s",
                 column_digest(statement, 2, room));
    }
    sqlite3_reset(statement);
    return code == SQLITE_ROW || code == SQLITE_DONE
               ? 0
               : database_error(import->file, "read", err);
}

/* Only cohorts that a baseline keeps without ids need it, so no index is kept. */
static int digests_list(struct baseline_import *import, int cohort, struct error *err)
{
    char *sql;
    int rc;

    if (import->is_listed[cohort])
        return 0;
    sql = mem_format("INSERT INTO temp.by_digest SELECT cohort, digest, number, "
                     "grader_set, weight, must_pass FROM cases WHERE cohort = %d",
                     cohort);
    rc = database_exec(import->file, sql, "write", err);
    free(sql);
    import->is_listed[cohort] = rc == 0;
    return rc;
}

static int case_find(struct baseline_import *import, const struct baseline_result *result,
                     int variant, bool is_anchor, struct found_case *out,
                     struct error *err)
{
    sqlite3_stmt *statement = result->id ? import->by_id : import->by_digest;
    int cohort = cohort_of(import, result->cohort);
    uint8_t digest[32];

    out->number = -1;
    if (cohort == NO_COHORT)
        return 0;
    sqlite3_bind_int(statement, 1, cohort);
    if (result->id) {
        bind_text(statement, 2, result->id);
        return case_take(import, statement, out, err);
    }
    if (digests_list(import, cohort, err))
        return -1;
    bind_digest(statement, 2, result->digest, digest);
    sqlite3_bind_int(statement, 3, variant);
    sqlite3_bind_int(statement, 4, is_anchor);
    return case_take(import, statement, out, err);
}

/* What judges the case now. A set that is not there is none. */
static int set_find(struct baseline_import *import, int64_t number, int variant,
                    struct error *err)
{
    const char *list = "[]";
    int code;
    int rc = 0;

    if (import->set_variant == variant && import->set_number == number)
        return 0;
    sqlite3_bind_int64(import->set, 1, number);
    sqlite3_bind_int(import->set, 2, variant);
    code = sqlite3_step(import->set);
    if (code == SQLITE_ROW)
        list = column_text(import->set, 0);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        rc = database_error(import->file, "read", err);
    else if (grader_digests_parse(import->plan->graders, import->plan->grader_count, list,
                                  &import->set_digests) ||
             gated_graders_parse(import->plan, list, import->set_gated))
        rc =
            database_damaged(import->file, "a set of graders that the plan has not", err);
    sqlite3_reset(import->set);
    import->set_variant = rc ? -1 : variant;
    import->set_number = number;
    return rc;
}

static const char *pairing_word(bool is_same_case, bool is_graded_alike)
{
    if (!is_same_case)
        return "changed";
    return is_graded_alike ? "paired" : "graders";
}

static int result_write(struct baseline_import *import,
                        const struct baseline_result *result,
                        const struct found_case *found, int variant, bool is_anchor,
                        struct error *err)
{
    const bool is_same = !strcmp(found->digest, result->digest);
    sqlite3_stmt *row = import->result;
    bool by_pass, by_score;
    int code;

    if (set_find(import, found->grader_set, variant, err))
        return -1;
    if (!is_anchor &&
        (fabs(found->weight - result->weight) > WEIGHT_SAME * found->weight ||
         (result->must_pass && !found->must_pass)))
        import->has_other_rules = true;
    by_pass = is_same && !strcmp(import->set_digests.pass, result->graders->pass);
    by_score = is_same && !strcmp(import->set_digests.score, result->graders->score);
    sqlite3_bind_int64(row, 1, found->number);
    sqlite3_bind_int(row, 2, variant);
    sqlite3_bind_int(row, 3, is_anchor);
    bind_text(row, 4, pairing_word(is_same, by_pass));
    bind_text(row, 5, pairing_word(is_same, by_score));
    sqlite3_bind_int64(row, 6, result->passed);
    sqlite3_bind_int64(row, 7, result->failed);
    sqlite3_bind_int64(row, 8, result->unscored);
    sqlite3_bind_int64(row, 9, result->missing);
    sqlite3_bind_double(row, 10, result->score_sum);
    sqlite3_bind_int64(row, 11, result->score_count);
    code = sqlite3_step(row);
    sqlite3_reset(row);
    if (code == SQLITE_DONE)
        return 0;
    return sqlite3_extended_errcode(import->file->db) == SQLITE_CONSTRAINT_PRIMARYKEY
               ? 1
               : database_error(import->file, "write", err);
}

/* What the grader of that digest said then; NULL: there was none. */
static const struct baseline_grade *grade_find(const struct baseline_result *result,
                                               const char *digest)
{
    for (size_t i = 0; i < result->grade_count; i++)
        if (!strcmp(result->grades[i].digest, digest))
            return &result->grades[i];
    return NULL;
}

static int grade_write(struct baseline_import *import,
                       const struct baseline_result *result,
                       const struct found_case *found, int gate, struct error *err)
{
    const char *digest = import->plan->graders[import->set_gated[gate]].digest;
    const struct baseline_grade *then = grade_find(result, digest);
    const struct baseline_grade none = {.digest = digest};
    const struct baseline_grade *grade = then ? then : &none;
    sqlite3_stmt *row = import->grade;
    double score_sum = 0;

    for (unsigned i = 0; i < grade->score_count; i++)
        score_sum += grade->scores[i];
    sqlite3_bind_int(row, 4, gate);
    bind_text(row, 5, pairing_word(!strcmp(found->digest, result->digest), then));
    sqlite3_bind_int64(row, 6, grade->passed);
    sqlite3_bind_int64(row, 7, grade->failed);
    sqlite3_bind_int64(row, 8, grade->unscored);
    sqlite3_bind_int64(row, 9, result->missing);
    sqlite3_bind_double(row, 10, score_sum);
    sqlite3_bind_int64(row, 11, grade->score_count);
    return database_run(import->file, row, err);
}

/* By each grader that has a gate, where the baseline tells. */
static int grades_write(struct baseline_import *import,
                        const struct baseline_result *result,
                        const struct found_case *found, int variant, bool is_anchor,
                        struct error *err)
{
    const size_t count = result->grades ? import->plan->grader_gate_count : 0;
    int rc = 0;

    if (!count)
        return 0;
    sqlite3_bind_int64(import->grade, 1, found->number);
    sqlite3_bind_int(import->grade, 2, variant);
    sqlite3_bind_int(import->grade, 3, is_anchor);
    for (size_t i = 0; i < count && rc == 0; i++)
        if (import->set_gated[i] >= 0)
            rc = grade_write(import, result, found, (int)i, err);
    return rc;
}

static int gone_write(struct baseline_import *import,
                      const struct baseline_result *result, struct error *err)
{
    sqlite3_stmt *row = import->gone;

    if (import->plan->is_partial)
        return 0;
    sqlite3_bind_int(row, 1, result->entry);
    bind_text(row, 2, result->cohort);
    bind_text(row, 3, result->id);
    sqlite3_bind_int64(row, 4, result->passed);
    sqlite3_bind_int64(row, 5, result->failed);
    sqlite3_bind_int64(row, 6, result->unscored);
    return database_run(import->file, row, err);
}

/* 1: it had the case before; 2: there is no such case. */
static int variant_add(struct baseline_import *import,
                       const struct baseline_result *result, int variant, bool is_anchor,
                       struct error *err)
{
    struct found_case found;
    int rc;

    if (case_find(import, result, variant, is_anchor, &found, err))
        return -1;
    if (found.number < 0)
        return 2;
    rc = result_write(import, result, &found, variant, is_anchor, err);
    return rc ? rc : grades_write(import, result, &found, variant, is_anchor, err);
}

static bool is_compared(const struct run_plan *plan, int variant, bool is_anchor,
                        int entry)
{
    const struct plan_variant *of = &plan->variants[variant];

    return (is_anchor ? of->anchor_entry : of->baseline_entry) == entry;
}

int baseline_import_add(struct baseline_import *import,
                        const struct baseline_result *result, struct error *err)
{
    const int slots = 2 * (int)import->plan->variant_count;
    int rc = 0;

    for (int i = 0; i < slots && rc == 0; i++)
        if (is_compared(import->plan, i / 2, i % 2, result->entry))
            rc = variant_add(import, result, i / 2, i % 2, err);
    if (rc == 2)
        rc = gone_write(import, result, err);
    if (rc < 0)
        import->file->turn_failed = true;
    return rc;
}

bool baseline_import_has_other_rules(const struct baseline_import *import)
{
    return import->has_other_rules;
}

static int pairing_add(const struct run_file *file, const struct run_plan *plan,
                       sqlite3_stmt *row, struct pairing_counts *out, struct error *err)
{
    int64_t variant = sqlite3_column_int64(row, 0);
    int64_t cohort = sqlite3_column_int64(row, 1);
    enum pairing by_pass, by_score;
    struct pairing_counts *of;

    if (variant < 0 || (size_t)variant >= plan->variant_count || cohort < 0 ||
        (size_t)cohort >= plan->cohort_count ||
        pairing_parse(column_text(row, 2), &by_pass) ||
        pairing_parse(column_text(row, 3), &by_score))
        return database_damaged(file, "a result of the baseline that fits nothing", err);
    of = &out[(size_t)variant * plan->cohort_count + (size_t)cohort];
    of->by_pass[by_pass] += sqlite3_column_int64(row, 4);
    of->by_score[by_score] += sqlite3_column_int64(row, 4);
    return 0;
}

int run_file_count_pairings(struct run_file *file, const struct run_plan *plan,
                            struct pairing_counts *out, struct error *err)
{
    sqlite3_stmt *rows;
    int code = SQLITE_DONE;
    int rc = 0;

    if (database_prepare(file,
                         "SELECT r.variant, c.cohort, r.pairing, r.score_pairing, "
                         "COUNT(*) FROM baseline_results r CROSS JOIN cases c "
                         "ON c.number = r.\"case\" WHERE NOT r.is_anchor "
                         "GROUP BY 1, 2, 3, 4",
                         &rows, err))
        return -1;
    while (rc == 0 && (code = sqlite3_step(rows)) == SQLITE_ROW)
        rc = pairing_add(file, plan, rows, out, err);
    if (rc == 0 && code != SQLITE_DONE)
        rc = database_error(file, "read", err);
    sqlite3_finalize(rows);
    return rc;
}

/* One walk over what is gone. */
struct gone_walk {
    struct run_file *file;
    struct run_plan *plan;
    sqlite3_stmt *rows;
};

static int gone_of_entry(struct gone_walk *walk, int variant, bool is_anchor, int entry,
                         run_file_gone_fn *fn, void *context, struct error *err)
{
    struct gone_case gone = {.variant = variant, .is_anchor = is_anchor};
    int code = SQLITE_DONE;
    int rc = 0;

    sqlite3_bind_int(walk->rows, 1, entry);
    while (rc == 0 && (code = sqlite3_step(walk->rows)) == SQLITE_ROW) {
        gone.cohort_name = column_text(walk->rows, 0);
        gone.id = column_text(walk->rows, 1);
        gone.passed = (unsigned)sqlite3_column_int64(walk->rows, 2);
        gone.failed = (unsigned)sqlite3_column_int64(walk->rows, 3);
        gone.unscored = (unsigned)sqlite3_column_int64(walk->rows, 4);
        gone.cohort =
            gone.cohort_name ? cohort_index(walk->plan, gone.cohort_name) : NO_COHORT;
        if (gone.cohort != NO_COHORT && walk->plan->cohorts[gone.cohort].held_out)
            gone.id = NULL;
        rc = gone.cohort_name ? fn(context, &gone)
                              : database_damaged(walk->file, "a case of no cohort", err);
    }
    if (rc == 0 && code != SQLITE_DONE)
        rc = database_error(walk->file, "read", err);
    sqlite3_reset(walk->rows);
    return rc;
}

int run_file_each_gone(struct run_file *file, run_file_gone_fn *fn, void *context,
                       struct error *err)
{
    struct gone_walk walk = {.file = file};
    int rc = -1;

    if (file->schema < 3)
        return 0;
    if (run_file_plan(file, &walk.plan, err) ||
        database_prepare(file,
                         "SELECT cohort, id, passed, failed, unscored FROM "
                         "baseline_gone WHERE entry = ? ORDER BY rowid",
                         &walk.rows, err))
        goto done;
    rc = 0;
    for (size_t i = 0; rc == 0 && i < walk.plan->variant_count; i++) {
        const struct plan_variant *variant = &walk.plan->variants[i];

        if (variant->baseline_entry >= 0)
            rc = gone_of_entry(&walk, (int)i, false, variant->baseline_entry, fn, context,
                               err);
        if (rc == 0 && variant->anchor_entry >= 0)
            rc = gone_of_entry(&walk, (int)i, true, variant->anchor_entry, fn, context,
                               err);
    }

done:
    sqlite3_finalize(walk.rows);
    run_plan_free(walk.plan);
    return rc;
}
