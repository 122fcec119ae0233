/* schemas/registry.h - the documents a schema is made of, and what their URIs name.
 *
 * A source is one text; a resource is a schema with a URI of its own (the source's root,
 * and each subschema with "$id"); an anchor is a name within a resource. Values of a
 * source stay where they are until the registry is released.
 */
#ifndef NOWORSE_SCHEMAS_REGISTRY_H
#define NOWORSE_SCHEMAS_REGISTRY_H

#include "schemas/schema.h"

struct source {
    char *uri;
    char *file; /* for places; or NULL */
    struct document document;
    uint32_t *resources; /* one a value: 1 + the resource it is a schema of; 0: data */
    uint32_t *labels;    /* one a value: 1 + its label in the program; 0: none yet */
};

struct resource {
    char *uri;             /* absolute, without fragment */
    struct source *source; /* borrowed from the registry */
    const struct value *root;
    unsigned vocabularies; /* bits of enum vocabulary */
};

struct anchor {
    uint32_t resource;
    const struct value *name;
    const struct value *schema;
    bool dynamic;
};

struct registry {
    const struct schema_options *options; /* borrowed while compiling */
    struct source **sources;
    size_t source_count, source_capacity;
    struct resource *resources;
    size_t resource_count, resource_capacity;
    struct anchor *anchors;
    size_t anchor_count, anchor_capacity;
};

/* A schema in the registry. */
struct position {
    struct source *source;
    const struct value *schema;
    uint32_t resource;
    const struct anchor *anchor; /* the dynamic anchor that led here; else NULL; until the
                                    registry grows */
};

void registry_release(struct registry *registry);

/* Reads the text, finds its resources and anchors. */
int registry_add(struct registry *registry, const char *uri, const char *file,
                 const char *text, size_t length, struct position *out,
                 struct error *err);

/* Makes all subschemas at and below `schema` known; for a place that no keyword led to.
 */
int registry_walk(struct registry *registry, struct source *source,
                  const struct value *schema, uint32_t resource, struct error *err);

/* What the reference, a string in a schema of `from`, leads to; loads what is missing. */
int registry_resolve(struct registry *registry, const struct position *from,
                     const struct value *reference, struct position *out,
                     struct error *err);

/* An ERROR_INPUT at a value of the schema's text; -1. */
int source_error(const struct source *source, const struct value *at, const char *code,
                 struct error *err, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));

/* The value as people read it, at most 60 characters; the caller's. */
char *value_shown(const struct value *value);

#endif
