/* runner/given_answers.c - answers that exist already, graded as they come. */
#include "runner/given_answers.h"

#include "base/mem.h"
#include "base/shown.h"
#include "runner/input_watch.h"
#include "runner/judging.h"
#include "runner/lanes.h"
#include "runner/masking.h"
#include "runner/run_signals.h"
#include "runner/text_batch.h"

#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum {
    AHEAD = 4, /* slots for each call that may be under way: one that takes
                  long is not to hold up those behind it */
    GRADED_AT_ONCE_MAX =
        256, /* in one turn, without a question: the loop is to see signals */
    REASON_BYTES_MAX = 4096,
    REASON_SHOWN_MAX = 200
};

/* One answer under way. */
struct slot {
    struct grading_loop *loop;
    struct open_case test;
    struct next_sample sample;
    struct sample_grading what;
    struct sample_grades grades;
    struct judging *judging; /* owned; NULL until a grader asks */
    bool is_done, is_cut;    /* cut: it ended before it was graded */
};

struct grading_loop {
    struct prepared *prepared;
    const struct run_options *options;
    const struct given_source *source;
    struct grader_set *set;
    struct given_end *end;
    uv_loop_t loop;
    uv_check_t turn;
    uv_idle_t kick; /* makes a turn come without an event */
    uv_timer_t wake, deadline;
    struct run_signals signals;
    struct input_watch input;
    struct transport *transport; /* NULL: no model is asked */
    struct plugins *plugins;
    struct lanes lanes;
    struct budget budget;
    struct reuse reuse;
    struct inquiry_context context;
    struct grade_scratch *scratch;
    struct slot *slots; /* owned: a ring, in the order in which they were taken */
    unsigned capacity, first, count;
    int64_t graded;
    bool some_told; /* in this turn */
    bool some_left; /* were taken and are not told */
    bool is_over;   /* the source's end */
    bool is_ending; /* nothing is taken or sent any more */
    bool is_closing;
};

void given_end_release(struct given_end *end)
{
    free(end->reason);
    end->reason = NULL;
}

unsigned given_slots(const struct prepared *prepared, const struct run_options *options)
{
    const struct suite *suite = prepared->suite;
    struct budget none = {.limits = {0}};
    struct lanes lanes;
    unsigned calls, ahead = AHEAD;

    lanes_init(&lanes, prepared, options, &none);
    calls = lanes.flights;
    lanes_release(&lanes);
    for (size_t i = 0; i < suite->model_count; i++)
        if (prepared->models[i].is_asked && suite->models[i].role == MODEL_EMBEDDER)
            ahead = TEXT_BATCH_MAX;
    if (calls)
        return calls * ahead;
    return options->concurrency ? options->concurrency : 1;
}

static void on_kick(uv_idle_t *handle)
{
    (void)handle;
}

/* What called for it was no event of the loop's own. */
static void turn_call(struct grading_loop *loop)
{
    if (!loop->is_closing)
        uv_idle_start(&loop->kick, on_kick);
}

static void loop_stop(struct grading_loop *loop, enum run_status status,
                      const char *reason)
{
    if (loop->is_ending)
        return;
    loop->is_ending = true;
    loop->end->status = status;
    loop->end->reason = mem_text(reason);
    turn_call(loop);
}

static struct slot *slot_at(struct grading_loop *loop, unsigned at)
{
    return &loop->slots[(loop->first + at) % loop->capacity];
}

static void slot_tell(struct grading_loop *loop, struct slot *slot)
{
    if (loop->source->graded(loop->source->context, (unsigned)(slot - loop->slots),
                             &slot->grades))
        loop_stop(loop, RUN_STOPPED, NULL);
    loop->graded++;
    loop->some_told = true;
}

/* In order; where nothing more comes in, over those that are cut. */
static void slots_tell(struct grading_loop *loop)
{
    while (loop->count && slot_at(loop, 0)->is_done) {
        struct slot *slot = slot_at(loop, 0);

        loop->some_left |= slot->is_cut;
        if (!slot->is_cut)
            slot_tell(loop, slot);
        loop->first = (loop->first + 1) % loop->capacity;
        loop->count--;
    }
}

