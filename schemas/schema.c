/* schemas/schema.c - JSON Schema: compile once, validate many. */
#include "schemas/schema.h"

#include "base/mem.h"
#include "schemas/compile.h"
#include "schemas/evaluate.h"

#include <stdlib.h>
#include <string.h>

static int draft_check(const char *draft, struct error *err)
{
    if (!draft || !strcmp(draft, "2020-12"))
        return 0;
    return error_set(err, ERROR_INPUT, "N0162",
                     "expected the draft \"2020-12\", found \"%s\"", draft);
}

static int entry_find(struct schema *schema, const char *pointer,
                      struct position *position, struct error *err)
{
    struct source *source = position->source;
    const struct value *found = value_at(position->schema, pointer);
    size_t index;

    if (!found)
        return error_set(err, ERROR_INPUT, "N0164",
                         "expected a schema at \"%s\", found nothing", pointer);
    index = (size_t)(found - source->document.values);
    if (!source->resources[index] &&
        registry_walk(&schema->registry, source, found, position->resource, err))
        return -1;
    position->schema = found;
    position->resource = source->resources[index] - 1;
    return 0;
}

int schema_compile(const char *text, size_t length, const struct schema_options *options,
                   struct schema **out, struct error *err)
{
    static const struct schema_options plain = {0};
    const struct schema_options *chosen = options ? options : &plain;
    struct schema *schema = mem_new(1, sizeof *schema);
    struct position position;
    char *uri =
        mem_format("noworse:///%s",
                   chosen->file ? chosen->file + (chosen->file[0] == '/') : "schema");
    int rc = -1;

    schema->registry.options = chosen;
    if (draft_check(chosen->draft, err) ||
        registry_add(&schema->registry, uri, chosen->file, text, length, &position,
                     err) ||
        entry_find(schema, chosen->entry ? chosen->entry : "", &position, err) ||
        compile_program(schema, &position, err))
        goto done;
    schema->registry.options = NULL;
    error_list_sort(&schema->warnings);
    *out = schema;
    schema = NULL; /* the caller's */
    rc = 0;

done:
    schema_free(schema);
    free(uri);
    return rc;
}

int schema_compile_json(const json_t *json, const struct schema_options *options,
                        struct schema **out, struct error *err)
{
    struct document document = DOCUMENT_INIT;
    int rc = document_from_json(&document, json, err);

    if (rc == 0)
        rc = schema_compile(document.text, document.length, options, out, err);
    document_release(&document);
    return rc;
}

void schema_free(struct schema *schema)
{
    if (!schema)
        return;
    for (size_t i = 0; i < schema->plan_count; i++) {
        key_table_release(&schema->plans[i].keys);
        free(schema->plans[i].entries);
        free(schema->plans[i].patterns);
    }
    for (size_t i = 0; i < schema->table_count; i++)
        key_table_release(&schema->tables[i]);
    for (size_t i = 0; i < schema->set_count; i++)
        value_set_release(&schema->sets[i]);
    for (size_t i = 0; i < schema->union_count; i++) {
        key_table_release(&schema->unions[i].texts);
        free(schema->unions[i].labels);
    }
    for (size_t i = 0; i < schema->pattern_count; i++)
        pattern_free(schema->patterns[i]);
    key_table_release(&schema->pattern_texts);
    free(schema->pattern_uses);
    free(schema->ops);
    free(schema->labels);
    free(schema->pool);
    free(schema->plans);
    free(schema->tables);
    free(schema->sets);
    free(schema->unions);
    free(schema->patterns);
    registry_release(&schema->registry);
    error_list_release(&schema->warnings);
    free(schema);
}

const struct error_list *schema_warnings(const struct schema *schema)
{
    return &schema->warnings;
}

enum schema_verdict schema_validate(const struct schema *schema,
                                    const struct value *instance,
                                    struct schema_scratch *scratch)
{
    bool good;

    scratch_begin(scratch, schema, instance);
    good = evaluate(scratch, schema->entry, instance, 0);
    if (scratch->undecided)
        return SCHEMA_UNDECIDED;
    return good ? SCHEMA_VALID : SCHEMA_INVALID;
}

enum schema_verdict schema_validate_json(const struct schema *schema,
                                         const json_t *instance,
                                         struct schema_scratch *scratch)
{
    struct error too_deep_or_large;

    if (document_from_json(&scratch->copy, instance, &too_deep_or_large))
        return SCHEMA_UNDECIDED;
    return schema_validate(schema, document_root(&scratch->copy), scratch);
}

void schema_errors_release(struct schema_errors *errors)
{
    for (size_t i = 0; i < errors->count; i++) {
        free(errors->items[i].instance);
        free(errors->items[i].keyword_location);
        free(errors->items[i].absolute_location);
        free(errors->items[i].key);
        free(errors->items[i].message);
        free(errors->items[i].hint);
    }
    free(errors->items);
    *errors = (struct schema_errors)SCHEMA_ERRORS_INIT;
}
