/* schemas/compile.h - from schemas in a registry to a program; private to
 * schemas/compile*.c.
 *
 * Labels are given out as they are met and compiled from a queue, one schema after the
 * other: nothing here calls itself.
 */
#ifndef NOWORSE_SCHEMAS_COMPILE_H
#define NOWORSE_SCHEMAS_COMPILE_H

#include "schemas/keywords.h"
#include "schemas/program.h"

struct compiler {
    struct schema *schema;
    struct error *err;
    size_t unknown_count; /* keywords in no row of their draft, met so far */
};

/* The one schema that is being compiled. */
struct unit {
    struct position position;
    uint32_t label;
    enum draft draft;
    unsigned vocabularies;
    bool object_done, array_done; /* keywords that share an op */
};

int compile_program(struct schema *schema, const struct position *entry,
                    struct error *err);

/* Borrowed until the next one is added. */
struct op *op_add(struct compiler *compiler, enum op_code code, const struct value *at);
uint32_t label_of(struct compiler *compiler, const struct position *position);
uint32_t label_below(struct compiler *compiler, const struct unit *unit,
                     const struct value *schema); /* within the same document */
uint32_t pool_add(struct compiler *compiler, uint32_t word); /* its index */
int pattern_add(struct compiler *compiler, const struct unit *unit,
                const struct value *source, uint32_t *out);

/* A value of SHAPE_COUNT; what is larger than can be is UINT32_MAX. */
uint32_t count_read(const struct value *value);

/* A warning at a value of the unit's text, which schema_warnings() gives out; the first
 * ERRORS_KEPT_MAX. The hint may be NULL. */
void unit_warn(struct compiler *compiler, const struct unit *unit, const struct value *at,
               const char *code, const char *hint, const char *fmt, ...)
    __attribute__((format(printf, 6, 7)));

/* The keyword's value in the unit, where its draft and vocabulary know it; or NULL. */
const struct value *unit_keyword(const struct unit *unit, const char *name);

keyword_compile compile_all_of, compile_any_of, compile_const, compile_contains,
    compile_dependencies, compile_dependent_required, compile_dependent_schemas,
    compile_dynamic_ref, compile_enum, compile_exclusive_maximum,
    compile_exclusive_minimum, compile_format, compile_if, compile_items,
    compile_max_items, compile_max_length, compile_max_properties, compile_maximum,
    compile_min_items, compile_min_length, compile_min_properties, compile_minimum,
    compile_multiple_of, compile_not, compile_object, compile_one_of, compile_pattern,
    compile_property_names, compile_recursive_ref, compile_ref, compile_type,
    compile_unevaluated_items, compile_unevaluated_properties, compile_unique_items;

#endif
