/* gate/served.c - whether the vendor answered with the model that the baseline knows. */
#include "gate/served.h"

#include "base/mem.h"
#include "base/shown.h"
#include "gate/notes.h"
#include "store/baseline_file.h"

#include <stdlib.h>
#include <string.h>

enum {
    NEWEST = 10000, /* samples that are looked at: a change stays */
    NAME_COLUMNS = 60,
    NOTE_BYTES_MAX = 4096
};

static bool texts_are_same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* What the baseline knows of the model that this variant asks for; NULL: nothing. */
static const struct plan_entry *entry_of(const struct run_plan *plan,
                                         const struct plan_variant *variant)
{
    const struct plan_entry *entry;

    if (variant->is_baseline || variant->baseline_entry < 0)
        return NULL;
    entry = &plan->baseline_entries[variant->baseline_entry];
    return entry->served_count &&
                   texts_are_same(variant->model_provider, entry->model_provider) &&
                   texts_are_same(variant->model_name, entry->model_name)
               ? entry
               : NULL;
}

static bool is_known(const struct plan_entry *entry, const char *name)
{
    for (size_t i = 0; i < entry->served_count; i++)
        if (strcmp(entry->served[i], name) == 0)
            return true;
    return false;
}

/* The caller's. */
static char *note_words(const struct plan_entry *entry, const char *name)
{
    struct buf note = BUF_INIT(NOTE_BYTES_MAX);

    buf_append_text(&note, "The vendor answered as \"");
    shown_append(&note, name, strlen(name), NAME_COLUMNS);
    buf_append_text(&note, "\", and as \"");
    shown_append(&note, entry->served[0], strlen(entry->served[0]), NAME_COLUMNS);
    buf_append_text(&note,
                    "\" when the baseline was made: what changed may be the model. To "
                    "judge a prompt alone, run the old one beside it: noworse diff SUITE "
                    "--prompt-rev REF.");
    return buf_detach(&note);
}

int served_note(struct run_file *file, const struct run_plan *plan,
                struct judgement *judgement, struct error *err)
{
    bool is_told = !run_status_is_judged(judgement->status);

    for (size_t i = 0; i < plan->variant_count && !is_told; i++) {
        const struct plan_entry *entry = entry_of(plan, &plan->variants[i]);
        char **names;
        size_t count;

        if (!entry)
            continue;
        if (run_file_served(file, (int)i, NEWEST, &names, &count, err))
            return -1;
        for (size_t k = 0; k < count; k++) {
            if (!is_told && !is_known(entry, names[k])) {
                note_add(judgement, note_words(entry, names[k]));
                is_told = true;
            }
            free(names[k]);
        }
        free(names);
    }
    return 0;
}
