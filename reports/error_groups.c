/* reports/error_groups.c - where the answers of a run do not fit their schema. */
#include "reports/error_groups.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static struct error_group *group_of(struct error_groups *groups, int variant, int grader)
{
    struct error_group *group;

    for (size_t i = 0; i < groups->count; i++)
        if (groups->items[i].variant == variant && groups->items[i].grader == grader)
            return &groups->items[i];
    MEM_GROW(groups->items, groups->count, groups->capacity);
    group = &groups->items[groups->count++];
    *group = (struct error_group){
        .variant = variant, .grader = grader, .by_pointer = json_object()};
    return group;
}

/* NULL: there are too many already. */
static struct error_place *place_of(struct error_group *group, const char *pointer,
                                    const char *message)
{
    const json_t *known = json_object_get(group->by_pointer, pointer);
    struct error_place *place;

    if (known)
        return &group->places[json_integer_value(known)];
    if (group->count == ERROR_PLACES_MAX)
        return NULL;
    json_object_set_new(group->by_pointer, pointer,
                        json_integer((json_int_t)group->count));
    MEM_GROW(group->places, group->count, group->capacity);
    place = &group->places[group->count++];
    *place = (struct error_place){mem_text(pointer), mem_text(message), 0, 0};
    return place;
}

/* An answer counts once at a place, however many items of an array are wrong there. */
static void error_add(struct error_group *group, const json_t *error)
{
    const char *pointer = json_string_value(json_object_get(error, "group"));
    const char *message = json_string_value(json_object_get(error, "message"));
    struct error_place *place =
        pointer && message ? place_of(group, pointer, message) : NULL;

    if (!place) {
        group->others++;
    } else if (place->last != group->answers) {
        place->last = group->answers;
        place->answers++;
    }
}

static void errors_add(struct error_group *group, const json_t *details)
{
    const json_t *errors = json_object_get(details, "errors");

    for (size_t i = 0; i < json_array_size(errors); i++)
        error_add(group, json_array_get(errors, i));
}

/* Of a grader made of graders: what is wrong in the parts that fail. */
static void parts_add(struct error_group *group, const json_t *details)
{
    const json_t *parts = json_object_get(details, "parts");

    errors_add(group, details);
    for (size_t i = 0; i < json_array_size(parts); i++) {
        const json_t *part = json_array_get(parts, i);
        const char *verdict = json_string_value(json_object_get(part, "verdict"));

        if (verdict && !strcmp(verdict, verdict_name(VERDICT_FAIL)))
            parts_add(group, json_object_get(part, "details"));
    }
}

/* A part of `not` is to fail, so it is no place where answers are wrong. */
static bool is_combination(const struct plan_grader *grader)
{
    return !strcmp(grader->type, "all") || !strcmp(grader->type, "any");
}

/* Whether a grader of this type may tell places of JSON. */
static bool tells_places(const struct plan_grader *grader)
{
    return !strcmp(grader->type, "json_schema") || !strcmp(grader->type, "json") ||
           is_combination(grader);
}

static void details_add(struct error_group *group, const struct plan_grader *grader,
                        enum verdict verdict, const char *text)
{
    json_t *details = json_loads(text, JSON_ALLOW_NUL, NULL);

    group->unreadable += json_is_true(json_object_get(details, "unreadable"));
    group->repaired += json_object_get(details, "repairs") != NULL;
    if (!is_combination(grader))
        errors_add(group, details);
    else if (verdict == VERDICT_FAIL)
        parts_add(group, details);
    json_decref(details);
}

bool error_groups_may_be(const struct run_plan *plan)
{
    for (size_t i = 0; i < plan->grader_count; i++)
        if (tells_places(&plan->graders[i]))
            return true;
    return false;
}

void error_groups_add_grade(struct error_groups *groups, const struct run_plan *plan,
                            int variant, int grader, enum verdict verdict,
                            const char *details)
{
    struct error_group *group;

    if (verdict == VERDICT_UNSCORED || !tells_places(&plan->graders[grader]))
        return;
    group = group_of(groups, variant, grader);
    group->answers++;
    if (details)
        details_add(group, &plan->graders[grader], verdict, details);
}

void error_groups_add(struct error_groups *groups, const struct run_plan *plan,
                      const struct case_result *result)
{
    for (size_t variant = 0; variant < plan->variant_count; variant++) {
        const struct variant_result *own = &result->variants[variant];

        for (size_t i = 0; i < own->repeat_count; i++)
            for (size_t at = 0; at < own->repeats[i].grade_count; at++) {
                const struct grade_result *grade = &own->repeats[i].grades[at];

                error_groups_add_grade(groups, plan, (int)variant, grade->grader,
                                       grade->verdict, grade->details);
            }
    }
}

static int by_answers(const void *a, const void *b)
{
    const struct error_place *left = a;
    const struct error_place *right = b;

    if (left->answers != right->answers)
        return left->answers > right->answers ? -1 : 1;
    return strcmp(left->pointer, right->pointer);
}

static int by_variant(const void *a, const void *b)
{
    const struct error_group *left = a;
    const struct error_group *right = b;

    return left->variant != right->variant ? left->variant - right->variant
                                           : left->grader - right->grader;
}

/* Graders that may tell places, and told none, are no group. */
static void empty_remove(struct error_groups *groups, const struct run_plan *plan)
{
    size_t kept = 0;

    for (size_t i = 0; i < groups->count; i++) {
        struct error_group *group = &groups->items[i];

        if (is_combination(&plan->graders[group->grader]) && group->count == 0)
            json_decref(group->by_pointer);
        else
            groups->items[kept++] = *group;
    }
    groups->count = kept;
}

void error_groups_sort(struct error_groups *groups, const struct run_plan *plan)
{
    empty_remove(groups, plan);
    for (size_t i = 0; i < groups->count; i++)
        if (groups->items[i].count > 0)
            qsort(groups->items[i].places, groups->items[i].count,
                  sizeof *groups->items[i].places, by_answers);
    if (groups->count > 0)
        qsort(groups->items, groups->count, sizeof *groups->items, by_variant);
}

void error_groups_release(struct error_groups *groups)
{
    for (size_t i = 0; i < groups->count; i++) {
        struct error_group *group = &groups->items[i];

        for (size_t at = 0; at < group->count; at++) {
            free(group->places[at].pointer);
            free(group->places[at].example);
        }
        free(group->places);
        json_decref(group->by_pointer);
    }
    free(groups->items);
    *groups = (struct error_groups)ERROR_GROUPS_INIT;
}
