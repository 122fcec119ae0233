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

/* No grader of this version asks for something; one that did is unscored, never a pass.
 */
static void grade_one(const struct grading *grading, struct grade_scratch *scratch,
                      const struct sample *sample, struct grade *grade)
{
    struct grade_turn turn = {.step = 0};
    struct grade_request request = {.kind = ASK_MODEL,
                                    .messages = MESSAGES_INIT,
                                    .line = BUF_INIT(DOCUMENT_BYTES_MAX)};

    turn.request = &request;
    if (grading_grade(grading, scratch, sample, &turn, grade) == GRADE_ASK) {
        grading_forget(grading, turn.memory);
        grade_unscored(grade, "this version cannot ask what the grader wants to know");
    }
    messages_release(&request.messages);
    buf_release(&request.line);
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

void sample_grade(const struct sample_grading *what, struct grade_scratch *scratch,
                  struct sample_grades *out)
{
    static const struct grade blank = GRADE_INIT;
    const struct grader_set *set = what->set;

    grades_clear(out);
    out->result = (struct sample_result){VERDICT_UNSCORED, (double)NAN};
    if (!set)
        return;
    grades_reserve(out, set->count);
    for (size_t i = 0; i < set->count; i++) {
        struct grade *grade = &out->grades[out->count];

        *grade = blank;
        grade_one(set->gradings[i], scratch, &what->sample, grade);
        mask_details(what->secrets, grade->details);
        out->records[out->count++] = (struct grade_record){
            set->plan_graders[i], grade->verdict, grade->score, grade->reason,
            grade->details ? json_dumps(grade->details, JSON_COMPACT) : NULL};
    }
    out->result = grading_combine(set->gradings, out->grades, out->count);
}
