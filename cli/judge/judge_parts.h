/* cli/judge/judge_parts.h - a calibration under way: for cli/judge/ alone. */
#ifndef NOWORSE_CLI_JUDGE_JUDGE_PARTS_H
#define NOWORSE_CLI_JUDGE_JUDGE_PARTS_H

#include "cli/command.h"
#include "cli/suite_args.h"
#include "gate/judge_quality.h"
#include "runner/prepare.h"
#include "store/judge_file.h"
#include "suites/labels.h"

extern const struct command command_judge_calibrate;

enum { LABELS_MIN = 10 }; /* answers of each kind: with fewer nothing can be shown */

struct calibrate_args {
    struct suite_args suite; /* where files and replies are; no selection */
    const char *labels, *grader;
    unsigned concurrency, retries; /* as in struct run_args */
    double timeout_s;
    bool json;
    int color;
};

/* One answer to one case, and all that was said of it. */
struct calibrated_answer {
    int64_t case_number;
    int cohort;                /* the plan's index */
    const char *id;            /* of the case; borrowed from a label */
    unsigned repeat;           /* from 1: which answer to its case */
    const struct label *label; /* the first; borrowed */
    struct judged_answer judged;
    char *reason;    /* owned: of the judge */
    json_t *details; /* owned: of its grade; NULL */
};

/* In which place the judge likes an answer, of a pair that it saw in both orders. */
struct order_bias {
    int64_t pairs, flipped; /* that have both verdicts; of them: the places decided */
    int64_t first, second;  /* votes that prefer what stands first, or second */
};

/* Begin zeroed, end with calibrating_release(). */
struct calibrating {
    const struct calibrate_args *args;
    const char *path; /* the suite, as it was named */
    struct suite *suite;
    const struct grader_item *judge; /* borrowed from the suite */
    struct labels labels;
    struct run_file *file;
    struct reply_cache *replies;
    struct prepared prepared;
    struct calibrated_answer *answers; /* in order of case and repeat */
    size_t count;
    int64_t raters;
    int64_t cost; /* base/money.h: what was spent */
    struct judge_quality quality;
    struct order_bias order;
    struct judge_file made;
    char *written; /* path of the calibration's file */
    struct error_list errors, cache_notes;
};

/* Finds the judge by --grader, or the only one: N0983; or one that labels cannot be
 * compared with: N0985. */
int judge_choose(struct calibrating *of);

/* The labels of each answer together, with the number of its case. Mistakes go to
 * of->errors: N0572, N0573, N0984. */
int answers_gather(struct calibrating *of);

/* Asks the judge about every answer. -1: N0986, with its *code, where it ended early. */
int answers_ask(struct calibrating *of, enum exit_code *code, struct error *err);

/* What the votes say of the models that were asked, and of the order; N0987 where the
 * judge was not reached. */
int votes_read(struct calibrating *of, struct error *err);

/* cohort/id of an answer's case, or, of a held-out one, nothing but its line; the
 * caller's. */
char *answer_name(const struct calibrating *of, const struct calibrated_answer *answer);

/* Answers on which people and the judge disagree, the worst first: where most raters
 * agree, and most of the judge's votes. Owned; borrows the answers. */
const struct calibrated_answer **disagreements_find(const struct calibrating *of,
                                                    size_t *count);

void calibration_print(const struct calibrating *of);
void calibration_print_json(const struct calibrating *of);

#endif
