/* store/run_file_walk.c - every sample read again, with its case and grades. */
#include "store/run_file_grades.h"
#include "store/run_file_scan.h"

#include <stdlib.h>
#include <string.h>

/* One walk: what it lends to the function it calls. */
struct sample_walk {
    struct run_file *file;
    sqlite3_stmt *samples;
    struct run_plan *plan;
    struct grades_reader grades;
    char digest[65];
};

int failure_parse(const char *name, enum failure *out)
{
    *out = FAILURE_NONE;
    if (!name)
        return 0;
    for (int i = FAILURE_NONE + 1; i < FAILURE_COUNT; i++)
        if (strcmp(name, failure_facts[i].name) == 0) {
            *out = (enum failure)i;
            return 0;
        }
    return -1;
}

static int finish_parse(const char *name, enum finish *out)
{
    *out = FINISH_UNKNOWN;
    if (!name)
        return 0;
    for (int i = FINISH_UNKNOWN; i <= FINISH_OTHER; i++)
        if (strcmp(name, finish_name((enum finish)i)) == 0) {
            *out = (enum finish)i;
            return 0;
        }
    return -1;
}

static void reply_read(sqlite3_stmt *row, int at, struct sample_view *view)
{
    view->status = sqlite3_column_int(row, at);
    view->finish_raw = column_text(row, at + 2);
    view->usage = (struct usage){column_count(row, at + 3), column_count(row, at + 4),
                                 column_count(row, at + 5), column_count(row, at + 6),
                                 column_count(row, at + 7)};
    view->cost_usd = column_number(row, at + 8);
    view->model_served = column_text(row, at + 9);
    view->fingerprint = column_text(row, at + 10);
    view->request_id = column_text(row, at + 11);
    view->response_id = column_text(row, at + 12);
    view->message = column_text(row, at + 13);
    view->refusal = column_text(row, at + 14);
    view->tool_calls = column_text(row, at + 15);
    view->trace = column_text(row, at + 16);
    view->reasoning = column_text(row, at + 17);
    view->answer = column_text(row, at + 18);
    view->answer_length = (size_t)sqlite3_column_bytes(row, at + 18);
    view->cost_source = column_text(row, at + 19);
    view->cached_ms = sqlite3_column_int64(row, at + 20);
    view->queued_ms = column_number(row, at + 21);
}

static int sample_read(struct sample_walk *walk, struct sample_view *view,
                       struct error *err)
{
    enum { AT = CASE_COLUMN_COUNT };
    sqlite3_stmt *row = walk->samples;

    *view = (struct sample_view){
        .number = sqlite3_column_int64(row, AT),
        .variant = sqlite3_column_int(row, AT + 1),
        .repeat = (unsigned)sqlite3_column_int64(row, AT + 2),
        .score = column_number(row, AT + 4),
        .latency_ms = column_number(row, AT + 6),
        .first_byte_ms = column_number(row, AT + 7),
        .started_ms = sqlite3_column_int64(row, AT + 8),
        .attempts = (unsigned)sqlite3_column_int64(row, AT + 9),
    };
    if (case_read(walk->file, row, walk->digest, &view->test, err))
        return -1;
    if ((size_t)view->test.cohort >= walk->plan->cohort_count || view->variant < 0 ||
        (size_t)view->variant >= walk->plan->variant_count)
        return database_damaged(walk->file, "a sample outside of the plan", err);
    if (verdict_parse(column_text(row, AT + 3), &view->verdict) ||
        failure_parse(column_text(row, AT + 5), &view->failure) ||
        finish_parse(column_text(row, AT + 11), &view->finish))
        return database_damaged(
            walk->file, "a sample with an unknown verdict, failure or finish", err);
    reply_read(row, AT + 10, view);
    if (grades_read(&walk->grades, view->number, row, AT + 32, err))
        return -1;
    view->grades = walk->grades.list;
    view->grade_count = walk->grades.count;
    return 0;
}

/* verdict: NULL: of any. */
static int samples_walk(struct run_file *file, int64_t first, int64_t last,
                        const char *verdict, run_file_sample_fn *fn, void *context,
                        struct error *err)
{
    struct sample_walk walk = {.file = file};
    const char *const walks[] = {run_file_walk_samples_1, run_file_walk_samples_1,
                                 run_file_walk_samples_2, run_file_walk_samples};
    struct sample_view view;
    int code = SQLITE_DONE;
    int rc = -1;

    if (run_file_plan(file, &walk.plan, err) ||
        grades_reader_open(&walk.grades, file, walk.plan, err) ||
        database_prepare(file, walks[file->schema], &walk.samples, err))
        goto done;
    sqlite3_bind_int64(walk.samples, 1, first);
    sqlite3_bind_int64(walk.samples, 2, last);
    bind_text(walk.samples, 3, verdict);
    rc = 0;
    while (rc == 0 && (code = sqlite3_step(walk.samples)) == SQLITE_ROW) {
        rc = sample_read(&walk, &view, err);
        if (rc == 0)
            rc = fn(context, &view);
    }
    if (rc == 0 && code != SQLITE_DONE)
        rc = database_error(file, "read", err);

done:
    sqlite3_finalize(walk.samples);
    grades_reader_close(&walk.grades);
    run_plan_free(walk.plan);
    return rc;
}

int run_file_each_sample(struct run_file *file, run_file_sample_fn *fn, void *context,
                         struct error *err)
{
    return samples_walk(file, 0, INT64_MAX, NULL, fn, context, err);
}

int run_file_each_unscored(struct run_file *file, run_file_sample_fn *fn, void *context,
                           struct error *err)
{
    return samples_walk(file, 0, INT64_MAX, verdict_name(VERDICT_UNSCORED), fn, context,
                        err);
}

int run_file_case_samples(struct run_file *file, int64_t number, run_file_sample_fn *fn,
                          void *context, struct error *err)
{
    return samples_walk(file, number, number, NULL, fn, context, err);
}
