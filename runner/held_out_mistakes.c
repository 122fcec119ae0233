/* runner/held_out_mistakes.c - what an error may say of a row that nobody is to see. */
#include "runner/held_out_mistakes.h"

#include <stdio.h>
#include <string.h>

static bool is_in(const struct error *err, const struct cohort *cohort)
{
    for (size_t i = 0; i < cohort->file_count; i++) {
        const struct place place = {.file = cohort->files[i], .line = 1};
        struct error same = ERROR_INIT; /* its file is shortened likewise */

        error_place(&same, &place);
        if (!strcmp(same.file, err->file))
            return true;
    }
    return false;
}

static bool is_held_out(const struct suite *suite, const struct error *err)
{
    for (size_t i = 0; i < suite->cohort_count; i++)
        if (suite->cohorts[i].held_out && is_in(err, &suite->cohorts[i]))
            return true;
    return false;
}

void held_out_mistakes_hide(const struct suite *suite, struct error_list *errors)
{
    for (size_t i = 0; i < errors->count; i++) {
        struct error *err = &errors->items[i];

        /* What is hidden already was made for such a row. */
        if (!err->line || err->excerpt == EXCERPT_HIDDEN || !is_held_out(suite, err))
            continue;
        err->excerpt = EXCERPT_HIDDEN;
        err->hint[0] = '\0';
        snprintf(err->message, sizeof err->message, "a grader of this row has a mistake");
    }
}
