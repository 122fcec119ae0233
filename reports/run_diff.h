/* reports/run_diff.h - two sides compared, told to people and as JSON: `noworse diff`.
 *
 * A side is a variant of a run, or an entry of a baseline file. The caller has brought
 * the outcomes of both together (store/case_pairs.h) and judged the new side against the
 * old one; here the cases are read again, a few at a time, and told: the worst regression
 * first, held-out cases never.
 */
#ifndef NOWORSE_REPORTS_RUN_DIFF_H
#define NOWORSE_REPORTS_RUN_DIFF_H

#include "gate/gate.h"
#include "reports/case_results.h"
#include "store/case_pairs.h"

struct diff_side {
    const char *label;           /* "v7" */
    const char *name;            /* "refund@v7/mini" */
    const char *source;          /* of the side: a run's id, or a file; for JSON */
    struct run_file *run;        /* NULL: a baseline file, which has no answers */
    const struct run_plan *plan; /* of the run; NULL with it */
    int variant;                 /* in that plan */
    bool finds_cases;   /* its run numbers its cases otherwise than the pairs do: they are
                           found by cohort and id */
    const char *prompt; /* the text of its templates; NULL: not known */
    const char *prompt_digest, *model; /* NULL: none, not known */
};

/* What a case was asked about, as one line; NULL: not known. The caller's. */
typedef char *diff_input_fn(void *context, const struct case_pair *pair);

/* All borrowed. */
struct run_diff {
    struct diff_side sides[2];         /* by enum pair_side */
    const struct run_plan *plan;       /* of the comparison: one candidate, the cohorts by
                                          which pairs are numbered */
    const struct judgement *judgement; /* of that plan */
    struct case_pairs *pairs;
    int64_t counts[CHANGE_COUNT];      /* held-out cases are in them */
    int64_t flaky_worse, flaky_better; /* of the flaky: their pass share fell, rose */
    bool differ;                       /* in the outcome of a case */
    struct pair_choice choice;         /* which cases are listed */
    const char *const *notes; /* sentences on what does not compare; ended by NULL */
    diff_input_fn *input;     /* NULL: inputs are not known */
    void *input_context;
    enum color color;
};

/* One case of a side, as far as it is known. */
struct diff_repeat {
    const struct repeat_result *repeat; /* the one that shows the change; NULL: none */
    const char *reason; /* why it failed or is unscored; NULL: it passed */
    const char *grader; /* that says so; NULL: none */
};

/* A pair with the answers that show the change: the first repeat that failed where the
 * side got worse, that passed where it was better. Borrowed during the call. */
struct diff_case {
    const struct case_pair *pair;
    const char *cohort;
    struct diff_repeat sides[2];
    const char *input; /* or NULL */
};
typedef int diff_case_fn(void *context, const struct diff_case *found);

/* Every listed case in order. */
int run_diff_each(const struct run_diff *diff, diff_case_fn *fn, void *context,
                  struct error *err);

/* What a pair's side came to; OUTCOME_UNSCORED also where it is not there. */
enum outcome pair_outcome(const struct pair_case *side);
double pair_score(const struct pair_case *side); /* NaN: none */
/* Listed, and in no rate. */
bool pair_is_quarantined(const struct run_plan *plan, const struct case_pair *pair);
/* 1: the pass share rose; -1: it fell; 0: it is as it was. */
int pair_rise(const struct case_pair *pair);

/* Both write all of it to out, which the caller checks for errors. JSON:
 * schemas/diff.schema.json. */
int run_diff_console(const struct run_diff *diff, FILE *out, struct error *err);
int run_diff_json(const struct run_diff *diff, FILE *out, struct error *err);

#endif
