/* providers/model_options.c - reading a model's map. */
#include "providers/model_options.h"

#include "base/mem.h"
#include "suites/secrets.h"
#include "values/pointer.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { OPTION_BYTES_MAX = 1024 * 1024 };

/* A pointer to a key, or to a key of a key; the caller's. */
static char *pointer_to(const char *key, const char *inner)
{
    struct buf pointer = BUF_INIT(OPTION_BYTES_MAX);

    pointer_push(&pointer, key, strlen(key));
    if (inner)
        pointer_push(&pointer, inner, strlen(inner));
    return buf_detach(&pointer);
}

struct place model_key_place(const struct model_options *options, const char *key)
{
    char *pointer = pointer_to(key, NULL);
    struct place place = source_key_place(&options->model->source, pointer);

    free(pointer);
    return place;
}

struct place model_value_place(const struct model_options *options, const char *key)
{
    char *pointer = pointer_to(key, NULL);
    struct place place = source_place(&options->model->source, pointer);

    free(pointer);
    return place;
}

static bool is_among(const char *word, const char *const *words)
{
    for (; *words; words++)
        if (!strcmp(word, *words))
            return true;
    return false;
}

/* jansson's iterators take no const. */
static json_t *members_of(const json_t *object)
{
    union {
        const json_t *borrowed;
        json_t *walked;
    } both = {.borrowed = object};

    return both.walked;
}

void model_keys_check(const struct model_options *options, const char *const *keys)
{
    static const char *const of_all[] = {"id",     "model", "provider", "role",  "like",
                                         "limits", "price", "version",  "cache", NULL};
    const char *key;
    json_t *value;

    json_object_foreach(members_of(options->model->source.json), key, value)
    {
        struct place place;

        if (is_among(key, of_all) || is_among(key, keys) || !strncmp(key, "x-", 2))
            continue;
        place = model_key_place(options, key);
        error_list_at(options->errors, &place, "N0401",
                      "\"%.60s\" means nothing to provider \"%s\"", key,
                      options->model->provider);
    }
}

void model_secret_add(struct model_options *options, const char *value)
{
    secrets_add(&options->secrets, value);
    if (options->context->secrets)
        secrets_add(options->context->secrets, value);
}

/* environment_expand() with the values added both here and for the caller's caller. */
static int text_expand(struct model_options *options, const char *text,
                       const struct place *place, struct buf *out)
{
    static const char stand_in[] = "https://unset.invalid"; /* good as URL and as value */
    struct buf again = BUF_INIT(OPTION_BYTES_MAX);
    struct error err = ERROR_INIT;
    size_t start = out->length;
    int rc = environment_expand(text, place, out, &options->secrets, &err);

    if (rc && options->context->is_check && !strcmp(err.code, "N0391")) {
        buf_truncate(out, start);
        return buf_append_text(out, stand_in);
    }
    if (rc)
        error_list_add(options->errors, &err);
    else if (options->context->secrets)
        environment_expand(text, place, &again, options->context->secrets, &err);
    buf_release(&again);
    return rc;
}

char *model_text(struct model_options *options, const char *key)
{
    const char *text =
        json_string_value(json_object_get(options->model->source.json, key));
    struct place place = model_value_place(options, key);
    struct buf out = BUF_INIT(OPTION_BYTES_MAX);

    if (!text)
        return NULL;
    if (text_expand(options, text, &place, &out)) {
        buf_release(&out);
        return NULL;
    }
    return buf_detach(&out);
}

int model_endpoint(struct model_options *options, const char *key, const char *fallback,
                   const char *suffix, struct endpoint *out)
{
    const char *written =
        json_string_value(json_object_get(options->model->source.json, key));
    char *text = written ? model_text(options, key) : mem_text(fallback);
    struct place place = model_value_place(options, key);
    struct error err = ERROR_INIT;
    int rc = -1;

    if (text) {
        rc = endpoint_read(text, suffix, written ? written : text, &place, out, &err);
        if (rc)
            error_list_add(options->errors, &err);
    }
    free(text);
    return rc;
}

void header_lines_take(struct header_lines *lines, char *line)
{
    if (lines->count + 1 >= lines->capacity) {
        lines->capacity = lines->capacity ? 2 * lines->capacity : 8;
        lines->items = mem_resize(lines->items, lines->capacity, sizeof *lines->items);
    }
    lines->items[lines->count++] = line;
    lines->items[lines->count] = NULL;
}

void header_lines_add(struct header_lines *lines, const char *name, const char *value)
{
    header_lines_take(lines, mem_format("%s: %s", name, value));
}

bool header_lines_have(const struct header_lines *lines, const char *name)
{
    size_t length = strlen(name);

    for (size_t i = 0; i < lines->count; i++)
        if (!strncasecmp(lines->items[i], name, length) && lines->items[i][length] == ':')
            return true;
    return false;
}

void header_lines_release(struct header_lines *lines)
{
    for (size_t i = 0; i < lines->count; i++)
        free(lines->items[i]);
    free(lines->items);
    *lines = (struct header_lines){0};
}

static bool is_token(const char *text)
{
    if (!*text)
        return false;
    for (; *text; text++)
        if (!isalnum((unsigned char)*text) && !strchr("!#$%&'*+-.^_`|~", *text))
            return false;
    return true;
}

/* Field content of RFC 9110, section 5.5. */
static bool is_field(const char *text)
{
    for (; *text; text++)
        if (((unsigned char)*text < 0x20 && *text != '\t') || *text == 0x7f)
            return false;
    return true;
}

/* What belongs to the connection, not to the suite. */
static const char *const own_headers[] = {"content-length",    "host",   "connection",
                                          "transfer-encoding", "expect", "te",
                                          "accept-encoding",   NULL};

static bool is_own(const char *name)
{
    for (size_t i = 0; own_headers[i]; i++)
        if (!strcasecmp(name, own_headers[i]))
            return true;
    return false;
}

static void header_read(struct model_options *options, const char *name, const char *text,
                        struct header_lines *lines)
{
    char *pointer = pointer_to("headers", name);
    struct place key = source_key_place(&options->model->source, pointer);
    struct place place = source_place(&options->model->source, pointer);
    struct buf value = BUF_INIT(OPTION_BYTES_MAX);

    free(pointer);
    if (!is_token(name) || is_own(name)) {
        error_list_at(options->errors, &key, "N0414",
                      is_own(name) ? "header \"%.60s\" is set by the program"
                                   : "\"%.60s\" is no name of a header",
                      name);
    } else if (text_expand(options, text, &place, &value)) {
        /* told already */
    } else if (!is_field(buf_text(&value))) {
        error_list_at(options->errors, &place, "N0415",
                      "header \"%.60s\" has a control character in its value", name);
    } else {
        header_lines_add(lines, name, buf_text(&value));
    }
    buf_release(&value);
}

void model_headers(struct model_options *options, struct header_lines *lines)
{
    const json_t *headers = json_object_get(options->model->source.json, "headers");
    const char *name;
    json_t *value;

    json_object_foreach(members_of(headers), name, value)
    {
        if (json_string_value(value))
            header_read(options, name, json_string_value(value), lines);
    }
}

void model_headers_describe(const struct suite_model *model, struct buf *out)
{
    const char *name;
    json_t *value;

    json_object_foreach(members_of(json_object_get(model->source.json, "headers")), name,
                        value)
    {
        buf_append_char(out, ',');
        json_quote(out, name, strlen(name));
        if (json_string_value(value)) {
            buf_append_char(out, ',');
            json_quote(out, json_string_value(value), json_string_length(value));
        }
    }
}
