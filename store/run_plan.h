/* store/run_plan.h - what a run set out to do, as its run file tells it.
 *
 * The runner makes it from a prepared suite; gate and reports know nothing else of a
 * suite. In the run file it is one JSON document (docs/run-file.md).
 */
#ifndef NOWORSE_STORE_RUN_PLAN_H
#define NOWORSE_STORE_RUN_PLAN_H

#include "base/error.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PLAN_PROMPT_BYTES_MAX = 64 * 1024 };

struct plan_variant {
    char *name;  /* "refund@v8/mini" */
    char *label; /* "v8" */
    char *prompt_name, *prompt_version, *prompt_digest,
        *prompt_path;  /* NULL: no prompt, inline */
    char *prompt_text; /* its messages as templates, secrets masked, at most
                          PLAN_PROMPT_BYTES_MAX; NULL: none, or written by an older
                          noworse */
    char *model_id, *model_provider, *model_name;
    char model_digest[65]; /* provider, URL, name, params */
    char asked_digest[65]; /* of all that it is asked */
    bool is_baseline;
    int baseline;       /* index of the variant it is compared with; -1: none */
    int baseline_entry; /* index in baseline_entries it is compared with; -1: none */
    int anchor_entry;   /* likewise, of the anchor */
};

struct plan_grader {
    char *name, *type, *digest;
    bool required;
    bool uses_baseline; /* compares with the baseline's answers, or a part of it does */
    double weight;
};

/* A model that judges, and what its vendor says answered. */
struct plan_judge_model {
    char *id;
    char **served; /* sorted; none: it was not told */
    size_t served_count;
};

/* A judge whose agreement with people is known, or demanded (store/judge_file.h). */
struct plan_judge {
    unsigned grader;     /* its index */
    double min_j;        /* by the lower limit, at least; NaN: nothing is demanded */
    double max_age_days; /* 0: however old */
    char *problem;       /* what makes a calibration useless, known before the run; it is
                            not there, or of another judge; NULL: nothing */
    int64_t calibrated_ms; /* wall clock; 0: there is no calibration, nor what follows */
    int64_t tp, fn, fp, tn;
    struct plan_judge_model *models;
    size_t model_count;
    char **passed, **failed; /* judge_answer_key() of answers, by what people say */
    size_t passed_count, failed_count;
};

/* The rules of one gate; NaN: not given. Shares are from 0 to 1. */
struct gate_rules {
    bool is_given;    /* false: nothing is gated here */
    bool is_default;  /* nobody wrote it: the {pass_rate: 1} of a suite without gates */
    double pass_rate; /* share, at least */
    double score;     /* share, at least */
    double latency_p95_ms; /* at most */
    double unscored; /* share, at most: above it the verdict is incomplete; the suite's
                        alone */
    char *must_pass; /* filter, besides cases that say so; NULL */
    bool pass_rate_by_bound; /* the lower limit of the interval is held to it */
    bool score_by_bound;
    double pass_all_repeats;                /* share of cases, at least */
    double cost_per_case_usd;               /* at most */
    double max_drop;                        /* margin against the baseline */
    bool drop_of_score;                     /* measure: score; else pass */
    double max_cost_rise, max_latency_rise; /* share of the baseline's, at most */
    /* The suite's alone. */
    double confidence;    /* of the intervals, both sides */
    double quarantined;   /* share of cases, at most */
    double paired;        /* share of the baseline's cases, at least */
    bool removed_allowed; /* cases that are gone since the baseline */
};

/* The gate of a grader, by its name: over all cases that have one of that name. */
struct plan_grader_gate {
    char *name;
    char **labels; /* a `label` grader's; a share rule is about them */
    size_t label_count;
    char **fields; /* of a `json` grader: pointers that share rules are about */
    size_t field_count;
    struct gate_rules gate; /* not given: only share rules are about it */
};

/* A share that labels, or a field of JSON, must reach: `accuracy`, `f1`, `fields`, …, of
 * the gate of a cohort, of the suite or of the grader itself. */
struct plan_share_rule {
    char *rule; /* "f1" */
    char *key;  /* the label, or the pointer; NULL: of all labels */
    double at_least;
    int grader;        /* index in grader_gates */
    int cohort;        /* whose gate it is of; -1: the suite's or the grader's */
    bool is_of_grader; /* it stands beside the grader */
};

/* What a sample of one cohort came to, on average; NaN: unknown. */
struct plan_figures {
    char *cohort; /* its name */
    double cost_usd, latency_p95_ms;
};

/* One entry of a baseline that is not a variant of the run: what a prompt and a model
 * came to. Its cases are in the run file (store/run_file_baseline.h). */
