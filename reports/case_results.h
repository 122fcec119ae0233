/* reports/case_results.h - the samples of a run, gathered case by case.
 *
 * One case at a time, with all its variants and repeats, so that memory does not grow
 * with the number of cases. Held-out cases never come: the samples are those of
 * visible.h.
 */
#ifndef NOWORSE_REPORTS_CASE_RESULTS_H
#define NOWORSE_REPORTS_CASE_RESULTS_H

#include "reports/report.h"

/* Of an answer at most this many bytes are kept: its first and its last half of them. */
enum { ANSWER_KEPT_MAX = 64 * 1024 };

struct grade_result {
    int grader; /* index in the plan */
    enum verdict verdict;
    double score;
    char *reason;  /* or NULL */
    char *details; /* JSON, an object; or NULL */
};

/* One sample. Texts owned; NULL where there is none. */
struct repeat_result {
    unsigned repeat;
    enum verdict verdict;
    double score;           /* NaN: missing */
    char *answer;           /* what is kept of it: not cut at character boundaries */
    size_t answer_length;   /* of what is kept */
    size_t answer_left_out; /* bytes between the two halves of what is kept; 0: all is
                               here */
    enum failure failure;
    char *message;
    int status;
    enum finish finish;
    char *refusal, *tool_calls, *model_served, *fingerprint, *request_id;
    struct usage usage;
    double cost_usd; /* NaN: unknown */
    int64_t started_ms;
    double latency_ms, first_byte_ms; /* NaN: unknown */
    unsigned attempts;
    int64_t
        cached_ms; /* when the reply that was used again was stored; 0: it was asked */
    struct grade_result *grades;
    size_t grade_count;
};

struct variant_result {
    struct repeat_result *repeats;
    size_t repeat_count, repeat_capacity;
    unsigned passed, failed, unscored;
    struct case_outcome outcome; /* with what it is compared with; no latencies */
};

struct case_result {
    int64_t number;
    int cohort;
    char *id, *digest, *group, *file;
    unsigned line;
    double weight;
    bool must_pass;                  /* case_must_pass() */
    bool gates_nothing;              /* in quarantine, or of a cohort not watched */
    struct variant_result *variants; /* one for each of the plan; some without repeats */
};

/* Case outcomes: suite-format 7.3. */
enum outcome { OUTCOME_PASS, OUTCOME_FAIL, OUTCOME_FLAKY, OUTCOME_UNSCORED };
const char *outcome_name(enum outcome outcome); /* "pass", "fail", "flaky", "unscored" */
enum outcome variant_outcome(const struct variant_result *result);

/* The pass share over scored repeats; NaN: none. */
double variant_pass_rate(const struct variant_result *result);

/* The grade that made the sample what it is: the first of its verdict, a required one
 * before others; NULL: none (the call gave no answer). */
const struct grade_result *repeat_cause(const struct run_plan *plan,
                                        const struct repeat_result *repeat);
/* Its reason, else why the call failed, else a sentence of ours; borrowed. */
const char *repeat_reason(const struct run_plan *plan,
                          const struct repeat_result *repeat);

/* Appends the two ends of a text, `max` bytes of it, and between them a line that says
 * how many bytes were left out; the cut is never inside a character. gap: bytes that the
 * text lacks in its middle already. */
void text_append_ends(struct buf *out, const char *text, size_t length, size_t gap,
                      size_t max);

/* Appends the answer, cut in its middle to about `max` bytes of it. */
void repeat_append_answer(const struct repeat_result *repeat, size_t max,
                          struct buf *out);

/* Whether a case must pass: it says so itself, or the filter of a gate over it does. */
bool case_must_pass(const struct run_plan *plan, int cohort, const char *id,
                    bool says_so);

/* Not 0 from the function ends the walk, which then returns that. The result is borrowed
 * during the call. */
typedef int case_result_fn(void *context, const struct case_result *result);
int case_results_each(const struct report_input *input, case_result_fn *fn, void *context,
                      struct error *err);
/* The cases with unscored samples, and of their samples these alone. */
int case_results_unscored(const struct report_input *input, case_result_fn *fn,
                          void *context, struct error *err);
/* The case with this number alone; the function is not called where it has no sample, or
 * none that may be shown. */
int case_result_of(const struct report_input *input, int64_t number, case_result_fn *fn,
                   void *context, struct error *err);

#endif
