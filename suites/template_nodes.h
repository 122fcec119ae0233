/* suites/template_nodes.h - a compiled template: a flat list of nodes in order of the
 * text. */
#ifndef NOWORSE_SUITES_TEMPLATE_NODES_H
#define NOWORSE_SUITES_TEMPLATE_NODES_H

#include "suites/template.h"

#include <stdint.h>

enum {
    TEMPLATE_DEPTH_MAX = 64,    /* sections and partials in each other */
    TEMPLATE_PARTIALS_MAX = 200 /* different ones of one template */
};

enum node_kind { NODE_TEXT, NODE_NAME, NODE_SECTION, NODE_INVERTED, NODE_PARTIAL };

struct node {
    enum node_kind kind;
    bool begins_line; /* of the template: a partial's indentation goes before it */
    bool is_raw;      /* {{{x}}}, {{&x}} */
    const char *text; /* NODE_TEXT: borrowed from the template's text; NODE_PARTIAL: the
                         blanks that stood before a tag of its own line */
    size_t length;
    char *name; /* owned; NULL for NODE_TEXT */
    size_t end; /* of a section: the node behind it */
    struct place place;
};

struct partial {
    char *name;                /* owned */
    struct template *template; /* owned; NULL: there is none, and nothing is inserted */
};

struct template
{
    char *text; /* owned */
    size_t length;
    char *file; /* owned; NULL */
    struct node *nodes;
    size_t count, capacity;
    bool has_tags;
    enum template_mode mode;
    void (*escape)(struct buf * out, const char *text, size_t length);
    struct partial *partials; /* of a whole template; partials themselves have none */
    size_t partial_count, partial_capacity;
};

/* The text becomes nodes; *template has its text, and is released by the caller on
 * failure too. */
int template_parse(struct template *template, const struct template_options *options,
                   struct error *err);

/* Where the bytes of a template stand in a file: the n-th "{{" of the text is the n-th of
 * the source. Asked in order of the text. */
struct template_cursor {
    const char *text, *source;
    size_t length, source_length;
    size_t text_at;   /* behind the last "{{" that was matched */
    size_t source_at; /* its byte; place is its place */
    struct place place;
    bool is_same;    /* the text is its source */
    bool is_counted; /* both have as many "{{" */
};

void template_cursor_init(struct template_cursor *cursor, const struct template *template,
                          const struct template_options *options);

/* The place of the tag at a byte of the text. */
struct place template_cursor_place(struct template_cursor *cursor, size_t at,
                                   size_t length);

#endif
