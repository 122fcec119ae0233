/* runner/labelled_answers.c - answers that people labelled, put where a run's own answers
 * stand. */
#include "runner/labelled_answers.h"

#include <math.h>

static int answer_put(struct run_file *file, const struct labelled_answer *labelled,
                      struct reply *reply, struct error *err)
{
    const struct grade_record open = {.verdict = VERDICT_UNSCORED, .is_open = true};
    const struct sample_record record = {.case_number = labelled->case_number,
                                         .repeat = labelled->repeat,
                                         .verdict = VERDICT_UNSCORED,
                                         .score = (double)NAN,
                                         .reply = reply,
                                         .request_digest = "",
                                         .latency_ms = (double)NAN,
                                         .first_byte_ms = (double)NAN,
                                         .queued_ms = (double)NAN,
                                         .grades = &open,
                                         .grade_count = 1};

    reply_clear(reply);
    reply->has_text = true;
    if (buf_append(&reply->text, labelled->answer, labelled->answer_length))
        return error_set(err, ERROR_INPUT, "N0579", "a labelled answer is too long");
    return run_file_add_sample(file, &record, err);
}

static int answers_put(const struct prepared *prepared,
                       const struct labelled_answer *answers, size_t count,
                       struct resumed *out, struct error *err)
{
    const struct run_plan *plan = prepared->plan;
    struct reply reply;
    size_t at = 0;
    int rc = 0;

    reply_init(&reply);
    for (int64_t number = 0; rc == 0 && number < plan->case_count; number++)
        for (unsigned repeat = 1; rc == 0 && repeat <= plan->repeats; repeat++) {
            if (at < count && answers[at].case_number == number &&
                answers[at].repeat == repeat) {
                rc = answer_put(prepared->file, &answers[at++], &reply, err);
                out->to_judge++;
            } else {
                done_samples_add(&out->done, plan, number, 0, repeat);
                out->left_out++;
            }
        }
    reply_release(&reply);
    return rc;
}

static int repeats_set(const struct prepared *prepared,
                       const struct labelled_answer *answers, size_t count,
                       struct error *err)
{
    struct run_plan *plan = prepared->plan;

    plan->repeats = 1;
    for (size_t i = 0; i < count; i++)
        if (answers[i].repeat > plan->repeats)
            plan->repeats = answers[i].repeat;
    plan->sample_count = plan->case_count * (int64_t)plan->repeats;
    return run_file_set_plan(prepared->file, plan, err);
}

int labelled_answers_put(struct prepared *prepared, const struct labelled_answer *answers,
                         size_t count, struct resumed *out, struct error *err)
{
    if (run_file_begin(prepared->file, err))
        return -1;
    if (repeats_set(prepared, answers, count, err) ||
        answers_put(prepared, answers, count, out, err)) {
        run_file_roll_back(prepared->file);
        return -1;
    }
    return run_file_commit(prepared->file, err);
}
