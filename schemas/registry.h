/* schemas/registry.h - the documents a schema is made of, and what their URIs name.
 *
 * A source is one text; a resource is a schema with a URI of its own (the source's root,
 * and each subschema with "$id"); an anchor is a name within a resource. Values of a
 * source stay where they are until the registry is released.
 */
#ifndef NOWORSE_SCHEMAS_REGISTRY_H
#define NOWORSE_SCHEMAS_REGISTRY_H

#include "schemas/keywords.h"
#include "schemas/name_tree.h"
#include "schemas/schema.h"

struct source {
    char *uri;
    char *file; /* for places; or NULL */
    struct document document;
    uint32_t *resources; /* one a value: 1 + the resource it is a schema of; 0: data */
    uint32_t *labels;    /* one a value: 1 + its label in the program; 0: none yet */
    uint32_t *indices;   /* one a value, for large containers; 0: none yet. NULL: for
                            none yet. An array's is 1 + its number in `lists` */
    struct name_tree members; /* of objects: (object, key) -> the member's value */
    uint32_t **lists;         /* of arrays: the elements; owned */
    size_t list_count, list_capacity;
};

/* What a schema is written in. */
struct dialect {
    enum draft draft;
    unsigned vocabularies; /* bits of enum vocabulary */
    uint32_t metaschema;   /* 1 + index of the caller's; 0: an official one */
};

/* A metaschema of the caller's own, from the loader. */
struct metaschema {
    char *uri;
    char *text;
    size_t length;
    struct dialect dialect; /* of the schemas that name it */
};

struct resource {
    char *uri;             /* absolute, without fragment */
    struct source *source; /* borrowed from the registry */
    const struct value *root;
    struct dialect dialect;
};

struct anchor {
    uint32_t resource;
    const char *name; /* borrowed from the source; "" for $recursiveAnchor */
    size_t length;
    const struct value *schema;
    uint32_t
        dynamic; /* 1 + the number of its name among the dynamic ones; 0: it is none */
};

struct registry {
    const struct schema_options *options; /* borrowed while compiling */
    struct source **sources;
    size_t source_count, source_capacity;
    struct resource *resources;
    size_t resource_count, resource_capacity;
    struct name_tree resource_names;
    struct anchor *anchors;
    size_t anchor_count, anchor_capacity;
    struct name_tree anchor_names;  /* (resource, name) -> anchor */
    struct name_tree dynamic_names; /* numbered from 0 */
    uint32_t dynamic_name_count;
    struct metaschema *metaschemas;
    size_t metaschema_count, metaschema_capacity;
};

/* A schema in the registry. */
struct position {
    struct source *source;
    const struct value *schema;
    uint32_t resource;
    const struct anchor *anchor; /* the anchor that led here; else NULL; until the
                                    registry grows */
};

/* A text to be added; all borrowed. */
struct source_text {
    const char *uri, *file; /* as in struct source */
    const char *text;
    size_t length;
    enum draft draft; /* where there is no "$schema" */
};

void registry_release(struct registry *registry);

/* Reads the text, finds its resources and anchors. */
int registry_add(struct registry *registry, const struct source_text *text,
                 struct position *out, struct error *err);

/* Makes all subschemas at and below `schema` known, and refuses keywords with values that
 * they cannot have; for a place that no keyword led to. */
int registry_walk(struct registry *registry, struct source *source,
                  const struct value *schema, uint32_t resource, struct error *err);

/* What the pointer leads to from out->schema, whose resource may change on the way. -1
 * with an untouched *err: nothing is there. */
int registry_follow(struct registry *registry, const char *pointer, struct position *out,
                    struct error *err);

/* What the reference, a string in a schema of `from`, leads to; loads what is missing. */
int registry_resolve(struct registry *registry, const struct position *from,
                     const struct value *reference, struct position *out,
                     struct error *err);

/* Takes the URI. */
uint32_t registry_add_resource(struct registry *registry, char *uri,
                               struct source *source, const struct value *root,
                               const struct dialect *dialect);
bool registry_find_resource(const struct registry *registry, const char *uri,
                            size_t length, uint32_t *out);
/* Borrowed until the registry grows; or NULL. */
struct anchor *registry_find_anchor(const struct registry *registry, uint32_t resource,
                                    const char *name, size_t length);

/* An ERROR_INPUT at a value of the schema's text; -1. */
int source_error(const struct source *source, const struct value *at, const char *code,
                 struct error *err, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));

/* The value as people read it, at most 60 characters; the caller's. */
char *value_shown(const struct value *value);

#endif
