/* store/judge_file.h - judges/<suite>.<grader>.json: how well a judge agrees with people,
 * as `noworse judge calibrate` found it, made to be committed.
 *
 * schemas/judge.schema.json is its form. It holds counts and hashes: no answer, no case
 * and no rater.
 */
#ifndef NOWORSE_STORE_JUDGE_FILE_H
#define NOWORSE_STORE_JUDGE_FILE_H

#include "graders/grader.h"
#include "statistics/judge_report.h"
#include "store/run_plan.h"

enum { JUDGE_KEY_SIZE = 17, JUDGE_FILE_BYTES_MAX = 256 * 1024 * 1024 };

struct judge_file_answer {
    char key[JUDGE_KEY_SIZE]; /* judge_answer_key() */
    bool passes;              /* people say so */
    enum verdict verdict;     /* the judge's */
};

/* All owned. */
struct judge_file {
    char *suite, *grader, *grader_digest, *version;
    int64_t calibrated_ms; /* wall clock, whole seconds */
    struct plan_judge_model *models;
    size_t model_count;
    char *labels_file; /* from the suite's folder; NULL: it is not below it */
    char *labels_digest;
    int64_t labels, raters;
    struct judge_counts counts;
    int64_t split, unjudged_pass, unjudged_fail;
    struct judge_file_answer *answers;
    size_t answer_count;
};

/* Which answer to which case: the front of a SHA-256. */
void judge_answer_key(const char *cohort, const char *case_id, const char *answer,
                      size_t length, char out[JUDGE_KEY_SIZE]);

/* From the suite's folder; the caller's. */
char *judge_file_name(const char *suite, const char *grader);

/* 1: it is not there. -1: N0577, no calibration, or one of a form that this program does
 * not know: file, line and column. */
int judge_file_load(const char *path, struct judge_file *out, struct error *err);
void judge_file_release(struct judge_file *file);

/* Sorts answers and models; the same calibration gives the same bytes. */
void judge_file_format(struct judge_file *file, struct buf *out);

#endif
