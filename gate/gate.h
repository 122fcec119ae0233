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
#include "gate/confusion.h"
#include "limits/early_end.h"
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
enum gate_verdict gate_verdict_named(const char *name);   /* other words: not gated */

/* One rule applied to one scope. */
struct gate_check {
    const char *rule; /* "cases", "pass_rate", "score", "pass_all_repeats", "max_drop",
                         "anchor", "latency_p95_ms", "max_latency_rise",
                         "cost_per_case_usd", "max_cost_rise", "must_pass", "removed",
                         "paired", "quarantined", "unscored", "judge"; of labels and
                         fields "accuracy", "macro_f1", "f1", "precision", "recall",
                         "fields" */
    enum gate_verdict verdict;
    const char *reason;    /* "threshold", "must_pass", "latency", "cost", "missing",
                              "unscored", "no_cases", "nothing_scored", "removed", "paired",
                              "quarantined", "too_noisy", "judge", "undefined"; those of a
                              comparison;
                              constant;    NULL: it passes and there is no more to say */
    double limit, found;   /* NaN: none; of must_pass: found is the cases that failed; of
                              max_drop and anchor: the margin as it is held, and the
                              difference */
    double lower, upper;   /* the interval of what was found; NaN: there is none */
    bool has_no_inference; /* a plain limit on cost or time: marked "no inference" */
    bool could_be_luck;    /* decided by the estimate, and the interval straddles the
                              limit */
    char *sentence; /* owned: "multilingual passes 82.5%, below the 85% required" */
};

/* A scope compared with its baseline (docs/statistics.md). Shares, from 0 to 1;
 * differences are candidate minus baseline. NaN: there is none. The interval is of one
 * comparison alone, also in a cohort; p_adjusted decides there. */
struct gate_comparison {
    bool is_made;     /* a case pairs and is scored on both sides */
    bool is_gated;    /* it can fail its scope: watched, and there is a margin */
    bool is_required; /* besides, it can make its scope inconclusive: the suite's, and
                         that of a cohort with a max_drop of its own */
    bool of_score;    /* the measure: score; else pass */
    double margin, confidence; /* margin NaN: there is none, shown only */
    double judge_shows;        /* of a true difference, the share that its judges show
                                  (judges_show()); NaN: no judge whose errors are known */
    bool is_of_marks;          /* a score with a calibrated judge's marks in it */
    double margin_held;        /* what limits are compared with: the margin, times that */
    int judge; /* index in the plan's: the measure is its verdict and nothing else; -1 */
    double corrected, corrected_lower,
        corrected_upper; /* the difference divided by its J;
                            NaN: there is no such judge */
    bool is_binary; /* one pass or fail a side and case: Tango's interval, McNemar's mid-p
                       test; else the t interval over clusters */
    int64_t cases, clusters; /* that pair and are scored on both sides */
    double baseline, candidate, difference, lower, upper;
    double p_drop;     /* one-sided */
    double p_adjusted; /* over the cohorts that are gated (Holm); of the whole: p_drop */
    int64_t better, worse;              /* cases */
    int64_t changed;                    /* clusters whose cases differ in sum */
    double unscored, unscored_baseline; /* share of the samples of cases that pair */
    /* The verdict of this comparison alone and why: "steady", "improved",
     * "small_real_drop" (pass); "regression" (fail); "too_noisy", "missing"
     * (inconclusive); "unscored", "no_pairs" (incomplete). Where it is not gated:
     * GATE_NOT_GATED, and the reason is what it would have been; NULL: it is not made.
     * Of a cohort that is gated and not required a pass, and what is inconclusive,
     * decides nothing. */
    enum gate_verdict verdict;
    const char *reason;
    bool is_beyond_margin; /* a regression: the whole interval is below margin_held */
    bool is_early;         /* decided by the evidence of a run that ended early: */
    double log_evidence;   /* exp() of it is the N of "once in N runs" */
    int64_t cases_needed; /* inconclusive: about so many in all would settle it, in groups
                             like those there are; 0: not known */
    int64_t groups_needed; /* clusters that these are; 0: each case is its own, nearly */
    unsigned repeats_needed; /* likewise, with the cases there are; 0: none would */
};

/* How one case stands against the baseline (suite-format 7.3). */
enum case_state {
    STATE_NOT_COMPARED, /* with nothing, or unscored on one side */
    STATE_NEWLY_FAILING,
    STATE_STILL_FAILING,
    STATE_FIXED,
    STATE_STILL_PASSING,
    STATE_FLAKY, /* on either side some repeats pass and some fail */
    STATE_NEW,
    STATE_CHANGED,  /* another content */
    STATE_REGRADED, /* other graders */
    STATE_GONE      /* of the baseline alone: no case of the run has it */
};
enum case_state case_state_of(const struct case_outcome *outcome);
const char *case_state_name(enum case_state state); /* "newly failing", …, "gone" */

