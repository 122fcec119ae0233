/* reports/case_results.c - the samples of a run, gathered case by case. */
#include "reports/case_results.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "reports/visible.h"
#include "store/case_filter.h"
#include "store/run_file_order.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct gather {
    const struct report_input *input;
    case_result_fn *fn;
    void *context;
    struct outcome_reader *outcomes;
    struct error *err;
    struct case_result current;
    bool has_current;
};

const char *outcome_name(enum outcome outcome)
{
    static const char *const names[] = {"pass", "fail", "flaky", "unscored"};

    return names[outcome];
}

enum outcome variant_outcome(const struct variant_result *result)
{
    if (result->passed + result->failed == 0)
        return OUTCOME_UNSCORED;
    if (result->failed == 0)
        return OUTCOME_PASS;
    return result->passed == 0 ? OUTCOME_FAIL : OUTCOME_FLAKY;
}

double variant_pass_rate(const struct variant_result *result)
{
    const unsigned scored = result->passed + result->failed;

    return scored ? (double)result->passed / scored : (double)NAN;
}

const struct grade_result *repeat_cause(const struct run_plan *plan,
                                        const struct repeat_result *repeat)
{
    const struct grade_result *found = NULL;

    if (repeat->verdict == VERDICT_UNSCORED && repeat->failure != FAILURE_NONE)
        return NULL;
    for (size_t i = 0; i < repeat->grade_count; i++) {
        const struct grade_result *grade = &repeat->grades[i];

        if (grade->verdict != repeat->verdict)
            continue;
        if (plan->graders[grade->grader].required)
            return grade;
        if (!found)
            found = grade;
    }
    return found;
}

const char *repeat_reason(const struct run_plan *plan, const struct repeat_result *repeat)
{
    const struct grade_result *cause = repeat_cause(plan, repeat);

    if (cause && cause->reason)
        return cause->reason;
    if (repeat->message)
        return repeat->message;
    if (repeat->failure != FAILURE_NONE)
        return failure_facts[repeat->failure].summary;
    return repeat->verdict == VERDICT_UNSCORED ? "could not be judged"
                                               : "no reason was given";
}

/* Bytes at the front of text that belong to a character begun before it: at most 3. */
static size_t torn_front(const char *text, size_t length)
{
    size_t torn = 0;

    while (torn < length && torn < 3 && ((unsigned char)text[torn] & 0xc0) == 0x80)
        torn++;
    return torn;
}

void text_append_ends(struct buf *out, const char *text, size_t length, size_t gap,
                      size_t max)
{
    size_t head;
    size_t tail;

    if (gap == 0 && length <= max) {
        buf_append(out, text, length);
        return;
    }
    if (max > length)
        max = length;
    head = utf8_cut(text, max / 2);
    tail = length - (max - max / 2);
    tail += torn_front(text + tail, length - tail);
    buf_append(out, text, head);
    buf_append_format(out, "\n… %zu bytes left out …\n", tail - head + gap);
    buf_append(out, text + tail, length - tail);
}

void repeat_append_answer(const struct repeat_result *repeat, size_t max, struct buf *out)
{
    text_append_ends(out, repeat->answer, repeat->answer_length, repeat->answer_left_out,
                     max);
}

static void repeat_release(struct repeat_result *repeat)
{
    for (size_t i = 0; i < repeat->grade_count; i++) {
        free(repeat->grades[i].reason);
        free(repeat->grades[i].details);
    }
    free(repeat->grades);
    free(repeat->answer);
    free(repeat->message);
    free(repeat->refusal);
    free(repeat->tool_calls);
    free(repeat->model_served);
    free(repeat->fingerprint);
    free(repeat->request_id);
}

static void variant_clear(struct variant_result *result)
{
    for (size_t i = 0; i < result->repeat_count; i++)
        repeat_release(&result->repeats[i]);
    result->repeat_count = 0;
    result->passed = result->failed = result->unscored = 0;
}

