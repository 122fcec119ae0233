/* schemas/schema.c - JSON Schema: compile once, validate many. */
#include "schemas/schema.h"

#include "base/mem.h"
#include "base/shown.h"
#include "schemas/compile.h"
#include "schemas/dialect.h"
#include "schemas/evaluate.h"

#include <stdlib.h>
#include <string.h>

enum { URI_SHOWN_MAX = 80 };

/* Whether metaschemas of the caller's are run over what names them. */
enum trust { METASCHEMAS_CHECKED, METASCHEMAS_TRUSTED };

static int schema_make(const struct source_text *text,
                       const struct schema_options *options, enum trust trust,
                       struct schema **out, struct error *err);

static int entry_find(struct schema *schema, const char *pointer,
                      struct position *position, struct error *err)
{
    struct error why = ERROR_INIT;

    if (registry_follow(&schema->registry, pointer, position, &why) == 0)
        return 0;
    if (why.kind == ERROR_NONE)
        return error_set(err, ERROR_INPUT, "N0164",
                         "expected a schema at \"%s\", found nothing", pointer);
    *err = why;
    return -1;
}

static int metaschema_fail(const struct resource *resource, const char *uri,
                           const struct schema_errors *errors, struct error *err)
{
    const struct schema_error *first = errors->count ? errors->items : NULL;
    struct value at = {.offset = first ? first->offset : resource->root->offset};
    char *shown = shown_quoted(uri, strlen(uri), URI_SHOWN_MAX);

    source_error(resource->source, &at, "N0175", err, "%s, says the metaschema %s",
                 first ? first->message : "too much work to check", shown);
    if (first && first->hint)
        error_hint(err, "%s", first->hint);
    free(shown);
    return -1;
}

/* What the official metaschemas say was checked while the schema was read. One of the
 * caller's is run over it; it is itself not checked so, which ends there. */
static int metaschema_check(const struct schema *schema, const struct resource *resource,
                            struct error *err)
{
    const struct registry *registry = &schema->registry;
    const struct metaschema *metaschema =
        &registry->metaschemas[resource->dialect.metaschema - 1];
    struct schema_options options = {.file = metaschema->uri,
                                     .load = registry->options->load,
                                     .load_context = registry->options->load_context};
    struct schema_errors errors = SCHEMA_ERRORS_INIT;
    struct schema_scratch *scratch = schema_scratch_new();
    struct schema *compiled = NULL;
    int rc = -1;

    if (schema_make(&(struct source_text){.uri = metaschema->uri,
                                          .file = metaschema->uri,
                                          .text = metaschema->text,
                                          .length = metaschema->length,
                                          .draft = metaschema->dialect.draft},
                    &options, METASCHEMAS_TRUSTED, &compiled, err))
        goto done;
    rc = 0;
    if (schema_explain(compiled, resource->root, scratch, 1, &errors) != SCHEMA_VALID)
        rc = metaschema_fail(resource, metaschema->uri, &errors, err);

done:
    schema_free(compiled);
    schema_errors_release(&errors);
    schema_scratch_free(scratch);
    return rc;
}

static int metaschemas_check(const struct schema *schema, struct error *err)
{
    for (size_t i = 0; i < schema->registry.resource_count; i++) {
        const struct resource *resource = &schema->registry.resources[i];

        if (resource->dialect.metaschema && resource->source->resources[0] == i + 1 &&
            metaschema_check(schema, resource, err))
            return -1;
    }
    return 0;
}

static int schema_make(const struct source_text *text,
                       const struct schema_options *options, enum trust trust,
                       struct schema **out, struct error *err)
{
    struct schema *schema = mem_new(1, sizeof *schema);
    struct position position;
    int rc = -1;

    schema->registry.options = options;
    if (registry_add(&schema->registry, text, &position, err) ||
        entry_find(schema, options->entry ? options->entry : "", &position, err) ||
        compile_program(schema, &position, err) ||
        (trust == METASCHEMAS_CHECKED && metaschemas_check(schema, err)))
        goto done;
    schema->registry.options = NULL;
    error_list_sort(&schema->warnings);
    *out = schema;
    schema = NULL; /* the caller's */
    rc = 0;

done:
    schema_free(schema);
    return rc;
}

int schema_compile(const char *text, size_t length, const struct schema_options *options,
                   struct schema **out, struct error *err)
{
    static const struct schema_options plain = {0};
    const struct schema_options *chosen = options ? options : &plain;
    const char *file = chosen->file ? chosen->file : "schema";
    char *uri = mem_format("noworse:///%s", file + (file[0] == '/'));
    struct source_text source = {
        .uri = uri, .file = chosen->file, .text = text, .length = length};
    int rc = dialect_find_draft(chosen->draft, &source.draft, err);

    if (rc == 0)
        rc = schema_make(&source, chosen, METASCHEMAS_CHECKED, out, err);
    free(uri);
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
