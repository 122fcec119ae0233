/* reports/error_groups.h - where the answers of a run do not fit their schema: "/items",
 * then "*" for any index, then "/qty" is wrong in 12% of answers.
 *
 * From the details of the graders of type json_schema and json, also within `all` and
 * `any`, case by case. Held-out cases are
 * none of it: a pointer may hold what the model wrote, and the cases come from
 * case_results.h.
 */
#ifndef NOWORSE_REPORTS_ERROR_GROUPS_H
#define NOWORSE_REPORTS_ERROR_GROUPS_H

#include "reports/case_results.h"

#include <jansson.h>

/* Further places of one grader and variant are counted together. */
enum { ERROR_PLACES_MAX = 1000 };

/* One place; texts owned. */
struct error_place {
    char *pointer; /* indices of arrays are "*" */
    char *example; /* what was wrong there first; not made harmless */
    int64_t answers;
    int64_t last; /* the answer that was counted last */
};

/* What one grader found in the answers of one variant. */
struct error_group {
    int variant, grader; /* indices in the plan */
    int64_t answers;     /* judged: each told pass or fail */
    int64_t unreadable;  /* of them: no JSON */
    int64_t repaired;    /* of them: judged after repair, or said what would help */
    int64_t others;      /* mistakes at places beyond ERROR_PLACES_MAX */
    struct error_place *places; /* owned; most frequent first, once sorted */
    size_t count, capacity;
    json_t *by_pointer; /* owned: pointer → index into places, until they are sorted */
};

struct error_groups {
    struct error_group *items; /* owned; by variant, then grader */
    size_t count, capacity;
};

#define ERROR_GROUPS_INIT                                                                \
    {                                                                                    \
        NULL, 0, 0                                                                       \
    }

/* Whether a grader of the plan tells places of JSON at all: else there are no groups. */
bool error_groups_may_be(const struct run_plan *plan);

/* The grades of a case; or one of a sample, whose details may be NULL. */
void error_groups_add(struct error_groups *groups, const struct run_plan *plan,
                      const struct case_result *result);
void error_groups_add_grade(struct error_groups *groups, const struct run_plan *plan,
                            int variant, int grader, enum verdict verdict,
                            const char *details);
void error_groups_sort(struct error_groups *groups, const struct run_plan *plan);
void error_groups_release(struct error_groups *groups);

#endif
