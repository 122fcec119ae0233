/* tests/schemas/hostile_shapes.c - nesting, reference bombs, recursion, loops. */
#include "tests/schemas/hostile_cases.h"

#include <stddef.h>

void repeat(struct buf *out, const char *text, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buf_append_text(out, text);
}

static void nested(struct buf *out, const char *open, const char *core, const char *close,
                   size_t count)
{
    repeat(out, open, count);
    buf_append_text(out, core);
    repeat(out, close, count);
}

static void deep_arrays(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema, "{\"items\": {\"$ref\": \"#\"}}");
    nested(instance, "[", "", "]", 512);
}

static void deeper_arrays(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema, "{\"items\": {\"$ref\": \"#\"}}");
    nested(instance, "[", "", "]", 100000);
}

static void deep_wrong(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema, "{\"anyOf\": [{\"type\": \"array\", \"items\": {\"$ref\": "
                            "\"#\"}}, {\"type\": \"string\"}]}");
    nested(instance, "[", "1", "]", 511);
}

static void deep_objects(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema,
                    "{\"type\": \"object\", \"additionalProperties\": {\"$ref\": \"#\"}, "
                    "\"unevaluatedProperties\": false, \"uniqueItems\": true, "
                    "\"propertyNames\": {\"maxLength\": 3}}");
    nested(instance, "{\"a\":", "{}", "}", 511);
}

static void deep_dynamic(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema, "{\"$dynamicAnchor\": \"n\", \"type\": [\"object\", "
                            "\"array\"], \"items\": {\"allOf\": [{\"$dynamicRef\": "
                            "\"#n\"}]}, \"unevaluatedItems\": false}");
    nested(instance, "[", "", "]", 500);
}

static void deep_all_of(struct buf *schema, struct buf *instance)
{
    nested(schema, "{\"allOf\":[", "{\"type\": \"string\"}", "]}", 255);
    buf_append_text(instance, "1");
}

static void deep_one_of(struct buf *schema, struct buf *instance)
{
    nested(schema, "{\"oneOf\":[true,", "{\"type\": \"string\"}", "]}", 255);
    buf_append_text(instance, "1");
}

static void deep_not(struct buf *schema, struct buf *instance)
{
    nested(schema, "{\"not\":", "{}", "}", 510);
    buf_append_text(instance, "1");
}

static void deep_if(struct buf *schema, struct buf *instance)
{
    nested(schema, "{\"if\":", "true", ",\"then\":{\"type\":\"string\"},\"else\":false}",
           500);
    buf_append_text(instance, "1");
}

static void deep_properties(struct buf *schema, struct buf *instance)
{
    nested(schema, "{\"properties\":{\"a\":", "{\"type\":\"string\"}", "}}", 250);
    nested(instance, "{\"a\":", "1", "}", 250);
}

static void too_deep_schema(struct buf *schema, struct buf *instance)
{
    nested(schema, "{\"not\":", "{}", "}", 50000);
    buf_append_text(instance, "1");
}

/* d0 is two times d1, d1 two times d2 ...: 2^count paths to the last. */
static void bomb(struct buf *schema, const char *form, const char *core, int count)
{
    buf_append_text(schema, "{\"$ref\": \"#/$defs/d0\", \"$defs\": {");
    for (int i = 0; i < count; i++) {
        buf_append_format(schema, "\"d%d\": ", i);
        for (const char *at = form; *at; at++) {
            if (*at == '@')
                buf_append_format(schema, "{\"$ref\": \"#/$defs/d%d\"}", i + 1);
            else
                buf_append_char(schema, *at);
        }
        buf_append_text(schema, ",\n");
    }
    buf_append_format(schema, "\"d%d\": %s}}", count, core);
}

static void bomb_all_of(struct buf *schema, struct buf *instance)
{
    bomb(schema, "{\"allOf\": [@, @]}", "{\"minLength\": 1}", 30);
    buf_append_text(instance, "\"a\"");
}

static void bomb_any_of(struct buf *schema, struct buf *instance)
{
    bomb(schema, "{\"anyOf\": [@, @]}", "{\"minLength\": 2}", 30);
    buf_append_text(instance, "\"a\"");
}

static void bomb_one_of(struct buf *schema, struct buf *instance)
{
    bomb(schema, "{\"oneOf\": [@, @, @]}", "{\"minLength\": 2}", 30);
    buf_append_text(instance, "\"a\"");
}

