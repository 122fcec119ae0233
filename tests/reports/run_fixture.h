/* tests/reports/run_fixture.h - a real run file, made from a description in JSON, judged.
 *
 * The description (tests/reports/cases/<name>/run.json):
 *
 *   suite, path, repeats, gate       the plan; a gate is an object of the rules' names
 *   run {status, signal, reason}     how it ended; not given: it finished
 *   variants [{label, baseline}]     baseline: the index; "baseline": true marks it
 *   graders [{name, type, optional, gate}]
 *   cohorts [{name, held_out, gate}]
 *   cases [{cohort, id, must_pass, copies, line, samples [
 *            {variant, verdict, answer, answer_hex, repeat_answer, reason, grader,
 *             failure, message, latency_ms, others}]}]   others: verdicts of the
 *                                    graders after the first
 *
 * The samples of a variant are its repeats, in order.
 */
#ifndef NOWORSE_TESTS_REPORTS_RUN_FIXTURE_H
#define NOWORSE_TESTS_REPORTS_RUN_FIXTURE_H

#include "reports/report.h"

struct run_fixture {
    char folder[64];
    struct run_file *file;
    struct run_info info;
    struct run_plan *plan;
    struct judgement judgement;
    struct report_input input; /* of all the above */
};

/* All abort the test with a message when they fail. */
json_t *fixture_description(const char *name); /* of the case; new reference */
json_t *fixture_parse(const char *text);       /* ' stands for " */
void fixture_open(struct run_fixture *fixture, const json_t *description);
void fixture_close(struct run_fixture *fixture);

/* The whole report as text; the caller's. length may be NULL. */
char *fixture_report(const struct run_fixture *fixture, const char *type, size_t *length);

#endif
