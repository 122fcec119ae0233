/* graders/option_form.c - the one form of a grader's options, however they were written.
 */
#include "graders/option_form.h"

#include "base/mem.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The key that a short form stands for. */
enum short_is {
    SHORT_KEY,       /* its value is that of `key`; NULL: there is no short form */
    SHORT_FIRST,     /* … is the only item of the list `key` */
    SHORT_REFERENCE, /* … is a constant as reference */
};

/* How a type may be written; suite.schema.json says the same of short forms, and has the
 * defaults. */
static const struct form {
    const char *type;
    enum short_is short_is;
    const char *key;
    const char *defaults; /* JSON; NULL: none */
} forms[] = {
    {"exact", SHORT_REFERENCE, NULL, NULL},
    {"starts_with", SHORT_REFERENCE, NULL, NULL},
    {"ends_with", SHORT_REFERENCE, NULL, NULL},
    {"contains", SHORT_FIRST, "all", "{\"whole_words\": false}"},
    {"regex", SHORT_KEY, "pattern", "{\"full\": false}"},
    {"label", SHORT_KEY, "labels", "{\"ignore\": [\"case\"]}"},
    {"numeric", SHORT_REFERENCE, NULL,
     "{\"tolerance\": 0, \"find\": \"only\", \"percent\": false, \"locale\": \"C\"}"},
    {"json_schema", SHORT_KEY, "file",
     "{\"formats\": true, \"repair\": \"off\", \"score\": \"valid\", \"max_errors\": "
     "10}"},
    {"json", SHORT_KEY, NULL, "{\"extra\": \"fail\", \"arrays\": \"ordered\"}"},
    {"tool_calls", SHORT_KEY, NULL,
     "{\"order\": \"in_order\", \"arguments\": \"equal\", \"extra\": \"fail\"}"},
    {"token_f1", SHORT_KEY, "pass", NULL},
    {"rouge_1", SHORT_KEY, "pass", NULL},
    {"rouge_2", SHORT_KEY, "pass", NULL},
    {"rouge_l", SHORT_KEY, "pass", NULL},
    {"bleu", SHORT_KEY, "pass", NULL},
    {"chrf", SHORT_KEY, "pass", NULL},
    {"edit_similarity", SHORT_KEY, "pass", NULL},
    {"embedding", SHORT_KEY, "pass", NULL},
    {"readability", SHORT_KEY, "pass", "{\"formula\": \"flesch\"}"},
    {"judge", SHORT_KEY, "ask", "{\"votes\": 1}"},
    {"exec", SHORT_KEY, NULL, "{\"timeout_s\": 10}"},
    {"scripts", SHORT_KEY, "allowed", NULL},
    {"finish_reason", SHORT_FIRST, "any", NULL},
    {"latency_ms", SHORT_KEY, "max", NULL},
    {"cost_usd", SHORT_KEY, "max", NULL},
    {"output_tokens", SHORT_KEY, "max", NULL},
    {"refusal", SHORT_KEY, NULL, NULL},
    {"pii", SHORT_KEY, NULL, NULL},
    {"xml", SHORT_KEY, NULL, NULL},
    {"html", SHORT_KEY, NULL, NULL},
    {"length", SHORT_KEY, NULL, NULL},
    {"all", SHORT_KEY, "graders", NULL},
    {"any", SHORT_KEY, "graders", NULL},
};

static const struct form *form_of(const char *type)
{
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (!strcmp(forms[i].type, type))
            return &forms[i];
    return NULL;
}

/* 1.0 is 1. */
static json_t *number_form(const json_t *value)
{
    double number = json_real_value(value);

    if (json_is_real(value) && number == floor(number) && fabs(number) < 0x1p53)
        return json_integer((json_int_t)number);
    return json_incref((json_t *)(uintptr_t)value);
}

static int words_compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A set of words, sorted. */
static json_t *words_form(const json_t *list)
{
    size_t count = json_array_size(list);
    const char **words = mem_new(count + 1, sizeof *words);
    json_t *out = json_array();

    for (size_t i = 0; i < count; i++)
        words[i] = json_string_value(json_array_get(list, i));
    qsort(words, count, sizeof *words, words_compare);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || strcmp(words[i], words[i - 1]) != 0)
            json_array_append_new(out, json_string(words[i]));
    free(words);
    return out;
}

static json_t *value_form(const char *key, const json_t *value)
{
    if (json_is_array(value) && (!strcmp(key, "ignore") || !strcmp(key, "kinds")))
        return words_form(value);
    return number_form(value);
}

/* Without what says nothing: a default, and the list `ignore` with nothing in it where
 * nothing is ignored by default. */
static void defaults_drop(const struct form *form, json_t *options)
{
    json_t *defaults = form->defaults ? json_loads(form->defaults, 0, NULL) : NULL;
    const json_t *ignore = json_object_get(options, "ignore");
    const char *key;
    json_t *value;

    if (json_is_array(ignore) && json_array_size(ignore) == 0 &&
        !json_object_get(defaults, "ignore"))
        json_object_del(options, "ignore");
    json_object_foreach(defaults, key, value)
    {
        if (json_equal(json_object_get(options, key), value))
            json_object_del(options, key);
    }
    json_decref(defaults);
}

/* The graders of fields, in the order in which they add their digests. */
static void fields_name(json_t *options)
{
    json_t *fields = json_object_get(options, "fields");
    json_t *names = json_array();
    const char *key;
    json_t *item;

    json_object_foreach(fields, key, item)
    {
        json_array_append_new(names, json_string(key));
    }
    if (json_is_object(fields))
        json_object_set(options, "fields", names);
    json_decref(names);
}

/* The constant of a reference that is one: of the type that the short form has. */
static json_t *constant_of(const struct form *form, const json_t *options)
{
    json_t *reference = json_object_get(options, "reference");
    json_t *value = json_object_get(reference, "value");
    const bool fits =
        !strcmp(form->type, "numeric") ? json_is_number(value) : json_is_string(value);

    return fits && json_object_size(reference) == 1 ? value : NULL;
}

/* What the short form would be; borrowed. NULL: it has none. */
static json_t *short_of(const struct form *form, const json_t *options)
{
    json_t *value;

    if (form->short_is == SHORT_REFERENCE)
        return constant_of(form, options);
    value = form->key ? json_object_get(options, form->key) : NULL;
    if (form->short_is == SHORT_FIRST)
        return json_array_size(value) == 1 ? json_array_get(value, 0) : NULL;
    return value;
}

/* Takes the map. */
static json_t *map_form(const struct form *form, json_t *options)
{
    json_t *out = json_object_size(options) == 1 ? short_of(form, options) : NULL;

    if (json_object_size(options) == 0)
        out = json_null();
    else
        out = number_form(out ? out : options);
    json_decref(options);
    return out;
}

json_t *option_form(const char *type, const json_t *options)
{
    const struct form *form = form_of(type);
    json_t *own, *value;
    const char *key;

    if (!strcmp(type, "not") ||
        ((!strcmp(type, "all") || !strcmp(type, "any")) && json_is_array(options)))
        return json_null();
    if (!form || !json_is_object(options))
        return form ? number_form(options) : json_incref((json_t *)(uintptr_t)options);
    own = json_object();
    json_object_foreach((json_t *)(uintptr_t)options, key, value)
    {
        if (strcmp(key, "calibrated") != 0)
            json_object_set_new(own, key, value_form(key, value));
    }
    if (form->key && !strcmp(form->key, "graders"))
        json_object_del(own, "graders");
    fields_name(own);
    defaults_drop(form, own);
    return map_form(form, own);
}
