/* tests/schemas/hostile_amounts.c - many, long, alike: what a quadratic step shows at. */
#include "tests/schemas/hostile_cases.h"
#include "values/string_hash.h"

#include <stddef.h>
#include <stdio.h>

enum { COLLIDING = 1000, SLOTS = 4096 };

/* "<before>0<after>,<before>1<after>..." */
static void series(struct buf *out, const char *before, const char *after, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buf_append_format(out, "%s%s%zu%s", i ? "," : "", before, i, after);
}

static void unique(struct buf *schema, struct buf *instance, const char *before,
                   const char *after, size_t count)
{
    buf_append_text(schema, "{\"uniqueItems\": true}");
    buf_append_char(instance, '[');
    series(instance, before, after, count);
    buf_append_char(instance, ']');
}

static void unique_numbers(struct buf *schema, struct buf *instance)
{
    unique(schema, instance, "", "", 100000);
}

static void unique_strings(struct buf *schema, struct buf *instance)
{
    unique(schema, instance, "\"item ", "\"", 100000);
}

static void unique_objects(struct buf *schema, struct buf *instance)
{
    unique(schema, instance, "{\"a\":[1,{\"b\":", "}],\"c\":\"d\"}", 100000);
}

static void unique_but_last(struct buf *schema, struct buf *instance)
{
    unique(schema, instance, "", "", 100000);
    buf_truncate(instance, instance->length - 1);
    buf_append_text(instance, ",99999]");
}

/* All have the same nearest double. */
static void unique_big(struct buf *schema, struct buf *instance)
{
    unique(schema, instance, "1e400", "", 1000);
    buf_truncate(instance, instance->length - 1);
    buf_append_char(instance, ',');
    series(instance, "1e4", "99999999", 20000);
    buf_append_char(instance, ']');
}

static void unique_close(struct buf *schema, struct buf *instance)
{
    unique(schema, instance, "9007199254740993000000.0000000000", "1", 20000);
}

static void unique_nested(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema, "{\"uniqueItems\": true, \"items\": {\"$ref\": \"#\"}}");
    repeat(instance, "[", 500);
    series(instance, "[", "]", 20000);
    repeat(instance, "]", 500);
}

/* Strings that all begin at one slot of a table. */
static void colliding_series(struct buf *out, const char *after, size_t count)
{
    char text[32];

    for (size_t found = 0, i = 0; found < count; i++) {
        size_t length = (size_t)snprintf(text, sizeof text, "%zx", i);

        if (string_hash(text, length) % SLOTS)
            continue;
        buf_append_format(out, "%s\"%s\"%s", found ? "," : "", text, after);
        found++;
    }
}

static void unique_colliding(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema, "{\"uniqueItems\": true}");
    buf_append_char(instance, '[');
    colliding_series(instance, "", COLLIDING);
    buf_append_char(instance, ']');
}

static void keys_crowded(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema, "{\"properties\": {");
    colliding_series(schema, ": {\"type\": \"integer\"}", COLLIDING + 100);
    buf_append_text(schema, "}}");
    buf_append_text(instance, "{}");
}

static void keys_colliding(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema, "{\"properties\": {");
    colliding_series(schema, ": {\"type\": \"integer\"}", COLLIDING);
    buf_append_text(schema, "}, \"additionalProperties\": false}");
    buf_append_text(instance, "[{");
    colliding_series(instance, ": 1", COLLIDING);
    buf_append_text(instance, "}]");
    buf_truncate(instance, instance->length - 1);
    memmove(instance->data, instance->data + 1, --instance->length);
}

static void enum_colliding(struct buf *schema, struct buf *instance)
{
    struct buf texts = BUF_INIT(1 << 20);

    colliding_series(&texts, "", COLLIDING);
    buf_append_format(schema, "{\"items\": {\"enum\": [%s]}}", buf_text(&texts));
    buf_append_char(instance, '[');
    for (int i = 0; i < 20; i++)
        buf_append_format(instance, "%s%s", i ? "," : "", buf_text(&texts));
    buf_append_char(instance, ']');
    buf_release(&texts);
}

