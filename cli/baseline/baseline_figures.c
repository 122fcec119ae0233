/* cli/baseline/baseline_figures.c - how often the cases of a baseline pass, by entry and
 * cohort.
 */
#include "cli/baseline/baseline_figures.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LOOKED_BACK = 8 };

static struct baseline_scope *scope_add(struct baseline_figures *figures, int entry,
                                        const char *cohort)
{
    struct baseline_scope *scope;

    MEM_GROW(figures->scopes, figures->count, figures->capacity);
    scope = &figures->scopes[figures->count++];
    *scope = (struct baseline_scope){.entry = entry, .cohort = mem_text(cohort)};
    return scope;
}

const struct baseline_scope *baseline_figures_find(const struct baseline_figures *figures,
                                                   int entry, const char *cohort)
{
    for (size_t i = figures->count; i-- > 0;) {
        const struct baseline_scope *scope = &figures->scopes[i];

        if (scope->entry == entry &&
            (cohort ? scope->cohort && !strcmp(scope->cohort, cohort) : !scope->cohort))
            return scope;
    }
    return NULL;
}

static size_t scope_index(struct baseline_figures *figures, int entry, const char *cohort)
{
    const struct baseline_scope *found = baseline_figures_find(figures, entry, cohort);

    return (size_t)((found ? found : scope_add(figures, entry, cohort)) -
                    figures->scopes);
}

/* Cases alike are counted together, as far as they stand close to each other. */
static void kind_count(struct baseline_scope *scope, const struct rate_kind *kind)
{
    for (size_t i = 0; i < LOOKED_BACK && i < scope->kind_count; i++) {
        struct rate_kind *known = &scope->kinds[scope->kind_count - 1 - i];

        if (!islessgreater(known->score, kind->score) &&
            !islessgreater(known->weight, kind->weight) &&
            known->repeated == kind->repeated) {
            known->count++;
            return;
        }
    }
    MEM_GROW(scope->kinds, scope->kind_count, scope->kind_capacity);
    scope->kinds[scope->kind_count++] = *kind;
}

static void line_count(struct baseline_scope *scope, const struct baseline_line *line)
{
    const struct baseline_result *result = &line->result;
    unsigned scored = result->passed + result->failed;
    struct rate_kind kind = {
        .weight = result->weight, .count = 1, .cluster = -1, .repeated = scored > 1};

    scope->cases++;
    scope->unscored += result->unscored;
    scope->is_held_out = !result->id;
    if (!scored)
        return;
    scope->scored++;
    kind.score = (double)result->passed / scored;
    kind_count(scope, &kind);
}

int baseline_figures_add(void *context, const struct baseline_line *line)
{
    struct baseline_figures *figures = context;
    size_t all = scope_index(figures, line->result.entry, NULL);
    size_t of_cohort = scope_index(figures, line->result.entry, line->result.cohort);

    line_count(&figures->scopes[all], line);
    line_count(&figures->scopes[of_cohort], line);
    return 0;
}

void baseline_figures_release(struct baseline_figures *figures)
{
    for (size_t i = 0; i < figures->count; i++) {
        free(figures->scopes[i].cohort);
        free(figures->scopes[i].kinds);
    }
    free(figures->scopes);
    *figures = (struct baseline_figures){.count = 0};
}

bool baseline_scope_rate(const struct baseline_scope *scope, struct rate *out)
{
    struct error ignored;

    return scope && scope->kind_count &&
           rate_of(scope->kinds, scope->kind_count, 0.95, out, &ignored) == 0;
}
