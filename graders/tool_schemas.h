/* graders/tool_schemas.h - the file under `schemas` of `tool_calls`: an object that has a
 * JSON Schema of the arguments for each tool, by its name. */
#ifndef NOWORSE_GRADERS_TOOL_SCHEMAS_H
#define NOWORSE_GRADERS_TOOL_SCHEMAS_H

#include "graders/call_list.h"
#include "graders/grader.h"
#include "schemas/schema.h"

struct tool_schemas;

/* *out is the caller's. All mistakes go to errors. */
int tool_schemas_compile(const struct grader_context *context, const char *path,
                         struct tool_schemas **out, struct error_list *errors);
void tool_schemas_free(struct tool_schemas *schemas); /* takes NULL */

/* Whether the call is one of a tool that is there, with arguments that fit. False: the
 * grade says what is wrong with call number `number`. */
bool tool_schemas_accept(const struct tool_schemas *schemas, const struct tool_call *call,
                         size_t number, struct schema_scratch *scratch,
                         struct grade *grade);

#endif
