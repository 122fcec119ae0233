/* cli/diff_sides.c - two variants, of one run or two, opened and compared. */
#include "cli/diff_sides.h"

#include "base/mem.h"
#include "cli/diff_parts.h"

#include <stdlib.h>
#include <string.h>

enum { RUN_ID_SHOWN = 10 };

void diff_note(struct diff_sides *sides, char *text)
{
    texts_add(&sides->notes, text);
}

static int run_open(struct diff_run *run, struct run_file *file, struct error *err)
{
    run->file = file;
    if (run_file_plan(file, &run->plan, err))
        return -1;
    return run_file_info(file, &run->info, err);
}

/* Two versions by their labels; where these are alike, the runs by their ids. */
static void labels_make(struct diff_sides *sides)
{
    const char *labels[2];

    for (int side = PAIR_OLD; side <= PAIR_NEW; side++)
        labels[side] = sides->runs[side].plan->variants[sides->variants[side]].label;
    for (int side = PAIR_OLD; side <= PAIR_NEW; side++)
        sides->labels[side] = strcmp(labels[PAIR_OLD], labels[PAIR_NEW]) != 0
                                  ? mem_text(labels[side])
                                  : mem_format("%s (%.*s)", labels[side], RUN_ID_SHOWN,
                                               sides->runs[side].info.id);
}

static void unfinished_note(struct diff_sides *sides)
{
    const bool is_one_run = sides->runs[PAIR_OLD].file == sides->runs[PAIR_NEW].file;

    for (int side = is_one_run ? PAIR_NEW : PAIR_OLD; side <= PAIR_NEW; side++) {
        const struct run_info *info = &sides->runs[side].info;

        if (!run_status_is_judged(info->status))
            diff_note(sides,
                      mem_format("run %.*s did not finish (%s): what it has is "
                                 "compared",
                                 RUN_ID_SHOWN, info->id, run_status_name(info->status)));
    }
}

int diff_sides_open(struct run_file *old_run, struct run_file *new_run,
                    const struct diff_scope *scope, struct diff_sides *out,
                    struct error *err)
{
    *out = (struct diff_sides){.plan = NULL};
    if (run_open(&out->runs[PAIR_OLD], old_run, err) ||
        run_open(&out->runs[PAIR_NEW], new_run, err) ||
        diff_variants_choose(out, scope, err))
        return -1;
    labels_make(out);
    unfinished_note(out);
    if (diff_plan_make(out, scope, err))
        return -1;
    return diff_judge(out, scope, err);
}

void diff_sides_release(struct diff_sides *sides)
{
    for (int side = PAIR_OLD; side <= PAIR_NEW; side++) {
        run_plan_free(sides->runs[side].plan);
        run_info_release(&sides->runs[side].info);
        free(sides->labels[side]);
    }
    run_plan_free(sides->plan);
    judgement_release(&sides->judgement);
    case_pairs_free(sides->pairs);
    for (size_t i = 0; i < sides->notes.count; i++)
        free((void *)(uintptr_t)sides->notes.items[i]);
    texts_release(&sides->notes);
}
