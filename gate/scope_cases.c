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

/* What makes a case differ from others of its kind. All others are counted there. */
static unsigned own_asked(const struct scope_cursor *cursor)
{
    return cursor->of_score ? ~0u : ~(unsigned)(OWN_SCORE | OWN_BASE_SCORE);
}

static bool kind_next(struct scope_cursor *cursor, const struct case_kinds *table,
                      struct cases_alike *out)
{
    while (cursor->kind < table->kind_count) {
        const struct case_kind *kind = &table->kinds[cursor->kind++];

        if (kind->own & own_asked(cursor))
            continue;
        *out = (struct cases_alike){kind,        kind->count, -1,           kind->weight,
                                    (double)NAN, (double)NAN, cursor->table};
        return true;
    }
    return false;
}

/* The next of the table whose stream is read. */
static inline bool own_next(struct scope_cursor *cursor, struct cases_alike *out)
{
    const struct case_kinds *table = cursor->own;
    const unsigned asked = own_asked(cursor);
    struct stream_place place = cursor->place;

    while (place.at < table->stream.length) {
        const size_t at = place.at;
        const struct case_kind *kind =
            &table->kinds[stream_number(&table->stream, &place)];
        struct case_own own = {-1, kind->weight, (double)NAN, (double)NAN};

        stream_values(&table->stream, &place, kind->own, &own);
        if (!(kind->own & asked))
            continue;
        *out = (struct cases_alike){
            kind, 1, own.group, own.weight, own.score, own.base_score, cursor->table};
        cursor->at = at;
        cursor->place = place;
        return true;
    }
    cursor->own = NULL;
    cursor->table++;
    return false;
}

/* Up to a table with a stream that tells something. */
static bool table_next(struct scope_cursor *cursor, struct cases_alike *out)
{
    for (; cursor->table < cursor->scope->count; cursor->table++) {
        const struct case_kinds *table = cursor->scope->tables[cursor->table];

        if (kind_next(cursor, table, out))
            return true;
        cursor->kind = 0;
        if (table->own & own_asked(cursor)) {
            cursor->own = table;
            cursor->place = (struct stream_place){0};
            return false;
        }
    }
    return false;
}

bool scope_next(struct scope_cursor *cursor, struct cases_alike *out)
{
    do {
        if (cursor->own && own_next(cursor, out))
            return true;
        if (table_next(cursor, out))
            return true;
    } while (cursor->own);
    return false;
}

void scope_begin_at(struct scope_cursor *cursor, size_t table, size_t at)
{
    cursor->table = table;
    cursor->own = cursor->scope->tables[table];
    cursor->place = (struct stream_place){.at = at};
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
