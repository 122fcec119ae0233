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
    char *shown = shown_quoted(uri, strlen(uri), URI_SHOWN_MAX);

    if (errors->count) {
        const struct schema_error *first = errors->items;

        source_error(resource->source, &(struct value){.offset = first->offset}, "N0175",
                     err, "%s, says the metaschema %s", first->message, shown);
        if (first->hint)
            error_hint(err, "%s", first->hint);
    } else {
        source_error(resource->source, resource->root, "N0175", err,
                     "the metaschema %s takes too much work to check this", shown);
    }
    free(shown);
    return -1;
}

/* Whether the schema names the metaschema of this number itself. A document with an "$id"
 * is two resources with one root. */
static bool resource_names(const struct registry *registry, size_t index,
                           size_t metaschema)
{
    const struct resource *resource = &registry->resources[index];
    const struct source *source = resource->source;

    return resource->dialect.metaschema == metaschema + 1 &&
           source->resources[resource->root - source->document.values] == index + 1;
}

static int metaschema_check(const struct schema *schema, size_t index, struct error *err)
{
    const struct registry *registry = &schema->registry;
    const struct metaschema *metaschema = &registry->metaschemas[index];
    struct source_text text = {.uri = metaschema->uri,
                               .file = metaschema->uri,
                               .text = metaschema->text,
                               .length = metaschema->length,
                               .draft = metaschema->dialect.draft};
    struct schema_options options = {.file = metaschema->uri,
                                     .load = registry->options->load,
                                     .load_context = registry->options->load_context};
    struct schema_errors errors = SCHEMA_ERRORS_INIT;
    struct schema_scratch *scratch = schema_scratch_new();
    struct schema *compiled = NULL;
    int rc = schema_make(&text, &options, METASCHEMAS_TRUSTED, &compiled, err);

    for (size_t i = 0; rc == 0 && i < registry->resource_count; i++)
        if (resource_names(registry, i, index) &&
            schema_explain(compiled, registry->resources[i].root, scratch, 1, &errors) !=
                SCHEMA_VALID)
            rc = metaschema_fail(&registry->resources[i], metaschema->uri, &errors, err);
    schema_free(compiled);
    schema_errors_release(&errors);
    schema_scratch_free(scratch);
    return rc;
}

/* What the official metaschemas say was checked while the schema was read. Those of the
 * caller's are run over what names them; they are not checked so themselves, which ends
 * there. */
static int metaschemas_check(const struct schema *schema, struct error *err)
{
    for (size_t i = 0; i < schema->registry.metaschema_count; i++)
        if (metaschema_check(schema, i, err))
            return -1;
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

struct schema *schema_entered(struct schema *whole, const char *pointer)
{
    const struct label *from = &whole->labels[whole->entry];
    struct position position = {
        .source = from->source, .schema = from->schema, .resource = from->resource};
    struct error ignored;
    struct schema *entered;
    uint32_t label;

    if (entry_find(whole, pointer, &position, &ignored))
        return NULL;
    label = position.source->labels[position.schema - position.source->document.values];
    if (!label)
        return NULL;
    entered = mem_new(1, sizeof *entered);
    *entered = *whole;
    entered->entry = label - 1;
    entered->borrows = true;
    return entered;
}

void schema_free(struct schema *schema)
{
    if (!schema)
        return;
    if (schema->borrows) {
        free(schema);
        return;
    }
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
        free(errors->items[i].expected);
        free(errors->items[i].found);
        free(errors->items[i].hint);
    }
    free(errors->items);
    *errors = (struct schema_errors)SCHEMA_ERRORS_INIT;
}