static void case_clear(struct case_result *result, size_t variant_count)
{
    for (size_t i = 0; i < variant_count; i++)
        variant_clear(&result->variants[i]);
    free(result->id);
    free(result->digest);
    free(result->group);
    free(result->file);
    result->id = result->digest = result->group = result->file = NULL;
}

bool case_must_pass(const struct run_plan *plan, int cohort, const char *id, bool says_so)
{
    const struct plan_cohort *of = &plan->cohorts[cohort];
    const char *filters[] = {plan->gate.must_pass, of->gate.must_pass};

    for (size_t i = 0; i < sizeof filters / sizeof filters[0]; i++)
        if (filters[i] && case_filter_matches(filters[i], of->name, id))
            return true;
    return says_so;
}

static bool gates_nothing(const struct run_plan *plan, const struct case_record *test)
{
    int entry = run_plan_quarantine(plan, test->cohort, test->id);

    return !plan->cohorts[test->cohort].watch ||
           (entry >= 0 && !plan->quarantine[entry].is_expired);
}

static void case_begin(struct case_result *result, const struct run_plan *plan,
                       const struct case_record *test)
{
    result->number = test->number;
    result->cohort = test->cohort;
    result->id = mem_text(test->id);
    result->digest = mem_text(test->digest);
    result->group = mem_text(test->group);
    result->file = mem_text(test->file);
    result->line = test->line;
    result->weight = test->weight;
    result->must_pass = case_must_pass(plan, test->cohort, test->id, test->must_pass);
    result->gates_nothing = gates_nothing(plan, test);
}

static void answer_keep(struct repeat_result *repeat, const char *text, size_t length)
{
    const size_t half = ANSWER_KEPT_MAX / 2;

    if (!text)
        return;
    if (length <= ANSWER_KEPT_MAX) {
        repeat->answer = mem_text_n(text, length);
        repeat->answer_length = length;
        return;
    }
    repeat->answer = mem_new(ANSWER_KEPT_MAX + 1, 1);
    memcpy(repeat->answer, text, half);
    memcpy(repeat->answer + half, text + length - half, half);
    repeat->answer_length = ANSWER_KEPT_MAX;
    repeat->answer_left_out = length - ANSWER_KEPT_MAX;
}

static void grades_keep(struct repeat_result *repeat, const struct run_plan *plan,
                        const struct sample_view *view)
{
    repeat->grades = mem_new(view->grade_count + 1, sizeof *repeat->grades);
    for (size_t i = 0; i < view->grade_count; i++) {
        const struct grade_record *from = &view->grades[i];
        struct grade_result *to = &repeat->grades[repeat->grade_count];

        if (from->grader < 0 || (size_t)from->grader >= plan->grader_count)
            continue;
        to->grader = from->grader;
        to->verdict = from->verdict;
        to->score = from->score;
        to->reason = mem_text(from->reason);
        to->details = mem_text(from->details);
        repeat->grade_count++;
    }
}

static void repeat_add(struct variant_result *result, const struct run_plan *plan,
                       const struct sample_view *view)
{
    struct repeat_result *repeat;

    MEM_GROW(result->repeats, result->repeat_count, result->repeat_capacity);
    repeat = &result->repeats[result->repeat_count++];
    *repeat = (struct repeat_result){
        .repeat = view->repeat,
        .verdict = view->verdict,
        .score = view->score,
        .failure = view->failure,
        .message = mem_text(view->message),
        .status = view->status,
        .finish = view->finish,
        .refusal = mem_text(view->refusal),
        .tool_calls = mem_text(view->tool_calls),
        .model_served = mem_text(view->model_served),
        .fingerprint = mem_text(view->fingerprint),
        .request_id = mem_text(view->request_id),
        .usage = view->usage,
        .cost_usd = view->cost_usd,
        .started_ms = view->started_ms,
        .latency_ms = view->latency_ms,
        .first_byte_ms = view->first_byte_ms,
        .attempts = view->attempts,
        .cached_ms = view->cached_ms,
    };
    answer_keep(repeat, view->answer, view->answer_length);
    grades_keep(repeat, plan, view);
    if (view->verdict == VERDICT_PASS)
        result->passed++;
    else if (view->verdict == VERDICT_FAIL)
        result->failed++;
    else
        result->unscored++;
}