static void enum_strings(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema, "{\"items\": {\"enum\": [");
    series(schema, "\"choice ", "\"", 10000);
    buf_append_text(schema, "]}}");
    buf_append_char(instance, '[');
    series(instance, "\"choice ", "\"", 20000);
    buf_append_char(instance, ']');
}

static void enum_mixed(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema, "{\"items\": {\"enum\": [");
    series(schema, "1e4", "00", 5000);
    buf_append_char(schema, ',');
    series(schema, "{\"a\":", "}", 5000);
    buf_append_text(schema, ", null, true, \"a\"]}}");
    buf_append_char(instance, '[');
    series(instance, "{\"a\":", ".0}", 20000);
    buf_append_char(instance, ']');
}

static void wide_object(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema, "{\"additionalProperties\": {\"type\": \"integer\"}, "
                            "\"minProperties\": 1000000}");
    buf_append_char(instance, '{');
    series(instance, "\"key ", "\": 1", 1000000);
    buf_append_char(instance, '}');
}

static void wide_schema(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema, "{\"properties\": {");
    series(schema, "\"key ", "\": {\"type\": \"integer\"}", 50000);
    buf_append_text(schema, "}, \"additionalProperties\": false}");
    buf_append_char(instance, '{');
    series(instance, "\"key ", "\": 1.5", 50000);
    buf_append_char(instance, '}');
}

static void keys_missing(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema, "{\"required\": [");
    series(schema, "\"key ", "\"", 50000);
    buf_append_text(schema, "], \"properties\": {\"a\": false}}");
    buf_append_char(instance, '{');
    series(instance, "\"other ", "\": 1", 50001);
    buf_append_char(instance, '}');
}

static void keys_unknown(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema, "{\"properties\": {");
    series(schema, "\"key number ", "\": true", 200);
    buf_append_text(schema, "}, \"additionalProperties\": false}");
    buf_append_char(instance, '{');
    series(instance, "\"kay number ", "\": 1", 50000);
    buf_append_char(instance, '}');
}

static void keys_unevaluated(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema, "{\"anyOf\": [");
    series(schema, "{\"properties\": {\"k", "\": true}}", 300);
    buf_append_text(schema, "], \"unevaluatedProperties\": false}");
    buf_append_char(instance, '{');
    series(instance, "\"k", "\": 1", 20000);
    buf_append_char(instance, '}');
}

static void keys_dependent(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema, "{\"dependentRequired\": {");
    series(schema, "\"k", "\": [\"k1\", \"k19999\"]", 20000);
    buf_append_text(schema, "}, \"dependentSchemas\": {");
    series(schema, "\"k", "\": {\"minProperties\": 2}", 20000);
    buf_append_text(schema, "}}");
    buf_append_char(instance, '{');
    series(instance, "\"k", "\": 1", 20000);
    buf_append_char(instance, '}');
}

static void keys_by_patterns(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema, "{\"patternProperties\": {");
    series(schema, "\"(a|b)+c*", "$\": {\"type\": \"integer\"}", 500);
    buf_append_text(schema, "}}");
    buf_append_char(instance, '{');
    series(instance, "\"ababababababab", "\": 1", 5000);
    buf_append_char(instance, '}');
}

static void key_of_a_megabyte(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema, "{\"properties\": {\"");
    repeat(schema, "0123456789", 200000);
    buf_append_text(schema, "\": {\"type\": \"string\"}}, \"additionalProperties\": "
                            "false}");
    buf_append_text(instance, "{\"");
    repeat(instance, "0123456789", 200000);
    buf_append_text(instance, "\": 1, \"");
    repeat(instance, "0~1/56789a", 200000);
    buf_append_text(instance, "\": 1}");
}

static void pattern_catastrophe(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema, "{\"pattern\": \"^(a+)+$\"}");
    buf_append_char(instance, '"');
    repeat(instance, "a", 60);
    buf_append_text(instance, "!\"");
}

