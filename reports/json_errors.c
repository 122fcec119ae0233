/* reports/json_errors.c - where answers do not fit their schema, as JSON. */
#include "reports/json_errors.h"

#include "reports/json_cases.h"

#include <string.h>

static json_t *places_json(const struct error_group *group)
{
    json_t *out = json_array();

    for (size_t i = 0; i < group->count; i++) {
        const struct error_place *place = &group->places[i];

        json_array_append_new(
            out, json_pack("{so sI so so}", "pointer",
                           json_text(place->pointer, strlen(place->pointer)), "answers",
                           (json_int_t)place->answers, "share",
                           json_number((double)place->answers / (double)group->answers),
                           "example", json_text(place->example, strlen(place->example))));
    }
    return out;
}

json_t *error_groups_json(const struct error_groups *groups, const struct run_plan *plan)
{
    json_t *out = json_array();

    for (size_t i = 0; i < groups->count; i++) {
        const struct error_group *group = &groups->items[i];

        json_array_append_new(out, json_pack("{ss? ss? sI sI sI so sI}", "variant",
                                             plan->variants[group->variant].name,
                                             "grader", plan->graders[group->grader].name,
                                             "answers", (json_int_t)group->answers,
                                             "unreadable", (json_int_t)group->unreadable,
                                             "repaired", (json_int_t)group->repaired,
                                             "places", places_json(group), "others",
                                             (json_int_t)group->others));
    }
    return out;
}
