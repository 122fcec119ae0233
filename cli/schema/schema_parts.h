/* cli/schema/schema_parts.h - the commands behind `noworse schema`. */
#ifndef NOWORSE_CLI_SCHEMA_PARTS_H
#define NOWORSE_CLI_SCHEMA_PARTS_H

#include "cli/command.h"

extern const struct command command_schema_bowtie;
extern const struct command command_schema_print;
extern const struct command command_schema_validate;

/* How `--format` and `--draft` are said; the words of the latter are those of
 * schema_options. */
extern const char *const schema_format_words[];
extern const char *const schema_draft_words[];

#endif
