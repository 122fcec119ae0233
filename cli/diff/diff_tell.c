/* cli/diff/diff_tell.c - two sides compared, and told: in a terminal's pager, or as JSON.
 */
#include "cli/command.h"
#include "cli/diff/diff_command.h"
#include "cli/diff/diff_inputs.h"
#include "cli/mistakes.h"
#include "cli/pager.h"

#include <string.h>

const char *const diff_only_words[] = {"all",     "broke",    "fixed", "flaky",
                                       "changed", "regraded", "new",   "gone",
                                       "same",    "unscored", "worse", NULL};

/* Which cases are listed: without --only those that did not stay as they were. */
static struct pair_choice choice_of(const struct diff_args *args)
{
    static const unsigned bits[] = {~(1U << CHANGE_SAME),
                                    1U << CHANGE_BROKE,
                                    1U << CHANGE_FIXED,
                                    1U << CHANGE_FLAKY,
                                    1U << CHANGE_CHANGED,
                                    1U << CHANGE_REGRADED,
                                    1U << CHANGE_NEW,
                                    1U << CHANGE_GONE,
                                    1U << CHANGE_SAME,
                                    1U << CHANGE_UNSCORED,
                                    ~0U};
    const bool only_worse = !strcmp(diff_only_words[args->only], "worse");

    return (struct pair_choice){.changes = bits[args->only],
                                .still_flaky = args->only != 0,
                                .only_worse = only_worse,
                                .limit = args->limit ? (int64_t)args->limit : -1};
}

static void side_fill(struct diff_side *out, const struct diff_sides *sides,
                      enum pair_side side)
{
    const struct diff_run *run = &sides->runs[side];
    const struct plan_variant *variant = &run->plan->variants[sides->variants[side]];
    const struct plan_variant *answering =
        run->answers ? &run->answers_plan->variants[run->answers_variant] : variant;

    *out = (struct diff_side){
        .label = sides->labels[side],
        .name = variant->name,
        .source = run->source,
        .run = run->answers ? run->answers : run->file,
        .plan = run->answers ? run->answers_plan : run->plan,
        .variant = run->answers ? run->answers_variant : sides->variants[side],
        .finds_cases = run->answers,
        .prompt = answering->prompt_text,
        .prompt_digest = variant->prompt_digest,
        .model = variant->model_name ? variant->model_name : variant->model_id};
}

static enum exit_code diff_tell(const struct diff_sides *sides,
                                const struct diff_args *args)
{
    const enum pair_side asked = sides->runs[PAIR_NEW].file ? PAIR_NEW : PAIR_OLD;
    struct diff_inputs *inputs =
        diff_inputs_open(sides->runs[asked].file, sides->runs[asked].plan, asked);
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
                            .color = color_for(args->run.telling.color, stdout)};
    struct pager pager = pager_open(!args->run.telling.json && !args->no_pager);
    enum exit_code code = EXIT_CODE_OK;
    struct error err;

    memcpy(diff.counts, sides->counts, sizeof diff.counts);
    side_fill(&diff.sides[PAIR_OLD], sides, PAIR_OLD);
    side_fill(&diff.sides[PAIR_NEW], sides, PAIR_NEW);
    if (args->run.telling.json ? run_diff_json(&diff, pager.out, &err)
                               : run_diff_console(&diff, pager.out, &err))
        code = error_tell(&err);
    pager_close(&pager);
    diff_inputs_close(inputs);
    if (code == EXIT_CODE_OK && args->exit_code && sides->differ)
        code = EXIT_CODE_GATE_FAILED;
    return code;
}

enum exit_code diff_sources_tell(const struct diff_source *old_side,
                                 const struct diff_source *new_side,
                                 const struct diff_scope *scope,
                                 const struct diff_args *args)
{
    struct diff_sides sides = {.plan = NULL};
    struct error err;
    enum exit_code code;

    code = diff_sides_open(old_side, new_side, scope, &sides, &err)
               ? error_tell(&err)
               : diff_tell(&sides, args);
    diff_sides_release(&sides);
    return code;
}
