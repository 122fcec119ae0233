/* schemas/explain_message.c - the sentences of schema errors. */
#include "base/mem.h"
#include "base/nearest.h"
#include "base/shown.h"
#include "base/utf8.h"
#include "schemas/explain.h"
#include "schemas/format.h"

#include <stdlib.h>
#include <string.h>

enum { MESSAGE_MAX = 4096, CHOICES_SHOWN_MAX = 12, FOUND_COLUMNS_MAX = 80 };

/* A string as JSON, with at most FOUND_COLUMNS_MAX characters of it. */
static char *string_shown(const struct value *value)
{
    size_t length = utf8_offset(value->text, value->size, FOUND_COLUMNS_MAX);
    struct buf text = BUF_INIT(MESSAGE_MAX);
    struct buf shown = BUF_INIT(MESSAGE_MAX);

    json_quote(&text, value->text, length);
    if (length < value->size) {
        buf_truncate(&text, text.length - 1);
        buf_append_text(&text, "…\"");
    }
    shown_append(&shown, buf_text(&text), text.length, MESSAGE_MAX);
    buf_release(&text);
    return buf_detach(&shown);
}

char *value_found(const struct value *value)
{
    struct buf shown = BUF_INIT(MESSAGE_MAX);
    char *quoted, *text;

    switch (value->type) {
    case VALUE_NULL:
        return mem_text("null");
    case VALUE_FALSE:
        return mem_text("boolean false");
    case VALUE_TRUE:
        return mem_text("boolean true");
    case VALUE_ARRAY:
        return mem_format("array of %u item%s", value->size, value->size == 1 ? "" : "s");
    case VALUE_OBJECT:
        return mem_format("object with %u key%s", value->size,
                          value->size == 1 ? "" : "s");
    case VALUE_STRING:
        quoted = string_shown(value);
        text = mem_format("string %s", quoted);
        free(quoted);
        return text;
    default:
        buf_append_text(&shown, "number ");
        shown_append(&shown, value->text, value->size, FOUND_COLUMNS_MAX);
        return buf_detach(&shown);
    }
}

/* "expected <what>, got <value>"; takes `expected`. */
static struct said expected_found(char *expected, const struct value *value)
{
    return (struct said){.expected = expected, .found = value_found(value)};
}

struct said said_types(unsigned types, const struct value *value)
{
    static const char *const names[] = {"null",   "boolean", "number", "integer",
                                        "string", "array",   "object"};
    struct buf text = BUF_INIT(MESSAGE_MAX);
    struct said said;
    unsigned hidden = types & TYPE_FRACTION ? TYPE_INTEGER : TYPE_WHOLE;
    unsigned left = types & ~hidden;

    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
        if (!(left >> i & 1))
            continue;
        left &= ~(1u << i);
        if (text.length)
            buf_append_text(&text, left ? ", " : " or ");
        buf_append_text(&text, names[i]);
    }
    said = expected_found(buf_detach(&text), value);
    said.hint = hint_types(types, value);
    return said;
}

struct said said_one_of(const struct value *const *wanted, size_t count,
                        const struct value *value)
{
    struct buf text = BUF_INIT(MESSAGE_MAX);
    struct said said;

    if (count > 1)
        buf_append_text(&text, "one of ");
    for (size_t i = 0; i < count && i < CHOICES_SHOWN_MAX; i++) {
        char *shown = value_shown(wanted[i]);

        buf_append_format(&text, "%s%s", i ? ", " : "", shown);
        free(shown);
    }
    if (count > CHOICES_SHOWN_MAX)
        buf_append_format(&text, " and %zu more", count - CHOICES_SHOWN_MAX);
    said = expected_found(buf_detach(&text), value);
    said.hint = hint_choices(wanted, count, value);
    return said;
}

static const struct value **choices_of(const struct value *list)
{
    const struct value **choices = mem_new(list->size, sizeof *choices);
    const struct value *at = list + 1;

    for (uint32_t i = 0; i < list->size; i++, at = value_next(at))
        choices[i] = at;
    return choices;
}

static struct said said_enum(const struct op *op, const struct value *value)
{
    const struct value **choices = choices_of(op->at);
    struct said said = said_one_of(choices, op->at->size, value);

    free(choices);
    return said;
}

static struct said said_number(const struct op *op, const struct value *value)
{
    static const char *const relations[] = {
        [OP_MINIMUM] = "at least",
        [OP_MAXIMUM] = "at most",
        [OP_EXCLUSIVE_MINIMUM] = "more than",
        [OP_EXCLUSIVE_MAXIMUM] = "less than",
        [OP_MULTIPLE_OF] = "a multiple of",
    };
    char *bound = value_shown(op->at);
    char *expected = mem_format("%s %s", relations[op->code], bound);

    free(bound);
    return expected_found(expected, value);
}

static struct said said_count(const struct op *op, const struct value *value)
{
    static const struct {
        const char *relation, *thing;
    } words[] = {
        [OP_MIN_LENGTH] = {"at least", "character"},
        [OP_MAX_LENGTH] = {"at most", "character"},
        [OP_MIN_ITEMS] = {"at least", "item"},
        [OP_MAX_ITEMS] = {"at most", "item"},
        [OP_MIN_PROPERTIES] = {"at least", "key"},
        [OP_MAX_PROPERTIES] = {"at most", "key"},
    };
    uint32_t count = value->type == VALUE_STRING ? value->as.string.points : value->size;
    char *bound = value_shown(op->at);
    struct said said = {.expected =
                            mem_format("%s %s %s%s", words[op->code].relation, bound,
                                       words[op->code].thing, op->a == 1 ? "" : "s"),
                        .found = mem_format("%u", count)};

    free(bound);
    return said;
}

static struct said said_pattern(const struct op *op, const struct value *value)
{
    char *shown = value_shown(op->at);
    char *expected = mem_format("a string that matches %s", shown);

    free(shown);
    return expected_found(expected, value);
}

struct said said_for(const struct op *op, const struct value *value)
{
    switch (op->code) {
    case OP_FALSE:
        return said_plain(mem_text("nothing is allowed here"));
    case OP_TYPE:
        return said_types(op->a, value);
    case OP_CONST:
        return said_one_of(&op->at, 1, value);
    case OP_ENUM:
        return said_enum(op, value);
    case OP_PATTERN:
        return said_pattern(op, value);
    case OP_FORMAT:
        return expected_found(mem_text(format_expected(op->a)), value);
    case OP_NOT:
        return expected_found(mem_text("what the schema under \"not\" does not describe"),
                              value);
    default:
        break;
    }
    if (op->code >= OP_MINIMUM && op->code <= OP_MULTIPLE_OF)
        return said_number(op, value);
    return said_count(op, value);
}
