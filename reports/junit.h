/* reports/junit.h - the JUnit file under way, shared by the files that write its parts.
 *
 * The file is made twice: once to count, once to write, by the same code and from the
 * same run file, so that the counts in front are exact and memory does not grow with the
 * number of cases. One testcase at a time is made in memory, measured against what the
 * file may still hold, and then written or left out.
 */
#ifndef NOWORSE_REPORTS_JUNIT_H
#define NOWORSE_REPORTS_JUNIT_H

#include "reports/case_results.h"
#include "reports/report.h"
#include "reports/xml_writer.h"
#include "store/run_file_ledger.h"

enum {
    JUNIT_MESSAGE_MAX = 300,         /* bytes of a message attribute */
    JUNIT_STREAM_MAX = 8 * 1024,     /* of one system-out, before its cut is told */
    JUNIT_CONTENT_MAX = 64 * 1024,   /* of one failure's text */
    JUNIT_OUTPUTS_MAX = 5 * 1000000, /* of all texts and outputs of cases */
    JUNIT_GREEN_MAX = 24 * 1000000,  /* of the file, before passing cases are left out */
    JUNIT_FILE_MAX = 29 * 1000000,   /* of the file, before any case is left out */
    JUNIT_NAME_MAX = 512             /* of classname and name together */
};

enum junit_profile { JUNIT_DEFAULT, JUNIT_JENKINS, JUNIT_ANT };
enum junit_result { JUNIT_PASSED, JUNIT_FAILURE, JUNIT_ERROR, JUNIT_SKIPPED };

struct junit_counts {
    int64_t tests, failures, errors, skipped;
    int64_t first_ms; /* when its first sample began; 0: none */
    double last_ms;   /* when its last one ended */
};

struct junit_suite {
    char *name, *class_name;
    struct junit_counts counts;
};

struct junit {
    const struct report_input *input;
    enum junit_profile profile;
    char *file;                 /* the suite's path, as the file attributes show it */
    char *gate_class;           /* "evals.support.gate" */
    struct junit_suite *suites; /* the whole, then one for each cohort of the plan */
    size_t suite_count;
    size_t current;         /* the suite that is open */
    struct xml_writer *out; /* borrowed; NULL while counting */
    struct xml_writer test; /* one testcase */
    size_t outputs_left;
    size_t written;                 /* bytes of testcases */
    int64_t left_out, left_out_red; /* testcases; known when counting has ended */
    struct ledger ledger, graders;  /* of the run; of it, what graders asked */
    struct judge_flips *flips;      /* owned; one a grader of the plan */
};

/* One <testcase>. Texts may be anything: all are made legal here. */
struct junit_test {
    const char *class_name,
        *name; /* legal already: from junit_name() and junit_class() */
    const char *file;
    unsigned line; /* 0: unknown */
    double seconds;
};

/* Where a cohort's gate is written, or the suite's (SCOPE_ALL). */
const char *junit_gate_file(const struct junit *junit, int cohort, unsigned *line);

/* "name [refund@v8/mini]": the bracket only with several candidates. Legal and short
 * enough beside that class name; the caller's. */
char *junit_test_name(const struct junit *junit, const char *name, int variant,
                      const char *class_name);

void junit_test_begin(struct junit *junit, const struct junit_test *test);
/* Closes it, counts it, writes it. */
void junit_test_end(struct junit *junit, enum junit_result result);
/* The same for a case: it is left out where the file has no more room for its like. */
void junit_test_end_if_room(struct junit *junit, enum junit_result result);

/* Between properties_begin and _end; where the profile has none for a case, nothing. */
void junit_property(struct xml_writer *xml, const char *name, const char *value);
bool junit_has_case_properties(const struct junit *junit);

/* <failure>, <error>, <skipped>, <flakyFailure>: its message, and as content the text
 * (the message where text is NULL) with "  at file:line" as its last line. cause: the
 * "json_schema" of type noworse.json_schema. */
struct junit_outcome {
    const char *element, *cause, *message, *text;
    const char *output; /* flakyFailure: its system-out; NULL: none */
    size_t output_length;
};
void junit_outcome_write(struct junit *junit, const struct junit_outcome *outcome,
                         const struct junit_test *test);

/* <system-out>; left out when all outputs together are too large. */
void junit_output_write(struct junit *junit, const char *text, size_t length);

/* The testcases of the checks over one cohort or the whole, candidate by candidate. */
void junit_gates_write(struct junit *junit, int cohort);
/* A run that did not end says so in a testcase of its own. */
void junit_unfinished_write(struct junit *junit);
void junit_left_out_write(struct junit *junit);

/* The testcases of one case, one for each candidate. */
void junit_case_write(struct junit *junit, const struct case_result *result);

#endif
