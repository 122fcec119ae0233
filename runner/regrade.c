/* runner/regrade.c - stored replies judged by the graders of today. */
#include "runner/regrade.h"

#include "base/mem.h"
#include "runner/case_reading.h"
#include "runner/grade_sample.h"
#include "runner/masking.h"

#include <string.h>

struct regrading {
    const struct prepared *prepared;
    struct eval_case row;
    int64_t number; /* of the case that `row` is; -1: none */
    struct reply reply;
    struct sample_grades grades;
    struct grade_scratch *scratch;
    int64_t *count;
    struct error *err;
};

/* Samples come by case: each is read once. */
static int row_read(struct regrading *regrading, const struct case_record *test)
{
    if (regrading->number == test->number)
        return 0;
    regrading->number = -1;
    eval_case_clear(&regrading->row);
    if (case_read_again(regrading->prepared, test, &regrading->row, regrading->err))
        return -1;
    regrading->number = test->number;
    return 0;
}

/* A text that the run file holds as JSON; one that is none is damage. */
static int document_fill(struct document *document, const char *text, struct error *err)
{
    return text ? document_read_copy(document, text, strlen(text), NULL, err) : 0;
}

int reply_restore(struct reply *reply, const struct sample_view *view, struct error *err)
{
    reply_clear(reply);
    reply->has_text = view->answer != NULL;
    buf_append(&reply->text, view->answer ? view->answer : "", view->answer_length);
    reply->refusal = mem_text(view->refusal);
    reply->finish = view->finish;
    reply->usage = view->usage;
    reply->cost_usd = view->cost_usd;
    if (document_fill(&reply->tool_calls, view->tool_calls, err) ||
        document_fill(&reply->trace, view->trace, err)) {
        err->kind = ERROR_SYSTEM;
        return -1;
    }
    return 0;
}

static void reasons_mask(const struct prepared *prepared, struct sample_grades *grades)
{
    for (size_t i = 0; i < grades->count; i++) {
        mask_text(&prepared->secrets, &grades->grades[i].reason);
        grades->records[i].reason = grades->grades[i].reason;
    }
}

static int sample_regrade(void *context, const struct sample_view *view)
{
    struct regrading *regrading = context;
    const struct prepared *prepared = regrading->prepared;
    struct sample_grades *grades = &regrading->grades;
    struct sample_grading what;

    if (view->failure != FAILURE_NONE)
        return 0;
    if (row_read(regrading, &view->test) ||
        reply_restore(&regrading->reply, view, regrading->err) ||
        sample_grading_of(prepared, view->test.cohort, view->variant, &regrading->row,
                          &regrading->reply, view->latency_ms, &what, regrading->err))
        return -1;
    sample_grade(&what, regrading->scratch, grades);
    reasons_mask(prepared, grades);
    ++*regrading->count;
    return run_file_regrade(prepared->file, view->number, grades->result.verdict,
                            grades->result.score, grades->records, grades->count,
                            regrading->err);
}

int samples_regrade(const struct prepared *prepared, int64_t *count, struct error *err)
{
    struct regrading regrading = {.prepared = prepared,
                                  .row = EVAL_CASE_INIT,
                                  .number = -1,
                                  .scratch = grade_scratch_new(),
                                  .count = count,
                                  .err = err};
    int rc;

    *count = 0;
    reply_init(&regrading.reply);
    rc = run_file_each_sample(prepared->file, sample_regrade, &regrading, err);
    reply_release(&regrading.reply);
    sample_grades_release(&regrading.grades);
    eval_case_release(&regrading.row);
    grade_scratch_free(regrading.scratch);
    return rc;
}
