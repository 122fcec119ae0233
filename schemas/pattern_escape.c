/* schemas/pattern_escape.c - what follows a backslash in a pattern. */
#include "base/utf8.h"
#include "schemas/pattern_parse.h"

#include <stdio.h>
#include <string.h>

/* WhiteSpace and LineTerminator of ECMA-262, and all else: a class cannot nest. */
static const char *const space_members =
    "\\t\\n\\x0b\\f\\r\\x20\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}"
    "\\x{202f}\\x{205f}\\x{3000}\\x{feff}";
static const char *const other_members =
    "\\x00-\\x08\\x0e-\\x1f\\x21-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}"
    "\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}"
    "\\x{3001}-\\x{fefe}\\x{ff00}-\\x{10ffff}";

static int set_escape(struct escape *out, const char *members)
{
    out->kind = ESCAPE_SET;
    snprintf(out->text, sizeof out->text, "%s", members);
    return 0;
}

static int point_escape(struct escape *out, uint32_t point)
{
    out->kind = ESCAPE_POINT;
    out->point = point;
    return 0;
}

static int assertion_escape(struct escape *out, char letter)
{
    out->kind = ESCAPE_ASSERTION;
    snprintf(out->text, sizeof out->text, "\\%c", letter);
    return 0;
}

/* Exactly `digits` hexadecimal digits, if they are there. */
static bool hex_parse(struct parser *parser, size_t digits, uint32_t *out)
{
    uint32_t point = 0;

    for (size_t i = 0; i < digits; i++) {
        char byte = parser_peek(parser, i);

        if (byte >= '0' && byte <= '9')
            point = point << 4 | (uint32_t)(byte - '0');
        else if ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'f')
            point = point << 4 | (uint32_t)((byte | 0x20) - 'a' + 10);
        else
            return false;
    }
    parser->at += digits;
    *out = point;
    return true;
}

static int unicode_braced(struct parser *parser, struct escape *out)
{
    uint32_t point = 0, digit;

    while (hex_parse(parser, 1, &digit)) {
        point = point << 4 | digit;
        if (point > 0x10ffff)
            return parser_fail(parser, "no character is above U+10FFFF");
    }
    if (!parser_skip(parser, "}") || parser_peek(parser, 0) == '{')
        return parser_fail(parser,
                           "\"\\u{\" is followed by hexadecimal digits and \"}\"");
    point_escape(out, point);
    if (point >= 0xd800 && point <= 0xdfff)
        out->kind = ESCAPE_SURROGATE;
    return 0;
}

static int unicode_escape(struct parser *parser, struct escape *out)
{
    uint32_t point, low;

    if (parser_skip(parser, "{"))
        return unicode_braced(parser, out);
    if (!hex_parse(parser, 4, &point))
        return parser_fail(parser, "\"\\u\" is followed by four hexadecimal digits");
    point_escape(out, point);
    if (point < 0xd800 || point > 0xdfff)
        return 0;
    out->kind = ESCAPE_SURROGATE;
    if (point < 0xdc00 && parser_peek(parser, 0) == '\\' &&
        parser_peek(parser, 1) == 'u') {
        size_t before = parser->at;

        parser->at += 2;
        if (hex_parse(parser, 4, &low) && low >= 0xdc00 && low <= 0xdfff)
            return point_escape(out, 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00));
        parser->at = before;
    }
    return 0;
}

static int reference_escape(struct parser *parser, struct escape *out)
{
    size_t from = parser->at - 1;
    size_t length;

    while (parser_peek(parser, 0) >= '0' && parser_peek(parser, 0) <= '9')
        parser->at++;
    length = parser->at - from;
    if (length > 5)
        return parser_fail(parser, "there is no such group");
    out->kind = ESCAPE_REFERENCE;
    snprintf(out->text, sizeof out->text, "\\g{%.*s}", (int)length, parser->text + from);
    return 0;
}

