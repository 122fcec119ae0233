/* graders/ends_with.c - the answer ends with the reference. */
#include "graders/builtin_graders.h"
#include "graders/text_rule.h"

#include <string.h>

static bool ends_with_holds(struct text answer, struct text wanted)
{
    return answer.length >= wanted.length &&
           !memcmp(answer.bytes + answer.length - wanted.length, wanted.bytes,
                   wanted.length);
}

static const struct text_rule_kind kind = {
    .trim = TRIM_END,
    .expected = "expected a text that ends with",
    .shows_end = true,
    .holds = ends_with_holds,
};

static int ends_with_compile(const json_t *options, const struct grader_context *context,
                             void **state, struct error_list *errors)
{
    return text_rule_compile(&kind, options, context, state, errors);
}

const struct grader_type grader_ends_with = {
    .name = "ends_with",
    .summary = "the answer ends with the reference",
    .compile = ends_with_compile,
    .uses_reference = text_rule_uses_reference,
    .check_reference = text_rule_check,
    .grade = text_rule_grade,
    .free = text_rule_free,
};
