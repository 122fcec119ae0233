/* gate/verdict_sentence.c - the one sentence that says what was decided. */
#include "gate/verdict_sentence.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/shown.h"
#include "gate/figure.h"
#include "gate/same_replies.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    SENTENCE_BYTES_MAX = 64 * 1024,
    SENTENCE_COLUMNS_MAX = 1000,
    OTHERS_NAMED_MAX = 3
};

/* One candidate: its verdict, and the check that decides it. */
struct candidate {
    int variant;
    enum gate_verdict verdict;
    const struct gate_check *worst; /* NULL: nothing was checked */
    double margin;                  /* of the worst check: the smaller, the worse */
    size_t same_count;              /* checks with the same verdict as the worst */
};

/* What is said first: the lower, the sooner. A rule's figures spread by less than 5. */
static const struct {
    const char *rule;
    double place;
} places[] = {
    {"must_pass", -1000}, {"max_drop", -40},         {"anchor", -35},
    {"removed", -30},     {"pass_rate", -20},        {"pass_all_repeats", -15},
    {"score", -10},       {"cost_per_case_usd", 10}, {"max_cost_rise", 10},
    {"accuracy", -20},    {"macro_f1", -20},         {"f1", -20},
    {"precision", -20},   {"recall", -20},           {"fields", -20},
    {"paired", 20},       {"quarantined", 20},
};

static double place_of(const char *rule)
{
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (strcmp(rule, places[i].rule) == 0)
            return places[i].place;
    return 0;
}

/* How far a check is on the right side, for choosing what to say first: cases that must
 * pass come before drops, drops before rates, rates before scores, scores before times.
 */
static double margin_of(const struct gate_check *check)
{
    double place = place_of(check->rule);
    bool is_share = place < -5 && place > -45 && strcmp(check->rule, "removed") != 0;

    if (check->verdict == GATE_PASS && !is_share)
        return 1000;
    if (place <= -1000 || strcmp(check->rule, "removed") == 0)
        return place;
    if (isnan(check->found) || (isnan(check->limit) && !is_share))
        return -500;
    if (place <= -35)
        return place + check->found;
    if (is_share)
        return place + check->found - check->limit;
    return place + (check->limit > 0 ? 1 - fmin(check->found / check->limit, 5) : 0);
}

/* Takes the check where it is worse than what the candidate has. */
static void check_take(struct candidate *candidate, const struct gate_check *check)
{
    double margin = margin_of(check);

    if (candidate->worst && check->verdict != candidate->worst->verdict) {
        if (gate_verdict_worse(check->verdict, candidate->worst->verdict) !=
            check->verdict)
            return;
        candidate->worst = NULL;
    }
    if (!candidate->worst) {
        candidate->same_count = 0;
        candidate->margin = INFINITY;
    }
    candidate->same_count++;
    if (margin < candidate->margin || !candidate->worst) {
        candidate->worst = check;
        candidate->margin = margin;
    }
}

static struct candidate candidate_of(const struct judgement *judgement, int variant)
{
    struct candidate out = {.variant = variant, .verdict = GATE_NOT_GATED};

    for (size_t i = 0; i < judgement->scope_count; i++) {
        const struct gate_scope *scope = &judgement->scopes[i];

        if (scope->variant != variant)
            continue;
        out.verdict = gate_verdict_worse(out.verdict, scope->verdict);
        for (size_t k = 0; k < scope->check_count; k++)
            check_take(&out, &scope->checks[k]);
    }
    return out;
}

static bool is_worse(const struct candidate *a, const struct candidate *b)
{
    if (a->verdict != b->verdict)
        return gate_verdict_worse(a->verdict, b->verdict) == a->verdict;
    return a->margin < b->margin;
}

