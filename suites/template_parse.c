/* suites/template_parse.c - a template's text becomes nodes: the Mustache specification,
 * without its optional modules. */
#include "suites/template_nodes.h"

#include "base/mem.h"
#include "base/shown.h"

#include <stdlib.h>
#include <string.h>

enum { DELIMITER_MAX = 32, SHOWN_COLUMNS = 60 };

struct delimiter {
    char text[DELIMITER_MAX];
    size_t length;
};

struct parser {
    struct template *template;
    struct template_cursor cursor;
    size_t at;       /* what is before was read */
    size_t line;     /* where the line that holds `at` begins */
    size_t tag_line; /* behind the last tag: a line with two is no line of one's own */
    struct delimiter open, close;
    size_t sections[TEMPLATE_DEPTH_MAX]; /* nodes */
    size_t depth;
};

struct tag {
    size_t start, end; /* bytes of the whole tag */
    char kind;         /* '#', '^', '/', '>', '!', '=', '&', '{', or 0: a name */
    const char *text;  /* what stands in it, without blanks around */
    size_t length;
    struct place place;
};

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static struct node *node_add(struct template *template, enum node_kind kind)
{
    MEM_GROW(template->nodes, template->count, template->capacity);
    template->nodes[template->count] = (struct node){.kind = kind};
    return &template->nodes[template->count++];
}

/* Text as a node for each line. */
static void text_add(struct parser *parser, size_t from, size_t to)
{
    const char *text = parser->template->text;

    while (from < to) {
        const char *end = memchr(text + from, '\n', to - from);
        size_t next = end ? (size_t)(end - text) + 1 : to;
        struct node *node = node_add(parser->template, NODE_TEXT);

        node->text = text + from;
        node->length = next - from;
        node->begins_line = from == parser->line && text[from] != '\n';
        if (end)
            parser->line = next;
        from = next;
    }
}

static const char *bytes_find(const struct parser *parser, size_t from, const char *what,
                              size_t length)
{
    const struct template *template = parser->template;

    return memmem(template->text + from, template->length - from, what, length);
}

static int tag_error(const struct parser *parser, const struct tag *tag, const char *code,
                     const char *what, struct error *err)
{
    const char *text = parser->template->text + tag->start;
    char *shown = shown_quoted(text, tag->end - tag->start, SHOWN_COLUMNS);

    error_at(err, &tag->place, code, "%.*s: %s", (int)strlen(shown) - 2, shown + 1, what);
    free(shown);
    return -1;
}

/* Reads the tag that begins at `start`. */
static int tag_read(struct parser *parser, size_t start, struct tag *tag,
                    struct error *err)
{
    const struct template *template = parser->template;
    char close[DELIMITER_MAX + 1];
    size_t close_length = parser->close.length;
    size_t from = start + parser->open.length;
    const char *end;

    *tag = (struct tag){.start = start};
    if (from < template->length && strchr("#^/>!=&{<$", template->text[from]))
        tag->kind = template->text[from++];
    memcpy(close + 1, parser->close.text, close_length);
    close[0] = tag->kind == '{' ? '}' : '=';
    if (tag->kind == '{' || tag->kind == '=')
        end = bytes_find(parser, from, close, ++close_length);
    else
        end = bytes_find(parser, from, close + 1, close_length);
    if (!end) {
        tag->place = template_cursor_place(&parser->cursor, start, parser->open.length);
        error_at(err, &tag->place, "N0230", "\"%.*s\" is not closed",
                 (int)parser->open.length, parser->open.text);
        return error_hint(err, "close it with \"%.*s\"", (int)parser->close.length,
                          parser->close.text);
    }
    tag->end = (size_t)(end - template->text) + close_length;
    tag->place = template_cursor_place(&parser->cursor, start, tag->end - start);
    while (template->text + from < end && is_blank(template->text[from]))
        from++;
    while (end > template->text + from && is_blank(end[-1]))
        end--;
    tag->text = template->text + from;
    tag->length = (size_t)(end - tag->text);
    return 0;
}

/* Whether nothing but blanks stands beside the tag in its line; *next is then the next
 * line. */
static bool tag_is_alone(const struct parser *parser, const struct tag *tag, size_t *next)
{
    const struct template *template = parser->template;
    size_t at = tag->end;

    if (parser->tag_line > parser->line)
        return false;
    for (size_t i = parser->line; i < tag->start; i++)
        if (template->text[i] != ' ' && template->text[i] != '\t')
            return false;
    while (at < template->length &&
           (template->text[at] == ' ' || template->text[at] == '\t'))
        at++;
    if (at < template->length && template->text[at] == '\r')
        at++;
    if (at < template->length && template->text[at] != '\n')
        return false;
    *next = at < template->length ? at + 1 : at;
    return true;
}

static int name_check(const struct parser *parser, const struct tag *tag,
                      struct error *err)
{
    if (tag->kind == '<' || tag->kind == '$')
        return tag_error(parser, tag, "N0233", "inheritance is not supported", err);
    if (tag->kind == '>' && tag->length && tag->text[0] == '*')
        return tag_error(parser, tag, "N0233", "dynamic names are not supported", err);
    if (tag->length == 0)
        return tag_error(parser, tag, "N0232", "a name is missing", err);
    for (size_t i = 0; i < tag->length; i++)
        if (is_blank(tag->text[i]) || tag->text[i] == '{' || tag->text[i] == '}')
            return tag_error(parser, tag, "N0232",
                             "expected a name like \"a\" or \"a.b\"", err);
    return 0;
}