/* Each is below the limit of one match. */
static void patterns_slow(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema, "{\"items\": {\"not\": {\"pattern\": \"^(a+)+$\"}}}");
    buf_append_char(instance, '[');
    series(instance, "\"aaaaaaaaaaaaaaaa!", "\"", 20000);
    buf_append_char(instance, ']');
}

static void pattern_quadratic(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema, "{\"pattern\": \"a*a*a*b\"}");
    buf_append_char(instance, '"');
    repeat(instance, "a", 200000);
    buf_append_char(instance, '"');
}

static void pattern_backreferences(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema, "{\"pattern\": \"^(?:(a*)(a*)(a*)\\\\1\\\\2\\\\3)+b$\"}");
    buf_append_char(instance, '"');
    repeat(instance, "a", 5000);
    buf_append_char(instance, '"');
}

static void pattern_vast(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema, "{\"pattern\": \"((((a{1,1000}){1,1000}){1,1000})\"}");
    buf_append_text(instance, "\"a\"");
}

static void pattern_groups(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema, "{\"pattern\": \"");
    repeat(schema, "(", 5000);
    repeat(schema, ")", 5000);
    buf_append_text(schema, "\"}");
    buf_append_text(instance, "\"a\"");
}

static void pattern_long(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema, "{\"pattern\": \"");
    repeat(schema, "[a-z\xc3\xa9]?", 20000);
    buf_append_text(schema, "\"}");
    buf_append_text(instance, "\"abc\"");
}

static void patterns_many(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema, "{\"anyOf\": [");
    series(schema, "{\"pattern\": \"^(foo|bar)[0-9]+_", "$\"}", 5000);
    buf_append_text(schema, "]}");
    buf_append_text(instance, "\"foo1_4999\"");
}

static void number_of_100000_digits(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema, "{\"items\": {\"multipleOf\": 7, \"minimum\": 1e99999, "
                            "\"exclusiveMaximum\": 1");
    repeat(schema, "0", 100000);
    buf_append_text(schema, "}}");
    buf_append_text(instance, "[7");
    repeat(instance, "7", 99999);
    buf_append_text(instance, "]");
}

static void numbers_against_digits(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema, "{\"items\": {\"minimum\": 1.");
    repeat(schema, "0", 100000);
    buf_append_text(schema, "1, \"not\": {\"const\": 1.");
    repeat(schema, "0", 100000);
    buf_append_text(schema, "1}}}");
    buf_append_text(instance, "[1");
    repeat(instance, ",1", 50000);
    buf_append_text(instance, "]");
}

static void numbers_of_vast_exponents(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema, "{\"items\": {\"multipleOf\": 0.7, \"minimum\": "
                            "1e-999999999}, \"maxItems\": 1e999999999}");
    buf_append_text(instance, "[7e999999999, 7e99999999999999999999999999");
    repeat(instance, ", 7e1000000", 20000);
    buf_append_text(instance, "]");
}

static void multiples_slow(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema, "{\"items\": {\"multipleOf\": 0.999983}}");
    buf_append_text(instance, "[0");
    repeat(instance, ", 999983e900000", 20000);
    repeat(instance, ", 11e900000", 20000);
    buf_append_text(instance, "]");
}

static void nul_in_texts(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema, "{\"properties\": {\"a\\u0000b\": {\"const\": "
                            "\"\\u0000\"}}, \"additionalProperties\": false, "
                            "\"required\": [\"a\\u0000b\", \"a\\u0000c\"]}");
    buf_append_text(instance, "{\"a\\u0000b\": \"\\u0000\\u0000\", \"a\\u0000d\": 1}");
}

static void keys_twice(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema, "true");
    buf_append_char(instance, '{');
    series(instance, "\"k", "\": 1", 100000);
    buf_append_text(instance, ", \"k\\u0039\": 1}");
}

