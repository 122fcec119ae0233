/* simulator/script_source.c - one line of a script: keys and types, mistakes with places.
 */
#include "simulator/script_source.h"

#include "base/mem.h"
#include "base/nearest.h"
#include "base/shown.h"

#include <stdlib.h>
#include <string.h>

enum { QUOTED_COLUMNS_MAX = 60 };

static unsigned marked_length(const struct value *value)
{
    switch (value->type) {
    case VALUE_STRING:
        return value->as.string.points + 2;
    case VALUE_NULL:
    case VALUE_TRUE:
        return 4;
    case VALUE_FALSE:
        return 5;
    case VALUE_ARRAY:
    case VALUE_OBJECT:
        return 1;
    default:
        return value->size;
    }
}

int source_mistake(struct script_source *source, const struct value *at, const char *code,
                   const char *fmt, ...)
{
    struct place place = {.file = source->name, .length = marked_length(at)};
    char message[sizeof((struct error *)0)->message];
    va_list args;

    va_start(args, fmt);
    vsnprintf(message, sizeof message, fmt, args);
    va_end(args);
    document_place(&source->document, at->offset, source->line, &place.line,
                   &place.column);
    error_list_at(source->errors, &place, code, "%s", message);
    return -1;
}

int source_expected(struct script_source *source, const struct value *at, const char *key,
                    const char *wanted)
{
    static const char *const found[] = {"null",       "false",    "true",
                                        "an integer", "a number", "a large number",
                                        "a text",     "a list",   "an object"};

    bool empty = at->type == VALUE_ARRAY && at->size == 0;

    return source_mistake(source, at, "N0863", "%s%sexpected %s, found %s",
                          key ? key : "", key ? ": " : "", wanted,
                          empty ? "an empty list" : found[at->type]);
}

/* "unknown <what> "x"", with the nearest of the names. */
static int unknown(struct script_source *source, const struct value *word,
                   const char *code, const char *what, const char *const *names)
{
    char *quoted = shown_quoted(word->text, word->size, QUOTED_COLUMNS_MAX);
    char *plain = mem_text_n(word->text, word->size);
    const char *nearest = nearest_name(plain, names);

    source_mistake(source, word, code, "unknown %s %s", what, quoted);
    if (nearest)
        error_hint(error_list_last(source->errors), "did you mean \"%s\"?", nearest);
    free(plain);
    free(quoted);
    return -1;
}

int source_keys(struct script_source *source, const struct value *object,
                const char *const *names)
{
    const struct value *key = value_first(object);
    int rc = 0;

    for (uint32_t i = 0; i < object->size; i++, key = value_next(value_next(key))) {
        size_t at = 0;
        while (names[at] && !value_is_text(key, names[at]))
            at++;
        if (!names[at])
            rc = unknown(source, key, "N0862", "key", names);
    }
    return rc;
}

int source_word(struct script_source *source, const struct value *value, const char *what,
                const char *const *names)
{
    if (value->type != VALUE_STRING)
        return source_expected(source, value, what, "a text");
    for (int i = 0; names[i]; i++)
        if (value_is_text(value, names[i]))
            return i;
    return unknown(source, value, "N0869", what, names);
}

int source_text(struct script_source *source, const struct value *object, const char *key,
                char **out)
{
    const struct value *value = value_member(object, key);

    if (!value)
        return 0;
    if (value->type != VALUE_STRING)
        return source_expected(source, value, key, "a text");
    if (value->size == 0 || memchr(value->text, '\0', value->size))
        return source_mistake(source, value, "N0863",
                              "%s: expected a text that is not empty and holds no NUL",
                              key);
    *out = mem_text_n(value->text, value->size);
    return 0;
}

int source_integer(struct script_source *source, const struct value *object,
                   const char *key, int64_t min, int64_t max, int64_t *out)
{
    const struct value *value = value_member(object, key);

    if (!value)
        return 0;
    if (value->type != VALUE_INTEGER)
        return source_expected(source, value, key, "an integer");
    if (value->as.integer < min || value->as.integer > max)
        return source_mistake(
            source, value, "N0863", "%s: expected %lld to %lld, found %lld", key,
            (long long)min, (long long)max, (long long)value->as.integer);
    *out = value->as.integer;
    return 0;
}

int source_number(struct script_source *source, const struct value *object,
                  const char *key, double min, double max, double *out)
{
    const struct value *value = value_member(object, key);

    if (!value)
        return 0;
    if (!value_is_number(value))
        return source_expected(source, value, key, "a number");
    double number = value_double(value);
    if (!(number >= min && number <= max))
        return source_mistake(source, value, "N0863", "%s: expected %g to %g, found %.*s",
                              key, min, max, (int)(value->size < 40 ? value->size : 40),
                              value->text);
    *out = number;
    return 0;
}
