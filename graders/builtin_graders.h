/* graders/builtin_graders.h - the graders that grader_types[] lists. */
#ifndef NOWORSE_GRADERS_BUILTIN_GRADERS_H
#define NOWORSE_GRADERS_BUILTIN_GRADERS_H

#include "graders/grader.h"

extern const struct grader_type grader_all;
extern const struct grader_type grader_any;
extern const struct grader_type grader_bleu;
extern const struct grader_type grader_chrf;
extern const struct grader_type grader_contains;
extern const struct grader_type grader_cost_usd;
extern const struct grader_type grader_edit_similarity;
extern const struct grader_type grader_embedding;
extern const struct grader_type grader_ends_with;
extern const struct grader_type grader_exact;
extern const struct grader_type grader_exec;
extern const struct grader_type grader_finish_reason;
extern const struct grader_type grader_html;
extern const struct grader_type grader_json;
extern const struct grader_type grader_json_schema;
extern const struct grader_type grader_judge;
extern const struct grader_type grader_label;
extern const struct grader_type grader_latency_ms;
extern const struct grader_type grader_length;
extern const struct grader_type grader_not;
extern const struct grader_type grader_numeric;
extern const struct grader_type grader_output_tokens;
extern const struct grader_type grader_pii;
extern const struct grader_type grader_readability;
extern const struct grader_type grader_refusal;
extern const struct grader_type grader_regex;
extern const struct grader_type grader_rouge_1;
extern const struct grader_type grader_rouge_2;
extern const struct grader_type grader_rouge_l;
extern const struct grader_type grader_scripts;
extern const struct grader_type grader_starts_with;
extern const struct grader_type grader_token_f1;
extern const struct grader_type grader_tool_calls;
extern const struct grader_type grader_xml;

#endif
