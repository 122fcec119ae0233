/* store/run_plan_fields.h - the plan's members as rows: written and read by the same
 * list.
 */
#ifndef NOWORSE_STORE_RUN_PLAN_FIELDS_H
#define NOWORSE_STORE_RUN_PLAN_FIELDS_H

#include "store/run_plan.h"

enum plan_field_kind {
    PLAN_TEXT,          /* char *, never NULL */
    PLAN_TEXT_OR_NULL,  /* char * */
    PLAN_TEXTS,         /* char **, with a size_t count */
    PLAN_DIGEST,        /* char[65] */
    PLAN_BOOL,          /* bool */
    PLAN_NUMBER,        /* double; NaN is null */
    PLAN_UNSIGNED,      /* unsigned */
    PLAN_COUNT,         /* int64_t, from 0 */
    PLAN_VARIANT_INDEX, /* int; -1 is null */
    PLAN_OBJECT,        /* a struct with fields of its own */
    PLAN_OBJECTS        /* an array of such structs, with a size_t count */
};

struct plan_shape;

struct plan_field {
    const char *key; /* NULL ends a list of fields */
    enum plan_field_kind kind;
    size_t offset;
    size_t count_offset;            /* PLAN_TEXTS, PLAN_OBJECTS */
    const struct plan_shape *shape; /* PLAN_OBJECT, PLAN_OBJECTS */
};

struct plan_shape {
    const struct plan_field *fields;
    size_t size; /* of the struct */
};

/* Of struct run_plan. */
extern const struct plan_shape run_plan_shape;

/* The array of a PLAN_TEXTS or PLAN_OBJECTS member of an object; borrowed. */
void *plan_items(const struct plan_field *field, const void *object);

/* Frees what the members hold, and makes them NULL and 0. */
void plan_shape_release(const struct plan_shape *shape, void *object);

#endif
