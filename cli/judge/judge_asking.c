/* cli/judge/judge_asking.c - the judge asked about labelled answers, as every run asks.
 */
#include "base/clock.h"
#include "base/mem.h"
#include "cli/judge/judge_parts.h"
#include "cli/run.h"
#include "runner/labelled_answers.h"
#include "runner/runner.h"

#include <stdlib.h>
#include <string.h>

struct collecting {
    struct calibrating *of;
    size_t at;
};

/* Samples come by case and repeat, as the answers stand. */
static int verdict_take(void *context, const struct sample_view *view)
{
    struct collecting *collecting = context;
    struct calibrating *of = collecting->of;
    struct calibrated_answer *answer;

    if (collecting->at == of->count || view->grade_count == 0)
        return 0;
    answer = &of->answers[collecting->at++];
    answer->judged.verdict = view->grades[0].verdict;
    answer->reason = mem_text(view->grades[0].reason);
    if (view->grades[0].details)
        answer->details = json_loads(view->grades[0].details, 0, NULL);
    return 0;
}

static int answers_put(struct calibrating *of, struct resumed *resumed, struct error *err)
{
    struct labelled_answer *answers = mem_new(of->count, sizeof *answers);
    int rc;

    for (size_t i = 0; i < of->count; i++)
        answers[i] = (struct labelled_answer){
            of->answers[i].case_number, of->answers[i].repeat,
            of->answers[i].label->answer, of->answers[i].label->answer_length};
    rc = labelled_answers_put(&of->prepared, answers, of->count, resumed, err);
    free(answers);
    return rc;
}

/* Whatever ended it, what was asked is kept in the reply cache. */
static int early_end(const struct run_end *end, enum exit_code *code, struct error *err)
{
    error_set(err, ERROR_REMOTE, "N0986",
              "the judge was not asked about every answer: %s; nothing is written",
              end->reason ? end->reason : run_status_name(end->status));
    if (end->status != RUN_SPENT)
        error_hint(err, "the same command goes on from the replies that are kept");
    *code = EXIT_CODE_INCOMPLETE;
    if (end->status == RUN_SPENT)
        *code = EXIT_CODE_BUDGET;
    if (end->status == RUN_INTERRUPTED)
        *code = (enum exit_code)(128 + end->signal);
    return -1;
}

static int run(struct calibrating *of, const struct resumed *resumed,
               enum exit_code *code, struct error *err)
{
    const struct calibrate_args *args = of->args;
    const struct clock clock = clock_from_now();
    const struct run_options options = {
        .concurrency = args->concurrency,
        .timeout_s = args->timeout_s,
        .retries = args->retries == UNSET_RETRIES ? -1 : (int)args->retries,
        .seed = args->suite.seed,
        .resumed = resumed,
        .cache = of->replies,
        .clock = &clock,
        .situation = stderr};
    struct run_end end;
    int rc = run_samples(&of->prepared, &options, &end, err);

    if (rc)
        return -1;
    of->cost = end.counts.spent.cost;
    if (end.status != RUN_FINISHED)
        rc = early_end(&end, code, err);
    run_end_release(&end);
    return rc;
}

int answers_ask(struct calibrating *of, enum exit_code *code, struct error *err)
{
    struct collecting collecting = {of, 0};
    struct resumed resumed = {.count = 0};
    int rc = answers_put(of, &resumed, err);

    if (rc == 0)
        rc = run(of, &resumed, code, err);
    if (rc == 0)
        rc = run_file_each_sample(of->file, verdict_take, &collecting, err);
    resumed_release(&resumed);
    return rc;
}

static struct plan_judge_model *model_of(struct judge_file *made, const char *id)
{
    for (size_t i = 0; i < made->model_count; i++)
        if (!strcmp(made->models[i].id, id))
            return &made->models[i];
    made->models = mem_resize(made->models, made->model_count + 1, sizeof *made->models);
    made->models[made->model_count] = (struct plan_judge_model){.id = mem_text(id)};
    return &made->models[made->model_count++];
}

static void served_add(struct plan_judge_model *model, const char *served)
{
    for (size_t i = 0; i < model->served_count; i++)
        if (!strcmp(model->served[i], served))
            return;
    model->served =
        mem_resize(model->served, model->served_count + 1, sizeof *model->served);
    model->served[model->served_count++] = mem_text(served);
}

static const char *text_of(const json_t *vote, const char *key)
{
    return json_string_value(json_object_get(vote, key));
}

static void place_count(struct order_bias *order, const json_t *vote)
{
    const char *verdict = text_of(vote, "verdict");

    order->first += verdict && !strcmp(verdict, "first");
    order->second += verdict && !strcmp(verdict, "second");
}

/* *reached: no vote of the answer failed to come. */
static void answer_votes_read(struct calibrating *of, const json_t *details,
                              bool *reached)
{
    const json_t *votes = json_object_get(details, "votes");

    for (size_t i = 0; i < json_array_size(votes); i++) {
        const json_t *vote = json_array_get(votes, i);
        const char *problem = text_of(vote, "problem"), *id = text_of(vote, "model");
        const char *served = text_of(vote, "served");

        *reached = *reached && !(problem && !strcmp(problem, "not reached"));
        if (id && served)
            served_add(model_of(&of->made, id), served);
        else if (id)
            model_of(&of->made, id);
        place_count(&of->order, vote);
    }
    of->order.pairs += json_integer_value(json_object_get(details, "pairs"));
    of->order.flipped += json_integer_value(json_object_get(details, "flips"));
}

int votes_read(struct calibrating *of, struct error *err)
{
    size_t lost = 0;

    for (size_t i = 0; i < of->count; i++) {
        bool reached = true;

        answer_votes_read(of, of->answers[i].details, &reached);
        lost += !reached;
    }
    if (!lost)
        return 0;
    error_set(err, ERROR_REMOTE, "N0987",
              "the judge was not reached about %zu of %zu answers; nothing is written",
              lost, of->count);
    return error_hint(err, "the same command goes on from the replies that are kept");
}