/* Whatever the graders made of it, no secret is told. */
static void slot_end(struct slot *slot)
{
    slot->is_done = true;
    for (size_t i = 0; i < slot->grades.count && !slot->is_cut; i++) {
        mask_text(&slot->loop->prepared->secrets, &slot->grades.grades[i].reason);
        slot->grades.records[i].reason = slot->grades.grades[i].reason;
    }
}

static void on_judged(void *owner)
{
    struct slot *slot = owner;

    slot->is_cut = judging_is_cut(slot->judging);
    slot_end(slot);
    turn_call(slot->loop);
}

static void slot_grade(struct slot *slot)
{
    struct grading_loop *loop = slot->loop;

    sample_grade(&slot->what, loop->scratch, &slot->grades);
    if (slot->grades.open_count) {
        if (!slot->judging)
            slot->judging = judging_new(&loop->context, &slot->sample, on_judged, slot);
        if (!judging_begin(slot->judging, &slot->what, &slot->grades))
            return;
    }
    slot_end(slot);
}

static void slot_begin(struct grading_loop *loop, struct slot *slot,
                       const struct given_answer *given)
{
    slot->is_done = slot->is_cut = false;
    slot->test.row.id = (char *)(uintptr_t)given->id; /* read alone */
    slot->test.row.vars = given->vars;
    slot->test.row.reference = given->sample.reference;
    slot->what = (struct sample_grading){
        .set = loop->set, .secrets = &loop->prepared->secrets, .sample = given->sample};
    slot_grade(slot);
}

/* What can be waited for only by reading it is taken in the next turn. */
static void input_wait(struct grading_loop *loop)
{
    if (!input_watch_wait(&loop->input, loop->source->file(loop->source->context)))
        turn_call(loop);
}

static void answers_take(struct grading_loop *loop)
{
    const struct given_source *source = loop->source;

    for (int taken = 0; !loop->is_over && !loop->is_ending &&
                        loop->count < loop->capacity && loop->input.file < 0;
         taken++) {
        struct slot *slot = slot_at(loop, loop->count);
        struct given_answer given;
        enum given_step step;

        if (taken == GRADED_AT_ONCE_MAX) {
            turn_call(loop);
            return;
        }
        step = source->take(source->context, (unsigned)(slot - loop->slots), &given);
        if (step == GIVEN_LATER)
            input_wait(loop);
        if (step == GIVEN_LATER)
            return;
        loop->is_over = step == GIVEN_END;
        if (loop->is_over)
            return;
        loop->count++;
        slot_begin(loop, slot, &given);
        slots_tell(loop);
    }
}

/* What it would have asked nobody answers: it has no verdict, and says why. */
static void slot_give_up(struct slot *slot, const char *reason)
{
    struct sample_grades *grades = &slot->grades;
    char *shown = shown_quoted(reason, strlen(reason), REASON_SHOWN_MAX);

    for (size_t i = 0; i < grades->count; i++) {
        if (!grades->records[i].is_open)
            continue;
        grade_unscored(&grades->grades[i], "the model was given up: %s", shown);
        sample_grade_close(&slot->what, grades, i);
    }
    free(shown);
    sample_grades_combine(&slot->what, grades);
    slot_end(slot);
}

/* What is not under way will not be. */
static void slots_drop(struct grading_loop *loop)
{
    const struct given_end *end = loop->end;

    lanes_clear(&loop->lanes);
    for (unsigned i = 0; i < loop->count; i++) {
        struct slot *slot = slot_at(loop, i);

        if (slot->is_done || !judging_drop(slot->judging))
            continue;
        if (end->status == RUN_STOPPED && end->reason)
            slot_give_up(slot, end->reason);
        else
            slot->is_done = slot->is_cut = true;
    }
}

static void loop_close(struct grading_loop *loop, bool at_once);

static void on_wake(uv_timer_t *handle)
{
    turn_call(handle->data);
}

