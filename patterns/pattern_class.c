/* patterns/pattern_class.c - character classes of a pattern. */
#include "base/utf8.h"
#include "patterns/pattern_parse.h"

#include <string.h>

enum { PROPERTIES_BYTES_MAX = 1 << 20 };

/* What a class holds: characters, and \p{...} as text. */
struct class
{
    bool negated;
    struct point_set points;
    struct buf properties;
};

/* One member: a character, or a set that an escape names. */
static int member_parse(struct parser *parser, struct escape *out)
{
    size_t size;

    if (parser_skip(parser, "\\"))
        return escape_parse(parser, true, out);
    if (parser->at == parser->length)
        return parser_fail(parser, "a \"[\" is not closed");
    size =
        utf8_decode(parser->text + parser->at, parser->length - parser->at, &out->point);
    if (size == 0)
        return parser_fail(parser, "a character is no UTF-8");
    out->kind = ESCAPE_POINT;
    parser->at += size;
    return 0;
}

static void member_add(struct class *class, const struct escape *member)
{
    if (member->kind == ESCAPE_POINT)
        point_set_add(&class->points, member->point, member->point);
    else if (member->kind == ESCAPE_LETTER)
        point_set_add_letter(&class->points, (char)member->point);
    else
        buf_append_text(&class->properties, member->text);
}

/* A member, or two with "-" between them. */
static int range_parse(struct parser *parser, struct class *class)
{
    size_t dash;
    struct escape from = {0}, to = {0};

    if (member_parse(parser, &from))
        return -1;
    if (parser_peek(parser, 0) != '-' || parser_peek(parser, 1) == ']' ||
        parser->at + 1 >= parser->length) {
        member_add(class, &from);
        return 0;
    }
    dash = parser->at++;
    if (member_parse(parser, &to))
        return -1;
    if (from.kind == ESCAPE_POINT && to.kind == ESCAPE_POINT) {
        if (from.point > to.point)
            return parser_fail(parser,
                               "a range goes from the lower to the higher character");
        point_set_add(&class->points, from.point, to.point);
        return 0;
    }
    member_add(class, &from);
    point_set_add(&class->points, '-', '-');
    member_add(class, &to);
    parser_note(parser, dash, "the \"-\" beside a set as \"\\-\"");
    return 0;
}

/* A set that is not ours to know is written as it came. */
static void class_put(struct parser *parser, struct class *class)
{
    struct buf *out = parser->out;

    point_set_finish(&class->points);
    if (class->properties.length == 0) {
        if (class->negated)
            point_set_negate(&class->points);
        set_put(parser, &class->points);
        return;
    }
    if (parser->builder)
        builder_beyond(parser->builder);
    buf_append_text(out, class->negated ? "[^" : "[");
    for (size_t i = 0; i < class->points.count; i++) {
        point_write(out, class->points.ranges[i].from);
        buf_append_char(out, '-');
        point_write(out, class->points.ranges[i].to);
    }
    buf_append_text(out, buf_text(&class->properties));
    buf_append_char(out, ']');
}

int class_parse(struct parser *parser)
{
    struct class class = {.properties = BUF_INIT(PROPERTIES_BYTES_MAX)};
    int rc = 0;

    class.negated = parser_skip(parser, "^");
    while (rc == 0 && !parser_skip(parser, "]"))
        rc = range_parse(parser, &class);
    if (rc == 0 && buf_is_over(&class.properties))
        rc = error_set(parser->err, ERROR_INPUT, "N0183",
                       "expected a class with fewer properties");
    if (rc == 0)
        class_put(parser, &class);
    point_set_release(&class.points);
    buf_release(&class.properties);
    return rc;
}
