/* cli/diff/diff_answers.c - the answers of a baseline that was read from a run
 * (suite-format 7.17): that run's file, found again.
 */
#include "base/mem.h"
#include "cli/diff/diff_parts.h"
#include "cli/run_lookup.h"

#include <stdlib.h>
#include <string.h>

/* Takes the file: false, and closed, where it is another run. */
static bool run_take(struct diff_run *was, const char *id, struct run_file *file)
{
    struct run_info info = {.reason = NULL};
    struct error ignored;
    const bool is_it = run_file_info(file, &info, &ignored) == 0 &&
                       !strcmp(info.id, id) &&
                       run_file_plan(file, &was->answers_plan, &ignored) == 0;

    run_info_release(&info);
    if (is_it)
        was->answers = file;
    else
        run_file_close(file);
    return is_it;
}

static bool run_find(struct diff_run *was, const struct plan_source *baseline,
                     const char *state)
{
    struct run_file *file;
    struct error ignored;

    if (run_lookup(baseline->run_id, state, &file, &ignored) == 0 &&
        run_take(was, baseline->run_id, file))
        return true;
    return run_file_open(baseline->path, &file, &ignored) == 0 &&
           run_take(was, baseline->run_id, file);
}

/* The candidate that the entry was made from. */
static bool variant_find(struct diff_run *was)
{
    const struct run_plan *plan = was->answers_plan;

    for (size_t i = 0; i < plan->variant_count; i++)
        if (!plan->variants[i].is_baseline &&
            !strcmp(plan->variants[i].name, was->entry->name)) {
            was->answers_variant = (int)i;
            return true;
        }
    return false;
}

void diff_answers_find(struct diff_sides *sides)
{
    struct diff_run *was = &sides->runs[PAIR_OLD];
    const struct diff_run *is = &sides->runs[PAIR_NEW];
    const struct plan_source *baseline = &is->plan->baseline;

    if (was->file || was->from.baseline || !baseline->is_run)
        return;
    if (run_find(was, baseline, is->from.state) && variant_find(was))
        return;
    run_file_close(was->answers);
    was->answers = NULL;
    diff_note(sides, mem_format("the baseline's answers are in run %s, whose file is not "
                                "there: %s",
                                baseline->run_id, baseline->path));
}
