/* store/gated_graders.c - which graders of a case have a gate of their own. */
#include "store/gated_graders.h"

int gated_graders_parse(const struct run_plan *plan, const char *list, int *out)
{
    json_t *json = list ? json_loads(list, 0, NULL) : NULL;
    int rc = json ? 0 : -1;

    for (size_t i = 0; i < plan->grader_gate_count; i++)
        out[i] = -1;
    for (size_t i = 0; i < json_array_size(json); i++) {
        uint64_t index = (uint64_t)json_integer_value(json_array_get(json, i));
        int gate = -1;

        if (index < plan->grader_count)
            gate = run_plan_grader_gate(plan, plan->graders[index].name);
        else
            rc = -1;
        if (gate >= 0)
            out[gate] = (int)index;
    }
    json_decref(json);
    return rc;
}
