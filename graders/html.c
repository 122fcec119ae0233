/* graders/html.c - the answer is well-formed HTML. */
#include "graders/builtin_graders.h"
#include "graders/markup.h"

static int html_compile(const json_t *options, const struct grader_context *context,
                        void **state, struct error_list *errors)
{
    return markup_compile(MARKUP_HTML, options, context, state, errors);
}

const struct grader_type grader_html = {
    .name = "html",
    .summary = "the answer is well-formed HTML",
    .compile = html_compile,
    .uses_reference = markup_uses_reference,
    .check_reference = markup_check,
    .grade = markup_grade,
    .free = markup_free,
};