static void wake_plan(struct grading_loop *loop)
{
    const int64_t us = loop->lanes.ask_again_us;

    if (us > 0 && !loop->is_ending)
        uv_timer_start(&loop->wake, on_wake, (uint64_t)(us + 999) / 1000, 0);
}

static void budget_stop(struct grading_loop *loop)
{
    char *reason = budget_clause(&loop->budget);

    loop_stop(loop, RUN_SPENT, reason);
    free(reason);
}

static void on_deadline(uv_timer_t *handle)
{
    struct grading_loop *loop = handle->data;

    budget_expire(&loop->budget);
    budget_stop(loop);
}

static void turn_told(struct grading_loop *loop)
{
    if (loop->some_told)
        loop->source->turned(loop->source->context);
    loop->some_told = false;
}

static void on_turn(uv_check_t *handle)
{
    struct grading_loop *loop = handle->data;

    uv_idle_stop(&loop->kick);
    slots_tell(loop);
    answers_take(loop);
    lanes_admit(&loop->lanes);
    if (loop->is_ending)
        slots_drop(loop);
    reply_cache_commit(loop->options->cache);
    lanes_send(&loop->lanes);
    wake_plan(loop);
    if (loop->lanes.is_spent)
        budget_stop(loop);
    slots_tell(loop);
    turn_told(loop);
    if (loop->count == 0 && (loop->is_over || loop->is_ending))
        loop_close(loop, false);
}

static void on_call_end(void *context, struct inquiry *inquiry)
{
    struct grading_loop *loop = context;
    struct buf reason = BUF_INIT(REASON_BYTES_MAX);
    char *failure;

    lanes_call_ended(&loop->lanes, inquiry);
    if (lanes_call_is_last(&loop->lanes, inquiry, &reason)) {
        loop_stop(loop, RUN_STOPPED, buf_text(&reason));
    } else if (inquiry->wait_ms < 0 && lanes_inquiry_is_last(&loop->lanes, inquiry)) {
        failure = inquiry_end_reason(inquiry);
        loop_stop(loop, RUN_STOPPED, failure);
        free(failure);
    }
    buf_release(&reason);
    turn_call(loop);
}

static void on_ready(void *context, struct inquiry *inquiry)
{
    struct grading_loop *loop = context;

    lanes_add(&loop->lanes, inquiry);
    turn_call(loop);
}

static void on_input(void *context)
{
    turn_call(context);
}

static void situation_tell(const struct grading_loop *loop)
{
    char cost[MONEY_TEXT_SIZE];

    money_format(loop->budget.ledger.cost, cost);
    fprintf(loop->options->situation,
            "%" PRId64 " graded, %u under way; %" PRId64 " calls, %s\n", loop->graded,
            loop->count, loop->budget.ledger.requests, cost);
}

/* The first that is to end it lets come in what is under way; the second does not. */
static void on_signal(void *context, int number)
{
    struct grading_loop *loop = context;

    if (number == SIGUSR1) {
        situation_tell(loop);
    } else if (loop->end->status != RUN_INTERRUPTED) {
        loop_stop(loop, RUN_INTERRUPTED, NULL);
        loop->end->status = RUN_INTERRUPTED;
        loop->end->signal = number;
    } else {
        loop_close(loop, true);
    }
}

static void handle_close(uv_handle_t *handle)
{
    if (!uv_is_closing(handle))
        uv_close(handle, NULL);
}

/* at_once: nothing is waited for. */
static void loop_close(struct grading_loop *loop, bool at_once)
{
    loop->is_closing = true;
    handle_close((uv_handle_t *)&loop->turn);
    handle_close((uv_handle_t *)&loop->kick);
    handle_close((uv_handle_t *)&loop->wake);
    handle_close((uv_handle_t *)&loop->deadline);
    run_signals_close(&loop->signals);
    input_watch_close(&loop->input);
    for (unsigned i = 0; i < loop->capacity; i++)
        judging_close(loop->slots[i].judging);
    transport_free(loop->transport);
    loop->transport = NULL;
    plugins_free(loop->plugins, at_once);
    loop->plugins = NULL;
}

