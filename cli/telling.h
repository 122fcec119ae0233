/* cli/telling.h - a run file judged and told: what `run`, `gate` and `report` share. */
#ifndef NOWORSE_CLI_TELLING_H
#define NOWORSE_CLI_TELLING_H

#include "cli/exit_code.h"
#include "cli/option.h"
#include "reports/events.h"
#include "reports/report.h"

enum { JUNIT_CASES_UNSET = -1 }; /* --junit-cases says nothing */

struct telling_args {
    struct texts outputs;    /* -o [FORM:]FILE */
    const char *events_file; /* --events; NULL: none */
    struct events *events;   /* borrowed; they are being written */
    int color, junit_profile, inconclusive;
    int junit_cases; /* enum junit_cases, never JUNIT_CASES_UNSET when it is told */
    bool json, quiet, advisory;
    bool has_just_run; /* the run file keeps the verdict */
    const char *again; /* of struct report_input */
};

#define TELLING_OPTIONS(type, member)                                                    \
    {"output",                                                                           \
     'o',                                                                                \
     OPTION_TEXTS,                                                                       \
     offsetof(type, member.outputs),                                                     \
     "[FORM:]FILE",                                                                      \
     "a report: .xml is JUnit, .json JSON, else console:FILE; may be given again",       \
     NULL},                                                                              \
        {"json",      0,                                                                 \
         OPTION_FLAG, offsetof(type, member.json),                                       \
         NULL,        "the result as one JSON object on standard output",                \
         NULL},                                                                          \
        {"junit-cases",    0,                                                            \
         OPTION_WORD,      offsetof(type, member.junit_cases),                           \
         "WHICH",          "JUnit: red are gates and must_pass (gate), or all (strict)", \
         junit_cases_words},                                                             \
        {"junit-profile",                                                                \
         0,                                                                              \
         OPTION_WORD,                                                                    \
         offsetof(type, member.junit_profile),                                           \
         "NAME",                                                                         \
         "default, jenkins or ant",                                                      \
         junit_profile_words},                                                           \
        {"inconclusive",                                                                 \
         0,                                                                              \
         OPTION_WORD,                                                                    \
         offsetof(type, member.inconclusive),                                            \
         "HOW",                                                                          \
         "exit code of an inconclusive verdict: 5 (fail) or 0 (pass)",                   \
         inconclusive_words},                                                            \
        {"advisory",  0,                                                                 \
         OPTION_FLAG, offsetof(type, member.advisory),                                   \
         NULL,        "tell the verdict, but do not fail for it",                        \
         NULL},                                                                          \
    {                                                                                    \
        "quiet", 'q', OPTION_FLAG, offsetof(type, member.quiet), NULL,                   \
            "the verdict's sentence alone", NULL                                         \
    }

extern const char *const junit_cases_words[];
extern const char *const junit_profile_words[];
extern const char *const inconclusive_words[];

/* Every -o must name a form and no file twice: to be asked before anything is sent. */
int telling_check(const struct telling_args *args, struct error *err);

/* Judges the run, prints it on stdout, writes the reports. What could not be written is
 * told on stderr and makes the code 3 at least. */
enum exit_code run_tell(struct run_file *file, const struct telling_args *args);

/* The same, but the verdict does not make the code: 0 when all was written. */
enum exit_code run_tell_only(struct run_file *file, const struct telling_args *args);

#endif
