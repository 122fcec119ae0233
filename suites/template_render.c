/* suites/template_render.c - a template filled with values: what is inserted is never
 * read as template. */
#include "base/mem.h"
#include "suites/template_nodes.h"

#include <stdlib.h>
#include <string.h>

enum {
    CONTEXTS_MAX = 128,
    STEPS_MAX = 4 * 1000 * 1000, /* nodes of one rendering */
    INDENT_MAX = 4096
};

/* What a section made the innermost place to look in. */
struct context {
    const struct value *value;
    size_t number; /* of the round, from 1; 0: no list */
};

struct renderer {
    const struct template *whole;
    const struct template_scope *scope;
    struct buf *out;
    struct buf indent; /* of the partials around */
    struct context contexts[CONTEXTS_MAX];
    size_t depth;
    size_t steps;
    unsigned partials; /* in each other */
    struct template_undefined *undefined;
    struct error *err;
};

static int nodes_render(struct renderer *renderer, const struct template *part,
                        size_t from, size_t to);

/* A number is no value of the case: {{number}} gives it as text. */
struct found {
    const struct value *value;
    size_t number;
};

static const struct value *scope_member(const struct template_scope *scope,
                                        const char *name, size_t length)
{
    for (size_t i = 0; i < scope->count; i++) {
        const struct value *found = value_member_n(scope->objects[i], name, length);

        if (found)
            return found;
    }
    return scope->late ? value_member_n(scope->late(scope->late_context), name, length)
                       : NULL;
}

/* The rest of a dotted name, within what its first part gave. */
static const struct value *rest_find(const struct value *value, const char *rest)
{
    while (value && *rest == '.') {
        size_t length = strcspn(++rest, ".");

        value = value_member_n(value, rest, length);
        rest += length;
    }
    return value;
}

const struct value *template_find(const struct template_scope *scope, const char *name)
{
    size_t length = strcspn(name, ".");

    return rest_find(scope_member(scope, name, length), name + length);
}

static const struct value *innermost(const struct renderer *renderer)
{
    if (renderer->depth)
        return renderer->contexts[renderer->depth - 1].value;
    return renderer->scope->count ? renderer->scope->objects[0] : NULL;
}

static size_t round_number(const struct renderer *renderer)
{
    for (size_t i = renderer->depth; i > 0; i--)
        if (renderer->contexts[i - 1].number)
            return renderer->contexts[i - 1].number;
    return 0;
}

static struct found name_find(const struct renderer *renderer, const char *name)
{
    size_t length = strcspn(name, ".");
    const struct value *first = NULL;

    if (!strcmp(name, "."))
        return (struct found){innermost(renderer), 0};
    if (renderer->whole->mode == TEMPLATE_STRICT && !strcmp(name, "number") &&
        round_number(renderer))
        return (struct found){NULL, round_number(renderer)};
    for (size_t i = renderer->depth; !first && i > 0; i--)
        first = value_member_n(renderer->contexts[i - 1].value, name, length);
    if (!first)
        first = scope_member(renderer->scope, name, length);
    return (struct found){rest_find(first, name + length), 0};
}

static int limit_refuse(struct renderer *renderer, const struct node *node,
                        const char *code, const char *what)
{
    renderer->undefined->name[0] = '\0';
    renderer->undefined->place = node->place;
    if (node->place.file)
        return error_at(renderer->err, &node->place, code, "%s", what);
    return error_set(renderer->err, ERROR_INPUT, code, "%s", what);
}

static int over_check(struct renderer *renderer, const struct node *node)
{
    return buf_is_over(renderer->out)
               ? limit_refuse(renderer, node, "N0236", "the text becomes too large")
               : 0;
}

static int undefined_tell(struct renderer *renderer, const struct node *node)
{
    struct template_undefined *undefined = renderer->undefined;

    snprintf(undefined->name, sizeof undefined->name, "%s", node->name);
    undefined->place = node->place;
    error_set(renderer->err, ERROR_INPUT, "N0131", "{{%.100s}} is not defined",
              node->name);
    return error_place(renderer->err, &node->place);
}

static void text_insert(struct renderer *renderer, const struct node *node,
                        const char *text, size_t length)
{
    if (renderer->whole->escape && !node->is_raw)
        renderer->whole->escape(renderer->out, text, length);
    else
        buf_append(renderer->out, text, length);
}

static void container_insert(struct renderer *renderer, const struct node *node,
                             const struct value *value)
{
    struct buf json = BUF_INIT(renderer->out->limit);

    if (value_format(&json, value))
        renderer->out->over = true;
    else
        text_insert(renderer, node, buf_text(&json), json.length);
    buf_release(&json);
}

