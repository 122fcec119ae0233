/* schemas/explain.h - what is wrong, for people; private to schemas/explain*.c.
 *
 * The same program as in evaluate.h: a keyword that evaluates to no is looked at more
 * closely, one that evaluates to yes is not.
 */
#ifndef NOWORSE_SCHEMAS_EXPLAIN_H
#define NOWORSE_SCHEMAS_EXPLAIN_H

#include "schemas/evaluate.h"

/* Deeper down, errors are not told apart: for the sake of the C stack. And so many
 * schemas are looked at closely: branches within branches are exponential. */
enum { EXPLAIN_DEPTH_MAX = 120, EXPLAIN_STEPS_MAX = 20000 };

struct finding {
    struct schema_error error;
    const struct op *op;
    uint32_t label; /* of the schema that has the keyword */
    size_t depth;   /* tokens of the instance's pointer */
};

struct findings {
    struct finding *items;
    size_t count, capacity;
    size_t max;
    bool more;
};

struct explainer {
    struct schema_scratch *scratch;
    struct findings *found;
    struct buf instance; /* JSON Pointers to where it is */
    struct buf keywords;
    size_t depth;    /* of the instance's pointer */
    uint32_t label;  /* of the schema under way */
    unsigned nested; /* calls of explain_label under way */
    unsigned steps;  /* calls of explain_label that found something wrong */
};

void findings_release(struct findings *findings);

/* There is room for no more, which is noted: what would be told need not be found. */
bool findings_full(struct explainer *explainer);

/* Takes message and hint. The pointer is where the explainer is. */
void finding_add(struct explainer *explainer, const struct op *op, const char *keyword,
                 uint32_t offset, const struct value *key, char *message, char *hint);

void explain_label(struct explainer *explainer, uint32_t index,
                   const struct value *value);

/* One level down: a member or an element. */
void explain_member(struct explainer *explainer, uint32_t label, const struct value *key);
void explain_element(struct explainer *explainer, uint32_t label,
                     const struct value *item, uint32_t index);

typedef void op_explain(struct explainer *explainer, const struct op *op,
                        const struct value *value);
op_explain explain_object, explain_property_names, explain_dependent_required,
    explain_dependent_schemas, explain_unevaluated_properties;
op_explain explain_any_of, explain_one_of;
op_explain explain_unique_items;

/* Texts; the caller's. */
char *message_for(const struct op *op, const struct value *value);
char *hint_for(const struct op *op, const struct value *value);
char *message_types(unsigned types, const struct value *value);
char *message_one_of(const struct value *const *wanted, size_t count,
                     const struct value *value);
char *hint_nearest(const struct value *word, const struct value *const *names,
                   size_t count);           /* or NULL */
char *value_got(const struct value *value); /* string "12,50" */

#endif
