/* schemas/pattern_class.c - character classes of a pattern. */
#include "base/utf8.h"
#include "schemas/pattern_parse.h"

/* One member: a character, or a set that an escape names. */
static int member_parse(struct parser *parser, struct escape *out)
{
    size_t size;

    if (parser_skip(parser, "\\"))
        return escape_parse(parser, true, out);
    size =
        utf8_decode(parser->text + parser->at, parser->length - parser->at, &out->point);
    if (size == 0)
        return parser_fail(parser, "a \"[\" is not closed");
    out->kind = ESCAPE_POINT;
    parser->at += size;
    return 0;
}

static void member_write(struct parser *parser, const struct escape *member)
{
    if (member->kind == ESCAPE_POINT)
        point_write(parser->out, member->point);
    else if (member->kind == ESCAPE_SET)
        buf_append_text(parser->out, member->text);
}

/* A member, or two with "-" between them. */
static int range_parse(struct parser *parser)
{
    struct escape from, to;

    if (member_parse(parser, &from))
        return -1;
    if (parser_peek(parser, 0) != '-' || parser_peek(parser, 1) == ']' ||
        parser->at + 1 >= parser->length) {
        member_write(parser, &from);
        return 0;
    }
    parser->at++;
    if (member_parse(parser, &to))
        return -1;
    if (from.kind == ESCAPE_SURROGATE || to.kind == ESCAPE_SURROGATE)
        return parser_fail(parser, "half a surrogate pair bounds no range");
    if (from.kind != ESCAPE_POINT || to.kind != ESCAPE_POINT) {
        member_write(parser, &from);
        point_write(parser->out, '-');
        member_write(parser, &to);
        return 0;
    }
    if (from.point > to.point)
        return parser_fail(parser, "a range goes from the lower to the higher character");
    point_write(parser->out, from.point);
    buf_append_char(parser->out, '-');
    point_write(parser->out, to.point);
    return 0;
}

int class_parse(struct parser *parser)
{
    bool negated = parser_skip(parser, "^");
    size_t begin = parser->out->length;
    size_t members;

    buf_append_text(parser->out, negated ? "[^" : "[");
    members = parser->out->length;
    while (!parser_skip(parser, "]")) {
        if (parser->at == parser->length)
            return parser_fail(parser, "a \"[\" is not closed");
        if (range_parse(parser))
            return -1;
    }
    if (parser->out->length == members) {
        buf_truncate(parser->out, begin);
        buf_append_text(parser->out, negated ? "(?s:.)" : "(?!)");
        return 0;
    }
    buf_append_char(parser->out, ']');
    return 0;
}
