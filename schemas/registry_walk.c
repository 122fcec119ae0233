/* schemas/registry_walk.c - which values of a source are schemas, and what they are
 * called. */
#include "base/mem.h"
#include "schemas/dialect.h"
#include "schemas/shape.h"
#include "schemas/uri.h"

#include <stdlib.h>
#include <string.h>

enum { URI_BYTES_MAX = 1 << 16 };

/* In source->resources while walking: a schema that was found and not yet looked at. */
#define PENDING 0x80000000u

struct walk {
    struct registry *registry;
    struct source *source;
    struct error *err;
};

/* Draft 4 to 7: whatever stands beside "$ref" does not count. */
static bool is_reference(const struct dialect *dialect, const struct value *schema)
{
    return dialect->draft <= DRAFT_7 && value_member(schema, "$ref");
}

/* "$id" begins a resource. */
static int resource_begin(struct walk *walk, const struct value *schema,
                          const struct value *id, size_t bare,
                          const struct dialect *dialect, uint32_t *resource)
{
    struct registry *registry = walk->registry;
    const struct resource *outer = &registry->resources[*resource];
    struct buf uri = BUF_INIT(URI_BYTES_MAX);
    uint32_t other;
    int rc = 0;

    uri_resolve(&uri, outer->uri, id->text, bare);
    if (schema == outer->root && !strcmp(outer->uri, buf_text(&uri)))
        rc = 0;
    else if (registry_find_resource(registry, buf_text(&uri), uri.length, &other))
        rc = source_error(walk->source, id, "N0167", walk->err,
                          "expected each \"$id\" once, found this one again");
    else
        *resource = registry_add_resource(registry, buf_detach(&uri), walk->source,
                                          schema, dialect);
    buf_release(&uri);
    return rc;
}

static int anchor_add(struct walk *walk, const struct value *at,
                      const struct anchor *anchor)
{
    struct registry *registry = walk->registry;
    struct name name = {anchor->resource, anchor->name, anchor->length};
    struct anchor *other =
        registry_find_anchor(registry, anchor->resource, anchor->name, anchor->length);

    if (other && other->schema != anchor->schema)
        return source_error(walk->source, at, "N0167", walk->err,
                            "expected each anchor once in a resource, found this one "
                            "again");
    if (other) {
        other->dynamic |= anchor->dynamic;
        return 0;
    }
    name_tree_add(&registry->anchor_names, &name, (uint32_t)registry->anchor_count);
    MEM_GROW(registry->anchors, registry->anchor_count, registry->anchor_capacity);
    registry->anchors[registry->anchor_count++] = *anchor;
    return 0;
}

static int dynamic_anchor_add(struct walk *walk, const struct value *at,
                              struct anchor *anchor)
{
    struct registry *registry = walk->registry;
    struct name name = {0, anchor->name, anchor->length};
    uint32_t number =
        name_tree_add(&registry->dynamic_names, &name, registry->dynamic_name_count);

    registry->dynamic_name_count += number == registry->dynamic_name_count;
    anchor->dynamic = number + 1;
    return anchor_add(walk, at, anchor);
}

/* Draft 4 to 7: "#name" is an anchor; it may come after a URI. */
static int id_visit(struct walk *walk, const struct value *schema,
                    const struct dialect *dialect, uint32_t *resource)
{
    const struct value *id =
        value_member(schema, dialect->draft == DRAFT_4 ? "id" : "$id");
    struct anchor anchor = {.schema = schema};
    const char *hash;
    size_t bare;

    if (!id || id->type != VALUE_STRING || id->size == 0 || is_reference(dialect, schema))
        return 0;
    hash = memchr(id->text, '#', id->size);
    bare = hash ? (size_t)(hash - id->text) : id->size;
    if (bare && resource_begin(walk, schema, id, bare, dialect, resource))
        return -1;
    if (!hash || bare + 1 == id->size || hash[1] == '/')
        return 0;
    anchor.resource = *resource;
    anchor.name = hash + 1;
    anchor.length = id->size - bare - 1;
    return anchor_add(walk, id, &anchor);
}

static int anchors_visit(struct walk *walk, const struct value *schema, uint32_t resource)
{
    const struct resource *within = &walk->registry->resources[resource];
    enum draft draft = within->dialect.draft;
    const struct value *plain = value_member(schema, "$anchor");
    const struct value *dynamic = value_member(schema, "$dynamicAnchor");
    const struct value *recursive = value_member(schema, "$recursiveAnchor");
    struct anchor anchor = {.resource = resource, .schema = schema};

    if (draft >= DRAFT_2019_09 && plain && plain->type == VALUE_STRING) {
        anchor.name = plain->text;
        anchor.length = plain->size;
        if (anchor_add(walk, plain, &anchor))
            return -1;
    }
    if (draft == DRAFT_2020_12 && dynamic && dynamic->type == VALUE_STRING) {
        anchor.name = dynamic->text;
        anchor.length = dynamic->size;
        return dynamic_anchor_add(walk, dynamic, &anchor);
    }
    if (draft == DRAFT_2019_09 && recursive && recursive->type == VALUE_TRUE &&
        schema == within->root) {
        anchor.name = "";
        anchor.length = 0;
        return dynamic_anchor_add(walk, recursive, &anchor);
    }
    return 0;
}

