/* graders/grader_types.c - the table of graders. */
#include "graders/builtin_graders.h"

#include <string.h>

const struct grader_type *const grader_types[] = {
    &grader_all,
    &grader_any,
    &grader_contains,
    &grader_cost_usd,
    &grader_ends_with,
    &grader_exact,
    &grader_finish_reason,
    &grader_json,
    &grader_json_schema,
    &grader_label,
    &grader_latency_ms,
    &grader_length,
    &grader_not,
    &grader_numeric,
    &grader_output_tokens,
    &grader_regex,
    &grader_starts_with,
    &grader_tool_calls,
    NULL,
};

const struct grader_type *grader_find(const char *name)
{
    for (size_t i = 0; grader_types[i]; i++)
        if (!strcmp(grader_types[i]->name, name))
            return grader_types[i];
    return NULL;
}
