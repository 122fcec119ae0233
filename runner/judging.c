/* runner/judging.c - what the graders of a sample want asked. */
#include "runner/judging.h"

#include "base/mem.h"
#include "store/run_file_heard.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A reply to what this sample's graders asked. */
struct heard {
    char digest[SHA256_HEX_SIZE]; /* of the request */
    unsigned vote;
    bool is_of_before;   /* an earlier start of the run heard it, and nobody asked yet */
    struct reply *reply; /* owned */
};

struct judging {
    struct inquiry inquiry;
    struct plugin_ask plugin;
    bool plugin_is_asked;              /* and not the inquiry */
    const struct sample_grading *what; /* borrowed */
    struct sample_grades *grades;      /* borrowed */
    struct grade_scratch *scratch;
    size_t at;                    /* the grader that asks */
    bool may_ask;                 /* it; else it may use what was heard */
    struct grade_turn turn;       /* its */
    struct grade_request request; /* the last */
    struct grade_reply answer;    /* the last */
    struct heard *heard;          /* owned */
    size_t heard_count, heard_capacity;
    bool is_cut;
    void (*on_end)(void *owner);
    void *owner;
};

static void judging_go_on(void *owner);

struct judging *judging_new(struct inquiry_context *context,
                            const struct next_sample *sample, void (*on_end)(void *owner),
                            void *owner)
{
    struct judging *judging = mem_new(1, sizeof *judging);

    judging->scratch = grade_scratch_new();
    judging->request = (struct grade_request){.messages = MESSAGES_INIT,
                                              .line = BUF_INIT(DOCUMENT_BYTES_MAX)};
    judging->on_end = on_end;
    judging->owner = owner;
    inquiry_open(&judging->inquiry, context, sample, judging_go_on, judging);
    return judging;
}

void judging_close(struct judging *judging)
{
    if (judging)
        inquiry_close(&judging->inquiry);
}

static void heard_forget(struct judging *judging)
{
    for (size_t i = 0; i < judging->heard_count; i++) {
        reply_release(judging->heard[i].reply);
        free(judging->heard[i].reply);
    }
    judging->heard_count = 0;
}

static void turn_end(struct judging *judging)
{
    if (judging->turn.memory)
        grading_forget(judging->what->set->gradings[judging->at], judging->turn.memory);
    judging->turn = (struct grade_turn){.request = &judging->request};
}

void judging_free(struct judging *judging)
{
    if (!judging)
        return;
    turn_end(judging);
    heard_forget(judging);
    free(judging->heard);
    messages_release(&judging->request.messages);
    buf_release(&judging->request.line);
    grade_scratch_free(judging->scratch);
    inquiry_release(&judging->inquiry);
    free(judging);
}

struct inquiry *judging_inquiry(struct judging *judging)
{
    return &judging->inquiry;
}

bool judging_is_cut(const struct judging *judging)
{
    return judging->is_cut;
}

static struct heard *heard_add(struct judging *judging, const char *digest, unsigned vote)
{
    struct heard *heard;

    MEM_GROW(judging->heard, judging->heard_count, judging->heard_capacity);
    heard = &judging->heard[judging->heard_count++];
    *heard = (struct heard){.vote = vote, .reply = mem_new(1, sizeof *heard->reply)};
    snprintf(heard->digest, sizeof heard->digest, "%s", digest);
    return heard;
}

/* A reply moves out of the inquiry, which goes on to the next question. */
static const struct reply *reply_hear(struct judging *judging)
{
    struct inquiry *inquiry = &judging->inquiry;
    struct heard *heard = heard_add(judging, inquiry->request_digest, inquiry->vote);

    *heard->reply = inquiry->reply;
    reply_init(&inquiry->reply);
    return heard->reply;
}

static int heard_recall(void *context, const struct heard_record *row)
{
    struct heard *heard = heard_add(context, row->request_digest, row->vote);

    heard->is_of_before = true;
    reply_init(heard->reply);
    heard->reply->has_text = row->text != NULL;
    buf_append(&heard->reply->text, row->text ? row->text : "", row->text_length);
    heard->reply->refusal = mem_text(row->refusal);
    return 0;
}

int judging_recall(struct judging *judging, struct error *err)
{
    const struct inquiry *inquiry = &judging->inquiry;
    const struct next_sample *sample = inquiry->sample;

    return run_file_each_heard(inquiry->context->prepared->file, sample->test->number,
                               sample->variant, sample->repeat, heard_recall, judging,
                               err);
}

/* What an earlier start heard is there for a grader that would ask for it now. */
static const struct reply *reply_find(struct judging *judging)
{
    const struct inquiry *inquiry = &judging->inquiry;

    for (size_t i = 0; i < judging->heard_count; i++) {
        struct heard *heard = &judging->heard[i];

        if (heard->vote != inquiry->vote || (heard->is_of_before && !judging->may_ask) ||
            strcmp(heard->digest, inquiry->request_digest) != 0)
            continue;
        heard->is_of_before = false;
        return heard->reply;
    }
    return NULL;
}

static void reply_give(struct judging *judging, const struct reply *reply)
{
    judging->answer = (struct grade_reply){.reply = reply};
    judging->turn.reply = &judging->answer;
    judging->turn.step++;
}

enum asked { ASKED_HERE, ASKED_UNDER_WAY, NOT_ASKED };

static void plugin_answered(void *owner, const struct plugin_answer *answer);

