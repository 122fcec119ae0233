/* cli/schema_print.c - noworse schema print: the formats that the loader itself enforces.
 */
#include "cli/commands.h"
#include "schemas/schema.h"

#include "base/nearest.h"
#include "base/shown.h"

#include <stdlib.h>
#include <string.h>

struct schema_args {
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

static enum exit_code schema_run(const void *given, const struct texts *operands)
{
    const char *text;
    size_t length;
    struct error err;

    (void)given;
    if (strcmp(operands->items[0], "print") != 0) {
        error_set(&err, ERROR_USAGE, "N0909", "noworse schema knows: print NAME");
        return error_tell(&err);
    }
    text = schema_own(operands->items[1], &length);
    if (!text)
        return schema_unknown(operands->items[1]);
    fwrite(text, 1, length, stdout);
    return EXIT_CODE_OK;
}

static const struct option schema_options[] = {
    {NULL, 0, OPTION_FLAG, 0, NULL, NULL, NULL},
};

const struct command command_schema = {
    .name = "schema",
    .operands = "print NAME",
    .summary = "prints the JSON Schema of our own files: suite, prompt, run, report",
    .details = "For editors: save it and name it in the first line of a suite:\n"
               "  # yaml-language-server: $schema=suite.schema.json",
    .options = schema_options,
    .args_size = sizeof(struct schema_args),
    .operands_min = 2,
    .operands_max = 2,
    .run = schema_run,
};
