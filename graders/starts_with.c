/* graders/starts_with.c - the answer begins with the reference. */
#include "graders/builtin_graders.h"
#include "graders/text_rule.h"

#include <string.h>

static bool starts_with_holds(struct text answer, struct text wanted)
{
    return answer.length >= wanted.length &&
           !memcmp(answer.bytes, wanted.bytes, wanted.length);
}

static const struct text_rule_kind kind = {
    .trim = TRIM_START,
    .expected = "expected a text that starts with",

    .holds = starts_with_holds,
};

static int starts_with_compile(const json_t *options,
                               const struct grader_context *context, void **state,
                               struct error_list *errors)
{
    return text_rule_compile(&kind, options, context, state, errors);
}

const struct grader_type grader_starts_with = {
    .name = "starts_with",
    .summary = "the answer begins with the reference",
    .compile = starts_with_compile,
    .uses_reference = text_rule_uses_reference,
    .check_reference = text_rule_check,
    .grade = text_rule_grade,
    .free = text_rule_free,
};
