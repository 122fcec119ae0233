/* gate/gate.h - scores become verdicts. Pure: no file, no clock, no dice.
 *
 * Make a gate for a run's plan, add the outcome of every case and variant (any order),
 * decide. The same judgement feeds console, JUnit, JSON and the exit code, so that they
 * cannot disagree.
 *
 * Rules (suite-format 2.8, 3, 7.2–7.4): only candidates are gated; a cohort's gate over
 * its cases, the suite's over all; pass_rate is the weighted mean over cases of the pass
 * share; nothing vacuous passes.
 */
#ifndef NOWORSE_GATE_GATE_H
#define NOWORSE_GATE_GATE_H

#include "base/error.h"
#include "store/run_file.h"
#include "store/run_plan.h"

enum gate_verdict {
    GATE_PASS,
    GATE_FAIL,
    GATE_INCONCLUSIVE,
    GATE_INCOMPLETE,
    GATE_NOT_GATED /* shown, decides nothing */
};
const char *gate_verdict_name(enum gate_verdict verdict); /* "pass", …, "not gated" */

/* One rule applied to one scope. */
struct gate_check {
    const char *rule; /* "pass_rate", "score", "latency_p95_ms", "must_pass", "unscored",
                         "cases", "max_drop", "pass_all_repeats", "cost_per_case_usd",
                         "max_cost_rise", "max_latency_rise", "removed", "paired",
                         "quarantined" */
    enum gate_verdict verdict;
    const char *reason;  /* "threshold", "must_pass", "latency", "missing", "unscored",
                            "no_cases", "nothing_scored"; constant; NULL: it passes */
    double limit, found; /* NaN: none; of must_pass: found is the cases that failed */
    char *sentence;      /* owned: "multilingual passes 82.5%, below the 85% required" */
};

/* A scope compared with its baseline (docs/statistics.md). Shares, from 0 to 1;
 * differences are candidate minus baseline. NaN: there is none. */
struct gate_comparison {
    bool is_made;
    bool of_score;             /* the measure: score; else pass */
    double margin, confidence; /* margin NaN: of the suite, shown only */
    bool is_binary; /* one pass or fail a side and case: Tango's interval, McNemar's mid-p
                       test; else the t interval over clusters */
    int64_t cases, clusters; /* that pair */
    double baseline, candidate, difference, lower, upper;
    double p_drop; /* one-sided; adjusted: over the cohorts (Holm) */
    double p_adjusted;
    int64_t better, worse; /* cases */
    /* The verdict of this comparison alone and why: "steady", "improved",
     * "small_real_drop" (pass); "regression" (fail); "too_noisy", "missing"
     * (inconclusive); "unscored", "paired" (incomplete). */
    enum gate_verdict verdict;
    const char *reason;
    bool is_beyond_margin;   /* a regression: the whole interval is below the margin */
    bool is_required;        /* it can make its scope inconclusive */
    int64_t cases_needed;    /* inconclusive: about so many in all would settle it; 0:
                                not known */
    unsigned repeats_needed; /* likewise, with the cases there are; 0: none would */
};

/* Cases against the baseline (suite-format 7.3). */
struct case_states {
    int64_t newly_failing, still_failing, fixed, still_passing, flaky;
    int64_t fresh, changed, regraded, gone; /* that do not pair: new, of other content, of
                                               other graders, not there any more */
    int64_t quarantined, quarantine_expired;
};

enum { SCOPE_ALL = -1 };

/* One variant over one cohort, or over all. */
struct gate_scope {
    int variant;
    int cohort; /* index in the plan, or SCOPE_ALL: every cohort that is watched */
    int64_t case_count;
    int64_t cases_passed, cases_failed, cases_flaky,
        cases_unscored; /* case outcomes, suite-format 7.3 */
    int64_t samples, passed, failed, unscored,
        missing;                   /* samples that came, and repeats never asked */
    double pass_rate;              /* NaN: nothing scored */
    double pass_lower, pass_upper; /* its interval */
    double score;                  /* NaN: no score */
    double score_lower, score_upper;
    double pass_all_repeats;  /* pass^k, k: the repeats; NaN: one repeat alone */
    double cost_per_case_usd; /* NaN: unknown */
    double baseline_cost_usd, baseline_latency_p95_ms; /* NaN: unknown */
    struct gate_comparison comparison, anchor;
    struct case_states states;
    double latency_p95_ms;     /* NaN: none */
    struct gate_check *checks; /* owned; empty where not gated */
    size_t check_count;
    enum gate_verdict verdict;
};

/* What a verdict rests on that was not asked for now. */
struct cached_replies {
    int64_t samples, cached; /* all that came; of them: replies that were used again */
    int64_t oldest_ms;       /* wall clock: when the first of these was stored; 0: none */
    int64_t began_ms;        /* the run did; 0: not known */
};

/* All of a run. Texts and arrays owned; end with judgement_release(). */
struct judgement {
    enum gate_verdict
        verdict;    /* the worst candidate's; GATE_NOT_GATED: nothing was decided */
    char *sentence; /* one sentence with a full stop: "refund-answers v8: multilingual
                       passes 82.5%, below the 85% required." */
    struct gate_scope *scopes; /* variant by variant; for each: all, then each cohort */
    size_t scope_count;
    enum run_status status; /* of the run that was judged */
    struct cached_replies cached;
};

struct gate;
struct gate *gate_new(const struct run_plan *plan); /* borrows the plan */
void gate_free(struct gate *gate);
/* Indices are those of the plan; a gate's must_pass has been checked
 * (store/case_filter.h). */
void gate_add(struct gate *gate, const struct case_outcome *outcome);

/* When the run began: how old its cached replies are is told from there. */
void gate_began(struct gate *gate, int64_t began_ms);

/* status and reason: how the run ended. A run that did not finish has no verdict:
 * GATE_INCOMPLETE, and the sentence says why. */
void gate_decide(struct gate *gate, enum run_status status, const char *reason,
                 struct judgement *out);
void judgement_release(struct judgement *judgement);
const struct gate_scope *judgement_scope(const struct judgement *judgement, int variant,
                                         int cohort);
/* Whether a case is gated at all. Judged before anything was asked, it tells whether the
 * run could fail. */
bool judgement_decides(const struct judgement *judgement);
/* The same by the plan's rules alone, without a look at any case. false: a case may be
 * gated all the same, for it must pass. */
bool plan_decides(const struct run_plan *plan);

/* Reads a run file and judges it: what `run`, `gate` and `report` all call. *plan is the
 * caller's. */
int judge_run(struct run_file *file, struct run_plan **plan, struct judgement *out,
              struct error *err);

#endif
