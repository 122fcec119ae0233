/* graders/exact.c - the answer is the reference. */
#include "graders/builtin_graders.h"
#include "graders/text_rule.h"

#include <string.h>

static bool exact_holds(struct text answer, struct text wanted)
{
    return answer.length == wanted.length &&
           !memcmp(answer.bytes, wanted.bytes, wanted.length);
}

static const struct text_rule_kind kind = {
    .trim = TRIM_BOTH,
    .expected = "expected",
    .allows_empty = true,
    .holds = exact_holds,
};

static int exact_compile(const json_t *options, const struct grader_context *context,
                         void **state, struct error_list *errors)
{
    return text_rule_compile(&kind, options, context, state, errors);
}

const struct grader_type grader_exact = {
    .name = "exact",
    .summary = "the answer is the reference",
    .compile = exact_compile,
    .uses_reference = text_rule_uses_reference,
    .check_reference = text_rule_check,
    .grade = text_rule_grade,
    .free = text_rule_free,
};
