/* runner/grade_sample.c - a reply judged by the graders of its case. */
#include "runner/grade_sample.h"

#include "base/mem.h"
#include "runner/masking.h"

#include <math.h>
#include <stdlib.h>

static void grades_clear(struct sample_grades *grades)
{
    for (size_t i = 0; i < grades->count; i++) {
        grade_release(&grades->grades[i]);
        free((char *)(uintptr_t)grades->records[i].details);
    }
    grades->count = 0;
}

void sample_grades_release(struct sample_grades *grades)
{
    grades_clear(grades);
    free(grades->grades);
    free(grades->records);
    *grades = (struct sample_grades){.grades = NULL};
}

static void grades_reserve(struct sample_grades *grades, size_t count)
{
    if (count <= grades->capacity)
        return;
    grades->grades = mem_resize(grades->grades, count, sizeof *grades->grades);
    grades->records = mem_resize(grades->records, count, sizeof *grades->records);
    grades->capacity = count;
}

static const struct value *value_if_any(const struct document *document)
{
    return document_root(document);
}

int sample_grading_of(const struct prepared *prepared, int cohort, int variant,
                      const struct eval_case *row, const struct reply *reply,
                      double latency_ms, struct sample_grading *out, struct error *err)
{
    struct error_list errors = ERROR_LIST_INIT;
    int rc = 0;

    *out = (struct sample_grading){
        .secrets = &prepared->secrets,
        .sample = {.answer = buf_text(&reply->text),
                   .answer_length = reply->text.length,
                   .reference = row->reference,
                   .vars = row->vars,
                   .tool_calls = value_if_any(&reply->tool_calls),
                   .trace = value_if_any(&reply->trace),
                   .refusal = reply->refusal,
                   .finish = reply->finish,
                   .usage = &reply->usage,
                   .latency_ms = latency_ms,
                   .cost_usd = reply->cost_usd,
                   .response_schema = prepared_response_schema(prepared, variant)}};
    if (reply->failure != FAILURE_NONE)
        return 0;
    if (grader_sets_find(prepared->sets, prepared->cohorts[cohort],
                         out->sample.response_schema, row, &out->set, &errors))
        rc = error_set(err, ERROR_INPUT, "N0721",
                       "the graders of a case of %s changed while the run was reading it",
                       prepared_cohort(prepared, cohort)->name);
    error_list_release(&errors);
    return rc;
}

static void grade_record(const struct sample_grading *what, struct sample_grades *grades,
                         size_t at)
{
    struct grade *grade = &grades->grades[at];

    mask_details(what->secrets, grade->details);
    grades->records[at] = (struct grade_record){
        .grader = what->set->plan_graders[at],
        .verdict = grade->verdict,
        .score = grade->score,
        .reason = grade->reason,
        .details = grade->details ? json_dumps(grade->details, JSON_COMPACT) : NULL,
        .is_not_asked = grade->is_not_asked};
}

static bool some_ask(const struct grader_set *set)
{
    for (size_t i = 0; i < set->count; i++)
        if (grading_asks(set->gradings[i]))
            return true;
    return false;
}

/* Nothing is asked: those that wait for the others' verdicts have them now. */
static void rest_grade(const struct sample_grading *what, struct grade_scratch *scratch,
                       struct sample_grades *out)
{
    struct grade_turn turn = {.step = 0};

    for (size_t i = 0; i < out->count; i++) {
        if (!out->records[i].is_open)
            continue;
        if (sample_grade_is_idle(what, out, i))
            grade_not_asked(&out->grades[i]);
        else
            grading_grade(what->set->gradings[i], scratch, &what->sample, &turn,
                          &out->grades[i]);
        sample_grade_close(what, out, i);
    }
}

void sample_grade(const struct sample_grading *what, struct grade_scratch *scratch,
                  struct sample_grades *out)
{
    struct grade_turn turn = {.step = 0};

    static const struct grade blank = GRADE_INIT;
    const struct grader_set *set = what->set;

    grades_clear(out);
    out->open_count = 0;
    out->result = (struct sample_result){VERDICT_UNSCORED, (double)NAN};
    if (!set)
        return;
    grades_reserve(out, set->count);
    for (size_t i = 0; i < set->count; i++) {
        struct grade *grade = &out->grades[out->count];

        *grade = blank;
        out->records[out->count++] =
            (struct grade_record){.grader = set->plan_graders[i], .is_open = true};
        if (grading_asks(set->gradings[i]) ||
            grading_when(set->gradings[i]) == WHEN_PASSED) {
            out->open_count++;
            continue;
        }
        grading_grade(set->gradings[i], scratch, &what->sample, &turn, grade);
        grade_record(what, out, i);
    }
    if (out->open_count && !some_ask(set))
        rest_grade(what, scratch, out);
    if (!out->open_count)
        sample_grades_combine(what, out);
}

bool sample_grade_is_idle(const struct sample_grading *what,
                          const struct sample_grades *grades, size_t at)
{
    const struct grading *const *gradings = what->set->gradings;
    bool has_failed = false;

    for (size_t i = 0; i < grades->count; i++)
        has_failed |= grading_is_required(gradings[i]) && !grades->records[i].is_open &&
                      grades->grades[i].verdict == VERDICT_FAIL;
    return has_failed && grading_when(gradings[at]) == WHEN_PASSED;
}

void sample_grade_close(const struct sample_grading *what, struct sample_grades *grades,
                        size_t at)
{
    grade_record(what, grades, at);
    grades->open_count--;
}

void sample_grades_combine(const struct sample_grading *what,
                           struct sample_grades *grades)
{
    grades->result = grading_combine(what->set->gradings, grades->grades, grades->count);
}
