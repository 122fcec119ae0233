/* runner/shared_mistakes.c - a mistake that many cases share, told once. */
#include "runner/shared_mistakes.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static bool is_same(const struct shared_mistake *mistake, const char *code,
                    const char *subject, const struct place *place)
{
    return !strcmp(mistake->code, code) && !strcmp(mistake->subject, subject) &&
           mistake->place.line == place->line && mistake->place.column == place->column &&
           mistake->place.file == place->file;
}

void shared_mistakes_add(struct shared_mistakes *mistakes, const char *code,
                         const char *subject, const struct place *place,
                         const struct place *where, int64_t case_number)
{
    struct shared_mistake *added;

    for (size_t i = 0; i < mistakes->count; i++) {
        struct shared_mistake *known = &mistakes->items[i];

        if (!is_same(known, code, subject, place))
            continue;
        known->case_count += known->last_case != case_number;
        known->last_case = case_number;
        return;
    }
    if (mistakes->count >= ERRORS_KEPT_MAX)
        return;
    MEM_GROW(mistakes->items, mistakes->count, mistakes->capacity);
    added = &mistakes->items[mistakes->count++];
    *added =
        (struct shared_mistake){.subject = mem_text(subject),
                                .place = *place,
                                .first = mem_format("%s:%u", where->file, where->line),
                                .case_count = 1,
                                .last_case = case_number};
    snprintf(added->code, sizeof added->code, "%s", code);
}

void shared_mistakes_release(struct shared_mistakes *mistakes)
{
    for (size_t i = 0; i < mistakes->count; i++) {
        free(mistakes->items[i].subject);
        free(mistakes->items[i].first);
    }
    free(mistakes->items);
    *mistakes = (struct shared_mistakes){NULL, 0, 0};
}