/* Cases in each state, quarantined ones included. */
struct case_states {
    int64_t newly_failing, still_failing, fixed, still_passing, flaky;
    int64_t fresh, changed, regraded, gone, not_compared;
    int64_t confirmed; /* that surely got worse: case_is_confirmed() */
    int64_t quarantined, quarantine_expired;
};

enum { SCOPE_ALL = -1 };

/* One variant over one cohort, or over all; or what the graders of one gate made of it,
 * over all. */
struct gate_scope {
    int variant;
    int cohort; /* index in the plan, or SCOPE_ALL: every cohort that is watched */
    int grader; /* index in the plan's grader_gates, and the cohort is SCOPE_ALL: its
                   samples are grades, it has no cost and no latency, and those for which
                   the grader was not asked are not in it; SCOPE_ALL: whole samples */
    int64_t case_count; /* quarantined ones are in it, and in all counts; in no rate, no
                           interval and no rule */
    int64_t cases_passed, cases_failed, cases_flaky,
        cases_unscored; /* case outcomes, suite-format 7.3 */
    int64_t samples, passed, failed, unscored,
        missing;                   /* samples that came, and repeats never asked */
    double pass_rate;              /* NaN: nothing scored */
    double pass_lower, pass_upper; /* its interval */
    double score;                  /* NaN: no score */
    double score_lower, score_upper;
    double pass_all_repeats;  /* pass^k, k: the repeats; NaN: one repeat alone */
    double pass_any_repeat;   /* pass@k */
    double cost_per_case_usd; /* of one answer to a case; NaN: unknown */
    double latency_p95_ms;    /* NaN: none */
    double baseline_cost_usd, baseline_latency_p95_ms; /* likewise, there */
    double expected_flips; /* cases of so many that two identical runs of one repeat each
                              would differ on; NaN: one repeat alone tells nothing */
    double repeat_share;   /* of the variance of the rate: what more repeats could remove;
                              NaN likewise */
    struct gate_comparison comparison, anchor;
    struct case_states states;
    struct case_states held; /* of the cases in quarantine, which are in states too */
    int64_t cases_gating, scored; /* cases without these; of them, those with a result */
    double confirmed_p; /* of the whole: case_is_confirmed() up to here; below 0: none */
    struct gate_check *checks; /* owned; empty where not gated */
    size_t check_count;
    enum gate_verdict verdict;
};

/* What a verdict rests on that was not asked for now. */
struct cached_replies {
    int64_t samples, cached; /* all that came; of them: replies that were used again */
    int64_t oldest_ms;       /* wall clock: when the first of these was stored; 0: none */
    int64_t newest_ms;       /* when the last of them was */
    int64_t began_ms;        /* the run did; 0: not known */
};

/* What other runs of the same candidate against the same baseline came to: running again
 * until it passes would undo what is promised, so the sentence says which run this is. */
struct earlier_verdict {
    unsigned runs;             /* 0: this is the first, or all before it passed */
    unsigned number;           /* of the first that did not pass, from 1 */
    enum gate_verdict verdict; /* that one's */
};

/* What one judge made of the samples of one variant, and what its known errors make of
 * that (gate/judged.h); NaN: not known. Shown, and decides nothing. */
struct judged_rate {
    unsigned judge; /* index in the plan's */
    int variant;
    int64_t passed, failed, unscored;                   /* samples */
    double rate, lower, upper;                          /* as the judge says */
    double corrected, corrected_lower, corrected_upper; /* for its errors */
    int64_t labelled; /* answers of the run that people labelled */
    double by_labels, by_labels_lower, by_labels_upper; /* by these, and the judge's */
    /* Candidate minus baseline by labels of both sides, where there are enough
     * (statistics/ppi_diff.h); and whom the judge may favour, by what it says itself:
     * above 0 the candidate, below 0 the baseline. */
    double change_by_labels, change_lower, change_upper;
    int favours;
};

/* Labels expected and found by a grader that rules are about. */
struct judged_labels {
    int variant, cohort; /* SCOPE_ALL: every cohort that is watched */
    int grader;          /* index in the plan's grader_gates */
    struct confusion confusion;
};

