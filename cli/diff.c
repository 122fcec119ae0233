/* cli/diff.c - noworse diff: two runs, or two variants of one, case by case. */
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/diff_inputs.h"
#include "cli/diff_sides.h"
#include "cli/mistakes.h"
#include "cli/pager.h"
#include "cli/run_lookup.h"

#include <string.h>

enum { LIMIT_DEFAULT = 20 };

struct diff_args {
    struct texts prompts, models, cohorts, cases;
    const char *state;
    int only, color;
    unsigned limit;
    bool json, exit_code, no_pager;
};

/* By enum only_choice. */
static const char *const only_words[] = {"all", "broke", "fixed", "flaky",    "changed",
                                         "new", "gone",  "same",  "unscored", NULL};

/* Which cases are listed: without --only those that did not stay as they were. */
static struct pair_choice choice_of(const struct diff_args *args)
{
    static const unsigned bits[] = {
        ~(1U << CHANGE_SAME), 1U << CHANGE_BROKE,   1U << CHANGE_FIXED,
        1U << CHANGE_FLAKY,   1U << CHANGE_CHANGED, 1U << CHANGE_NEW,
        1U << CHANGE_GONE,    1U << CHANGE_SAME,    1U << CHANGE_UNSCORED};

    return (struct pair_choice){.changes = bits[args->only],
                                .still_flaky = args->only != 0,
                                .limit = args->limit ? (int64_t)args->limit : -1};
}

static void side_fill(struct diff_side *out, const struct diff_sides *sides,
                      enum pair_side side)
{
    const struct diff_run *run = &sides->runs[side];
    const struct plan_variant *variant = &run->plan->variants[sides->variants[side]];

    *out = (struct diff_side){.label = sides->labels[side],
                              .name = variant->name,
                              .source = run->info.id,
                              .run = run->file,
                              .plan = run->plan,
                              .variant = sides->variants[side],
                              .prompt = variant->prompt_text,
                              .prompt_digest = variant->prompt_digest,
                              .model = variant->model_name ? variant->model_name
                                                           : variant->model_id};
}

static enum exit_code diff_tell(const struct diff_sides *sides,
                                const struct diff_args *args)
{
    struct diff_inputs *inputs = diff_inputs_open(sides->runs[PAIR_NEW].file,
                                                  sides->runs[PAIR_NEW].plan, PAIR_NEW);
    struct run_diff diff = {.plan = sides->plan,
                            .judgement = &sides->judgement,
                            .pairs = sides->pairs,
                            .flaky_worse = sides->flaky_worse,
                            .flaky_better = sides->flaky_better,
                            .differ = sides->differ,
                            .choice = choice_of(args),
                            .notes = sides->notes.items,
                            .input = inputs ? diff_input_read : NULL,
                            .input_context = inputs,
                            .color = color_for(args->color, stdout)};
    struct pager pager = pager_open(!args->json && !args->no_pager);
    enum exit_code code = EXIT_CODE_OK;
    struct error err;

    memcpy(diff.counts, sides->counts, sizeof diff.counts);
    side_fill(&diff.sides[PAIR_OLD], sides, PAIR_OLD);
    side_fill(&diff.sides[PAIR_NEW], sides, PAIR_NEW);
    if (args->json ? run_diff_json(&diff, pager.out, &err)
                   : run_diff_console(&diff, pager.out, &err))
        code = error_tell(&err);
    pager_close(&pager);
    diff_inputs_close(inputs);
    if (code == EXIT_CODE_OK && args->exit_code && sides->differ)
        code = EXIT_CODE_GATE_FAILED;
    return code;
}

static enum exit_code runs_compare(struct run_file *old_run, struct run_file *new_run,
                                   const struct diff_args *args)
{
    const struct diff_scope scope = {&args->prompts, &args->models, &args->cohorts,
                                     &args->cases};
    struct diff_sides sides = {.plan = NULL};
    struct error err;
    enum exit_code code;

    code = diff_sides_open(old_run, new_run, &scope, &sides, &err)
               ? error_tell(&err)
               : diff_tell(&sides, args);
    diff_sides_release(&sides);
    return code;
}

static enum exit_code diff_run(const void *given, const struct texts *operands)
{
    const struct diff_args *args = given;
    struct run_file *old_run = NULL;
    struct run_file *new_run = NULL;
    enum exit_code code;
    struct error err;

    if (run_lookup(operands->items[0], args->state, &old_run, &err))
        return error_tell(&err);
    if (operands->count > 1 &&
        run_lookup(operands->items[1], args->state, &new_run, &err))
        code = error_tell(&err);
    else
        code = runs_compare(old_run, new_run ? new_run : old_run, args);
    if (new_run)
        run_file_close(new_run);
    run_file_close(old_run);
    return code;
}

static const struct diff_args diff_defaults = {.limit = LIMIT_DEFAULT};

static const struct option diff_options[] = {
    {"prompt", 0, OPTION_TEXTS, offsetof(struct diff_args, prompts), "ID",
     "this prompt's variant; given twice: the old side's, the new side's", NULL},
    {"model", 0, OPTION_TEXTS, offsetof(struct diff_args, models), "ID",
     "this model's variant; given twice: the old side's, the new side's", NULL},
    {"cohort", 0, OPTION_TEXTS, offsetof(struct diff_args, cohorts), "NAME",
     "only this cohort", NULL},
    {"case", 0, OPTION_TEXTS, offsetof(struct diff_args, cases), "ID",
     "only this case: its id, or cohort/id", NULL},
    {"only", 0, OPTION_WORD, offsetof(struct diff_args, only), "WHICH",
     "cases to list: all that are not the same, or broke, fixed, flaky, changed, new, "
     "gone, same, unscored",
     only_words},
    {"limit", 0, OPTION_NUMBER, offsetof(struct diff_args, limit), "N",
     "cases to list; 0: every one (20)", NULL},
    {"json", 0, OPTION_FLAG, offsetof(struct diff_args, json), NULL,
     "the result as one JSON object on standard output", NULL},
    {"exit-code", 0, OPTION_FLAG, offsetof(struct diff_args, exit_code), NULL,
     "exit code 1 where the outcome of a case differs", NULL},
    {"no-pager", 0, OPTION_FLAG, offsetof(struct diff_args, no_pager), NULL,
     "not a page at a time on a terminal", NULL},
    STATE_OPTION(struct diff_args, state),
    COLOR_OPTION(struct diff_args, color),
    {NULL, 0, OPTION_FLAG, 0, NULL, NULL, NULL},
};

const struct command command_diff = {
    .name = "diff",
    .operands = "RUN [RUN]",
    .summary = "two runs, or a run and its baseline: what broke, word by word",
    .details =
        "One RUN: its candidate against its baseline. Two: the candidate of the first "
        "against that of\nthe second. The worst regression comes first. RUN is a path, "
        "a run's id, a unique prefix of\none, or latest.",
    .options = diff_options,
    .args_size = sizeof(struct diff_args),
    .defaults = &diff_defaults,
    .operands_min = 1,
    .operands_max = 2,
    .run = diff_run,
};
