/* schemas/explain_message.c - the sentences of schema errors. */
#include "base/mem.h"
#include "base/nearest.h"
#include "base/shown.h"
#include "schemas/explain.h"
#include "schemas/format.h"

#include <stdlib.h>
#include <string.h>

enum { MESSAGE_MAX = 4096, CHOICES_SHOWN_MAX = 12, NAMES_COMPARED_MAX = 300 };

char *value_got(const struct value *value)
{
    char *shown, *text;

    switch (value->type) {
    case VALUE_NULL:
        return mem_text("null");
    case VALUE_ARRAY:
        return mem_format("array of %u item%s", value->size, value->size == 1 ? "" : "s");
    case VALUE_OBJECT:
        return mem_format("object with %u key%s", value->size,
                          value->size == 1 ? "" : "s");
    default:
        break;
    }
    shown = value_shown(value);
    text = mem_format("%s %s",
                      value->type == VALUE_STRING ? "string"
                      : value_is_number(value)    ? "number"
                                                  : "boolean",
                      shown);
    free(shown);
    return text;
}

/* "expected <what>, got <value>"; takes `expected`. */
static char *expected_got(char *expected, const struct value *value)
{
    char *got = value_got(value);
    char *message = mem_format("expected %s, got %s", expected, got);

    free(expected);
    free(got);
    return message;
}

char *message_types(unsigned types, const struct value *value)
{
    static const char *const names[] = {"null",   "boolean", "number", "integer",
                                        "string", "array",   "object"};
    struct buf text = BUF_INIT(MESSAGE_MAX);
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
    return expected_got(buf_detach(&text), value);
}

char *message_one_of(const struct value *const *wanted, size_t count,
                     const struct value *value)
{
    struct buf text = BUF_INIT(MESSAGE_MAX);

    if (count > 1)
        buf_append_text(&text, "one of ");
    for (size_t i = 0; i < count && i < CHOICES_SHOWN_MAX; i++) {
        char *shown = value_shown(wanted[i]);

        buf_append_format(&text, "%s%s", i ? ", " : "", shown);
        free(shown);
    }
    if (count > CHOICES_SHOWN_MAX)
        buf_append_format(&text, " and %zu more", count - CHOICES_SHOWN_MAX);
    return expected_got(buf_detach(&text), value);
}

char *hint_nearest(const struct value *word, const struct value *const *names,
                   size_t count)
{
    const char **texts;
    char *text, *hint = NULL;
    const char *nearest;
    size_t kept = 0;

    if (word->type != VALUE_STRING || count > NAMES_COMPARED_MAX)
        return NULL;
    text = mem_text_n(word->text, word->size);
    texts = mem_new(count + 1, sizeof *texts);
    for (size_t i = 0; i < count; i++)
        if (names[i]->type == VALUE_STRING)
            texts[kept++] = mem_text_n(names[i]->text, names[i]->size);
    nearest = nearest_name(text, texts);
    if (nearest) {
        char *shown = shown_quoted(nearest, strlen(nearest), 60);

        hint = mem_format("did you mean %s?", shown);
        free(shown);
    }
    for (size_t i = 0; i < kept; i++) {
        union {
            const char *kept;
            char *owned;
        } one = {.kept = texts[i]};

        free(one.owned);
    }
    free(texts);
    free(text);
    return hint;
}

static const struct value **choices_of(const struct value *list)
{
    const struct value **choices = mem_new(list->size, sizeof *choices);
    const struct value *at = list + 1;

    for (uint32_t i = 0; i < list->size; i++, at = value_next(at))
        choices[i] = at;
    return choices;
}

char *hint_for(const struct op *op, const struct value *value)
{
    const struct value **choices;
    char *hint;

    if (op->code == OP_CONST)
        return hint_nearest(value, &op->at, 1);
    if (op->code != OP_ENUM)
        return NULL;
    choices = choices_of(op->at);
    hint = hint_nearest(value, choices, op->at->size);
    free(choices);
    return hint;
}

static char *message_enum(const struct op *op, const struct value *value)
{
    const struct value **choices = choices_of(op->at);
    char *message = message_one_of(choices, op->at->size, value);

    free(choices);
    return message;
}

static char *message_number(const struct op *op, const struct value *value)
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
    return expected_got(expected, value);
}

static char *message_count(const struct op *op, const struct value *value)
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
    char *message =
        mem_format("expected %s %s %s%s, got %u", words[op->code].relation, bound,
                   words[op->code].thing, op->a == 1 ? "" : "s", count);

    free(bound);
    return message;
}

static char *message_pattern(const struct op *op, const struct value *value)
{
    char *shown = value_shown(op->at);
    char *expected = mem_format("a string that matches %s", shown);

    free(shown);
    return expected_got(expected, value);
}

char *message_for(const struct op *op, const struct value *value)
{
    switch (op->code) {
    case OP_FALSE:
        return mem_text("nothing is allowed here");
    case OP_TYPE:
        return message_types(op->a, value);
    case OP_CONST:
        return message_one_of(&op->at, 1, value);
    case OP_ENUM:
        return message_enum(op, value);
    case OP_PATTERN:
        return message_pattern(op, value);
    case OP_FORMAT:
        return expected_got(mem_text(format_expected(op->a)), value);
    case OP_CONTAINS:
        return op->c == UINT32_MAX
                   ? mem_format("expected at least %u matching item%s", op->b,
                                op->b == 1 ? "" : "s")
                   : mem_format("expected from %u to %u matching items", op->b, op->c);
    case OP_NOT:
        return expected_got(mem_text("what the schema under \"not\" does not describe"),
                            value);
    default:
        break;
    }
    if (op->code >= OP_MINIMUM && op->code <= OP_MULTIPLE_OF)
        return message_number(op, value);
    return message_count(op, value);
}
