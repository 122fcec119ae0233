/* schemas/registry.c - the documents a schema is made of, and what their URIs name. */
#include "schemas/registry.h"

#include "base/mem.h"
#include "base/nearest.h"
#include "base/shown.h"
#include "schemas/metaschema.h"
#include "schemas/uri.h"
#include "values/pointer.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    URI_BYTES_MAX = 1 << 16,
    SHOWN_COLUMNS_MAX = 60,
    SHOWN_BYTES_MAX = 400,
    SOURCES_MAX = 1000,
    NAMES_LOOKED_AT_MAX = 1000
};

/* Larger containers get an index: many references into one "$defs" or "oneOf" must not
 * cost its size each. */
enum { CONTAINER_SCANNED_MAX = 32 };

char *value_shown(const struct value *value)
{
    struct buf text = BUF_INIT(URI_BYTES_MAX);
    struct buf shown = BUF_INIT(URI_BYTES_MAX);
    struct value cut = *value;

    /* More than is shown, and never more than the buffer takes. */
    if (cut.text && cut.size > SHOWN_BYTES_MAX)
        for (cut.size = SHOWN_BYTES_MAX; (cut.text[cut.size] & 0xc0) == 0x80; cut.size--)
            continue;
    value_format(&text, cut.text ? &cut : value);
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
        name_tree_release(&source->members);
        free(source->uri);
        free(source->file);
        free(source->resources);
        free(source->labels);
        free(source->indices);
        for (size_t k = 0; k < source->list_count; k++)
            free(source->lists[k]);
        free(source->lists);
        free(source);
    }
    for (size_t i = 0; i < registry->resource_count; i++)
        free(registry->resources[i].uri);
    for (size_t i = 0; i < registry->metaschema_count; i++) {
        free(registry->metaschemas[i].uri);
        free(registry->metaschemas[i].text);
    }
    name_tree_release(&registry->resource_names);
    name_tree_release(&registry->anchor_names);
    name_tree_release(&registry->dynamic_names);
    free(registry->sources);
    free(registry->resources);
    free(registry->anchors);
    free(registry->metaschemas);
    *registry = (struct registry){0};
}

bool registry_find_resource(const struct registry *registry, const char *uri,
                            size_t length, uint32_t *out)
{
    struct name name = {.text = uri, .length = length};

    return name_tree_find(&registry->resource_names, &name, out);
}

uint32_t registry_add_resource(struct registry *registry, char *uri,
                               struct source *source, const struct value *root,
                               const struct dialect *dialect)
{
    struct name name = {.text = uri, .length = strlen(uri)};
    uint32_t index = (uint32_t)registry->resource_count;

    MEM_GROW(registry->resources, registry->resource_count, registry->resource_capacity);
    registry->resources[registry->resource_count++] = (struct resource){
        .uri = uri, .source = source, .root = root, .dialect = *dialect};
    name_tree_add(&registry->resource_names, &name, index);
    return index;
}

struct anchor *registry_find_anchor(const struct registry *registry, uint32_t resource,
                                    const char *name, size_t length)
{
    struct name key = {resource, name, length};
    uint32_t index;

    return name_tree_find(&registry->anchor_names, &key, &index)
               ? &registry->anchors[index]
               : NULL;
}

int registry_add(struct registry *registry, const struct source_text *text,
                 struct position *out, struct error *err)
{
    struct read_options reading = {.file = text->file};
    struct dialect dialect = {.draft = text->draft, .vocabularies = VOCABULARY_ALL};
    struct source *source = mem_new(1, sizeof *source);
    size_t bare = strcspn(text->uri, "#");
    uint32_t resource;