static void bomb_not(struct buf *schema, struct buf *instance)
{
    bomb(schema, "{\"not\": {\"allOf\": [{\"not\": @}, {\"not\": @}]}}",
         "{\"minLength\": 2}", 30);
    buf_append_text(instance, "\"a\"");
}

static void bomb_if(struct buf *schema, struct buf *instance)
{
    bomb(schema, "{\"if\": @, \"then\": false, \"else\": @}", "{\"minLength\": 2}", 30);
    buf_append_text(instance, "\"a\"");
}

static void bomb_marks(struct buf *schema, struct buf *instance)
{
    bomb(schema,
         "{\"anyOf\": [@, @, {\"properties\": {\"b\": true}}], "
         "\"unevaluatedProperties\": {\"type\": \"integer\"}}",
         "{\"required\": [\"z\"], \"properties\": {\"a\": true}}", 30);
    buf_append_text(instance, "{\"a\": 1, \"b\": 2, \"c\": 3}");
}

static void bomb_below(struct buf *schema, struct buf *instance)
{
    bomb(schema, "{\"properties\": {\"a\": {\"anyOf\": [@, @]}}}", "{\"minLength\": 2}",
         30);
    nested(instance, "{\"a\":", "\"b\"", "}", 30);
}

static void union_in_recursion(struct buf *schema, struct buf *instance)
{
    buf_append_text(
        schema,
        "{\"$ref\": \"#/$defs/node\", \"$defs\": {\"node\": {\"anyOf\": ["
        "{\"type\": \"object\", \"properties\": {\"c\": {\"$ref\": \"#/$defs/node\"}}, "
        "\"required\": [\"x\"]},"
        "{\"type\": \"object\", \"properties\": {\"c\": {\"$ref\": \"#/$defs/node\"}}, "
        "\"required\": [\"y\"]},"
        "{\"type\": \"object\", \"properties\": {\"c\": {\"$ref\": \"#/$defs/node\"}}, "
        "\"required\": [\"z\"]}]}}}");
    nested(instance, "{\"z\":0,\"c\":", "1", "}", 30);
}

static void one_of_in_recursion(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema,
                    "{\"oneOf\": [{\"type\": \"integer\"}, "
                    "{\"type\": \"array\", \"items\": {\"$ref\": \"#\"}, \"minItems\": "
                    "3}, {\"type\": \"array\", \"items\": {\"$ref\": \"#\"}}]}");
    nested(instance, "[1,", "1", "]", 40);
}

static void marks_in_recursion(struct buf *schema, struct buf *instance)
{
    buf_append_text(
        schema, "{\"anyOf\": [{\"properties\": {\"c\": {\"$ref\": \"#\"}}, \"required\": "
                "[\"x\"]}, {\"properties\": {\"c\": {\"$ref\": \"#\"}}}], "
                "\"unevaluatedProperties\": {\"type\": \"string\"}}");
    nested(instance, "{\"c\":", "{\"d\": 1}", "}", 40);
}

static void dynamic_in_recursion(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema,
                    "{\"$id\": \"http://example.com/a\", \"$dynamicAnchor\": \"n\", "
                    "\"anyOf\": [{\"items\": {\"$dynamicRef\": \"#n\"}, \"minItems\": 2, "
                    "\"type\": \"array\"}, "
                    "{\"items\": {\"$dynamicRef\": \"#n\"}, \"type\": \"array\"}]}");
    nested(instance, "[", "1", "]", 40);
}

static void dynamic_loop(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema,
                    "{\"$dynamicAnchor\": \"n\", \"anyOf\": [{\"$dynamicRef\": \"#n\"}, "
                    "{\"$dynamicRef\": \"#n\"}]}");
    buf_append_text(instance, "1");
}

static void reference_loop(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema, "{\"$ref\": \"#/$defs/a\", \"$defs\": {\"a\": {\"anyOf\": "
                            "[{\"$ref\": \"#/$defs/b\"}]}, \"b\": {\"not\": {\"if\": "
                            "{\"dependentSchemas\": {\"k\": {\"$ref\": "
                            "\"#/$defs/a\"}}}}}}}");
    buf_append_text(instance, "1");
}

static void reference_chain(struct buf *schema, struct buf *instance)
{
    bomb(schema, "@", "{\"type\": \"string\"}", 5000);
    buf_append_text(instance, "1");
}

