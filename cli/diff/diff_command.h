/* cli/diff/diff_command.h - what `noworse diff` takes, and its two ways: runs that are
 * there, and a suite that is run now.
 */
#ifndef NOWORSE_CLI_DIFF_COMMAND_H
#define NOWORSE_CLI_DIFF_COMMAND_H

#include "cli/diff/diff_sides.h"
#include "cli/run.h"

struct diff_args {
    struct run_args run; /* run.suite: also which variants, cohorts and cases */
    struct texts revisions;
    int only; /* index into diff_only_words */
    unsigned limit;
    bool exit_code, no_pager;
};

/* What --only takes, in the order of its option; NULL ends it. */
extern const char *const diff_only_words[];

/* diff_tell.c: compares and tells. The variants are those of `scope`. */
enum exit_code diff_sources_tell(const struct diff_source *old_side,
                                 const struct diff_source *new_side,
                                 const struct diff_scope *scope,
                                 const struct diff_args *args);

/* diff_suite.c: runs two variants of the suite now, and compares them. */
enum exit_code diff_suite_run(const char *suite, const struct diff_args *args);

#endif
