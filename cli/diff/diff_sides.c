/* cli/diff/diff_sides.c - two variants, of one run or two, opened and compared. */
#include "cli/diff/diff_sides.h"

#include "base/mem.h"
#include "base/path.h"
#include "cli/diff/diff_parts.h"

#include <stdlib.h>
#include <string.h>

enum { RUN_ID_SHOWN = 10 };

void diff_note(struct diff_sides *sides, char *text)
{
    texts_add(&sides->notes, text);
}

static int side_open(struct diff_run *run, const struct diff_source *from,
                     struct error *err)
{
    run->from = *from;
    if (from->baseline) {
        run->source = mem_text(from->baseline->path);
        return diff_plan_of_baseline(from->baseline, &run->plan, err);
    }
    run->file = from->run;
    if (run_file_plan(from->run, &run->plan, err) ||
        run_file_info(from->run, &run->info, err))
        return -1;
    run->source = mem_text(run->info.id);
    return 0;
}

/* A run that has a baseline's results with it: they are the old side. */
static void entry_take(struct diff_sides *sides)
{
    struct diff_run *was = &sides->runs[PAIR_OLD];
    const struct run_plan *plan = sides->runs[PAIR_NEW].plan;
    const int entry = plan->variants[sides->variants[PAIR_NEW]].baseline_entry;

    was->entry = &plan->baseline_entries[entry];
    run_plan_free(was->plan);
    was->plan = diff_plan_of_entry(plan, entry);
    was->file = NULL;
    free(was->source);
    was->source = mem_text(plan->baseline.path ? plan->baseline.path : "baseline");
    sides->variants[PAIR_OLD] = 0;
}

/* What tells a side from another of the same name: the front of a run's id, or a file's
 * name. */
static char *label_of(const struct diff_run *run, const struct diff_run *other,
                      const char *label)
{
    const char *name = path_name(run->source);

    if (run->file)
        return mem_format("%s (%.*s)", label, RUN_ID_SHOWN, run->source);
    if (other->file)
        return mem_format("%s (baseline)", label);
    return mem_format("%s (%s)", label,
                      strcmp(name, path_name(other->source)) ? name : run->source);
}

static void labels_make(struct diff_sides *sides)
{
    const char *labels[2];

    for (int side = PAIR_OLD; side <= PAIR_NEW; side++)
        labels[side] = sides->runs[side].plan->variants[sides->variants[side]].label;
    for (int side = PAIR_OLD; side <= PAIR_NEW; side++)
        sides->labels[side] =
            strcmp(labels[PAIR_OLD], labels[PAIR_NEW]) != 0
                ? mem_text(labels[side])
                : label_of(&sides->runs[side], &sides->runs[!side], labels[side]);
}

static void unfinished_note(struct diff_sides *sides, const struct diff_run *run)
{
    if (run->file && !run_status_is_judged(run->info.status))
        diff_note(sides, mem_format("run %.*s did not finish (%s): what it has is "
                                    "compared",
                                    RUN_ID_SHOWN, run->info.id,
                                    run_status_name(run->info.status)));
}

static void notes_make(struct diff_sides *sides)
{
    const struct diff_run *was = &sides->runs[PAIR_OLD];
    const struct diff_run *is = &sides->runs[PAIR_NEW];

    if (strcmp(was->plan->suite, is->plan->suite) != 0)
        diff_note(sides, mem_format("these are results of two suites: %s, %s",
                                    was->plan->suite, is->plan->suite));
    if (!is->file || (!was->file && (was->from.baseline || !is->plan->baseline.is_run)))
        diff_note(sides, mem_text("a baseline has outcomes and scores, and no answers"));
    if (was->file != is->file)
        unfinished_note(sides, was);
    unfinished_note(sides, is);
}

/* Of a baseline's file its variants are its entries. */
static void entries_find(struct diff_sides *sides)
{
    for (int side = PAIR_OLD; side <= PAIR_NEW; side++) {
        struct diff_run *run = &sides->runs[side];

        if (run->from.baseline && sides->variants[side] >= 0)
            run->entry = &run->from.baseline->entries[sides->variants[side]].plan;
    }
}

int diff_sides_open(const struct diff_source *old_side,
                    const struct diff_source *new_side, const struct diff_scope *scope,
                    struct diff_sides *out, struct error *err)
{
    *out = (struct diff_sides){.plan = NULL};
    if (side_open(&out->runs[PAIR_OLD], old_side, err) ||
        side_open(&out->runs[PAIR_NEW], new_side, err) ||
        diff_variants_choose(out, scope, err))
        return -1;
    entries_find(out);
    if (out->variants[PAIR_OLD] < 0)
        entry_take(out);
    diff_answers_find(out);
    labels_make(out);
    notes_make(out);
    if (diff_plan_make(out, scope, err))
        return -1;
    if (diff_judge(out, scope, err) || diff_own_take(out, scope, err))
        return -1;
    diff_spent_fill(out, scope);
    return 0;
}

void diff_sides_release(struct diff_sides *sides)
{
    for (int side = PAIR_OLD; side <= PAIR_NEW; side++) {
        run_plan_free(sides->runs[side].plan);
        run_info_release(&sides->runs[side].info);
        run_file_close(sides->runs[side].answers);
        run_plan_free(sides->runs[side].answers_plan);
        free(sides->runs[side].source);
        free(sides->labels[side]);
    }
    run_plan_free(sides->plan);
    judgement_release(&sides->judgement);
    case_pairs_free(sides->pairs);
    for (size_t i = 0; i < sides->notes.count; i++)
        free((void *)(uintptr_t)sides->notes.items[i]);
    texts_release(&sides->notes);
}
