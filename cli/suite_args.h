/* cli/suite_args.h - the options that say which suite is meant, and what of it: those of
 * `check`, `plan`, `run`, `diff` and `baseline`. */
#ifndef NOWORSE_CLI_SUITE_ARGS_H
#define NOWORSE_CLI_SUITE_ARGS_H

#include "cli/option.h"

#include <stdint.h>

struct suite_versus_side;

struct suite_args {
    const char *root;
    const char *state;
    const char *run_file;
    bool allow_outside, allow_exec;
    const char *plugins; /* a folder; NULL: none */
    bool fresh;          /* an earlier run is not continued */
    int cache;           /* enum cache_mode */
    struct texts prompts, models, cohorts, cases;
    const char *filter;
    unsigned sample, seed; /* cases; 0: what the profile says */
    const char *profile;
    bool profile_is_optional; /* several suites were named: one without it runs plain */
    bool stop_early;
    unsigned repeats;
    const char *command; /* that gave them, for the run file; NULL: not told */
    const struct suite_versus_side *versus; /* of `diff`; NULL: none */
    const char *baseline; /* FILE, RUN, git:REF or "none"; NULL: the suite's */
    int64_t max_cost;     /* base/money.h; 0: the suite's own */
};

#define SUITE_OPTIONS(type, member)                                                      \
    {                                                                                    \
        "prompt",                                                                        \
        0,                                                                               \
        OPTION_TEXTS,                                                                    \
        offsetof(type, member.prompts),                                                  \
        "ID",                                                                            \
        "only this prompt: name@version, version or name; may be given again",           \
        NULL},                                                                           \
        {"model",           0,   OPTION_TEXTS, offsetof(type, member.models), "ID",      \
         "only this model", NULL},                                                       \
        {"cohort",           0,   OPTION_TEXTS, offsetof(type, member.cohorts), "NAME",  \
         "only this cohort", NULL},                                                      \
        {"case",       0,                                                                \
         OPTION_TEXTS, offsetof(type, member.cases),                                     \
         "ID",         "only this case: its id, or cohort/id",                           \
         NULL},                                                                          \
        {"filter",    0,                                                                 \
         OPTION_TEXT, offsetof(type, member.filter),                                     \
         "WORDS",     "only these cases: cohort:NAME tag:TAG id~TEXT ID !WORD",          \
         NULL},                                                                          \
        {"sample",     0,                                                                \
         OPTION_COUNT, offsetof(type, member.sample),                                    \
         "N",          "only N cases, drawn by their names; groups stay whole",          \
         NULL},                                                                          \
        {"seed",        0,                                                               \
         OPTION_NUMBER, offsetof(type, member.seed),                                     \
         "N",           "of the drawing, and of the jitter of waits between tries",      \
         NULL},                                                                          \
        {"profile",   0,                                                                 \
         OPTION_TEXT, offsetof(type, member.profile),                                    \
         "NAME",      "the suite's profile of this name: its keys win over the suite's", \
         NULL},                                                                          \
        {"stop-early", 0,                                                                \
         OPTION_FLAG,  offsetof(type, member.stop_early),                                \
         NULL,         "the run ends when the comparison has decided",                   \
         NULL},                                                                          \
        {"repeats",    0,                                                                \
         OPTION_COUNT, offsetof(type, member.repeats),                                   \
         "K",          "samples a case and variant, instead of the suite's",             \
         NULL},                                                                          \
        {"baseline",                                                                     \
         0,                                                                              \
         OPTION_TEXT,                                                                    \
         offsetof(type, member.baseline),                                                \
         "WHAT",                                                                         \
         "compare with FILE, RUN, git:REF or none, instead of the suite's baseline",     \
         NULL},                                                                          \
        {"root",      0,                                                                 \
         OPTION_TEXT, offsetof(type, member.root),                                       \
         "DIR",       "files are read below it; default: the repository",                \
         NULL},                                                                          \
        {"allow-outside",                                                                \
         0,                                                                              \
         OPTION_FLAG,                                                                    \
         offsetof(type, member.allow_outside),                                           \
         NULL,                                                                           \
         "files outside the root may be read",                                           \
         NULL},                                                                          \
        {"allow-exec", 0,                                                                \
         OPTION_FLAG,  offsetof(type, member.allow_exec),                                \
         NULL,         "the suite may start programs (provider and grader exec)",        \
         NULL},                                                                          \
    {                                                                                    \
        "plugins", 0, OPTION_TEXT, offsetof(type, member.plugins), "DIR",                \
            "graders may be loaded from the shared objects of this folder", NULL         \
    }

#endif
