/* reports/report.h - a run, told to people and to CI systems.
 *
 * To add one: write reports/<name>.c, name it in builtin_reports.h and report_types.c,
 * describe it in README.md and docs/reports.md, and give it a case under tests/reports/.
 * The test reports/table fails until these agree.
 */
#ifndef NOWORSE_REPORTS_REPORT_H
#define NOWORSE_REPORTS_REPORT_H

#include "base/error.h"
#include "gate/gate.h"
#include "store/run_file.h"

#include <stdio.h>

/* JUnit: which failing cases are red. GATE: those marked must_pass; STRICT: every one. */
enum junit_cases { JUNIT_CASES_GATE, JUNIT_CASES_STRICT };

/* JUnit: whether an inconclusive gate is red (`--inconclusive=pass` and `--advisory` say
 * no). */
enum inconclusive { INCONCLUSIVE_BLOCKS, INCONCLUSIVE_PASSES };

/* What a report is made from; all borrowed. */
struct report_input {
    struct run_file *run;
    const struct run_info *info;
    const struct run_plan *plan;
    const struct judgement *judgement;
    enum junit_cases junit_cases;
    enum inconclusive inconclusive;
    enum color color;           /* console only */
    const char *const *written; /* console: "JUnit      noworse-demo/junit.xml" lines
                                   below the table; ended by NULL; or NULL */
    const char *name;           /* console: what `noworse report` knows the run by;
                                   NULL: the beginning of its id */
    const char *again;          /* console: the command to go on or try once more; NULL:
                                   made from the plan, with no option */
    const char *profile;        /* junit: "default", "jenkins", "ant"; NULL: default */
};

struct report_type {
    const char *name;    /* "junit" */
    const char *ending;  /* ".xml": the form that `-o FILE` has by its ending; NULL: must
                            be named */
    const char *summary; /* one line for `noworse list reports` */
    /* Writes all of it to out, which the caller checks for errors and closes. -1: the run
     * file could not be read. */
    int (*write)(const struct report_input *input, FILE *out, struct error *err);
};

extern const struct report_type *const report_types[]; /* sorted by name, ended by NULL */
const struct report_type *report_find(const char *name);

/* What `-o [FORM:]FILE` names; *file points into output. -1: unknown form or ending
 * (error of usage, with the forms there are). */
int report_for_output(const char *output, const struct report_type **type,
                      const char **file, struct error *err);

/* Writes a report to a file: by a new file beside it and a rename, missing folders made;
 * "-" is standard output, whose reader may leave before the end; a device or pipe is
 * written in place. What was not written is ERROR_SYSTEM, and no half of it is left. */
int report_save(const struct report_type *type, const struct report_input *input,
                const char *file, struct error *err);

#endif
