/* graders/judge_options.h - the options of `judge`, compiled. */
#ifndef NOWORSE_GRADERS_JUDGE_OPTIONS_H
#define NOWORSE_GRADERS_JUDGE_OPTIONS_H

#include "graders/grader.h"

struct judge_label {
    char *name;
    bool passes;
};

struct judge_criterion {
    char *name, *question;
};

struct judge {
    enum judge_mode { JUDGE_YES_NO, JUDGE_SCALE, JUDGE_CATEGORIES, JUDGE_PAIR } mode;
    char *question;      /* the question or the rubric; NULL: criteria */
    const char **models; /* owned, the ids borrowed from the suite; ended by NULL */
    size_t model_count;  /* more than one: a panel */
    unsigned votes;      /* of each model */
    bool is_median;      /* else the majority */
    double low, high,
        pass; /* of the scale; JUDGE_PAIR: 0, 1 and from where on it passes */
    struct judge_label *labels; /* JUDGE_CATEGORIES */
    size_t label_count;
    struct judge_criterion *criteria;  /* all that are asked in one request */
    size_t criterion_count;            /* 0: one question */
    size_t criterion;                  /* the one whose grade this is */
    char *context_var, *context_trace; /* what is shown besides; both NULL: nothing */
    bool is_against_baseline;          /* JUDGE_PAIR: else against the reference */
    bool needs_reference;              /* else it is shown where there is one */
    bool is_calibrated;                /* `calibrated` was written */
    struct calibration_demand demand;  /* what it says */
    json_t *schema;                    /* of the reply */
};

/* The judge is the caller's for judge_free() also where there was a mistake. */
int judge_compile(const json_t *options, const struct grader_context *context,
                  void **state, struct error_list *errors);
void judge_free(void *state); /* takes NULL */

/* Votes that are asked for, of all models; each is asked once, a pair in two orders. */
size_t judge_ballots(const struct judge *judge);

#endif