    MEM_GROW(registry->sources, registry->source_count, registry->source_capacity);
    registry->sources[registry->source_count++] = source;
    *source = (struct source){.uri = mem_text_n(text->uri, bare),
                              .file = mem_text(text->file),
                              .document = DOCUMENT_INIT};
    if (registry->source_count > SOURCES_MAX)
        return error_set(err, ERROR_INPUT, "N0170",
                         "expected at most %d schema documents", SOURCES_MAX);
    if (document_read_copy(&source->document, text->text, text->length, &reading, err)) {
        if (err->line == 1 && err->column == 1 && text->length > 0 && !err->hint[0])
            error_hint(err, "a schema is JSON; YAML is not read");
        return -1;
    }
    source->resources = mem_new(source->document.count, sizeof *source->resources);
    source->labels = mem_new(source->document.count, sizeof *source->labels);
    resource = registry_add_resource(registry, mem_text_n(text->uri, bare), source,
                                     source->document.values, &dialect);
    if (registry_walk(registry, source, source->document.values, resource, err))
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
    struct source_text text = {.uri = uri, .file = uri};
    struct position loaded = {0};
    struct error why = ERROR_INIT;
    char *own = NULL;
    int rc;

    text.draft = registry->resources[from->resource].dialect.draft;
    text.text = metaschema_text(uri, &text.length);
    if (!text.text) {
        if (!options->load ||
            options->load(options->load_context, uri, &own, &text.length, &why)) {
            reference_fail(from, reference, err, "there is no such document");
            return why.message[0] ? error_hint(err, "%s", why.message) : -1;
        }
        text.text = own;
    }
    rc = registry_add(registry, &text, &loaded, err);
    free(own);
    if (rc == 0)
        *resource = loaded.resource;
    return rc;
}

static void members_index(struct source *source, const struct value *object, uint32_t at)
{
    const struct value *key = object + 1;

    source->indices[at] = 1;
    for (uint32_t i = 0; i < object->size; i++, key = value_next(key + 1)) {
        struct name name = {at, key->text, key->size};

        name_tree_add(&source->members, &name,
                      (uint32_t)(key + 1 - source->document.values));
    }
}

static void elements_index(struct source *source, const struct value *array, uint32_t at)
{
    uint32_t *list = mem_new(array->size, sizeof *list);
    const struct value *element = array + 1;

    for (uint32_t i = 0; i < array->size; i++, element = value_next(element))
        list[i] = (uint32_t)(element - source->document.values);
    MEM_GROW(source->lists, source->list_count, source->list_capacity);
    source->lists[source->list_count++] = list;
    source->indices[at] = (uint32_t)source->list_count;
}

static const struct value *large_find(struct source *source, const struct value *within,
                                      const struct buf *token)
{
    uint32_t at = (uint32_t)(within - source->document.values), found;
    struct name name = {at, buf_text(token), token->length};
    size_t index;

    if (!source->indices)
        source->indices = mem_new(source->document.count, sizeof *source->indices);
    if (within->type == VALUE_OBJECT) {
        if (!source->indices[at])
            members_index(source, within, at);
        if (!name_tree_find(&source->members, &name, &found))
            return NULL;
    } else {
        if (pointer_index(name.text, name.length, &index) || index >= within->size)
            return NULL;
        if (!source->indices[at])
            elements_index(source, within, at);
        found = source->lists[source->indices[at] - 1][index];
    }
    return &source->document.values[found];
}

/* One step down; NULL: there is nothing. */
static const struct value *token_follow(struct source *source, const struct value *value,
                                        const char **pointer)
{
    struct buf token = BUF_INIT(URI_BYTES_MAX);
    const struct value *found = NULL;
    size_t index;

    if (**pointer != '/' || pointer_token(*pointer + 1, &token, pointer))
        found = NULL;
    else if (value->type >= VALUE_ARRAY && value->size > CONTAINER_SCANNED_MAX)
        found = large_find(source, value, &token);
    else if (value->type == VALUE_OBJECT)
        found = value_member_n(value, buf_text(&token), token.length);
    else if (!pointer_index(buf_text(&token), token.length, &index))
        found = value_element(value, index);
    buf_release(&token);
    return found;
}

int registry_follow(struct registry *registry, const char *pointer, struct position *out,
                    struct error *err)
{
    struct source *source = out->source;
    const struct value *values = source->document.values;
    const struct value *at = out->schema;
    uint32_t resource = out->resource;