/* The whole's check of its rate, or the first that is no bookkeeping; NULL: none. */
static const struct gate_check *main_check(const struct gate_scope *whole)
{
    for (size_t i = 0; i < whole->check_count; i++)
        if (strcmp(whole->checks[i].rule, "unscored") != 0)
            return &whole->checks[i];
    return NULL;
}

/* Watched, and too noisy to tell: it raised no hand. */
static bool is_unsure(const struct gate_scope *scope)
{
    return scope->verdict == GATE_NOT_GATED && scope->comparison.is_gated &&
           scope->comparison.verdict == GATE_INCONCLUSIVE;
}

static void unsure_told(struct buf *out, const struct run_plan *plan,
                        const struct judgement *judgement, int variant)
{
    const char *last = NULL;
    size_t count = 0;

    for (size_t i = 0; i < plan->cohort_count; i++)
        if (is_unsure(judgement_scope(judgement, variant, (int)i))) {
            last = plan->cohorts[i].name;
            count++;
        }
    if (count == 1)
        buf_append_format(out, "; %s by itself is too noisy to tell", last);
    else if (count > 1)
        buf_append_format(out, "; %zu cohorts by themselves are too noisy to tell",
                          count);
}

static void cohorts_hold(struct buf *out, const struct run_plan *plan,
                         const struct judgement *judgement, int variant)
{
    const char *last = NULL;
    size_t gated = 0;

    for (size_t i = 0; i < plan->cohort_count; i++)
        if (judgement_scope(judgement, variant, (int)i)->verdict != GATE_NOT_GATED) {
            last = plan->cohorts[i].name;
            gated++;
        }
    if (gated == 1 && plan->cohort_count > 1)
        buf_append_format(out, "; %s holds", last);
    else if (gated == 2)
        buf_append_text(out, "; both gated cohorts hold");
    else if (gated > 2)
        buf_append_format(out, "; all %zu %scohorts hold", gated,
                          gated < plan->cohort_count ? "gated " : "");
    unsure_told(out, plan, judgement, variant);
}

/* "; tone holds": graders that are gated. */
static void graders_hold(struct buf *out, const struct run_plan *plan,
                         const struct judgement *judgement, int variant)
{
    const char *last = NULL;
    size_t gated = 0;

    for (size_t i = 0; i < plan->grader_gate_count; i++)
        if (judgement_grader(judgement, variant, (int)i)->verdict != GATE_NOT_GATED) {
            last = plan->grader_gates[i].name;
            gated++;
        }
    if (gated == 1)
        buf_append_format(out, "; grader %s holds", last);
    else if (gated == 2)
        buf_append_text(out, "; both gated graders hold");
    else if (gated > 2)
        buf_append_format(out, "; all %zu gated graders hold", gated);
}

static void pass_told(struct buf *out, const struct run_plan *plan,
                      const struct judgement *judgement, int variant)
{
    const struct gate_scope *whole = judgement_scope(judgement, variant, SCOPE_ALL);
    const struct gate_check *check = main_check(whole);
    char share[FIGURE_SIZE], count[FIGURE_SIZE];

    if (!check && plan->cohort_count == 1)
        check = main_check(judgement_scope(judgement, variant, 0));
    if (check) {
        buf_append_text(out, check->sentence);
    } else {
        figure_count(whole->scored, count);
        figure_percent(whole->pass_rate, share);
        buf_append_format(out, "passes %s of %s %scase%s, which is not gated", share,
                          count, whole->scored < whole->cases_gating ? "scored " : "",
                          whole->scored == 1 ? "" : "s");
    }
    cohorts_hold(out, plan, judgement, variant);
    graders_hold(out, plan, judgement, variant);
}

