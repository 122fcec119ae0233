/* schemas/registry.c - the documents a schema is made of, and what their URIs name. */
#include "schemas/registry.h"

#include "base/mem.h"
#include "base/shown.h"
#include "schemas/dialect.h"
#include "schemas/keywords.h"
#include "schemas/member_order.h"
#include "schemas/uri.h"

#include <stdlib.h>
#include <string.h>

enum { URI_BYTES_MAX = 1 << 16, SHOWN_COLUMNS_MAX = 60, SOURCES_MAX = 1000 };

/* One subschema still to be looked at. */
struct visit {
    const struct value *schema;
    uint32_t resource;
};

struct walk {
    struct registry *registry;
    struct source *source;
    struct visit *visits;
    size_t count, capacity;
    struct error *err;
};

char *value_shown(const struct value *value)
{
    struct buf text = BUF_INIT(URI_BYTES_MAX);
    struct buf shown = BUF_INIT(URI_BYTES_MAX);

    value_format(&text, value);
    shown_append(&shown, buf_text(&text), text.length, SHOWN_COLUMNS_MAX);
    buf_release(&text);
    return buf_detach(&shown);
}

int source_error(const struct source *source, const struct value *at, const char *code,
                 struct error *err, const char *fmt, ...)
{
    struct place place = {.file = source->file};
    va_list args;
    char *message = NULL;
    struct buf text = BUF_INIT(URI_BYTES_MAX);

    va_start(args, fmt);
    buf_append_args(&text, fmt, args);
    va_end(args);
    message = buf_detach(&text);
    document_place(&source->document, at->offset, 1, &place.line, &place.column);
    error_at(err, &place, code, "%s", message);
    err->line = place.line;
    err->column = place.column;
    free(message);
    return -1;
}

void registry_release(struct registry *registry)
{
    for (size_t i = 0; i < registry->source_count; i++) {
        struct source *source = registry->sources[i];

        document_release(&source->document);
        free(source->uri);
        free(source->file);
        free(source->resources);
        free(source->labels);
        free(source);
    }
    for (size_t i = 0; i < registry->resource_count; i++)
        free(registry->resources[i].uri);
    free(registry->sources);
    free(registry->resources);
    free(registry->anchors);
    *registry = (struct registry){0};
}

static const struct resource *resource_find(const struct registry *registry,
                                            const char *uri, size_t length)
{
    for (size_t i = 0; i < registry->resource_count; i++) {
        const struct resource *resource = &registry->resources[i];

        if (!strncmp(resource->uri, uri, length) && !resource->uri[length])
            return resource;
    }
    return NULL;
}

static const struct anchor *anchor_find(const struct registry *registry,
                                        uint32_t resource, const char *name,
                                        size_t length)
{
    for (size_t i = 0; i < registry->anchor_count; i++) {
        const struct anchor *anchor = &registry->anchors[i];

        if (anchor->resource == resource && anchor->name->size == length &&
            (length == 0 || !memcmp(anchor->name->text, name, length)))
            return anchor;
    }
    return NULL;
}

/* Takes the URI. */
static uint32_t resource_add(struct walk *walk, char *uri, const struct value *root,
                             unsigned vocabularies)
{
    struct registry *registry = walk->registry;

    MEM_GROW(registry->resources, registry->resource_count, registry->resource_capacity);
    registry->resources[registry->resource_count] = (struct resource){
        .uri = uri, .source = walk->source, .root = root, .vocabularies = vocabularies};
    return (uint32_t)registry->resource_count++;
}

static int string_expect(struct walk *walk, const struct value *value, const char *name)
{
    char *shown;

    if (value->type == VALUE_STRING)
        return 0;
    shown = value_shown(value);
    source_error(walk->source, value, "N0163", walk->err,
                 "expected a string under \"%s\", found %s", name, shown);
    free(shown);
    return -1;
}

/* "$id" begins a resource. */
static int id_visit(struct walk *walk, struct visit *visit)
{
    struct registry *registry = walk->registry;
    const struct value *id = value_member(visit->schema, "$id");
    struct buf uri = BUF_INIT(URI_BYTES_MAX);
    size_t length;
    const char *fragment;

    if (!id)
        return 0;
    if (string_expect(walk, id, "$id"))
        return -1;
    uri_resolve(&uri, registry->resources[visit->resource].uri, id->text, id->size);
    fragment = strchr(buf_text(&uri), '#');
    if (fragment && fragment[1]) {
        buf_release(&uri);
        return source_error(walk->source, id, "N0163", walk->err,
                            "expected \"$id\" without a fragment");
    }
    length = strcspn(buf_text(&uri), "#");
    buf_truncate(&uri, length);
    if (visit->schema == registry->resources[visit->resource].root &&
        !strcmp(registry->resources[visit->resource].uri, buf_text(&uri))) {
        buf_release(&uri);
        return 0;
    }
    if (resource_find(registry, buf_text(&uri), length)) {
        buf_release(&uri);
        return source_error(walk->source, id, "N0167", walk->err,
                            "expected each \"$id\" once, found this one again");
    }
    visit->resource = resource_add(walk, buf_detach(&uri), visit->schema,
                                   registry->resources[visit->resource].vocabularies);
    return 0;
}

