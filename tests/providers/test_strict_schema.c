/* tests/providers/test_strict_schema.c - what a vendor's strict mode would refuse is
 * told.
 */
#include "providers/strict_schema.h"

#include "base/mem.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_BYTES_MAX = 1 << 20 };

static char *warnings_of(const json_t *schema)
{
    static char pointer[] = "";
    const struct source source = {.pointer = pointer, .place = {"s.yaml", 1, 1, 1}};
    struct error_list errors = ERROR_LIST_INIT;
    struct buf told = BUF_INIT(FILE_BYTES_MAX);
    const char *front = "OpenAI's strict mode refuses this schema: ";

    strict_schema_check(schema, &source, "/response_schema", &errors);
    cr_expect_eq(errors.error_count, 0);
    for (size_t i = 0; i < errors.count; i++) {
        cr_expect_eq(strncmp(errors.items[i].message, front, strlen(front)), 0);
        cr_expect(errors.items[i].hint[0]);
        buf_append_format(&told, "%s %s\n", errors.items[i].code,
                          errors.items[i].message + strlen(front));
    }
    error_list_release(&errors);
    return buf_detach(&told);
}

static void expect_warnings(json_t *schema, const char *want)
{
    char *got = warnings_of(schema);

    cr_expect_str_eq(got, want, "want %s\n got %s", want, got);
    free(got);
    json_decref(schema);
}

static json_t *parsed(const char *text)
{
    json_t *json = json_loads(text, JSON_DECODE_ANY, NULL);

    cr_assert(json, "%s", text);
    return json;
}

Test(strict_schema, each_rule_is_told_once_with_its_first_place)
{
    static const char *const cases[][2] = {
        {"{\"type\":\"object\",\"properties\":{\"a\":{\"type\":[\"string\",\"null\"],"
         "\"pattern\":\"x\"},\"b\":{\"anyOf\":[{\"$ref\":\"#/$defs/c\"},{\"type\":"
         "\"array\",\"minItems\":1,\"items\":{\"const\":1}}]}},\"required\":[\"a\","
         "\"b\"],\"additionalProperties\":false,\"$defs\":{\"c\":{\"type\":\"object\","
         "\"properties\":{},\"additionalProperties\":false}}}",
         ""},
        {"true", "N0530 the root is not `type: object`\n"},
        {"{\"type\":\"array\"}", "N0530 the root is not `type: object`\n"},
        {"{\"type\":\"object\",\"additionalProperties\":false,\"anyOf\":[{}]}",
         "N0530 anyOf at the root\n"},
        {"{\"type\":\"object\",\"properties\":{\"a\":{},\"b\":{}},\"required\":[\"b\"],"
         "\"additionalProperties\":false}",
         "N0531 \"a\" is not required at the root\n"},
        {"{\"type\":\"object\",\"properties\":{\"a\\u001b\":{}},"
         "\"additionalProperties\":false}",
         "N0531 \"a\\x1b\" is not required at the root\n"},
        {"{\"type\":\"object\",\"properties\":{\"a\":{\"items\":{\"type\":\"object\"}},"
         "\"b\":{\"type\":\"object\",\"additionalProperties\":true}},"
         "\"required\":[\"a\",\"b\"],\"additionalProperties\":false}",
         "N0532 no additionalProperties: false at \"/properties/a/items\" (the first of "
         "2)\n"},
        {"{\"type\":\"object\",\"additionalProperties\":false,\"$defs\":{\"a\":{\"allOf\""
         ":[{\"not\":{}}]}}}",
         "N0533 \"allOf\" stands at \"/$defs/a\" (the first of 2)\n"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_warnings(parsed(cases[i][0]), cases[i][1]);
}

static json_t *object_of(json_t *properties)
{
    json_t *required = json_array();
    const char *name;
    json_t *property;

    json_object_foreach(properties, name, property)
        json_array_append_new(required, json_string(name));
    return json_pack("{ss so so sb}", "type", "object", "properties", properties,
                     "required", required, "additionalProperties", 0);
}

static json_t *nested(int levels)
{
    json_t *schema = json_pack("{ss}", "type", "string");

    for (int i = 0; i < levels; i++)
        schema = object_of(json_pack("{so}", "a", schema));
    return schema;
}

Test(strict_schema, levels_are_counted)
{
    expect_warnings(nested(10), "");
    expect_warnings(nested(11),
                    "N0534 more than 10 levels of objects at \"/properties/a/properties/"
                    "a/properties/a/properties/a/properties/a/properties/a/…\"\n");
    expect_warnings(nested(300),
                    "N0534 more than 10 levels of objects at \"/properties/a/properties/"
                    "a/properties/a/properties/a/properties/a/properties/a/…\"\n");
}

static json_t *wide(size_t properties, size_t values, size_t value_length)
{
    json_t *list = json_array();
    json_t *map = json_object();
    char *text = mem_new(value_length + 1, 1);

    memset(text, 'x', value_length);
    for (size_t i = 0; i < values; i++)
        json_array_append_new(list, json_string(text));
    for (size_t i = 0; i < properties; i++) {
        char name[32];

        snprintf(name, sizeof name, "%04zu", i);
        json_object_set_new(map, name, json_object());
    }
    json_object_set_new(map, "0000", json_pack("{so}", "enum", list));
    free(text);
    return object_of(map);
}

Test(strict_schema, totals_are_counted)
{
    expect_warnings(wide(5000, 1000, 15), "");
    expect_warnings(wide(5001, 0, 1),
                    "N0534 it has 5001 properties, at most 5000 are allowed\n");
    expect_warnings(wide(1, 1001, 1),
                    "N0534 it has 1001 enum values, at most 1000 are allowed\n");
    expect_warnings(wide(1, 250, 61), "");
    expect_warnings(wide(1, 251, 60),
                    "N0534 more than 250 enum values with more than 15,000 characters at "
                    "\"/properties/0000\"\n");
    expect_warnings(
        wide(1, 2, 60000),
        "N0534 names and values have 120004 characters, at most 120000 are allowed\n");
}
