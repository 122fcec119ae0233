/* graders/judge.c - a model answers a question about the answer. */
#include "base/mem.h"
#include "base/shown.h"
#include "graders/builtin_graders.h"
#include "graders/judge_prompt.h"
#include "graders/judge_votes.h"

#include <stdlib.h>
#include <string.h>

enum { NAME_SHOWN_MAX = 60 };

/* Between the asks of one sample. */
struct judge_memory {
    struct judge_vote *votes; /* owned: all there will be */
    size_t count, total;      /* of those there are; of all */
    bool is_repair;           /* the ask under way is the second for the same vote */
};

static size_t orders_of(const struct judge *judge)
{
    return judge->mode == JUDGE_PAIR ? 2 : 1;
}

static void judge_forget(void *memory)
{
    struct judge_memory *own = memory;

    for (size_t i = 0; i < own->total; i++)
        judge_vote_release(&own->votes[i]);
    free(own->votes);
    free(own);
}

static struct judge_memory *memory_new(const struct judge *judge)
{
    struct judge_memory *own = mem_new(1, sizeof *own);

    own->total = judge_ballots(judge) * orders_of(judge);
    own->votes = mem_new(own->total, sizeof *own->votes);
    return own;
}

/* broken: the reply to the same that could not be read. False: it is too long. */
static bool vote_request(const struct judge *judge, const struct sample *sample,
                         size_t at, const struct buf *broken,
                         struct grade_request *request)
{
    const size_t orders = orders_of(judge);
    const size_t ballot = at / orders;

    request->kind = ASK_MODEL;
    request->model = judge->models[ballot / judge->votes];
    request->vote = (unsigned)(ballot % judge->votes);
    request->response_schema = judge->schema;
    return judge_prompt_make(judge, sample, (unsigned)(at % orders), broken,
                             &request->messages) == 0;
}

static bool judge_foresee(const void *state, const struct sample *sample, size_t at,
                          struct grade_request *request)
{
    const struct judge *judge = state;
    const bool is_pair_of_one = judge->is_against_baseline && sample->is_baseline;
    struct sample shown = *sample;

    if (at >= judge_ballots(judge) * orders_of(judge) || is_pair_of_one ||
        (sample->answer && judge_prompt_is_tie(judge, sample)))
        return false;
    request->lacking =
        !sample->answer + (judge->is_against_baseline && !sample->baseline_answer);
    if (!shown.answer)
        shown.answer = "";
    return vote_request(judge, &shown, at, NULL, request);
}

/* Asks for the vote that is next. */
static enum grade_step vote_ask(const struct judge *judge, const struct judge_memory *own,
                                const struct sample *sample, const struct buf *broken,
                                struct grade_turn *turn, struct grade *grade)
{
    if (vote_request(judge, sample, own->count, broken, turn->request))
        return GRADE_ASK;
    grade_unscored(grade, "the answer is too long for a judge");
    return GRADE_DONE;
}

static enum grade_step judge_grade(const void *state, struct grade_scratch *scratch,
                                   const struct sample *sample, struct grade_turn *turn,
                                   struct grade *grade)
{
    const struct judge *judge = state;
    struct judge_memory *own = turn->memory;

    (void)scratch;
    if (!own) {
        if (!judge_prompt_check(judge, sample, grade))
            return GRADE_DONE;
        if (judge_prompt_is_tie(judge, sample)) {
            judge_tie_grade(judge, grade);
            return GRADE_DONE;
        }
        turn->memory = own = memory_new(judge);
    } else {
        const struct reply *reply = turn->reply->reply;
        struct judge_vote *vote = &own->votes[own->count];
        const bool is_bad = judge_reply_read(
            judge, reply, (unsigned)(own->count % orders_of(judge)), vote);

        if (is_bad && !own->is_repair) {
            judge_vote_release(vote);
            own->is_repair = true;
            return vote_ask(judge, own, sample, &reply->text, turn, grade);
        }
        vote->was_repaired = own->is_repair;
        own->is_repair = false;
        own->count++;
    }
    if (own->count < own->total)
        return vote_ask(judge, own, sample, NULL, turn, grade);
    judge_votes_grade(judge, own->votes, grade);
    return GRADE_DONE;
}

static bool judge_uses_baseline(const void *state)
{
    return ((const struct judge *)state)->is_against_baseline;
}

static bool judge_uses_reference(const void *state)
{
    return ((const struct judge *)state)->needs_reference;
}

static int judge_check_vars(const void *state, const struct value *vars,
                            struct error *err)
{
    const struct judge *judge = state;
    char *shown;

    if (!judge->context_var || value_member(vars, judge->context_var))
        return 0;
    shown = shown_quoted(judge->context_var, strlen(judge->context_var), NAME_SHOWN_MAX);
    error_set(err, ERROR_INPUT, "N0569", "the case has no variable %s to show as context",
              shown);
    free(shown);
    return -1;
}

static const struct calibration_demand *judge_calibrated(const void *state)
{
    const struct judge *judge = state;

    return judge->is_calibrated ? &judge->demand : NULL;
}

static const char *const *judge_models(const void *state)
{
    return ((const struct judge *)state)->models;
}

const struct grader_type grader_judge = {
    .name = "judge",
    .summary = "a model answers a question about the answer",
    .asks = true,
    .shows_reference = true,
    .applies_pass = true,
    .compile = judge_compile,
    .uses_reference = judge_uses_reference,
    .uses_baseline = judge_uses_baseline,
    .check_vars = judge_check_vars,
    .models = judge_models,
    .calibrated = judge_calibrated,
    .grade = judge_grade,
    .foresee = judge_foresee,
    .forget = judge_forget,
    .free = judge_free,
};
