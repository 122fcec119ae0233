/* providers/body_template.c - a JSON value whose strings are templates, as pieces of
 * finished JSON with templates between them. */
#include "providers/body_template.h"

#include "base/mem.h"
#include "providers/reading.h"
#include "values/pointer.h"

#include <stdlib.h>
#include <string.h>

struct piece {
    char *before; /* finished JSON */
    struct template *template;
};

struct body_template {
    struct piece *pieces;
    size_t count, capacity;
    struct buf last; /* finished JSON behind the last piece; while compiling: since it */
};

struct walk {
    struct body_template *body;
    const struct source *source;
    struct buf pointer;
    struct error_list *errors;
};

static void string_compile(struct walk *walk, const json_t *json)
{
    struct place place = source_place(walk->source, buf_text(&walk->pointer));
    const struct template_options options = {.mode = TEMPLATE_STRICT, .place = &place};
    const char *text = json_string_value(json);
    size_t length = json_string_length(json);
    struct body_template *body = walk->body;
    struct template *template = NULL;
    struct error err = ERROR_INIT;

    if (template_compile(text, length, &options, &template, &err)) {
        error_list_add(walk->errors, &err);
        return;
    }
    if (template_is_plain(template)) {
        json_quote(&body->last, text, length);
        template_free(template);
        return;
    }
    MEM_GROW(body->pieces, body->count, body->capacity);
    body->pieces[body->count++] = (struct piece){buf_detach(&body->last), template};
}

static void value_compile(struct walk *walk, json_t *json);

static void object_compile(struct walk *walk, json_t *json)
{
    struct buf *out = &walk->body->last;
    const char *key;
    json_t *value;
    bool is_first = true;

    buf_append_char(out, '{');
    json_object_foreach(json, key, value)
    {
        if (!is_first)
            buf_append_char(out, ',');
        is_first = false;
        json_quote(out, key, strlen(key));
        buf_append_char(out, ':');
        pointer_push(&walk->pointer, key, strlen(key));
        value_compile(walk, value);
        pointer_pop(&walk->pointer);
    }
    buf_append_char(out, '}');
}

static void value_compile(struct walk *walk, json_t *json)
{
    struct buf *out = &walk->body->last;

    if (json_is_string(json)) {
        string_compile(walk, json);
    } else if (json_is_object(json)) {
        object_compile(walk, json);
    } else if (json_is_array(json)) {
        buf_append_char(out, '[');
        for (size_t i = 0; i < json_array_size(json); i++) {
            if (i)
                buf_append_char(out, ',');
            pointer_push_index(&walk->pointer, i);
            value_compile(walk, json_array_get(json, i));
            pointer_pop(&walk->pointer);
        }
        buf_append_char(out, ']');
    } else {
        json_append_compact(out, json);
    }
}

struct body_template *body_template_new(const json_t *json, const struct source *source,
                                        const char *pointer, struct error_list *errors)
{
    struct body_template *body = mem_new(1, sizeof *body);
    struct walk walk = {body, source, BUF_INIT(REQUEST_BYTES_MAX), errors};
    size_t before = errors->error_count;
    /* jansson's iterators take no const. */
    union {
        const json_t *borrowed;
        json_t *walked;
    } root = {.borrowed = json};

    buf_init(&body->last, REQUEST_BYTES_MAX);
    buf_append_text(&walk.pointer, pointer);
    value_compile(&walk, root.walked);
    buf_release(&walk.pointer);
    if (errors->error_count != before) {
        body_template_free(body);
        return NULL;
    }
    return body;
}

void body_template_free(struct body_template *body)
{
    if (!body)
        return;
    for (size_t i = 0; i < body->count; i++) {
        free(body->pieces[i].before);
        template_free(body->pieces[i].template);
    }
    free(body->pieces);
    buf_release(&body->last);
    free(body);
}

static int piece_render(const struct piece *piece, const struct template_scope *scope,
                        struct buf *out, struct error *err)
{
    const char *name = template_only_name(piece->template);
    const struct value *value = name ? template_find(scope, name) : NULL;
    struct template_undefined undefined = {.name = ""};
    struct buf text = BUF_INIT(REQUEST_BYTES_MAX);
    int rc = 0;

    buf_append_text(out, piece->before);
    if (value) {
        value_format(out, value);
        return 0;
    }
    rc = template_render(piece->template, scope, &text, &undefined, err);
    if (!rc)
        json_quote(out, buf_text(&text), text.length);
    buf_release(&text);
    return rc;
}

int body_template_render(const struct body_template *body,
                         const struct template_scope *scope, struct buf *out,
                         struct error *err)
{
    for (size_t i = 0; i < body->count; i++)
        if (piece_render(&body->pieces[i], scope, out, err))
            return -1;
    buf_append(out, buf_text(&body->last), body->last.length);
    return 0;
}