/* Which resource the schema belongs to: the one around it, or one that it begins. */
static int schema_identify(struct walk *walk, const struct value *schema,
                           uint32_t *resource)
{
    struct registry *registry = walk->registry;
    bool root = schema == registry->resources[*resource].root;
    struct dialect dialect = registry->resources[*resource].dialect;

    dialect.metaschema = 0;
    if ((root || value_member(schema, "$id") || value_member(schema, "id")) &&
        dialect_read(registry, walk->source, schema, &dialect, walk->err))
        return -1;
    if (root)
        registry->resources[*resource].dialect = dialect;
    if (id_visit(walk, schema, &dialect, resource))
        return -1;
    return anchors_visit(walk, schema, *resource);
}

static void schema_found(struct walk *walk, const struct value *schema, uint32_t resource)
{
    uint32_t *known = &walk->source->resources[schema - walk->source->document.values];

    if (*known == 0)
        *known = (resource + 1) | PENDING;
}

static void elements_found(struct walk *walk, const struct value *array,
                           uint32_t resource)
{
    const struct value *at = array + 1;

    for (uint32_t i = 0; i < array->size; i++, at = value_next(at))
        schema_found(walk, at, resource);
}

static void members_found(struct walk *walk, const struct value *object,
                          enum keyword_shape shape, uint32_t resource)
{
    const struct value *key = object + 1;

    for (uint32_t i = 0; i < object->size; i++, key = value_next(key + 1))
        if (shape == SHAPE_SCHEMA_MAP || key[1].type != VALUE_ARRAY)
            schema_found(walk, key + 1, resource);
}

static void keyword_visit(struct walk *walk, const struct value *value,
                          enum keyword_shape shape, uint32_t resource)
{
    switch (shape) {
    case SHAPE_SCHEMA_OR_BOOLEAN:
        if (value->type == VALUE_OBJECT)
            schema_found(walk, value, resource);
        else /* a schema for once */
            walk->source->resources[value - walk->source->document.values] = resource + 1;
        break;
    case SHAPE_SCHEMA_OR_SCHEMAS:
        if (value->type == VALUE_ARRAY)
            elements_found(walk, value, resource);
        else
            schema_found(walk, value, resource);
        break;
    case SHAPE_SCHEMA:
        schema_found(walk, value, resource);
        break;
    case SHAPE_SCHEMAS:
        elements_found(walk, value, resource);
        break;
    case SHAPE_SCHEMA_MAP:
    case SHAPE_DEPENDENCIES:
        members_found(walk, value, shape, resource);
        break;
    default:
        break;
    }
}

/* The one thing that draft 4's metaschema says about two keywords together. */
static int bounds_check(struct walk *walk, const struct value *schema)
{
    static const char *const names[][2] = {{"exclusiveMaximum", "maximum"},
                                           {"exclusiveMinimum", "minimum"}};

    for (int i = 0; i < 2; i++) {
        const struct value *exclusive = value_member(schema, names[i][0]);

        if (exclusive && !value_member(schema, names[i][1]))
            return source_error(walk->source, exclusive, "N0163", walk->err,
                                "expected \"%s\" beside \"%s\", found none", names[i][1],
                                names[i][0]);
    }
    return 0;
}

static int schema_visit(struct walk *walk, const struct value *schema, uint32_t resource)
{
    uint32_t *known = &walk->source->resources[schema - walk->source->document.values];
    const struct value *key = schema + 1;
    struct dialect dialect;

    if (schema->type == VALUE_OBJECT && schema_identify(walk, schema, &resource))
        return -1;
    *known = resource + 1;
    dialect = walk->registry->resources[resource].dialect;
    if (shape_check_schema(walk->source, dialect.draft, schema, walk->err))
        return -1;
    if (schema->type != VALUE_OBJECT)
        return 0;
    for (uint32_t i = 0; i < schema->size; i++, key = value_next(key + 1)) {
        const struct keyword *keyword = keyword_find(dialect.draft, key->text, key->size);

        if (!keyword || !(keyword->vocabulary & dialect.vocabularies))
            continue;
        if (shape_check(walk->source, dialect.draft, keyword, key + 1, walk->err))
            return -1;
        keyword_visit(walk, key + 1, keyword->shape, resource);
    }
    return dialect.draft == DRAFT_4 ? bounds_check(walk, schema) : 0;
}

/* Subschemas come later in the document than what they are in, so one pass finds all, and
 * what is wrong first is told first. */
int registry_walk(struct registry *registry, struct source *source,
                  const struct value *schema, uint32_t resource, struct error *err)
{
    struct walk walk = {.registry = registry, .source = source, .err = err};
    const struct value *end = value_next(schema);

    schema_found(&walk, schema, resource);
    for (const struct value *at = schema; at < end; at++) {
        uint32_t known = source->resources[at - source->document.values];

        if (known & PENDING && schema_visit(&walk, at, (known & ~PENDING) - 1))
            return -1;
    }
    return 0;
}