static int delimiter_set(const struct parser *parser, const struct tag *tag,
                         struct delimiter *out, const char *text, size_t length,
                         struct error *err)
{
    bool is_bad = length == 0 || length > DELIMITER_MAX - 1;

    for (size_t i = 0; i < length; i++)
        is_bad = is_bad || is_blank(text[i]) || text[i] == '=';
    if (is_bad)
        return tag_error(parser, tag, "N0232",
                         "expected two delimiters, as in {{=<% %>=}}", err);
    memcpy(out->text, text, length);
    out->length = length;
    return 0;
}

static int delimiters_take(struct parser *parser, const struct tag *tag,
                           struct error *err)
{
    size_t open = 0;
    size_t close = tag->length;

    while (open < tag->length && !is_blank(tag->text[open]))
        open++;
    while (close > open && !is_blank(tag->text[close - 1]))
        close--;
    if (delimiter_set(parser, tag, &parser->open, tag->text, open, err))
        return -1;
    return delimiter_set(parser, tag, &parser->close, tag->text + close,
                         tag->length - close, err);
}

static int section_close(struct parser *parser, const struct tag *tag, struct error *err)
{
    struct node *section;

    if (parser->depth == 0)
        return tag_error(parser, tag, "N0231", "no section is open here", err);
    section = &parser->template->nodes[parser->sections[--parser->depth]];
    if (strlen(section->name) != tag->length ||
        memcmp(section->name, tag->text, tag->length) != 0) {
        tag_error(parser, tag, "N0231", "another section is open here", err);
        return error_hint(err, "{{/%.80s}} is expected", section->name);
    }
    section->end = parser->template->count;
    return 0;
}

static int section_open(struct parser *parser, const struct tag *tag, struct node *node,
                        struct error *err)
{
    node->kind = tag->kind == '#' ? NODE_SECTION : NODE_INVERTED;
    if (parser->depth == TEMPLATE_DEPTH_MAX)
        return tag_error(parser, tag, "N0235", "sections are nested too deep", err);
    parser->sections[parser->depth++] = (size_t)(node - parser->template->nodes);
    return 0;
}

/* indent: the blanks before a tag that has its line for itself. */
static int tag_take(struct parser *parser, const struct tag *tag, size_t indent,
                    struct error *err)
{
    struct node *node;

    if (tag->kind == '!')
        return 0;
    if (tag->kind == '=')
        return delimiters_take(parser, tag, err);
    if (name_check(parser, tag, err))
        return -1;
    if (tag->kind == '/')
        return section_close(parser, tag, err);
    node = node_add(parser->template, tag->kind == '>' ? NODE_PARTIAL : NODE_NAME);
    node->name = mem_text_n(tag->text, tag->length);
    node->place = tag->place;
    node->is_raw = tag->kind == '&' || tag->kind == '{';
    node->text = parser->template->text + tag->start - indent;
    node->length = indent;
    if (tag->kind == '#' || tag->kind == '^')
        return section_open(parser, tag, node, err);
    return 0;
}

/* Text up to the tag, and the tag; leaves the parser behind it. */
static int tag_step(struct parser *parser, struct tag *tag, struct error *err)
{
    const char *text = parser->template->text;
    bool may_be_alone = tag->kind && strchr("#^/>!=<$", tag->kind);
    size_t text_from = parser->at;
    size_t next;

    for (size_t i = parser->at; i < tag->start; i++)
        if (text[i] == '\n') {
            text_add(parser, text_from, i + 1);
            text_from = i + 1;
        }
    parser->at = tag->end;
    if (may_be_alone && tag_is_alone(parser, tag, &next)) {
        parser->at = next;
        if (tag_take(parser, tag, tag->start - parser->line, err))
            return -1;
        parser->line = next;
        return 0;
    }
    if (tag->start == parser->line)
        node_add(parser->template, NODE_TEXT)->begins_line = true;
    text_add(parser, text_from, tag->start);
    for (size_t i = tag->start; i < tag->end; i++)
        if (text[i] == '\n')
            parser->line = i + 1;
    parser->tag_line = tag->end;
    return tag_take(parser, tag, 0, err);
}

static int sections_end(struct parser *parser, struct error *err)
{
    const struct node *open;

    if (parser->depth == 0)
        return 0;
    open = &parser->template->nodes[parser->sections[parser->depth - 1]];
    error_at(err, &open->place, "N0231", "the section \"%.80s\" is not closed",
             open->name);
    return error_hint(err, "close it with {{/%.80s}}", open->name);
}

int template_parse(struct template *template, const struct template_options *options,
                   struct error *err)
{
    struct parser parser = {.template = template, .open = {"{{", 2}, .close = {"}}", 2}};
    const char *found;

    template_cursor_init(&parser.cursor, template, options);
    while (
        (found = bytes_find(&parser, parser.at, parser.open.text, parser.open.length))) {
        struct tag tag;

        template->has_tags = true;
        if (tag_read(&parser, (size_t)(found - template->text), &tag, err) ||
            tag_step(&parser, &tag, err))
            return -1;
    }
    text_add(&parser, parser.at, template->length);
    return sections_end(&parser, err);
}