/* "; v9 and v10 fail too" */
static void others_told(struct buf *out, const struct run_plan *plan,
                        const struct judgement *judgement, const struct candidate *lead)
{
    static const char *const words[][2] = {
        [GATE_PASS] = {"passes", "pass"},
        [GATE_FAIL] = {"fails", "fail"},
        [GATE_INCONCLUSIVE] = {"is inconclusive", "are inconclusive"},
        [GATE_INCOMPLETE] = {"is incomplete", "are incomplete"},
        [GATE_NOT_GATED] = {"is not gated", "are not gated"},
    };
    const char *names[OTHERS_NAMED_MAX];
    size_t count = 0;

    for (size_t i = 0; i < plan->variant_count; i++) {
        if ((int)i == lead->variant || plan->variants[i].is_baseline ||
            candidate_of(judgement, (int)i).verdict != lead->verdict)
            continue;
        if (count < OTHERS_NAMED_MAX)
            names[count] = plan->variants[i].label;
        count++;
    }
    if (count == 0)
        return;
    buf_append_text(out, "; ");
    if (count > OTHERS_NAMED_MAX)
        buf_append_format(out, "%zu others", count);
    for (size_t i = 0; count <= OTHERS_NAMED_MAX && i < count; i++)
        buf_append_format(out, "%s%s",
                          i == 0          ? ""
                          : i + 1 < count ? ", "
                                          : " and ",
                          names[i]);
    buf_append_format(out, " %s too", words[lead->verdict][count > 1]);
}

/* "up to 3 days old", as of the beginning of the run. */
static void age_told(struct buf *out, int64_t age_ms)
{
    static const struct {
        const char *word;
        int64_t ms;
    } units[] = {{"day", 86400000}, {"hour", 3600000}, {"minute", 60000}, {NULL, 0}};

    for (size_t i = 0; units[i].word; i++)
        if (age_ms >= units[i].ms) {
            int64_t count = age_ms / units[i].ms;

            buf_append_format(out, "up to %lld %s%s old", (long long)count, units[i].word,
                              count == 1 ? "" : "s");
            return;
        }
    buf_append_text(out, "under a minute old");
}

/* That nothing was asked of a model is said first: such a verdict is no evidence of one.
 */
static void cached_told(struct buf *out, const struct cached_replies *cached)
{
    char some[FIGURE_SIZE], all[FIGURE_SIZE];

    figure_count(cached->cached, some);
    figure_count(cached->samples, all);
    if (cached->cached < cached->samples)
        buf_append_format(out, "%s of %s replies cached, ", some, all);
    else if (cached->samples == 1)
        buf_append_text(out, "no answer is new: the only one is from the cache, ");
    else
        buf_append_format(out, "no answer is new: all %s are from the cache, ", all);
    if (cached->oldest_ms >= cached->began_ms)
        buf_append_text(out, "none older than this run");
    else
        age_told(out, cached->began_ms - cached->oldest_ms);
}

/* "run 2 of this; the first said fail" */
static void earlier_told(struct buf *out, const struct earlier_verdict *earlier)
{
    buf_append_format(out, "run %u of this; ", earlier->runs + 1);
    if (earlier->number == 1)
        buf_append_text(out, "the first");
    else
        buf_append_format(out, "run %u", earlier->number);
    buf_append_format(out, " said %s", gate_verdict_name(earlier->verdict));
}

static void note_add(struct buf *out, const char **front, const char *note)
{
    buf_append_text(out, *front);
    buf_append_text(out, note);
    *front = ", ";
}

static void share_told(struct buf *out, const char **front, int64_t cases, int64_t all,
                       const char *what)
{
    char count[FIGURE_SIZE], of[FIGURE_SIZE];

    if (!cases)
        return;
    figure_count(cases, count);
    figure_count(all, of);
    buf_append_format(out, "%s%s of %s cases %s", *front, count, of, what);
    *front = ", ";
}

/* ", among them all of far": a cohort that would gate and of which every case is in
 * quarantine. */