static int name_render(struct renderer *renderer, const struct node *node)
{
    struct found found = name_find(renderer, node->name);
    const struct value *value = found.value;

    if (found.number) {
        buf_append_format(renderer->out, "%zu", found.number);
    } else if (!value) {
        if (renderer->whole->mode == TEMPLATE_STRICT)
            return undefined_tell(renderer, node);
    } else if (value->type == VALUE_TRUE) {
        text_insert(renderer, node, "true", 4);
    } else if (value->type == VALUE_FALSE) {
        text_insert(renderer, node, "false", 5);
    } else if (value->type == VALUE_ARRAY || value->type == VALUE_OBJECT) {
        container_insert(renderer, node, value);
    } else if (value->type != VALUE_NULL) {
        text_insert(renderer, node, value->text, value->size);
    }
    return over_check(renderer, node);
}

static bool is_something(struct found found)
{
    const struct value *value = found.value;

    if (!value)
        return found.number > 0;
    if (value->type == VALUE_STRING || value->type == VALUE_ARRAY)
        return value->size > 0;
    return value->type != VALUE_NULL && value->type != VALUE_FALSE;
}

static int inside_render(struct renderer *renderer, const struct template *part,
                         size_t at, struct context context)
{
    const struct node *node = &part->nodes[at];
    int rc;

    if (renderer->depth == CONTEXTS_MAX)
        return limit_refuse(renderer, node, "N0235", "sections are nested too deep");
    renderer->contexts[renderer->depth++] = context;
    rc = nodes_render(renderer, part, at + 1, node->end);
    renderer->depth--;
    return rc;
}

static int section_render(struct renderer *renderer, const struct template *part,
                          size_t at)
{
    const struct node *node = &part->nodes[at];
    struct found found = name_find(renderer, node->name);
    const struct value *item;

    if (node->kind == NODE_INVERTED)
        return is_something(found) ? 0 : nodes_render(renderer, part, at + 1, node->end);
    if (!is_something(found))
        return 0;
    if (!found.value)
        return nodes_render(renderer, part, at + 1, node->end);
    if (found.value->type != VALUE_ARRAY)
        return inside_render(renderer, part, at, (struct context){found.value, 0});
    item = value_first(found.value);
    for (size_t i = 0; i < found.value->size; i++) {
        if (inside_render(renderer, part, at, (struct context){item, i + 1}))
            return -1;
        item = value_next(item);
    }
    return 0;
}

static int partial_render(struct renderer *renderer, const struct node *node)
{
    const struct template *whole = renderer->whole;
    size_t indent = renderer->indent.length;
    int rc;

    for (size_t i = 0; i < whole->partial_count; i++) {
        const struct template *part = whole->partials[i].template;

        if (strcmp(whole->partials[i].name, node->name) != 0 || !part)
            continue;
        buf_append(&renderer->indent, node->text, node->length);
        if (renderer->partials == TEMPLATE_DEPTH_MAX || buf_is_over(&renderer->indent))
            return limit_refuse(renderer, node, "N0235", "partials are nested too deep");
        renderer->partials++;
        rc = nodes_render(renderer, part, 0, part->count);
        renderer->partials--;
        buf_truncate(&renderer->indent, indent);
        return rc;
    }
    return 0;
}

static int node_render(struct renderer *renderer, const struct template *part, size_t at)
{
    const struct node *node = &part->nodes[at];

    if (++renderer->steps > STEPS_MAX)
        return limit_refuse(renderer, node, "N0236", "the template takes too long");
    switch (node->kind) {
    case NODE_TEXT:
        if (node->begins_line)
            buf_append(renderer->out, buf_text(&renderer->indent),
                       renderer->indent.length);
        buf_append(renderer->out, node->text, node->length);
        return over_check(renderer, node);
    case NODE_NAME:
        return name_render(renderer, node);
    case NODE_PARTIAL:
        return partial_render(renderer, node);
    case NODE_SECTION:
    case NODE_INVERTED:
        return section_render(renderer, part, at);
    }
    return 0;
}

static int nodes_render(struct renderer *renderer, const struct template *part,
                        size_t from, size_t to)
{
    for (size_t at = from; at < to;) {
        const struct node *node = &part->nodes[at];

        if (node_render(renderer, part, at))
            return -1;
        at = node->kind == NODE_SECTION || node->kind == NODE_INVERTED ? node->end
                                                                       : at + 1;
    }
    return 0;
}

int template_render(const struct template *template, const struct template_scope *scope,
                    struct buf *out, struct template_undefined *undefined,
                    struct error *err)
{
    struct renderer renderer = {.whole = template,
                                .scope = scope,
                                .out = out,
                                .indent = BUF_INIT(INDENT_MAX),
                                .undefined = undefined,
                                .err = err};
    int rc = nodes_render(&renderer, template, 0, template->count);

    buf_release(&renderer.indent);
    return rc;
}