static void chain_of_all_of(struct buf *schema, struct buf *instance)
{
    bomb(schema, "{\"allOf\": [@]}", "{\"type\": \"string\"}", 5000);
    buf_append_text(instance, "1");
}

static void chain_of_not(struct buf *schema, struct buf *instance)
{
    bomb(schema, "{\"not\": @}", "{\"type\": \"string\"}", 5000);
    buf_append_text(instance, "1");
}

static void deep_pointer(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema, "{\"$ref\": \"#");
    repeat(schema, "/x", 500);
    buf_append_text(schema, "\", ");
    nested(schema, "\"x\": {", "\"type\": \"string\"", "}", 500);
    buf_append_text(schema, "}");
    buf_append_text(instance, "1");
}

static void deep_identifiers(struct buf *schema, struct buf *instance)
{
    nested(schema, "{\"$id\": \"a/b/\", \"not\":", "{}", "}", 500);
    buf_append_text(instance, "1");
}

static void any_of_wide_and_deep(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema, "{\"anyOf\": [");
    for (int i = 0; i < 10; i++)
        buf_append_format(schema,
                          "%s{\"items\": {\"$ref\": \"#\"}, \"type\": \"array\", "
                          "\"maxItems\": 1, \"title\": \"%d\"}",
                          i ? "," : "", i);
    buf_append_text(schema, "]}");
    nested(instance, "[", "1", "]", 60);
}

const struct hostile_case hostile_shapes[] = {
    {"512 nested arrays are described by a recursive schema", deep_arrays, OUT_VALID},
    {"100,000 nested arrays are refused", deeper_arrays, OUT_REFUSED_INSTANCE},
    {"what is wrong 511 levels down is found", deep_wrong, OUT_INVALID | OUT_UNDECIDED},
    {"512 nested objects under four keywords", deep_objects, OUT_VALID},
    {"500 levels by $dynamicRef", deep_dynamic, OUT_ANSWERED},
    {"255 nested allOf", deep_all_of, OUT_INVALID},
    {"255 nested oneOf", deep_one_of, OUT_ANSWERED},
    {"510 nested not", deep_not, OUT_ANSWERED},
    {"500 nested if", deep_if, OUT_ANSWERED},
    {"250 nested properties", deep_properties, OUT_INVALID},
    {"a schema of 50,000 levels is refused", too_deep_schema, OUT_REFUSED_SCHEMA},
    {"2^30 paths through allOf", bomb_all_of, OUT_VALID | OUT_UNDECIDED},
    {"2^30 paths through anyOf", bomb_any_of, OUT_INVALID | OUT_UNDECIDED},
    {"3^30 paths through oneOf", bomb_one_of, OUT_INVALID | OUT_UNDECIDED},
    {"2^30 paths through not", bomb_not, OUT_ANSWERED},
    {"2^30 paths through if", bomb_if, OUT_ANSWERED},
    {"2^30 paths with what was evaluated", bomb_marks, OUT_ANSWERED},
    {"2^30 paths down an object", bomb_below, OUT_INVALID | OUT_UNDECIDED},
    {"a union within recursion", union_in_recursion, OUT_INVALID | OUT_UNDECIDED},
    {"oneOf within recursion", one_of_in_recursion, OUT_ANSWERED},
    {"a union within recursion with what was evaluated", marks_in_recursion,
     OUT_INVALID | OUT_UNDECIDED},
    {"a union within $dynamicRef", dynamic_in_recursion, OUT_INVALID | OUT_UNDECIDED},
    {"a $dynamicRef to itself", dynamic_loop, OUT_UNDECIDED | OUT_REFUSED_SCHEMA},
    {"references in a circle are refused", reference_loop, OUT_REFUSED_SCHEMA},
    {"a chain of 5,000 references", reference_chain, OUT_INVALID | OUT_UNDECIDED},
    {"a chain of 5,000 allOf", chain_of_all_of, OUT_INVALID | OUT_UNDECIDED},
    {"a chain of 5,000 not", chain_of_not, OUT_ANSWERED},
    {"a reference 500 levels down", deep_pointer, OUT_INVALID},
    {"500 nested identifiers", deep_identifiers, OUT_ANSWERED},
    {"ten recursive branches, 60 levels", any_of_wide_and_deep,
     OUT_INVALID | OUT_UNDECIDED},
    {NULL, NULL, 0},
};