static void held_cohorts_told(struct buf *out, const struct run_plan *plan,
                              const struct judgement *judgement, int variant)
{
    const char *front = ", among them all of ";

    for (size_t i = 0; plan->cohort_count > 1 && i < plan->cohort_count; i++) {
        const struct gate_scope *scope = judgement_scope(judgement, variant, (int)i);

        if (!scope->states.quarantined || scope->cases_gating || !plan->cohorts[i].watch)
            continue;
        buf_append_format(out, "%s%s", front, plan->cohorts[i].name);
        front = " and ";
    }
}

/* Of cohorts that are shown alone. */
static int64_t unwatched_cases(const struct run_plan *plan,
                               const struct judgement *judgement, int variant)
{
    int64_t cases = 0;

    for (size_t i = 0; i < plan->cohort_count; i++)
        if (!plan->cohorts[i].watch)
            cases += judgement_scope(judgement, variant, (int)i)->case_count;
    return cases;
}

static void gone_told(struct buf *out, const char **front, int64_t cases)
{
    char count[FIGURE_SIZE];

    if (!cases)
        return;
    figure_count(cases, count);
    buf_append_format(out, "%s%s case%s gone since the baseline", *front, count,
                      cases == 1 ? "" : "s");
    *front = ", ";
}

/* A green sentence is not read as one about all cases where it is not. */
static void apart_told(struct buf *out, const char **front, const struct run_plan *plan,
                       const struct judgement *judgement, const struct candidate *lead)
{
    const struct gate_scope *all = judgement_scope(judgement, lead->variant, SCOPE_ALL);
    const struct case_states *states = &all->states, *held = &all->held;
    const int64_t apart = states->fresh + states->changed + states->regraded -
                          held->fresh - held->changed - held->regraded;
    const int64_t unwatched = unwatched_cases(plan, judgement, lead->variant);

    if (lead->verdict != GATE_PASS)
        return;
    share_told(out, front, unwatched, all->case_count + unwatched, "not watched");
    if (all->comparison.is_gated) {
        share_told(out, front, apart, all->case_count, "not compared");
        gone_told(out, front, states->gone);
    }
    share_told(out, front, states->quarantined, all->case_count, "in quarantine");
    if (states->quarantined)
        held_cohorts_told(out, plan, judgement, lead->variant);
}

/* " (partial selection, not compared, 4 of 6 replies cached, up to 3 days old)" */
static void notes_told(struct buf *out, const struct run_plan *plan,
                       const struct judgement *judgement, const struct candidate *lead)
{
    const struct earlier_verdict *earlier = &judgement->earlier;
    const enum same_replies same = same_replies_of(plan, judgement, lead->variant);
    const char *front = " (";

    if (judgement->status == RUN_SPENT_JUDGED)
        buf_append_text(out, " (the complete rounds alone: the budget was reached)");
    if (earlier->runs) {
        buf_append_text(out, front);
        earlier_told(out, earlier);
        front = ", ";
    }
    if (plan->is_partial)
        note_add(out, &front, "partial selection");
    if (!plan->has_baseline)
        note_add(out, &front, "not compared");
    apart_told(out, &front, plan, judgement, lead);
    if (plan->baseline.rules_differ && !plan->baseline.ref && !plan->baseline.at) {
        note_add(out, &front, "weights or must_pass of cases differ from the baseline's");
    } else if (plan->baseline.rules_differ) {
        buf_append_format(out, "%sthe gate's rules differ from those at %s", front,
                          plan->baseline.ref ? plan->baseline.ref : plan->baseline.at);
        front = ", ";
    }
    if (same == REPLIES_SHARED)
        note_add(out, &front, "both sides ask the same and share the replies");
    if (judgement->cached.cached) {
        buf_append_text(out, front);
        cached_told(out, &judgement->cached);
        front = ", ";
    }
    if (same == REPLIES_NOT_NEWER)
        note_add(out, &front, "none newer than the baseline");
    if (front[0] == ',')
        buf_append_char(out, ')');
}

