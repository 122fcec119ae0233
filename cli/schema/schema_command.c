/* cli/schema/schema_command.c - noworse schema: its parts. */
#include "cli/commands.h"
#include "cli/schema/schema_parts.h"

const char *const schema_format_words[] = {"annotate", "assert", NULL};
const char *const schema_draft_words[] = {
    "4",      "6",      "7",      "2019-09",      "2020-12",
    "draft4", "draft6", "draft7", "draft2019-09", "draft2020-12",
    NULL};

static const struct command *const schema_parts[] = {
    &command_schema_validate, &command_schema_print, &command_schema_bowtie, NULL};

const struct command command_schema = {
    .name = "schema",
    .parts = schema_parts,
    .summary = "JSON Schema: validates files, prints the schemas of our own",
};