static enum asked plugin_ask(struct judging *judging)
{
    const struct grade_request *request = &judging->request;

    if (!judging->may_ask)
        return NOT_ASKED;
    judging->plugin =
        (struct plugin_ask){.program = request->program,
                            .line = &request->line,
                            .timeout_ms = (uint64_t)ceil(request->timeout_s * 1000),
                            .done = plugin_answered,
                            .owner = judging};
    judging->plugin_is_asked = true;
    plugins_ask(judging->inquiry.context->plugins, &judging->plugin);
    return ASKED_UNDER_WAY;
}

static enum asked question_ask(struct judging *judging)
{
    struct inquiry *inquiry = &judging->inquiry;
    struct inquiry_context *context = inquiry->context;
    const struct next_sample *sample = inquiry->sample;
    struct error err = ERROR_INIT;
    const struct reply *known;

    if (judging->request.kind == ASK_PLUGIN)
        return plugin_ask(judging);
    inquiry_clear(inquiry, prepared_model_of(context->prepared, judging->request.model));
    inquiry->vote = judging->request.vote;
    inquiry->is_heard = judging->request.kind == ASK_MODEL;
    inquiry->is_shared = judging->request.kind == ASK_EMBEDDING;
    inquiry->goes_first = judging->heard_count > 0;
    inquiry->purpose = judging->what->set->plan_graders[judging->at];
    if (asking_build_question(&inquiry->asking, context->prepared, sample->test->cohort,
                              inquiry->model, sample->repeat, &sample->test->row,
                              &judging->request, &err)) {
        inquiry_fail(inquiry, FAILURE_REJECTED, err.message);
        reply_give(judging, reply_hear(judging));
        return ASKED_HERE;
    }
    inquiry_identify(inquiry);
    known = reply_find(judging);
    if (!known && !judging->may_ask)
        return NOT_ASKED;
    if (!known && inquiry_begin(inquiry) == INQUIRY_READY)
        context->on_ready(context->on_context, inquiry);
    if (!known && inquiry->state != INQUIRY_DONE)
        return ASKED_UNDER_WAY;
    reply_give(judging, known ? known : reply_hear(judging));
    return ASKED_HERE;
}

/* True: the grader at `at` is done. False: what it asked is under way. */
static bool grader_go_on(struct judging *judging)
{
    const struct grading *grading = judging->what->set->gradings[judging->at];
    struct grade *grade = &judging->grades->grades[judging->at];
    enum asked asked = ASKED_HERE;

    while (asked == ASKED_HERE) {
        messages_clear(&judging->request.messages);
        buf_clear(&judging->request.line);
        if (grading_grade(grading, judging->scratch, &judging->what->sample,
                          &judging->turn, grade) == GRADE_DONE)
            break;
        asked = question_ask(judging);
    }
    if (asked == ASKED_UNDER_WAY)
        return false;
    if (asked == NOT_ASKED)
        grade_not_asked(grade);
    turn_end(judging);
    sample_grade_close(judging->what, judging->grades, judging->at);
    return true;
}

/* One that is not to ask may still use what another heard: criteria of one judge. */
static bool is_passed_over(struct judging *judging)
{
    const struct grading *grading = judging->what->set->gradings[judging->at];
    struct sample_grades *grades = judging->grades;

    judging->may_ask = !sample_grade_is_idle(judging->what, grades, judging->at);
    if (judging->may_ask || (judging->heard_count && grading_asks(grading)))
        return false;
    grade_not_asked(&grades->grades[judging->at]);
    sample_grade_close(judging->what, grades, judging->at);
    return true;
}

/* From the grader at `at` on. */
static bool graders_go_on(struct judging *judging)
{
    struct sample_grades *grades = judging->grades;

    for (; judging->at < grades->count; judging->at++) {
        if (!grades->records[judging->at].is_open)
            continue;
        if (judging->turn.step == 0 && is_passed_over(judging))
            continue;
        if (!grader_go_on(judging))
            return false;
    }
    sample_grades_combine(judging->what, grades);
    heard_forget(judging);
    return true;
}

bool judging_begin(struct judging *judging, const struct sample_grading *what,
                   struct sample_grades *grades)
{
    judging->what = what;
    judging->grades = grades;
    judging->at = 0;
    judging->is_cut = judging->plugin_is_asked = false;
    judging->turn = (struct grade_turn){.request = &judging->request};
    return graders_go_on(judging);
}

static void plugin_answered(void *owner, const struct plugin_answer *answer)
{
    struct judging *judging = owner;

    judging->plugin_is_asked = false;
    judging->answer =
        (struct grade_reply){.grade = answer->grade, .failure = answer->failure};
    judging->turn.reply = &judging->answer;
    judging->turn.step++;
    if (graders_go_on(judging))
        judging->on_end(judging->owner);
}

/* A reply came. */
static void judging_go_on(void *owner)
{
    struct judging *judging = owner;

    if (judging->inquiry.reply.failure == FAILURE_STOPPED) {
        turn_end(judging);
        heard_forget(judging);
        judging->is_cut = true;
    } else {
        reply_give(judging, reply_hear(judging));
        if (!graders_go_on(judging))
            return;
    }
    judging->on_end(judging->owner);
}

bool judging_drop(struct judging *judging)
{
    if (inquiry_is_under_way(&judging->inquiry) || judging->plugin_is_asked)
        return false;
    inquiry_drop(&judging->inquiry);
    turn_end(judging);
    heard_forget(judging);
    return judging->is_cut = true;
}