/* How far the run came: of candidates and baselines alike. */
static void unfinished_told(struct buf *out, const struct run_plan *plan,
                            const struct judgement *judgement, const char *reason)
{
    static const char *const words[] = {
        [RUN_RUNNING] = "the run has not ended, or its process died",
        [RUN_FINISHED] = "finished",
        [RUN_INTERRUPTED] = "interrupted",
        [RUN_FAILED] = "too many samples failed",
        [RUN_STOPPED] = "the run was stopped",
        [RUN_SPENT] = "the budget was reached",
        [RUN_SPENT_JUDGED] = "the budget was reached",
        [RUN_DECIDED] = "decided",
    };
    char came[FIGURE_SIZE], planned[FIGURE_SIZE];
    int64_t samples = 0, missing = 0;
    size_t length;

    for (size_t i = 0; i < judgement->scope_count; i++)
        if (judgement->scopes[i].cohort != SCOPE_ALL) {
            samples += judgement->scopes[i].samples;
            missing += judgement->scopes[i].missing;
        }
    reason = reason && reason[0] ? reason : words[judgement->status];
    length = strlen(reason);
    length -= reason[length - 1] == '.';
    figure_count(samples, came);
    figure_count(samples + missing, planned);
    buf_append_format(out, "%s: %.*s", plan->suite, (int)length, reason);
    if (judgement->status != RUN_SPENT) /* its reason counts them */
        buf_append_format(out, "; %s of %s samples are in the run file", came, planned);
    if (judgement->status == RUN_FAILED)
        buf_append_text(out, "; no comparison was made");
}

/* Why it ended before all had been asked. */
static void early_told(struct buf *out, const char *reason)
{
    size_t length = reason ? strlen(reason) : 0;

    length -= length > 0 && reason[length - 1] == '.';
    if (length)
        buf_append_format(out, "; %.*s", (int)length, reason);
}

static void judged_told(struct buf *out, const struct run_plan *plan,
                        const struct judgement *judgement, const char *reason)
{
    struct candidate lead = {.variant = -1, .verdict = GATE_NOT_GATED};
    const char *label;

    for (size_t i = 0; i < plan->variant_count; i++) {
        struct candidate candidate = candidate_of(judgement, (int)i);

        if (candidate.worst && (lead.variant < 0 || is_worse(&candidate, &lead)))
            lead = candidate;
    }
    assert(lead.worst); /* a run that was gated has a check */
    label = plan->variants[lead.variant].label;
    buf_append_format(out, "%s%s%s: ", plan->suite, label[0] ? " " : "", label);
    if (lead.verdict == GATE_PASS)
        pass_told(out, plan, judgement, lead.variant);
    else
        buf_append_text(out, lead.worst->sentence);
    if (lead.verdict != GATE_PASS && lead.same_count > 1)
        buf_append_format(out, "; %zu more rule%s %s", lead.same_count - 1,
                          lead.same_count == 2 ? "" : "s",
                          lead.verdict == GATE_FAIL ? "failed" : "likewise");
    others_told(out, plan, judgement, &lead);
    if (judgement->status == RUN_DECIDED)
        early_told(out, reason);
    notes_told(out, plan, judgement, &lead);
}

char *verdict_sentence(const struct run_plan *plan, const struct judgement *judgement,
                       const char *reason)
{
    struct buf plain = BUF_INIT(SENTENCE_BYTES_MAX);
    struct buf shown = BUF_INIT(SENTENCE_BYTES_MAX);

    if (!run_status_is_judged(judgement->status))
        unfinished_told(&plain, plan, judgement, reason);
    else if (judgement->verdict == GATE_NOT_GATED)
        buf_append_format(&plain, "%s: no gate, nothing was decided", plan->suite);
    else
        judged_told(&plain, plan, judgement, reason);
    shown_append(&shown, buf_text(&plain), plain.length, SENTENCE_COLUMNS_MAX);
    buf_append_char(&shown, '.');
    buf_release(&plain);
    return buf_detach(&shown);
}
