/* schemas/explain_hint.c - what a wrong value most likely was meant to be. */
#include "base/mem.h"
#include "base/nearest.h"
#include "base/shown.h"
#include "schemas/explain.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { NAME_COLUMNS_MAX = 60, NUMBER_BYTES_MAX = 60, NAMES_LOOKED_AT_MAX = 1000 };

char *hint_nearest(const struct value *word, const struct value *const *names,
                   size_t count)
{
    const char **texts;
    char *text, *hint = NULL;
    const char *nearest;
    size_t kept = 0;

    if (word->type != VALUE_STRING || count > NAMES_LOOKED_AT_MAX)
        return NULL;
    text = mem_text_n(word->text, word->size);
    texts = mem_new(count + 1, sizeof *texts);
    for (size_t i = 0; i < count; i++)
        if (names[i]->type == VALUE_STRING)
            texts[kept++] = mem_text_n(names[i]->text, names[i]->size);
    nearest = nearest_name(text, texts);
    if (nearest) {
        char *shown = shown_quoted(nearest, strlen(nearest), NAME_COLUMNS_MAX);

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

/* A string whose text is JSON of one of these types. */
static bool holds(const char *text, size_t length, unsigned types)
{
    struct document document = DOCUMENT_INIT;
    struct error err;
    bool found = document_read(&document, text, length, NULL, &err) == 0 &&
                 (value_types(document_root(&document)) & types);

    document_release(&document);
    return found;
}

/* How often `mark` stands there, and where last. */
static size_t marks_count(const char *text, size_t length, char mark, size_t *last)
{
    size_t count = 0;

    *last = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] != mark)
            continue;
        *last = i;
        count++;
    }
    return count;
}

/* "12,50", "1.234,50", "1,234.50" and "1,234,567" as numbers are written; NULL: "1,234"
 * may be two, and others are none. */
static char *number_plain(const char *text, size_t length)
{
    size_t last_comma, last_point;
    size_t commas = marks_count(text, length, ',', &last_comma);
    size_t points = marks_count(text, length, '.', &last_point);
    bool is_decimal = commas == 1 && last_comma > last_point;
    struct buf plain = BUF_INIT(NUMBER_BYTES_MAX);

    if (commas == 0 || length >= NUMBER_BYTES_MAX ||
        (is_decimal && points == 0 && length - last_comma == 4))
        return NULL;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == ',' && is_decimal)
            buf_append_char(&plain, '.');
        else if (text[i] != ',' && !(text[i] == '.' && is_decimal))
            buf_append_char(&plain, text[i]);
    }
    if (!holds(buf_text(&plain), plain.length, TYPE_NUMBER | TYPE_INTEGER)) {
        buf_release(&plain);
        return NULL;
    }
    return buf_detach(&plain);
}

static bool is_word(const struct value *text, const char *const *words)
{
    for (; *words; words++)
        if (strlen(*words) == text->size && !strncasecmp(*words, text->text, text->size))
            return true;
    return false;
}

static char *boolean_hint(const struct value *text)
{
    static const char *const booleans[] = {"true", "false", NULL};
    static const char *const others[] = {"yes", "no", "y", "n", "on",
                                         "off", "1",  "0", NULL};

    if (is_word(text, booleans))
        return mem_text("true and false stand without quotes");
    return is_word(text, others) ? mem_text("write true or false, without quotes") : NULL;
}

static char *text_hint(unsigned types, const struct value *text)
{
    static const char *const nothing[] = {"null", "none", NULL};
    bool is_open = text->size > 1 && (text->text[0] == '{' || text->text[0] == '[');
    char *number = NULL;
    char *hint = NULL;

    if (types & (TYPE_NUMBER | TYPE_INTEGER)) {
        if (holds(text->text, text->size, types))
            return mem_text("a number stands without quotes");
        number = number_plain(text->text, text->size);
    }
    if (number)
        hint = mem_format("write %s: a number has a point, and no quotes", number);
    else if (types & TYPE_BOOLEAN)
        hint = boolean_hint(text);
    else if (types & TYPE_NULL && is_word(text, nothing))
        hint = mem_text("null stands without quotes");
    else if (types & (TYPE_OBJECT | TYPE_ARRAY) && is_open &&
             holds(text->text, text->size, types))
        hint = mem_format("the %s stands in a string: write it as it is",
                          text->text[0] == '{' ? "object" : "array");
    free(number);
    return hint;
}

char *hint_types(unsigned types, const struct value *value)
{
    switch (value->type) {
    case VALUE_NULL:
        return mem_text("null is a value too: leave it out, or let the schema allow it");
    case VALUE_STRING:
        if (types == TYPE_ARRAY)
            break;
        return text_hint(types, value);
    case VALUE_ARRAY:
        if (value->size == 1 && value_types(value + 1) & types)
            return mem_text("the one item is wanted, without the brackets around it");
        return NULL;
    default:
        if (types == TYPE_STRING && value->type != VALUE_OBJECT)
            return mem_text("put it in quotes to make it a text");
        if (types == TYPE_BOOLEAN && value->type == VALUE_INTEGER &&
            (value->as.integer == 0 || value->as.integer == 1))
            return mem_text("write true or false, without quotes");
        break;
    }
    return types == TYPE_ARRAY ? mem_text("a list of one is written with brackets: […]")
                               : NULL;
}

char *hint_choices(const struct value *const *choices, size_t count,
                   const struct value *value)
{
    char *nearest = hint_nearest(value, choices, count);

    if (nearest || value->type != VALUE_STRING)
        return nearest;
    for (size_t i = 0; i < count; i++)
        if (value_is_number(choices[i]) && choices[i]->size == value->size &&
            !memcmp(choices[i]->text, value->text, value->size))
            return mem_text("a number stands without quotes");
    return NULL;
}
