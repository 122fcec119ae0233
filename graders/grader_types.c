/* graders/grader_types.c - the table of graders. */
#include "graders/builtin_graders.h"

#include <string.h>

/* clang-format off: a line each */
const struct grader_type *const grader_types[] = {
    &grader_all,
    &grader_any,
    &grader_bleu,
    &grader_chrf,
    &grader_contains,
    &grader_cost_usd,
    &grader_edit_similarity,
    &grader_embedding,
    &grader_ends_with,
    &grader_exact,
    &grader_exec,
    &grader_finish_reason,
    &grader_html,
    &grader_json,
    &grader_json_schema,
    &grader_judge,
    &grader_label,
    &grader_latency_ms,
    &grader_length,
    &grader_not,
    &grader_numeric,
    &grader_output_tokens,
    &grader_pii,
    &grader_readability,
    &grader_refusal,
    &grader_regex,
    &grader_rouge_1,
    &grader_rouge_2,
    &grader_rouge_l,
    &grader_scripts,
    &grader_starts_with,
    &grader_token_f1,
    &grader_tool_calls,
    &grader_xml,
    NULL,
};
/* clang-format on */

const struct grader_type *grader_find(const char *name)
{
    for (size_t i = 0; grader_types[i]; i++)
        if (!strcmp(grader_types[i]->name, name))
            return grader_types[i];
    return NULL;
}
