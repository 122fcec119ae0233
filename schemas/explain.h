/* schemas/explain.h - what is wrong, for people; private to schemas/explain*.c.
 *
 * The same program as in evaluate.h: a keyword that evaluates to no is looked at more
 * closely, one that evaluates to yes is not.
 */
#ifndef NOWORSE_SCHEMAS_EXPLAIN_H
#define NOWORSE_SCHEMAS_EXPLAIN_H

#include "schemas/evaluate.h"
#include "schemas/schema_location.h"

/* Deeper down, errors are not told apart: for the sake of the C stack. So many schemas
 * are looked at closely, and fewer where the branches of a union are told apart: those
 * within others are exponential. */
enum {
    EXPLAIN_DEPTH_MAX = 120,
    EXPLAIN_STEPS_MAX = 200 * 1000,
    UNION_STEPS_MAX = 20 * 1000
};

/* What is said of a value; texts are owned, NULL where there is none. */
struct said {
    char *expected, *found; /* "number"; "string \"12,50\"" */
    char *message;          /* NULL: "expected <expected>, got <found>" */
    char *hint;
};

struct finding {
    struct schema_error error;
    const struct op *op;
    uint32_t label; /* of the schema that has the keyword */
    size_t depth;   /* tokens of the instance's pointer */
    bool taken;     /* its texts are another's now */
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
    struct schema_ways ways;
    size_t depth;    /* of the instance's pointer */
    uint32_t label;  /* of the schema under way */
    unsigned nested; /* calls of explain_label under way */
    unsigned steps;  /* calls of explain_label that found something wrong */
};

void findings_release(struct findings *findings);
void finding_release(struct finding *finding);

/* There is room for no more, which is noted: what would be told need not be found. */
bool findings_full(struct explainer *explainer);

/* Takes what is said. The pointer is where the explainer is. */
void finding_add(struct explainer *explainer, const struct op *op, const char *keyword,
                 uint32_t offset, const struct value *key, struct said said);

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
op_explain explain_array, explain_contains, explain_unique_items,
    explain_unevaluated_items;
op_explain explain_any_of, explain_one_of;

/* What keeps the union's branch of this number from fitting, as findings. */
void branch_explain(struct explainer *explainer, const struct op *op, uint32_t number,
                    const struct value *value);

/* Tells of the branch that a tagged form names, or of its tag. False: the union is not of
 * tagged forms, or the value is no object. */
bool explain_tagged(struct explainer *explainer, const struct op *op,
                    const struct value *value);

/* Whether nothing at all fits it. */
bool label_is_false(const struct schema *schema, uint32_t label);

/* Texts. */
struct said said_for(const struct op *op, const struct value *value);
struct said said_types(unsigned types, const struct value *value);
struct said said_one_of(const struct value *const *wanted, size_t count,
                        const struct value *value);
struct said said_plain(char *message); /* takes it */
char *hint_nearest(const struct value *word, const struct value *const *names,
                   size_t count); /* or NULL */
/* What a value of another type most likely was meant to be: "a number stands without
 * quotes"; or NULL. */
char *hint_types(unsigned types, const struct value *value);
char *hint_choices(const struct value *const *choices, size_t count,
                   const struct value *value);
char *value_found(const struct value *value); /* string "12,50" */

#endif
