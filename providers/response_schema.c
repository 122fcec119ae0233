/* providers/response_schema.c - a model's `response_schema`, a map or a file. */
#include "providers/response_schema.h"

#include "suites/named_file.h"

#include <stdlib.h>

json_t *response_schema_load(const struct provider_context *context,
                             struct error_list *errors)
{
    const json_t *given = json_object_get(context->model->source.json, "response_schema");
    struct place place = source_place(&context->model->source, "/response_schema");
    struct file_rules rules = suite_file_rules(context->suite);
    struct error err = ERROR_INIT;
    json_error_t trouble;
    char *text = NULL, *file = NULL;
    size_t length;
    json_t *schema = NULL;

    if (!json_is_string(given))
        return json_deep_copy(given);
    if (named_file_load(place.file, json_string_value(given), &rules, &place, &text,
                        &length, &file, &err)) {
        error_list_add(errors, &err);
        return NULL;
    }
    schema = json_loadb(text, length, JSON_REJECT_DUPLICATES, &trouble);
    if (!schema)
        error_list_at(
            errors,
            &(struct place){.file = file,
                            .line = trouble.line > 0 ? (unsigned)trouble.line : 1,
                            .column = 1},
            "N0423", "expected a JSON schema: %s", trouble.text);
    free(text);
    free(file);
    return schema;
}