    while (*pointer) {
        at = token_follow(source, at, &pointer);
        if (!at)
            return -1;
        if (source->resources[at - values])
            resource = source->resources[at - values] - 1;
    }
    if (!source->resources[at - values] &&
        registry_walk(registry, source, at, resource, err))
        return -1;
    out->schema = at;
    out->resource = source->resources[at - values] - 1;
    return 0;
}

static void name_hint(const char *word, const struct value *key, struct error *err)
{
    static const char *const definitions[] = {"definitions", "$defs"};
    char *name = mem_text_n(key->text, key->size);
    const char *names[] = {name, NULL};
    bool is_meant = nearest_name(word, names) != NULL;

    for (size_t i = 0; i < 2; i++)
        if (!strcmp(word, definitions[i]) && !strcmp(name, definitions[1 - i]))
            is_meant = true;
    if (is_meant) {
        char *shown = shown_quoted(name, strlen(name), SHOWN_COLUMNS_MAX);

        error_hint(err, "did you mean %s?", shown);
        free(shown);
    }
    free(name);
}

/* The name that a slip in the pointer most likely means. */
static void pointer_hint(struct source *source, const struct value *at,
                         const char *pointer, struct error *err)
{
    struct buf token = BUF_INIT(URI_BYTES_MAX);
    const struct value *next = at, *key;
    const char *front = pointer;

    assert(at);
    while (*pointer && next) {
        at = next;
        front = pointer;
        next = token_follow(source, at, &pointer);
    }
    if (*front == '/' && at->type == VALUE_OBJECT &&
        pointer_token(front + 1, &token, &pointer) == 0) {
        key = at + 1;
        for (uint32_t i = 0; i < at->size && i < NAMES_LOOKED_AT_MAX && !err->hint[0];
             i++) {
            name_hint(buf_text(&token), key, err);
            key = value_next(key + 1);
        }
    }
    buf_release(&token);
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
        rc = registry_follow(registry, buf_text(&name), out, err);
        if (rc && err->kind == ERROR_NONE) {
            reference_fail(from, reference, err, "nothing is there");
            pointer_hint(out->source, out->schema, buf_text(&name), err);
        }
    } else {
        out->anchor =
            registry_find_anchor(registry, out->resource, name.data, name.length);
        if (out->anchor)
            out->schema = out->anchor->schema;
        else
            rc = reference_fail(from, reference, err, "there is no such anchor");
    }
    buf_release(&name);
    return rc;
}

/* The resource that a reference names, with what stands behind '#'; most are to the
 * resource that they stand in. */
static int resource_find(struct registry *registry, const struct position *from,
                         const struct value *reference, uint32_t *index,
                         struct buf *fragment, struct error *err)
{
    struct buf uri = BUF_INIT(URI_BYTES_MAX);
    size_t bare;
    int rc = 0;

    if (reference->size && reference->text[0] == '#') {
        *index = from->resource;
        buf_append(fragment, reference->text, reference->size);
        return 0;
    }
    uri_resolve(&uri, registry->resources[from->resource].uri, reference->text,
                reference->size);
    bare = strcspn(buf_text(&uri), "#");
    if (!registry_find_resource(registry, buf_text(&uri), bare, index)) {
        char *document = mem_text_n(buf_text(&uri), bare);

        rc = document_load(registry, from, reference, document, index, err);
        free(document);
    }
    buf_append(fragment, buf_text(&uri) + bare, uri.length - bare);
    buf_release(&uri);
    return rc;
}

int registry_resolve(struct registry *registry, const struct position *from,
                     const struct value *reference, struct position *out,
                     struct error *err)
{
    struct buf fragment = BUF_INIT(URI_BYTES_MAX);
    const struct resource *resource;
    uint32_t index = 0;
    int rc = resource_find(registry, from, reference, &index, &fragment, err);

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
        if (fragment.length)
            rc = fragment_follow(registry, from, reference, fragment.data + 1, out, err);
    }
    buf_release(&fragment);
    return rc;
}