/* All of a run. Texts and arrays owned; end with judgement_release(). */
struct judgement {
    enum gate_verdict
        verdict;    /* the worst candidate's; GATE_NOT_GATED: nothing was decided */
    char *sentence; /* one sentence with a full stop: "refund-answers v8: multilingual
                       passes 82.5%, below the 85% required." */
    struct gate_scope *scopes; /* variant by variant; for each: all, then each cohort,
                                  then each gate of graders */
    size_t scope_count;
    char **notes; /* what a person could do, a sentence each, few; e.g. "The baseline has
                     1 repeat; 5 would …: noworse baseline set RUN." */
    size_t note_count;
    struct judged_rate *judged; /* of judges whose errors are known */
    size_t judged_count;
    struct judged_labels *labels; /* where a case of the scope was scored */
    size_t label_count;
    enum run_status status; /* of the run that was judged */
    struct cached_replies cached;
    struct earlier_verdict earlier;
};

struct gate;
struct gone_case; /* store/run_file_baseline.h */

struct gate *gate_new(const struct run_plan *plan); /* borrows the plan */
void gate_free(struct gate *gate);
/* Where the groups of all cases can be had before their outcomes, which then come in the
 * same order; asked once at most, while outcomes are added. With it a group whose cases
 * stand together takes nothing. */
struct group_source; /* gate/group_numbers.h */
void gate_groups_from(struct gate *gate, const struct group_source *source);
/* In the order of cases, as run_file_each_outcome() has them. Indices are those of the
 * plan; a gate's must_pass has been checked (store/case_filter.h). N0800: an outcome that
 * no run can come to; else as the source of groups fails. */
int gate_add(struct gate *gate, const struct case_outcome *outcome, struct error *err);

/* A case of the baseline that the run's plan has no more, for a variant that is compared
 * with it. */
void gate_add_gone(struct gate *gate, const struct gone_case *gone);
/* When the run began: how old its cached replies are is told from there. */
void gate_began(struct gate *gate, int64_t began_ms);

/* Which run of its candidate it is. Nothing is told of it where every reply is a used
 * one: that throws no dice anew. */
void gate_earlier(struct gate *gate, const struct earlier_verdict *earlier);
/* What its judges said; borrowed until gate_decide(); of a plan with judges. Before it:
 * gate_began(). */
struct judged;
void gate_judged(struct gate *gate, const struct judged *judged);

/* The run stopped early (RUN_DECIDED): what the evidence said, by variant; borrowed until
 * gate_decide(). */
void gate_ended_early(struct gate *gate, const struct early_decision *decisions);

/* Once, when all was added. status and reason: how the run ended. A run that did not
 * finish has no verdict: GATE_INCOMPLETE, and the sentence says why. N0801: a margin or a
 * confidence that no comparison can be made with. */
int gate_decide(struct gate *gate, enum run_status status, const char *reason,
                struct judgement *out, struct error *err);
void judgement_release(struct judgement *judgement);
const struct gate_scope *judgement_scope(const struct judgement *judgement, int variant,
                                         int cohort);
const struct gate_scope *judgement_grader(const struct judgement *judgement, int variant,
                                          int grader); /* of a gate of graders */
/* Whether a case is gated at all. Judged before anything was asked, it tells whether the
 * run could fail. */
bool judgement_decides(const struct judgement *judgement);
/* The same by the plan's rules alone, without a look at any case. false: a case may be
 * gated all the same, for it must pass. */
bool plan_decides(const struct run_plan *plan);

/* Whether a case surely got worse, by itself: Fisher's exact p from passes and failures
 * on both sides, small among all cases that pair (Benjamini and Hochberg, 10%). Decides
 * nothing; marks lines of lists. */
bool case_is_confirmed(const struct judgement *judgement,
                       const struct case_outcome *outcome);

/* The level of the intervals of rates: the suite's, 0.95 without. */
double gate_level(const struct run_plan *plan);
/* The level of the intervals of comparisons: the same; where the run may stop early, the
 * share of error that is left for its end: 0.96 (statistics, 7). */
double gate_confidence(const struct run_plan *plan);
/* The one-sided share of error that is spent on stopping early: a fifth of all, 0.005. */
double gate_early_alpha(const struct run_plan *plan);
/* The margin that a cohort (SCOPE_ALL: the suite) is held to, its own or the suite's, and
 * its measure; NaN: none. */
double gate_margin(const struct run_plan *plan, int cohort, bool *of_score);
/* Whether a drop can fail the cohort: it is watched, there is a margin, and it is not all
 * there is of the suite (unless it has a max_drop of its own). */
bool cohort_drop_decides(const struct run_plan *plan, int cohort);

/* Reads a run file and judges it: what `run`, `gate` and `report` all call. *plan is the
 * caller's. */
int judge_run(struct run_file *file, struct run_plan **plan, struct judgement *out,
              struct error *err);

#endif