static int anchor_visit(struct walk *walk, const struct visit *visit, const char *keyword,
                        bool dynamic)
{
    struct registry *registry = walk->registry;
    const struct value *name = value_member(visit->schema, keyword);
    const struct anchor *other;

    if (!name)
        return 0;
    if (string_expect(walk, name, keyword))
        return -1;
    other = anchor_find(registry, visit->resource, name->text, name->size);
    if (other && other->schema != visit->schema)
        return source_error(walk->source, name, "N0167", walk->err,
                            "expected each anchor once in a resource, found this one "
                            "again");
    MEM_GROW(registry->anchors, registry->anchor_count, registry->anchor_capacity);
    registry->anchors[registry->anchor_count++] =
        (struct anchor){.resource = visit->resource,
                        .name = name,
                        .schema = visit->schema,
                        .dynamic = dynamic};
    return 0;
}

static void visit_push(struct walk *walk, const struct value *schema, uint32_t resource)
{
    if (walk->source->resources[schema - walk->source->document.values])
        return;
    MEM_GROW(walk->visits, walk->count, walk->capacity);
    walk->visits[walk->count++] = (struct visit){schema, resource};
}

static void keyword_visit(struct walk *walk, const struct value *value,
                          enum keyword_holds holds, uint32_t resource)
{
    const struct value *at = value + 1;

    if (holds == HOLDS_SCHEMA) {
        visit_push(walk, value, resource);
    } else if (holds == HOLDS_LIST && value->type == VALUE_ARRAY) {
        for (uint32_t i = 0; i < value->size; i++, at = value_next(at))
            visit_push(walk, at, resource);
    } else if ((holds == HOLDS_MAP || holds == HOLDS_MIXED) &&
               value->type == VALUE_OBJECT) {
        for (uint32_t i = 0; i < value->size; i++, at = value_next(at + 1))
            if (holds == HOLDS_MAP || at[1].type != VALUE_ARRAY)
                visit_push(walk, at + 1, resource);
    }
}

static int schema_visit(struct walk *walk, struct visit visit)
{
    const struct value *key = visit.schema + 1;

    if (visit.schema->type == VALUE_OBJECT &&
        (id_visit(walk, &visit) || anchor_visit(walk, &visit, "$anchor", false) ||
         anchor_visit(walk, &visit, "$dynamicAnchor", true)))
        return -1;
    if (visit.schema->type == VALUE_OBJECT &&
        visit.schema == walk->registry->resources[visit.resource].root &&
        dialect_read(walk->registry, visit.resource, walk->err))
        return -1;
    walk->source->resources[visit.schema - walk->source->document.values] =
        visit.resource + 1;
    if (visit.schema->type != VALUE_OBJECT)
        return 0;
    for (uint32_t i = 0; i < visit.schema->size; i++, key = value_next(key + 1)) {
        const struct keyword *keyword = keyword_find(key->text, key->size);

        if (keyword)
            keyword_visit(walk, key + 1, keyword->holds, visit.resource);
    }
    return 0;
}

static int walk_run(struct walk *walk, const struct value *schema, uint32_t resource)
{
    int rc = 0;

    visit_push(walk, schema, resource);
    while (rc == 0 && walk->count > 0)
        rc = schema_visit(walk, walk->visits[--walk->count]);
    free(walk->visits);
    return rc;
}

int registry_walk(struct registry *registry, struct source *source,
                  const struct value *schema, uint32_t resource, struct error *err)
{
    struct walk walk = {.registry = registry, .source = source, .err = err};

    return walk_run(&walk, schema, resource);
}

