/* gate/scope_cases.c - the cases of one scope, one after the other. */
#include "gate/scope_cases.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

void scope_cases_add(struct scope_cases *scope, const struct case_kinds *table,
                     double cohort_weight)
{
    scope->tables = mem_resize(scope->tables, scope->count + 1, sizeof *scope->tables);
    scope->cohort_weights = mem_resize(scope->cohort_weights, scope->count + 1,
                                       sizeof *scope->cohort_weights);
    scope->tables[scope->count] = table;
    scope->cohort_weights[scope->count++] = cohort_weight;
}

void scope_cases_release(struct scope_cases *scope)
{
    free(scope->tables);
    free(scope->cohort_weights);
    *scope = (struct scope_cases){.count = 0};
}

/* What stands in entries: cases of groups, and those with scores where these are asked
 * for. All others are counted at their kind. */
static bool entry_take(const struct scope_cursor *cursor, const struct case_kinds *table,
                       size_t at, struct cases_alike *out)
{
    const struct case_entries *entries = &table->entries;
    const struct case_kind *kind = &table->kinds[entry_kind(entries, at)];
    const int32_t group = entries->groups ? entries->groups[at] : -1;
    const bool has_score = cursor->of_score && kind->is_scored;

    if (group < 0 && !has_score)
        return false;
    *out = (struct cases_alike){kind,
                                1,
                                group,
                                has_score ? entries->scores[at] : (double)NAN,
                                has_score ? entries->base_scores[at] : (double)NAN,
                                cursor->table};
    return true;
}

static bool table_next(struct scope_cursor *cursor, struct cases_alike *out)
{
    const struct case_kinds *table = cursor->scope->tables[cursor->table];

    while (cursor->kind < table->kind_count) {
        const struct case_kind *kind = &table->kinds[cursor->kind++];

        if (kind->count == 0 || (cursor->of_score && kind->is_scored))
            continue;
        *out = (struct cases_alike){kind,        kind->count, -1,
                                    (double)NAN, (double)NAN, cursor->table};
        return true;
    }
    while (cursor->entry < table->entries.count)
        if (entry_take(cursor, table, cursor->entry++, out))
            return true;
    return false;
}

bool scope_next(struct scope_cursor *cursor, struct cases_alike *out)
{
    for (; cursor->table < cursor->scope->count;
         cursor->table++, cursor->kind = 0, cursor->entry = 0)
        if (table_next(cursor, out))
            return true;
    return false;
}

bool scope_next_kind(struct scope_cursor *cursor, const struct case_kind **out)
{
    for (; cursor->table < cursor->scope->count; cursor->table++, cursor->kind = 0) {
        const struct case_kinds *table = cursor->scope->tables[cursor->table];

        if (cursor->kind < table->kind_count) {
            *out = &table->kinds[cursor->kind++];
            return true;
        }
    }
    return false;
}
