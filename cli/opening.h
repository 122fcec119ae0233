/* cli/opening.h - a suite named on the command line, loaded and prepared: what `check`
 * and `run` share. */
#ifndef NOWORSE_CLI_OPENING_H
#define NOWORSE_CLI_OPENING_H

#include "cli/continuing.h"
#include "cli/option.h"
#include "runner/prepare.h"

/* Options that say which suite, and what of it. */
struct suite_args {
    const char *root;
    const char *state;
    const char *run_file;
    bool allow_outside, allow_exec;
    bool fresh; /* an earlier run is not continued */
    int cache;  /* enum cache_mode */
    struct texts prompts, models, cohorts, cases;
    unsigned repeats;
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
    {                                                                                    \
        "allow-exec", 0, OPTION_FLAG, offsetof(type, member.allow_exec), NULL,           \
            "the suite may start programs (provider exec)", NULL                         \
    }

struct opened_suite {
    const char *path; /* as it was named; borrowed */
    struct suite *suite;
    struct run_file *file;
    struct reply_cache *replies;   /* NULL: none */
    struct error_list cache_notes; /* its warnings, as long as it is open */
    struct prepared prepared;
    char id[27];    /* of the run */
    char *run_path; /* NULL: a temporary file */
    struct continuing continuing;
    struct error_list errors;
};

/* Loads and prepares. -1: the errors say why, and no run file is left behind. */
int opened_suite_open(struct opened_suite *opened, const char *path,
                      const struct suite_args *args, enum prepare_purpose purpose);
void opened_suite_close(struct opened_suite *opened);

/* The same, and the run file is removed: nothing was sent. */
void opened_suite_discard(struct opened_suite *opened);

/* "420 cases × 3 repeats × 2 variants = 2,520 calls" */
void calls_print(const struct run_plan *plan, FILE *stream);

/* Where runs of a suite are kept: --state, else .noworse below the root; the caller's. */
char *state_folder(const char *state, const char *root);

/* Makes it; one of our making keeps itself out of the repository. */
int state_make(const char *state, struct error *err);

#endif
