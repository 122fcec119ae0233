/* suites/template.c - templates made and asked: Mustache, with values from cases. */
#include "suites/template.h"

#include "base/mem.h"
#include "suites/template_nodes.h"

#include <stdlib.h>
#include <string.h>

static struct template *template_new(const char *text, size_t length,
                                     const struct template_options *options,
                                     const char *file)
{
    struct template *template = mem_new(1, sizeof *template);

    template->text = mem_text_n(text, length);
    template->length = length;
    template->file = mem_text(file);
    template->mode = options->mode;
    template->escape = options->escape;
    return template;
}

static bool partial_is_known(const struct template *whole, const char *name)
{
    for (size_t i = 0; i < whole->partial_count; i++)
        if (!strcmp(whole->partials[i].name, name))
            return true;
    return false;
}

/* Compiles what a tag of the whole, or of one of its partials, names. */
static int partial_load(struct template *whole, const struct node *node,
                        const struct template_options *options, struct error *err)
{
    struct template_options inner = *options;
    struct place start = {.line = 1, .column = 1};
    char *text = NULL;
    char *file = NULL;
    struct partial *partial;
    int rc = 0;

    if (partial_is_known(whole, node->name))
        return 0;
    if (whole->partial_count == TEMPLATE_PARTIALS_MAX)
        return error_at(err, &node->place, "N0235", "more than %d partials",
                        TEMPLATE_PARTIALS_MAX);
    if (options->partial) {
        if (options->partial(options->partial_context, node->name, &text, &file, err))
            return error_place(err, &node->place);
    } else if (options->mode == TEMPLATE_STRICT) {
        return error_at(err, &node->place, "N0234",
                        "the partial \"%.80s\" cannot be read from here", node->name);
    }
    MEM_GROW(whole->partials, whole->partial_count, whole->partial_capacity);
    partial = &whole->partials[whole->partial_count++];
    *partial = (struct partial){.name = mem_text(node->name)};
    if (text) {
        start.file = file;
        inner.place = file ? &start : NULL;
        inner.source = NULL;
        partial->template = template_new(text, strlen(text), &inner, file);
        rc = template_parse(partial->template, &inner, err);
    }
    free(text);
    free(file);
    return rc;
}

static int partials_load(struct template *whole, const struct template *part,
                         const struct template_options *options, struct error *err)
{
    for (size_t i = 0; i < part->count; i++)
        if (part->nodes[i].kind == NODE_PARTIAL &&
            partial_load(whole, &part->nodes[i], options, err))
            return -1;
    return 0;
}

int template_compile(const char *text, size_t length,
                     const struct template_options *options, struct template **out,
                     struct error *err)
{
    struct template *template =
        template_new(text, length, options, options->place ? options->place->file : NULL);
    int rc = template_parse(template, options, err);

    if (rc == 0)
        rc = partials_load(template, template, options, err);
    for (size_t i = 0; rc == 0 && i < template->partial_count; i++)
        if (template->partials[i].template)
            rc = partials_load(template, template->partials[i].template, options, err);
    if (rc)
        template_free(template);
    else
        *out = template;
    return rc;
}

struct template *template_literal(const char *text, size_t length)
{
    struct template_options options = {.mode = TEMPLATE_STRICT};
    struct template *template = template_new(text, length, &options, NULL);

    template->capacity = 1;
    template->count = 1;
    template->nodes = mem_new(1, sizeof *template->nodes);
    template->nodes[0] = (struct node){
        .kind = NODE_TEXT, .text = template->text, .length = template->length};
    return template;
}

const char *template_text(const struct template *template, size_t *length)
{
    *length = template->length;
    return template->text;
}

void template_add_digest(const struct template *template, struct sha256 *hash)
{
    sha256_add_field(hash, template->text, template->length);
    for (size_t i = 0; i < template->partial_count; i++) {
        const struct partial *partial = &template->partials[i];

        sha256_add_text(hash, partial->name);
        if (partial->template)
            template_add_digest(partial->template, hash);
    }
}

void template_free(struct template *template)
{
    if (!template)
        return;
    for (size_t i = 0; i < template->count; i++)
        free(template->nodes[i].name);
    for (size_t i = 0; i < template->partial_count; i++) {
        free(template->partials[i].name);
        template_free(template->partials[i].template);
    }
    free(template->nodes);
    free(template->partials);
    free(template->text);
    free(template->file);
    free(template);
}

const char *template_only_name(const struct template *template)
{
    const struct node *node = NULL;

    for (size_t i = 0; i < template->count; i++) {
        if (template->nodes[i].kind == NODE_TEXT && template->nodes[i].length == 0)
            continue;
        if (node || template->nodes[i].kind != NODE_NAME)
            return NULL;
        node = &template->nodes[i];
    }
    return node ? node->name : NULL;
}

bool template_is_plain(const struct template *template)
{
    return !template->has_tags;
}