static void references_many(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema, "{\"properties\": {");
    series(schema, "\"p", "\": {\"$ref\": \"#/$defs/the-last-one\"}", 10000);
    buf_append_text(schema, "}, \"$defs\": {");
    series(schema, "\"d", "\": {\"type\": \"integer\"}", 10000);
    buf_append_text(schema, ", \"the-last-one\": {\"type\": \"integer\"}}}");
    buf_append_text(instance, "{\"p0\": \"a\"}");
}

static void anchors_many(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema, "{\"allOf\": [{\"$ref\": \"#a0\"}], \"properties\": {");
    for (int i = 0; i < 10000; i++)
        buf_append_format(schema, "%s\"p%d\": {\"$ref\": \"#a%d\"}", i ? "," : "", i, i);
    buf_append_text(schema, "}, \"$defs\": {");
    for (int i = 0; i < 10000; i++)
        buf_append_format(schema, "%s\"d%d\": {\"$anchor\": \"a%d\"}", i ? "," : "", i,
                          i);
    buf_append_text(schema, "}}");
    buf_append_text(instance, "{\"p0\": \"a\"}");
}

static void resources_many(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema, "{\"allOf\": [");
    series(schema, "{\"$ref\": \"http://example.com/s", "\"}", 10000);
    buf_append_text(schema, "], \"$defs\": {");
    for (int i = 0; i < 10000; i++)
        buf_append_format(schema,
                          "%s\"d%d\": {\"$id\": \"http://example.com/s%d\", "
                          "\"$dynamicAnchor\": \"n\"}",
                          i ? "," : "", i, i);
    buf_append_text(schema, "}}");
    buf_append_text(instance, "1");
}

static void dynamic_many(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema, "{\"$dynamicAnchor\": \"n\", \"allOf\": [");
    for (int i = 0; i < 2000; i++)
        buf_append_format(schema,
                          "%s{\"$id\": \"http://example.com/s%d\", \"$dynamicAnchor\": "
                          "\"n\", \"items\": {\"$dynamicRef\": \"#n\"}}",
                          i ? "," : "", i);
    buf_append_text(schema, "]}");
    buf_append_text(instance, "[[[1]]]");
}

static void branches_many(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema, "{\"items\": {\"anyOf\": [");
    series(schema, "{\"type\": \"object\", \"required\": [\"k", "\"]}", 1000);
    buf_append_text(schema, "]}}");
    buf_append_text(instance, "[{}");
    repeat(instance, ",{}", 5000);
    buf_append_text(instance, "]");
}

static void contains_many(struct buf *schema, struct buf *instance)
{
    buf_append_text(schema, "{\"contains\": {\"minimum\": 100000}, \"maxContains\": 3, "
                            "\"items\": {\"not\": {\"const\": [0]}}, "
                            "\"unevaluatedItems\": false, \"allOf\": [");
    series(schema, "{\"contains\": {\"const\": ", "}}", 200);
    buf_append_text(schema, "]}");
    buf_append_char(instance, '[');
    series(instance, "", "", 20000);
    buf_append_char(instance, ']');
}

static void formats_long(struct buf *schema, struct buf *instance)
{
    static const char *const formats[] = {"date-time",
                                          "date",
                                          "time",
                                          "duration",
                                          "email",
                                          "idn-email",
                                          "hostname",
                                          "idn-hostname",
                                          "ipv4",
                                          "ipv6",
                                          "uri",
                                          "uri-reference",
                                          "iri",
                                          "iri-reference",
                                          "uri-template",
                                          "json-pointer",
                                          "relative-json-pointer",
                                          "regex",
                                          "uuid"};
    static const char *const pieces[] = {"a.", "1:", "[", "%", "{a}", "\xc3\xa9", "1"};

    buf_append_text(schema, "{\"items\": {\"anyOf\": [");
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        buf_append_format(schema, "%s{\"format\": \"%s\"}", i ? "," : "", formats[i]);
    buf_append_text(schema, "]}}");
    buf_append_char(instance, '[');
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        buf_append_text(instance, i ? ",\"" : "\"");
        repeat(instance, pieces[i], 100000);
        buf_append_char(instance, '"');
    }
    buf_append_char(instance, ']');
}

