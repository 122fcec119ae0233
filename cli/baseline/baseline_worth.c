/* cli/baseline/baseline_worth.c - what a baseline made of this run is worth: warnings. */
#include "cli/baseline/baseline_parts.h"
#include "cli/mistakes.h"
#include "gate/figure.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { REPEATS_GOOD = 5, DAY_MS = 24 * 60 * 60 * 1000 };

/* What the samples of the entries rest on. */
struct samples {
    const struct baseline_new *made;
    int64_t all, unscored, cached, oldest_ms;
};

static int outcome_count(void *context, const struct case_outcome *outcome)
{
    struct samples *samples = context;
    bool is_kept = false;

    for (size_t i = 0; i < samples->made->count; i++)
        is_kept = is_kept || samples->made->variants[i] == outcome->variant;
    if (!is_kept)
        return 0;
    samples->all += outcome->passed + outcome->failed + outcome->unscored;
    samples->unscored += outcome->unscored;
    samples->cached += outcome->cached;
    if (outcome->oldest_cached_ms &&
        (!samples->oldest_ms || outcome->oldest_cached_ms < samples->oldest_ms))
        samples->oldest_ms = outcome->oldest_cached_ms;
    return 0;
}

static bool texts_are_same(const char *a, const char *b)
{
    return a && b ? !strcmp(a, b) : a == b;
}

static bool is_same_candidate(const struct plan_variant *variant,
                              const struct plan_entry *entry)
{
    return texts_are_same(variant->prompt_digest, entry->prompt_digest) &&
           !strcmp(variant->model_id, entry->model_id) &&
           !strcmp(variant->model_provider, entry->model_provider) &&
           texts_are_same(variant->model_name, entry->model_name);
}

/* The best of several runs is too good by luck, and later candidates pay for it. */
static int luck_warn(const struct baseline_new *made, const struct baseline_file *was,
                     const struct baseline_figures *figures, struct error_list *notes,
                     struct error *err)
{
    struct baseline_figures before = {.count = 0};
    int rc = baseline_file_each(was, baseline_figures_add, &before, err);

    for (size_t i = 0; i < made->count && rc == 0; i++) {
        const struct plan_variant *variant = &made->plan->variants[made->variants[i]];
        int like = baseline_entry_like(was, variant);
        struct rate old, fresh;
        struct error note;

        if (like < 0 || !strcmp(was->run_id, made->info.id) ||
            !is_same_candidate(variant, &was->entries[like].plan) ||
            !baseline_scope_rate(baseline_figures_find(&before, like, NULL), &old) ||
            !baseline_scope_rate(baseline_figures_find(figures, (int)i, NULL), &fresh) ||
            !figure_is_above(fresh.mean, old.mean))
            continue;
        error_set(&note, ERROR_INPUT, "N0975",
                  "%s is the same prompt and model as before, with a higher score now",
                  variant->name);
        error_hint(&note,
                   "picked as the best of several runs it is too good by luck, and later "
                   "candidates pay for it: a run with more repeats is not");
        error_list_warn(notes, &note);
    }
    baseline_figures_release(&before);
    return rc;
}

static void samples_warn(const struct samples *samples, struct error_list *notes)
{
    char count[FIGURE_SIZE], all[FIGURE_SIZE];
    struct error note;

    figure_count(samples->all, all);
    if (samples->unscored) {
        figure_count(samples->unscored, count);
        error_set(&note, ERROR_INPUT, "N0976", "%s of %s samples are unscored", count,
                  all);
        error_hint(&note, "later runs are compared with what is left of these cases");
        error_list_warn(notes, &note);
    }
    if (samples->cached) {
        char age[32] = "under a day";
        int64_t days = (samples->made->info.started_ms - samples->oldest_ms) / DAY_MS;

        figure_count(samples->cached, count);
        if (days > 0)
            snprintf(age, sizeof age, "%" PRId64 " day%s", days, days == 1 ? "" : "s");
        error_set(&note, ERROR_INPUT, "N0977",
                  "%s of %s samples rest on kept replies, the oldest %s old", count, all,
                  age);
        error_hint(&note, "a run that asks anew: noworse run SUITE --cache refresh");
        error_list_warn(notes, &note);
    }
}

static void repeats_warn(const struct baseline_new *made, struct error_list *notes)
{
    unsigned repeats = made->plan->repeats;
    struct error note;

    if (repeats >= REPEATS_GOOD)
        return;
    error_set(&note, ERROR_INPUT, "N0978", "each case was asked %u time%s", repeats,
              repeats == 1 ? "" : "s");
    error_hint(&note,
               "with 5 repeats, the noise of its own answers that a baseline puts into "
               "every later comparison falls to %u%%: noworse run SUITE --repeats 5",
               repeats * 100 / REPEATS_GOOD);
    error_list_warn(notes, &note);
}

/* What was left out is new to every later run, and compared with nothing. */
static void selection_warn(const struct baseline_new *made, struct error_list *notes)
{
    struct error note;

    if (!made->plan->is_partial)
        return;
    error_set(&note, ERROR_INPUT, "N0981", "the run was of a selection of the cases");
    error_hint(&note, "the others would be new to later runs, and compared with nothing: "
                      "noworse run SUITE --baseline none --advisory runs all");
    error_list_warn(notes, &note);
}

int baseline_worth_tell(const struct baseline_new *made, const struct baseline_file *was,
                        const struct baseline_figures *figures, struct error *err)
{
    struct samples samples = {.made = made};
    struct error_list notes = ERROR_LIST_INIT;
    int rc = run_file_each_outcome(made->run, outcome_count, &samples, err);

    if (rc == 0 && was)
        rc = luck_warn(made, was, figures, &notes, err);
    if (rc == 0) {
        selection_warn(made, &notes);
        samples_warn(&samples, &notes);
        repeats_warn(made, &notes);
        error_list_print(&notes, stderr, color_for(COLOR_AUTO, stderr));
    }
    error_list_release(&notes);
    return rc;
}
