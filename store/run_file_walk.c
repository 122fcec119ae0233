/* store/run_file_walk.c - every sample read again, with its case and grades. */
#include "base/mem.h"
#include "store/run_file_database.h"

#include <stdlib.h>
#include <string.h>

/* One walk: what it lends to the function it calls. */
struct sample_walk {
    struct run_file *file;
    sqlite3_stmt *samples, *grades;
    struct run_plan *plan;
    struct grade_record *list;
    size_t list_count, list_capacity;
    struct buf texts; /* of the grades, each ended by NUL: reasons, details */
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

/* Texts are the statement's, and move with the next row: they are copied, and pointed to
 * when all are there. */
static void grade_text_keep(struct sample_walk *walk, const char *text)
{
    if (text)
        buf_append(&walk->texts, text, strlen(text) + 1);
}

static const char *grade_text_point(const struct sample_walk *walk, const char *text,
                                    size_t *offset)
{
    const char *kept = walk->texts.data + *offset;

    if (!text)
        return NULL;
    *offset += strlen(kept) + 1;
    return kept;
}

static int grade_add(struct sample_walk *walk, struct error *err)
{
    sqlite3_stmt *row = walk->grades;
    struct grade_record grade = {.grader = sqlite3_column_int(row, 0),
                                 .score = column_number(row, 2)};

    grade.reason = column_text(row, 3);
    grade.details = column_text(row, 4);
    if (grade.grader < 0 || (size_t)grade.grader >= walk->plan->grader_count ||
        verdict_parse(column_text(row, 1), &grade.verdict))
        return database_damaged(walk->file, "a grade of no grader or verdict", err);
    grade_text_keep(walk, grade.reason);
    grade_text_keep(walk, grade.details);
    MEM_GROW(walk->list, walk->list_count, walk->list_capacity);
    walk->list[walk->list_count++] = grade;
    return 0;
}

static int grades_read(struct sample_walk *walk, int64_t sample, struct error *err)
{
    size_t offset = 0;
    int code = SQLITE_DONE;
    int rc = 0;

    sqlite3_reset(walk->grades);
    sqlite3_bind_int64(walk->grades, 1, sample);
    walk->list_count = 0;
    buf_clear(&walk->texts);
    while (rc == 0 && (code = sqlite3_step(walk->grades)) == SQLITE_ROW)
        rc = grade_add(walk, err);
    if (rc == 0 && code != SQLITE_DONE)
        rc = database_error(walk->file, "read", err);
    for (size_t i = 0; rc == 0 && i < walk->list_count; i++) {
        struct grade_record *grade = &walk->list[i];

        grade->reason = grade_text_point(walk, grade->reason, &offset);
        grade->details = grade_text_point(walk, grade->details, &offset);
    }
    return rc;
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
    if (grades_read(walk, view->number, err))
        return -1;
    view->grades = walk->list;
    view->grade_count = walk->list_count;
    return 0;
}

static int samples_walk(struct run_file *file, int64_t first, int64_t last,
                        run_file_sample_fn *fn, void *context, struct error *err)
{
    struct sample_walk walk = {.file = file, .texts = BUF_INIT(RUN_FILE_TEXT_MAX)};
    struct sample_view view;
    int code = SQLITE_DONE;
    int rc = -1;

    if (run_file_plan(file, &walk.plan, err) ||
        database_prepare(
            file, file->schema < 2 ? run_file_walk_samples_1 : run_file_walk_samples,
            &walk.samples, err) ||
        database_prepare(file, run_file_statements[STATEMENT_GRADES], &walk.grades, err))
        goto done;
    sqlite3_bind_int64(walk.samples, 1, first);
    sqlite3_bind_int64(walk.samples, 2, last);
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
    sqlite3_finalize(walk.grades);
    buf_release(&walk.texts);
    free(walk.list);
    run_plan_free(walk.plan);
    return rc;
}

int run_file_each_sample(struct run_file *file, run_file_sample_fn *fn, void *context,
                         struct error *err)
{
    return samples_walk(file, 0, INT64_MAX, fn, context, err);
}

int run_file_case_samples(struct run_file *file, int64_t number, run_file_sample_fn *fn,
                          void *context, struct error *err)
{
    return samples_walk(file, number, number, fn, context, err);
}