const struct hostile_case hostile_amounts[] = {
    {"100,000 unique numbers", unique_numbers, OUT_VALID},
    {"100,000 unique strings", unique_strings, OUT_VALID},
    {"100,000 unique objects", unique_objects, OUT_VALID},
    {"100,000 numbers, the last again", unique_but_last, OUT_INVALID},
    {"21,000 numbers beyond double", unique_big, OUT_ANSWERED},
    {"20,000 numbers with one nearest double", unique_close, OUT_ANSWERED},
    {"unique at each of 500 levels", unique_nested, OUT_ANSWERED},
    {"1,000 unique strings of one slot", unique_colliding, OUT_ANSWERED},
    {"1,000 keys of one slot", keys_colliding, OUT_ANSWERED},
    {"1,100 keys of one slot are refused", keys_crowded, OUT_REFUSED_SCHEMA},
    {"20,000 items against 1,000 choices of one slot", enum_colliding, OUT_ANSWERED},
    {"20,000 items against 10,000 choices", enum_strings, OUT_INVALID},
    {"20,000 items against 10,000 mixed choices", enum_mixed, OUT_ANSWERED},
    {"1,000,000 keys", wide_object, OUT_VALID},
    {"50,000 properties, all wrong", wide_schema, OUT_INVALID},
    {"50,000 missing keys", keys_missing, OUT_INVALID},
    {"50,000 unknown keys", keys_unknown, OUT_INVALID},
    {"20,000 keys by 300 branches, the rest unevaluated", keys_unevaluated,
     OUT_INVALID | OUT_UNDECIDED},
    {"20,000 dependent keys", keys_dependent, OUT_VALID | OUT_UNDECIDED},
    {"5,000 keys by 500 patterns", keys_by_patterns, OUT_VALID | OUT_UNDECIDED},
    {"a key of two megabytes", key_of_a_megabyte, OUT_INVALID},
    {"a catastrophic pattern", pattern_catastrophe, OUT_INVALID | OUT_UNDECIDED},
    {"20,000 slow matches", patterns_slow, OUT_VALID | OUT_UNDECIDED},
    {"a quadratic pattern", pattern_quadratic, OUT_UNDECIDED | OUT_INVALID},
    {"a pattern of back references", pattern_backreferences, OUT_UNDECIDED | OUT_INVALID},
    {"a pattern of vast counts is refused", pattern_vast, OUT_REFUSED_SCHEMA},
    {"a pattern of 5,000 groups is refused", pattern_groups, OUT_REFUSED_SCHEMA},
    {"a pattern of 160 kB", pattern_long, OUT_VALID | OUT_REFUSED_SCHEMA},
    {"5,000 patterns", patterns_many, OUT_VALID},
    {"a number of 100,000 digits", number_of_100000_digits, OUT_VALID},
    {"50,000 numbers against one of 100,000 digits", numbers_against_digits,
     OUT_INVALID | OUT_UNDECIDED},
    {"exponents of 999,999,999", numbers_of_vast_exponents, OUT_ANSWERED},
    {"40,000 multiples of large exponents", multiples_slow, OUT_INVALID | OUT_UNDECIDED},
    {"NUL in keys and strings", nul_in_texts, OUT_INVALID},
    {"100,001 keys, one of them again", keys_twice, OUT_REFUSED_INSTANCE},
    {"10,000 references to the last of 10,000", references_many, OUT_INVALID},
    {"10,000 anchors", anchors_many, OUT_VALID},
    {"10,000 resources", resources_many, OUT_VALID | OUT_UNDECIDED},
    {"2,000 dynamic anchors", dynamic_many, OUT_ANSWERED | OUT_REFUSED_SCHEMA},
    {"5,000 items against 1,000 branches", branches_many, OUT_INVALID | OUT_UNDECIDED},
    {"200 contains over 20,000 items", contains_many, OUT_ANSWERED},
    {"formats of long texts", formats_long, OUT_ANSWERED | OUT_REFUSED_SCHEMA},
    {NULL, NULL, 0},
};
