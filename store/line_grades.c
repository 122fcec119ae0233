/* store/line_grades.c - what each grader made of a run's case, as a baseline has it. */
#include "store/line_grades.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

int line_grades_open(struct line_grades *grades, struct run_file *file,
                     const struct run_plan *plan, struct error *err)
{
    *grades = (struct line_grades){.plan = plan};
    return grades_reader_open(&grades->reader, file, plan, err);
}

void line_grades_close(struct line_grades *grades)
{
    if (!grades->plan)
        return;
    grades_reader_close(&grades->reader);
    free(grades->list);
    free(grades->scores);
}

void line_grades_set(struct line_grades *grades, const char *graders)
{
    const struct run_plan *plan = grades->plan;
    json_t *json = json_loads(graders, 0, NULL);

    free(grades->list);
    free(grades->scores);
    grades->count = json_array_size(json);
    grades->list = mem_new(grades->count, sizeof *grades->list);
    grades->scores = mem_new(grades->count * plan->repeats, sizeof *grades->scores);
    for (size_t i = 0; i < grades->count; i++) {
        const int grader = (int)json_integer_value(json_array_get(json, i));

        grades->list[i] =
            (struct baseline_grade){.grader = grader,
                                    .digest = plan->graders[grader].digest,
                                    .scores = grades->scores + i * plan->repeats};
    }
    json_decref(json);
}

void line_grades_clear(struct line_grades *grades)
{
    for (size_t i = 0; i < grades->count; i++) {
        struct baseline_grade *grade = &grades->list[i];

        grade->passed = grade->failed = grade->unscored = grade->score_count = 0;
    }
}

static const struct grade_record *record_of(const struct grades_reader *reader,
                                            int grader)
{
    for (size_t i = 0; i < reader->count; i++)
        if (reader->list[i].grader == grader)
            return &reader->list[i];
    return NULL;
}

/* As the walk over outcomes counts it (run_file_graders.c): both are compared. */
static void grade_add(struct line_grades *grades, size_t at,
                      const struct grade_record *record)
{
    struct baseline_grade *grade = &grades->list[at];
    const enum verdict verdict = record ? record->verdict : VERDICT_UNSCORED;
    const unsigned repeats = grades->plan->repeats;

    if (record && record->is_not_asked)
        return;
    grade->passed += verdict == VERDICT_PASS;
    grade->failed += verdict == VERDICT_FAIL;
    grade->unscored += verdict == VERDICT_UNSCORED;
    if (verdict != VERDICT_UNSCORED && isfinite(record->score) &&
        grade->score_count < repeats)
        grades->scores[at * repeats + grade->score_count++] = record->score;
}

int line_grades_sample(struct line_grades *grades, sqlite3_stmt *row, int at,
                       struct error *err)
{
    if (grades_read(&grades->reader, 0, row, at, err))
        return -1;
    for (size_t i = 0; i < grades->count; i++)
        grade_add(grades, i, record_of(&grades->reader, grades->list[i].grader));
    return 0;
}
