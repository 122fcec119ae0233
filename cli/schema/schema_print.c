/* cli/schema/schema_print.c - noworse schema print: the formats that the loader itself
 * enforces.
 */
#include "cli/schema/schema_parts.h"
#include "schemas/schema.h"

#include "base/nearest.h"
#include "base/shown.h"

#include <stdlib.h>
#include <string.h>

struct print_args {
    bool unused; /* the command takes no options yet */
};

static enum exit_code schema_unknown(const char *name)
{
    char *quoted = shown_quoted(name, strlen(name), 60);
    const char *nearest = nearest_name(name, schema_own_names);
    struct buf all = BUF_INIT(200);
    struct error err;

    for (size_t i = 0; schema_own_names[i]; i++)
        buf_append_format(&all, "%s%s", i ? ", " : "there are: ", schema_own_names[i]);
    error_set(&err, ERROR_USAGE, "N0909", "there is no schema %s", quoted);
    if (nearest)
        error_hint(&err, "did you mean %s?", nearest);
    else
        error_hint(&err, "%s", buf_text(&all));
    buf_release(&all);
    free(quoted);
    return error_tell(&err);
}

static enum exit_code print_run(const void *given, const struct texts *operands)
{
    size_t length;
    const char *text = schema_own(operands->items[0], &length);

    (void)given;
    if (!text)
        return schema_unknown(operands->items[0]);
    fwrite(text, 1, length, stdout);
    return EXIT_CODE_OK;
}

static const struct option print_options[] = {
    {NULL, 0, OPTION_FLAG, 0, NULL, NULL, NULL},
};

const struct command command_schema_print = {
    .name = "print",
    .of = "schema",
    .operands = "NAME",
    .summary = "the JSON Schema of our own files: suite, prompt, project, prices, run, "
               "baseline, report, diff, plan, events, cassette, judge",
    .details = "For editors: save it and name it in the first line of a suite:\n"
               "  # yaml-language-server: $schema=suite.schema.json",
    .options = print_options,
    .args_size = sizeof(struct print_args),
    .operands_min = 1,
    .operands_max = 1,
    .run = print_run,
};
