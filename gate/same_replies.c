/* gate/same_replies.c - a comparison of replies with themselves: it can find nothing. */
#include "gate/same_replies.h"

#include "base/clock.h"

#include <string.h>

static bool texts_are_same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* Both sides ask the same; where replies are not kept, they still are two draws. */
static bool replies_are_shared(const struct run_plan *plan,
                               const struct judgement *judgement,
                               const struct plan_variant *variant, int64_t samples)
{
    const struct plan_variant *other = &plan->variants[variant->baseline];

    return variant->asked_digest[0] && samples > 0 &&
           judgement->cached.cached >= samples &&
           strcmp(variant->asked_digest, other->asked_digest) == 0;
}

static bool is_of_entry(const struct run_plan *plan, const struct plan_variant *variant)
{
    const struct plan_entry *entry = &plan->baseline_entries[variant->baseline_entry];

    return texts_are_same(variant->prompt_digest, entry->prompt_digest) &&
           texts_are_same(variant->model_id, entry->model_id) &&
           texts_are_same(variant->model_provider, entry->model_provider) &&
           texts_are_same(variant->model_name, entry->model_name);
}

/* Times of that form stand in the order of their texts. */
static bool none_is_newer(const struct cached_replies *cached, const char *ended)
{
    char newest[CLOCK_TEXT_SIZE];

    clock_format(cached->newest_ms, newest);
    return ended && cached->cached == cached->samples && strcmp(newest, ended) <= 0;
}

enum same_replies same_replies_of(const struct run_plan *plan,
                                  const struct judgement *judgement, int variant)
{
    const struct plan_variant *of = &plan->variants[variant];
    const struct gate_scope *whole = judgement_scope(judgement, variant, SCOPE_ALL);
    const struct gate_comparison *made = &whole->comparison;

    if (!made->is_made || !judgement->cached.cached)
        return REPLIES_DIFFER;
    if (of->baseline >= 0)
        return replies_are_shared(plan, judgement, of, whole->samples) ? REPLIES_SHARED
                                                                       : REPLIES_DIFFER;
    if (of->baseline_entry < 0 || made->better || made->worse || !is_of_entry(plan, of) ||
        !none_is_newer(&judgement->cached, plan->baseline.ended))
        return REPLIES_DIFFER;
    return REPLIES_NOT_NEWER;
}