int registry_add(struct registry *registry, const char *uri, const char *file,
                 const char *text, size_t length, struct position *out, struct error *err)
{
    struct read_options reading = {.file = file};
    struct source *source = mem_new(1, sizeof *source);
    struct walk walk = {.registry = registry, .source = source, .err = err};
    size_t bare = strcspn(uri, "#");
    uint32_t resource;

    MEM_GROW(registry->sources, registry->source_count, registry->source_capacity);
    registry->sources[registry->source_count++] = source;
    *source = (struct source){
        .uri = mem_text_n(uri, bare), .file = mem_text(file), .document = DOCUMENT_INIT};
    if (registry->source_count > SOURCES_MAX)
        return error_set(err, ERROR_INPUT, "N0170",
                         "expected at most %d schema documents", SOURCES_MAX);
    if (document_read_copy(&source->document, text, length, &reading, err))
        return -1;
    source->resources = mem_new(source->document.count, sizeof *source->resources);
    source->labels = mem_new(source->document.count, sizeof *source->labels);
    resource = resource_add(&walk, mem_text_n(uri, bare), source->document.values,
                            VOCABULARY_ALL);
    if (walk_run(&walk, source->document.values, resource))
        return -1;
    *out = (struct position){
        .source = source,
        .schema = source->document.values,
        .resource = source->resources[0] - 1,
    };
    return 0;
}

static int reference_fail(const struct position *from, const struct value *reference,
                          struct error *err, const char *why)
{
    char *shown = value_shown(reference);

    source_error(from->source, reference, "N0164", err,
                 "expected a reference to a schema, found %s: %s", shown, why);
    free(shown);
    return -1;
}

static int document_load(struct registry *registry, const struct position *from,
                         const struct value *reference, const char *uri,
                         uint32_t *resource, struct error *err)
{
    const struct schema_options *options = registry->options;
    struct error why = ERROR_INIT;
    struct position loaded = {0};
    char *text = NULL;
    size_t length = 0;
    int rc;

    if (!options->load ||
        options->load(options->load_context, uri, &text, &length, &why)) {
        reference_fail(from, reference, err, "there is no such document");
        return why.message[0] ? error_hint(err, "%s", why.message) : -1;
    }
    rc = registry_add(registry, uri, uri, text, length, &loaded, err);
    free(text);
    if (rc == 0)
        *resource = loaded.resource;
    return rc;
}

/* The schema that the JSON Pointer leads to; it may lie in another resource, embedded. */
static int pointer_follow(struct registry *registry, const char *pointer,
                          struct position *out, struct error *err)
{
    const struct value *values = out->source->document.values;
    const struct value *found = value_at(out->schema, pointer);

    if (!found)
        return -1;
    out->schema = found;
    if (!out->source->resources[found - values] &&
        registry_walk(registry, out->source, found, out->resource, err))
        return -1;
    out->resource = out->source->resources[found - values] - 1;
    return 0;
}

static int fragment_follow(struct registry *registry, const struct position *from,
                           const struct value *reference, const char *fragment,
                           struct position *out, struct error *err)
{
    struct buf name = BUF_INIT(URI_BYTES_MAX);
    int rc = 0;

    uri_decode(&name, fragment, strlen(fragment));
    if (name.length == 0 || name.data[0] == '/') {
        err->kind = ERROR_NONE;
        rc = pointer_follow(registry, buf_text(&name), out, err);
        if (rc && err->kind == ERROR_NONE)
            reference_fail(from, reference, err, "nothing is there");
    } else {
        out->anchor = anchor_find(registry, out->resource, name.data, name.length);
        if (out->anchor)
            out->schema = out->anchor->schema;
        else
            rc = reference_fail(from, reference, err, "there is no such anchor");
    }
    buf_release(&name);
    return rc;
}

int registry_resolve(struct registry *registry, const struct position *from,
                     const struct value *reference, struct position *out,
                     struct error *err)
{
    struct buf uri = BUF_INIT(URI_BYTES_MAX);
    const struct resource *resource;
    uint32_t index = 0;
    size_t bare;
    int rc = 0;

    uri_resolve(&uri, registry->resources[from->resource].uri, reference->text,
                reference->size);
    bare = strcspn(buf_text(&uri), "#");
    resource = resource_find(registry, buf_text(&uri), bare);
    if (resource) {
        index = (uint32_t)(resource - registry->resources);
    } else {
        char *document = mem_text_n(buf_text(&uri), bare);

        rc = document_load(registry, from, reference, document, &index, err);
        free(document);
    }
    if (rc == 0) {
        /* A document with an "$id" is two resources with one root: the named one counts.
         */
        resource = &registry->resources[index];
        index = resource->source
                    ->resources[resource->root - resource->source->document.values] -
                1;
        resource = &registry->resources[index];
        *out = (struct position){
            .source = resource->source, .schema = resource->root, .resource = index};
        if (uri.length > bare)
            rc =
                fragment_follow(registry, from, reference, uri.data + bare + 1, out, err);
    }
    buf_release(&uri);
    return rc;
}