static int outcome_keep(void *context, const struct case_outcome *outcome)
{
    struct gather *gather = context;
    struct case_outcome *kept = &gather->current.variants[outcome->variant].outcome;

    *kept = *outcome;
    kept->id = gather->current.id;
    kept->group = gather->current.group;
    kept->latencies_ms = kept->baseline.latencies_ms = kept->anchor.latencies_ms = NULL;
    kept->latency_count = kept->baseline.latency_count = kept->anchor.latency_count = 0;
    return 0;
}

static int case_deliver(struct gather *gather)
{
    int rc = 0;

    if (gather->has_current) {
        rc = outcome_reader_read(gather->outcomes, gather->current.number, outcome_keep,
                                 gather, gather->err);
        if (rc == 0)
            rc = gather->fn(gather->context, &gather->current);
        case_clear(&gather->current, gather->input->plan->variant_count);
    }
    gather->has_current = false;
    return rc;
}

static int sample_gather(void *context, const struct sample_view *view)
{
    struct gather *gather = context;
    const struct run_plan *plan = gather->input->plan;
    int rc = 0;

    if (view->variant < 0 || (size_t)view->variant >= plan->variant_count)
        return 0;
    if (gather->has_current && gather->current.number != view->test.number)
        rc = case_deliver(gather);
    if (rc)
        return rc;
    if (!gather->has_current)
        case_begin(&gather->current, plan, &view->test);
    gather->has_current = true;
    repeat_add(&gather->current.variants[view->variant], plan, view);
    return 0;
}

/* Which samples: all, the unscored, or those of one case. */
enum { ALL_CASES = -1, UNSCORED_SAMPLES = -2 };

static int samples_gather(struct gather *gather, int64_t which)
{
    switch (which) {
    case ALL_CASES:
        return visible_each_sample(gather->input, sample_gather, gather, gather->err);
    case UNSCORED_SAMPLES:
        return visible_each_unscored(gather->input, sample_gather, gather, gather->err);
    default:
        return visible_case_samples(gather->input, which, sample_gather, gather,
                                    gather->err);
    }
}

static int cases_gather(const struct report_input *input, int64_t which,
                        case_result_fn *fn, void *context, struct error *err)
{
    const size_t count = input->plan->variant_count;
    struct gather gather = {.input = input, .fn = fn, .context = context, .err = err};
    int rc;

    if (outcome_reader_new(input->run, input->plan, &gather.outcomes, err))
        return -1;
    gather.current.variants = mem_new(count + 1, sizeof *gather.current.variants);
    rc = samples_gather(&gather, which);
    if (rc == 0)
        rc = case_deliver(&gather);
    case_clear(&gather.current, count);
    for (size_t i = 0; i < count; i++)
        free(gather.current.variants[i].repeats);
    free(gather.current.variants);
    outcome_reader_free(gather.outcomes);
    return rc;
}

int case_results_each(const struct report_input *input, case_result_fn *fn, void *context,
                      struct error *err)
{
    return cases_gather(input, ALL_CASES, fn, context, err);
}

int case_results_unscored(const struct report_input *input, case_result_fn *fn,
                          void *context, struct error *err)
{
    return cases_gather(input, UNSCORED_SAMPLES, fn, context, err);
}

int case_result_of(const struct report_input *input, int64_t number, case_result_fn *fn,
                   void *context, struct error *err)
{
    return cases_gather(input, number, fn, context, err);
}