static int named_escape(struct parser *parser, struct escape *out)
{
    size_t from = parser->at + 1;
    size_t end = from;

    while (end < parser->length && parser->text[end] != '>')
        end++;
    if (parser_peek(parser, 0) != '<' || end == parser->length || end - from > 32 ||
        end == from)
        return parser_fail(parser, "\"\\k\" is followed by \"<name>\"");
    out->kind = ESCAPE_REFERENCE;
    snprintf(out->text, sizeof out->text, "\\k<%.*s>", (int)(end - from),
             parser->text + from);
    parser->at = end + 1;
    return 0;
}

static int control_escape(struct parser *parser, struct escape *out)
{
    char letter = (char)(parser_peek(parser, 0) | 0x20);

    if (letter < 'a' || letter > 'z')
        return parser_fail(parser, "\"\\c\" is followed by a letter");
    parser->at++;
    return point_escape(out, (uint32_t)(letter - 'a' + 1));
}

/* Letters whose escape is one character or one set. */
static bool simple_escape(char letter, bool in_class, struct escape *out)
{
    static const char sets[] = "dDwW";
    static const char points[][2] = {
        {'f', '\f'}, {'n', '\n'}, {'r', '\r'}, {'t', '\t'}, {'v', '\v'}};

    for (size_t i = 0; sets[i]; i++) {
        if (letter == sets[i]) {
            const char text[] = {'\\', letter, '\0'};

            set_escape(out, text);
            return true;
        }
    }
    for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
        if (letter == points[i][0]) {
            point_escape(out, (uint32_t)points[i][1]);
            return true;
        }
    }
    if (letter == 's' || letter == 'S') {
        set_escape(out, letter == 's' ? space_members : other_members);
        return true;
    }
    if (letter == 'b' && in_class) {
        point_escape(out, '\b');
        return true;
    }
    if ((letter == 'b' || letter == 'B') && !in_class) {
        assertion_escape(out, letter);
        return true;
    }
    return false;
}

static int unknown_escape(struct parser *parser, char letter)
{
    parser_fail(parser, "\"\\%c\" is not part of it", letter);
    if (letter == 'Z' || letter == 'z')
        error_hint(parser->err, "write the end of the text as $");
    if (letter == 'A')
        error_hint(parser->err, "write the start of the text as ^");
    return -1;
}

int escape_parse(struct parser *parser, bool in_class, struct escape *out)
{
    char letter = parser_peek(parser, 0);
    uint32_t point;

    if (parser->at == parser->length)
        return parser_fail(parser, "something follows a backslash");
    if ((letter & 0x80) || letter < 0x20) {
        parser->at +=
            utf8_decode(parser->text + parser->at, parser->length - parser->at, &point);
        return point_escape(out, point);
    }
    parser->at++;
    if (simple_escape(letter, in_class, out))
        return 0;
    switch (letter) {
    case 'u':
        return unicode_escape(parser, out);
    case 'x':
        if (!hex_parse(parser, 2, &point))
            return parser_fail(parser, "\"\\x\" is followed by two hexadecimal digits");
        return point_escape(out, point);
    case 'p':
    case 'P':
        return property_parse(parser, letter, out);
    case 'c':
        return control_escape(parser, out);
    case 'k':
        return in_class ? unknown_escape(parser, letter) : named_escape(parser, out);
    case '0':
        if (parser_peek(parser, 0) >= '0' && parser_peek(parser, 0) <= '9')
            return parser_fail(parser, "no digit follows \"\\0\"");
        return point_escape(out, 0);
    default:
        break;
    }
    if (letter >= '1' && letter <= '9')
        return in_class ? unknown_escape(parser, letter) : reference_escape(parser, out);
    if ((letter | 0x20) >= 'a' && (letter | 0x20) <= 'z')
        return unknown_escape(parser, letter);
    return point_escape(out, (uint32_t)letter);
}
