/* schemas/schema.h - JSON Schema: compile once, validate many.
 *
 * A schema is compiled to a flat program that is never written again and is shared by
 * threads; all that grows while validating lives in a scratch, one a thread, reused. No
 * globals, no network: references to other documents go through a loader that the caller
 * supplies.
 */
#ifndef NOWORSE_SCHEMAS_SCHEMA_H
#define NOWORSE_SCHEMAS_SCHEMA_H

#include "base/error_list.h"
#include "values/value.h"

struct schema;
struct schema_scratch;

/* Text of the document with this absolute URI, which the caller of the compiler owns (a
 * new text, for free()); -1: there is none. */
typedef int schema_load(void *context, const char *uri, char **text, size_t *length,
                        struct error *err);

struct schema_options {
    const char *file;  /* named in errors, and the base of relative references; or NULL */
    const char *draft; /* where the schema has no $schema: "2020-12" (the default, NULL),
                          "2019-09", "7", "6", "4"; "draft7" is the same as "7" */
    const char
        *entry; /* pointer to the subschema that counts ("/$defs/case"); NULL: "" */
    enum schema_formats { FORMATS_ANNOTATED, FORMATS_ASSERTED } formats;
    schema_load *load; /* NULL: nothing but what is embedded */
    void *load_context;
};

/* *out is the caller's, for schema_free(). What is wrong with the schema (a bad pattern,
 * a reference to nothing, an unknown $schema, a keyword of wrong type) is an ERROR_INPUT
 * with line and column in the schema's text: never a keyword ignored. options may be
 * NULL, and neither they nor the text are needed afterwards. */
int schema_compile(const char *text, size_t length, const struct schema_options *options,
                   struct schema **out, struct error *err);

/* The same for what jansson holds. An error's line and column are of a compact text that
 * nobody wrote: schema_json_pointer() tells where in the tree it is ("/properties/a"; ""
 * where that is not known), the caller's. */
int schema_compile_json(const json_t *json, const struct schema_options *options,
                        struct schema **out, struct error *err);
char *schema_json_pointer(const json_t *json, const struct error *err);

void schema_free(struct schema *schema); /* takes NULL */

/* The same program entered at another subschema that it leads to ("/$defs/case", from the
 * compiled one), without compiling anything: the caller's, for schema_free(), before the
 * whole is. NULL: it does not lead there. */
struct schema *schema_entered(struct schema *whole, const char *pointer);

/* What compiled but may not be meant: a keyword that is nearly one or one of another
 * draft, an unknown format, a pattern that only the lenient grammar takes. Warnings with
 * line and column, in document order; borrowed. */
const struct error_list *schema_warnings(const struct schema *schema);

/* For any number of schemas, one after the other. */
struct schema_scratch *schema_scratch_new(void);
void schema_scratch_free(struct schema_scratch *scratch); /* takes NULL */

enum schema_verdict {
    SCHEMA_VALID,
    SCHEMA_INVALID,
    SCHEMA_UNDECIDED /* a limit was reached: pattern, depth or work */
};

/* Yes or no, fast, without an allocation once the scratch has grown (but for the formats
 * "regex" and the idn ones, whose libraries allocate). */
enum schema_verdict schema_validate(const struct schema *schema,
                                    const struct value *instance,
                                    struct schema_scratch *scratch);

/* The same for what jansson holds, as a copy in the scratch. jansson has dropped
 * duplicate keys and digits that a double does not hold; deeper than 512 levels it is
 * undecided. */
enum schema_verdict schema_validate_json(const struct schema *schema,
                                         const json_t *instance,
                                         struct schema_scratch *scratch);

/* One thing wrong with an instance. Texts are owned. */
struct schema_error {
    char *instance;          /* JSON Pointer into the instance */
    char *keyword_location;  /* JSON Pointer into the schema, through references */
    char *absolute_location; /* URI of the keyword: "noworse:///schema#/type" */
    const char *keyword;     /* "additionalProperties"; borrowed from the engine */
    uint32_t
        offset; /* byte offset of the offending value (for an unknown key: of the key) */
    char *key;  /* additionalProperties, required, propertyNames…: the key; else NULL */
    char *message;  /* "expected number, got string \"12,50\"" */
    char *expected; /* "number", and */
    char *found;    /* "string \"12,50\"", where the message says so; else NULL */
    char *hint;     /* "did you mean \"json_schema\"?"; or NULL */
};

struct schema_errors {
    struct schema_error *items; /* owned */
    size_t count;
    size_t capacity;
    bool more; /* there are others beyond the limit */
};

#define SCHEMA_ERRORS_INIT                                                               \
    {                                                                                    \
        NULL, 0, 0, false                                                                \
    }
void schema_errors_release(struct schema_errors *errors);

/* The same verdict with the first `errors_max` leaf errors, in document order then schema
 * order, without follow-up errors; anyOf and oneOf tell of the branch that the value's
 * tag names or else that came closest. What a model or schema wrote stands in the texts
 * with its control characters as escapes, a value with at most 80 characters; not so in
 * the pointers and in `key`. At most 100,000 errors. */
enum schema_verdict schema_explain(const struct schema *schema,
                                   const struct value *instance,
                                   struct schema_scratch *scratch, size_t errors_max,
                                   struct schema_errors *errors);

/* Our own formats, embedded: "suite", "prompt", …: the text of
 * schemas/<name>.schema.json. Borrowed; NULL: none. */
const char *schema_own(const char *name, size_t *length);
/* Their names, sorted, ended by NULL. */
extern const char *const schema_own_names[];

#endif
