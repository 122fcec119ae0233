/* graders/grader_file.c - a file that a grader's options name. */
#include "graders/grader_file.h"

#include "suites/named_file.h"

const char *grader_file_from(const struct grader_context *context)
{
    const struct source *source = context->source;

    if (source->tree)
        return source->tree->file;
    if (source->place.file)
        return source->place.file;
    return context->suite ? context->suite->path : "";
}

int grader_file_load(const struct grader_context *context, const char *path,
                     const char *pointer, char **text, size_t *length, char **joined,
                     struct error *err)
{
    struct place place = source_place(context->source, pointer);
    struct file_rules rules = {.root = NULL};

    if (context->suite)
        rules = suite_file_rules(context->suite);
    if (named_file_load(grader_file_from(context), path, &rules, &place, text, length,
                        joined, err))
        return -1;
    sha256_add_field(context->digest, *text, *length);
    return 0;
}
