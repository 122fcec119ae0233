/* cli/diff/diff_variants.c - which two variants are compared. */
#include "base/mem.h"
#include "base/shown.h"
#include "cli/diff/diff_parts.h"

#include <stdlib.h>
#include <string.h>

static bool prompt_fits(const struct plan_variant *variant, const char *word)
{
    char *whole;
    bool fits;

    if (!word)
        return true;
    if (!variant->prompt_name)
        return false;
    whole = mem_format("%s@%s", variant->prompt_name, variant->prompt_version);
    fits = !strcmp(whole, word) || !strcmp(variant->prompt_version, word) ||
           !strcmp(variant->prompt_name, word);
    free(whole);
    return fits;
}

/* The word of a side; one given for both stands for both. */
static const char *word_of(const struct texts *words, enum pair_side side)
{
    if (words->count == 0)
        return NULL;
    return words->items[words->count > 1 ? (size_t)side : 0];
}

static bool variant_fits(const struct plan_variant *variant, const char *prompt,
                         const char *model)
{
    return prompt_fits(variant, prompt) && (!model || !strcmp(variant->model_id, model));
}

static void names_list(const struct run_plan *plan, const char *prompt, const char *model,
                       struct buf *out)
{
    for (size_t i = 0; i < plan->variant_count; i++) {
        const char *name = plan->variants[i].name;

        if (!variant_fits(&plan->variants[i], prompt, model))
            continue;
        if (out->length)
            buf_append_text(out, ", ");
        shown_append(out, name, strlen(name), 60);
    }
}

/* All that the run has. */
static int none_fits(const struct diff_run *run, struct error *err)
{
    struct buf names = BUF_INIT(4096);

    names_list(run->plan, NULL, NULL, &names);
    error_set(err, ERROR_USAGE, "N0951", "no variant fits: the %s has %s",
              run->file ? "run" : "baseline", buf_text(&names));
    error_hint(err, "say which: --prompt ID, --model ID");
    buf_release(&names);
    return -1;
}

static int several_fit(const struct diff_run *run, const char *prompt, const char *model,
                       struct error *err)
{
    struct buf names = BUF_INIT(4096);

    names_list(run->plan, prompt, model, &names);
    error_set(err, ERROR_USAGE, "N0950", "several variants of the %s fit: %s",
              run->file ? "run" : "baseline", buf_text(&names));
    error_hint(err, "say which: %s",
               prompt  ? "--model ID"
               : model ? "--prompt ID"
                       : "--prompt ID, --model ID");
    buf_release(&names);
    return -1;
}

/* The one variant that fits; of several the one that is no baseline. */
static int variant_choose(const struct diff_run *run, const char *prompt,
                          const char *model, int *out, struct error *err)
{
    const struct run_plan *plan = run->plan;
    size_t fitting = 0, candidates = 0;
    int candidate = -1;

    for (size_t i = 0; i < plan->variant_count; i++) {
        const struct plan_variant *variant = &plan->variants[i];

        if (!variant_fits(variant, prompt, model))
            continue;
        fitting++;
        *out = (int)i;
        if (variant->is_baseline)
            continue;
        candidates++;
        candidate = (int)i;
    }
    if (fitting == 0)
        return none_fits(run, err);
    if (fitting > 1 && candidates != 1)
        return several_fit(run, prompt, model, err);
    if (fitting > 1)
        *out = candidate;
    return 0;
}

int diff_variants_choose(struct diff_sides *sides, const struct diff_scope *scope,
                         struct error *err)
{
    const bool is_one_run = sides->runs[PAIR_NEW].file &&
                            sides->runs[PAIR_OLD].file == sides->runs[PAIR_NEW].file;
    const bool names_both = scope->prompts->count > 1 || scope->models->count > 1;
    const struct run_plan *plan = sides->runs[PAIR_NEW].plan;

    for (int side = PAIR_OLD; side <= PAIR_NEW; side++)
        if (variant_choose(&sides->runs[side],
                           word_of(scope->prompts, (enum pair_side)side),
                           word_of(scope->models, (enum pair_side)side),
                           &sides->variants[side], err))
            return -1;
    if (!is_one_run || names_both)
        return 0;
    sides->variants[PAIR_OLD] = plan->variants[sides->variants[PAIR_NEW]].baseline;
    if (sides->variants[PAIR_OLD] >= 0 ||
        plan->variants[sides->variants[PAIR_NEW]].baseline_entry >= 0)
        return 0;
    error_set(err, ERROR_USAGE, "N0952", "the run compares its variant with no other");
    return error_hint(err, "name two runs: noworse diff OLD NEW");
}
