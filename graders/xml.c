/* graders/xml.c - the answer is well-formed XML. */
#include "graders/builtin_graders.h"
#include "graders/markup.h"

static int xml_compile(const json_t *options, const struct grader_context *context,
                       void **state, struct error_list *errors)
{
    return markup_compile(MARKUP_XML, options, context, state, errors);
}

const struct grader_type grader_xml = {
    .name = "xml",
    .summary = "the answer is well-formed XML",
    .compile = xml_compile,
    .uses_reference = markup_uses_reference,
    .check_reference = markup_check,
    .grade = markup_grade,
    .free = markup_free,
};