static void handles_open(struct grading_loop *loop)
{
    uv_check_init(&loop->loop, &loop->turn);
    uv_idle_init(&loop->loop, &loop->kick);
    uv_timer_init(&loop->loop, &loop->wake);
    uv_timer_init(&loop->loop, &loop->deadline);
    loop->turn.data = loop->wake.data = loop->deadline.data = loop;
    uv_check_start(&loop->turn, on_turn);
    uv_idle_start(&loop->kick, on_kick);
    run_signals_open(&loop->signals, &loop->loop, on_signal, loop);
    input_watch_open(&loop->input, &loop->loop, on_input, loop);
    if (loop->lanes.flights && loop->budget.limits.time_us)
        uv_timer_start(&loop->deadline, on_deadline,
                       (uint64_t)(loop->budget.limits.time_us / 1000), 0);
}

static void slots_open(struct grading_loop *loop, unsigned slots)
{
    const struct clock *clock = loop->options->clock;

    loop->scratch = grade_scratch_new();
    loop->plugins = plugins_new(&loop->loop);
    loop->context = (struct inquiry_context){.prepared = loop->prepared,
                                             .options = loop->options,
                                             .loop = &loop->loop,
                                             .transport = loop->transport,
                                             .budget = &loop->budget,
                                             .reuse = &loop->reuse,
                                             .plugins = loop->plugins,
                                             .random = {loop->options->seed},
                                             .hash = sha256_new(),
                                             .on_call_end = on_call_end,
                                             .on_ready = on_ready,
                                             .on_context = loop};
    reuse_init(&loop->reuse, loop->options->cache, loop->prepared, slots,
               clock->wall_ms(clock));
    loop->capacity = slots;
    loop->slots = mem_new(slots, sizeof *loop->slots);
    for (unsigned i = 0; i < slots; i++) {
        loop->slots[i].loop = loop;
        loop->slots[i].sample =
            (struct next_sample){.repeat = 1, .test = &loop->slots[i].test};
    }
}

/* The loop is over: what was graded and stood behind what was not is told. */
static void slots_close(struct grading_loop *loop)
{
    for (unsigned i = 0; i < loop->count; i++) {
        struct slot *slot = slot_at(loop, i);

        slot->is_cut = slot->is_cut || !slot->is_done;
        slot->is_done = true;
    }
    slots_tell(loop);
    turn_told(loop);
    for (unsigned i = 0; i < loop->capacity; i++) {
        judging_free(loop->slots[i].judging);
        sample_grades_release(&loop->slots[i].grades);
    }
    free(loop->slots);
}

static int loop_run(struct grading_loop *loop, unsigned slots, struct error *err)
{
    uv_loop_init(&loop->loop);
    if (loop->lanes.flights && transport_new(&loop->loop, &loop->transport, err)) {
        uv_loop_close(&loop->loop);
        return -1;
    }
    handles_open(loop);
    slots_open(loop, slots);
    uv_run(&loop->loop, UV_RUN_DEFAULT);
    slots_close(loop);
    loop->end->spent = loop->budget.ledger;
    loop->end->reused = loop->reuse.found;
    loop->end->is_whole = loop->is_over && !loop->some_left;
    reuse_release(&loop->reuse);
    sha256_free(loop->context.hash);
    grade_scratch_free(loop->scratch);
    uv_loop_close(&loop->loop);
    return 0;
}

int given_answers_grade(struct prepared *prepared, struct grader_set *set,
                        const struct run_options *options,
                        const struct given_source *source, unsigned slots,
                        struct given_end *end, struct error *err)
{
    struct grading_loop loop = {.prepared = prepared,
                                .options = options,
                                .source = source,
                                .set = set,
                                .end = end};
    int rc;

    *end = (struct given_end){.status = RUN_FINISHED};
    budget_init(&loop.budget, &prepared->budget, NULL,
                options->clock->steady_us(options->clock));
    lanes_init(&loop.lanes, prepared, options, &loop.budget);
    rc = loop.lanes.flights ? transport_make_room(loop.lanes.flights, err) : 0;
    if (rc == 0)
        rc = loop_run(&loop, slots, err);
    lanes_release(&loop.lanes);
    return rc;
}