struct plan_entry {
    char *name;
    char *prompt_name, *prompt_version, *prompt_digest; /* NULL: no prompt */
    char *model_id, *model_provider, *model_name;
    unsigned repeats;
    double cost_usd, latency_p95_ms; /* of a sample; NaN: unknown */
    struct plan_figures *cohorts;
    size_t cohort_count;
    char **served; /* models, as the vendor named them, sorted */
    size_t served_count;
    bool is_anchor;
};

/* Where the entries came from: the baseline's file, a run, a commit. */
struct plan_source {
    char *path;        /* of the file or the run; NULL: there is none */
    char *ref;         /* git: what `at` or git:REF said; NULL */
    char *at;          /* git: the commit it was read at; NULL */
    char *run_id;      /* the run it was made from */
    char *ended;       /* when that ended: "2026-11-21T10:00:00Z" */
    char *commit;      /* of its repository; NULL */
    bool rules_differ; /* the suite's gate at `at` is another, or what cases say of
                          themselves */
    bool is_run;       /* `path` is that run's file: it has the answers */
    bool lacks_grades; /* an older noworse wrote it: without what each grader said */
};

/* A case that does not gate for a while. */
struct plan_quarantine {
    char *name; /* "cohort/id" */
    char *reason, *owner;
    char *until; /* "2026-12-31", the last day */
    bool is_expired;
};

/* Runs that were judged before this one: of the same candidate, by the same rules. */
struct plan_earlier {
    unsigned runs;   /* 0: there is none, or all of them passed */
    unsigned number; /* of the first that did not pass, from 1 */
    char *verdict;   /* that one's: "fail", …; NULL */
};

struct plan_cohort {
    char *name;
    bool held_out;
    bool watch;
    double weight; /* 0: by number of cases */
    char *owner;   /* or NULL */
    char **tags;
    size_t tag_count;
    struct gate_rules gate;
    int64_t case_count;
    char *file; /* where the cohort is written: for reports */
    unsigned line;
};

struct run_plan {
    char *suite, *suite_path, *suite_digest, *owner,
        *description; /* the last two may be NULL */
    unsigned repeats;
    struct plan_variant *variants;
    size_t variant_count;
    struct plan_grader *graders;
    size_t grader_count;
    struct plan_grader_gate *grader_gates;
    size_t grader_gate_count;
    struct plan_share_rule *share_rules;
    size_t share_rule_count;
    struct plan_judge *judges; /* in order of graders */
    size_t judge_count;
    struct plan_cohort *cohorts;
    size_t cohort_count;
    struct gate_rules gate;
    bool has_baseline;
    bool is_partial;         /* something was left out by a selection */
    char *profile;           /* in force; NULL: none */
    char **cohorts_left_out; /* names of the suite's that were not selected: what a
                                baseline has of them is not gone */
    size_t cohort_left_out_count;
    bool cases_left_out; /* of the cohorts here too, by a filter or a sample */
    int64_t case_count;
    int64_t sample_count;
    char asked_digest[65];  /* suite-format 7.6 */
    char judged_digest[65]; /* of all that makes a verdict of the answers: cases, graders,
                               rules, the baseline; "": written by an older noworse */
    struct plan_earlier earlier;
    char *command;      /* that made it, as a shell takes it: "noworse run a.suite.yaml
                           --repeats 3"; NULL: not told */
    char *prices_as_of; /* of the price table: "2026-09-23"; NULL: not told */
    struct plan_source baseline, anchor; /* path NULL: a variant, or none */
    struct plan_entry *baseline_entries;
    size_t baseline_entry_count;
    struct plan_quarantine *quarantine; /* sorted by name */
    size_t quarantine_count;
    bool stop_early;
    int64_t order_seed; /* of the order of clusters under stop_early */
};

/* The gate of graders of that name, as an index; -1: they have none. */
int run_plan_grader_gate(const struct run_plan *plan, const char *name);

/* The entry of a case, also where it has expired, as an index; -1: none. */
int run_plan_quarantine(const struct run_plan *plan, int cohort, const char *id);

/* The version that a person gave the prompt; NULL: there is none, and `prompt_version` is
 * the front of the digest, or there is no prompt. Borrowed. */
const char *plan_entry_version(const struct plan_entry *entry);

void plan_entry_release(struct plan_entry *entry);
void plan_source_release(struct plan_source *source);

struct run_plan *run_plan_new(void);
void run_plan_free(struct run_plan *plan);
json_t *run_plan_to_json(const struct run_plan *plan);
int run_plan_from_json(const json_t *json, struct run_plan **out, struct error *err);
/* The same where the schema was found to hold before. */
int run_plan_from_checked(const json_t *json, struct run_plan **out, struct error *err);
/* Gives a plan that an older noworse wrote the members of today, empty. */
void run_plan_upgrade(json_t *json);
void gate_rules_init(struct gate_rules *rules); /* nothing given */

#endif
