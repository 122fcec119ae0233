/* cli/baseline/baseline_parts.h - what the parts of noworse baseline share. */
#ifndef NOWORSE_CLI_BASELINE_PARTS_H
#define NOWORSE_CLI_BASELINE_PARTS_H

#include "cli/baseline/baseline_figures.h"
#include "cli/command.h"

extern const struct command command_baseline_set;
extern const struct command command_baseline_show;

/* A run about to be written as a baseline. */
struct baseline_new {
    struct run_file *run;
    struct run_plan *plan;
    struct run_info info;
    int *variants; /* that become entries */
    size_t count;
};

/* Grades the answers of a run by the suite's graders of today, into a run file of its
 * own, *out; the run stays as it is, and nothing is sent. -1: told on stderr, *code. */
int baseline_regrade(struct run_file *run, const char *suite, const char *state,
                     bool allow_exec, const char *plugins, struct run_file **out,
                     enum exit_code *code);

/* One line on stdout: what is replaced, by what. was NULL: it could not be read. */
int baseline_replaced_tell(const struct baseline_new *made,
                           const struct baseline_file *was,
                           const struct baseline_figures *figures, struct error *err);

/* Warnings on stderr: what a baseline made of this run is worth. was NULL: there was
 * none. */
int baseline_worth_tell(const struct baseline_new *made, const struct baseline_file *was,
                        const struct baseline_figures *figures, struct error *err);

/* The figures of both: of the run (its entries numbered as `variants`), and of a file. */
int baseline_new_figures(const struct baseline_new *made, struct baseline_figures *out,
                         struct error *err);

/* The entry of `was` that is the same prompt name and model id as a variant; -1: none. */
int baseline_entry_like(const struct baseline_file *was,
                        const struct plan_variant *variant);

#endif
