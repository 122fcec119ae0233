/* patterns/pattern_escape.c - what follows a backslash in a pattern. */
#include "base/utf8.h"
#include "patterns/pattern_parse.h"

#include <stdio.h>
#include <string.h>

static int escape_set(struct escape *out, enum escape_kind kind, uint32_t point)
{
    out->kind = kind;
    out->point = point;
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
    size_t from = parser->at;

    while (hex_parse(parser, 1, &digit)) {
        point = point << 4 | digit;
        if (point > POINT_MAX)
            return parser_fail(parser, "no character is above U+10FFFF");
    }
    if (parser->at == from || !parser_skip(parser, "}"))
        return parser_fail(parser,
                           "\"\\u{\" is followed by hexadecimal digits and \"}\"");
    return escape_set(out, ESCAPE_POINT, point);
}

int unicode_escape(struct parser *parser, struct escape *out)
{
    uint32_t point, low;
    size_t before;

    if (parser_skip(parser, "{"))
        return unicode_braced(parser, out);
    if (!hex_parse(parser, 4, &point))
        return parser_fail(parser, "\"\\u\" is followed by four hexadecimal digits");
    before = parser->at;
    if (point >= 0xd800 && point < 0xdc00 && parser_skip(parser, "\\u")) {
        if (hex_parse(parser, 4, &low) && low >= 0xdc00 && low <= 0xdfff)
            point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
        else
            parser->at = before;
    }
    return escape_set(out, ESCAPE_POINT, point);
}

static int control_escape(struct parser *parser, struct escape *out)
{
    char letter = (char)(parser_peek(parser, 0) | 0x20);

    if (letter < 'a' || letter > 'z')
        return parser_fail(parser, "\"\\c\" is followed by a letter");
    parser->at++;
    return escape_set(out, ESCAPE_POINT, (uint32_t)(letter - 'a' + 1));
}

/* Letters whose escape is one character, one set or a place. */
static bool simple_escape(char letter, bool in_class, struct escape *out)
{
    static const char points[][2] = {
        {'f', '\f'}, {'n', '\n'}, {'r', '\r'}, {'t', '\t'}, {'v', '\v'}};

    if (strchr("dDwWsS", letter)) {
        escape_set(out, ESCAPE_LETTER, (uint32_t)letter);
        return true;
    }
    for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
        if (letter == points[i][0]) {
            escape_set(out, ESCAPE_POINT, (uint32_t)points[i][1]);
            return true;
        }
    }
    if (letter == 'b' || (letter == 'B' && !in_class)) {
        escape_set(out, in_class ? ESCAPE_POINT : ESCAPE_ASSERTION,
                   in_class ? '\b' : (uint32_t)letter);
        return true;
    }
    return false;
}

static int unknown_escape(struct parser *parser, char letter)
{
    static const struct {
        char letter;
        const char *hint;
    } hints[] = {{'Z', "write the end of the text as $"},
                 {'z', "write the end of the text as $"},
                 {'A', "write the start of the text as ^"},
                 {'h', "write blanks and tabs as [ \\t]"},
                 {'H', "write all but blanks and tabs as [^ \\t]"},
                 {'R', "write an end of line as \\r?\\n"},
                 {'N', "write all but an end of line as ."},
                 {'a', "write the bell as \\x07"},
                 {'e', "write the escape character as \\x1b"},
                 {'Q', "write a backslash before each special character"},
                 {'X', "a character is one code point here: ."},
                 {'g', "write a back reference as \\1 or \\k<name>"}};

    parser->at -= 2;
    parser_fail(parser, "\"\\%c\" is not part of it", letter);
    for (size_t i = 0; i < sizeof hints / sizeof *hints; i++)
        if (letter == hints[i].letter)
            return parser_hint(parser, hints[i].hint);
    return -1;
}

/* B.1.2, LegacyOctalEscapeSequence: at the first digit. 8 and 9 are themselves. */
static int octal_escape(struct parser *parser, struct escape *out)
{
    size_t from = parser->at - 1;
    uint32_t point = 0;
    size_t digits = 0;

    while (digits < 3 && parser_peek(parser, 0) >= '0' && parser_peek(parser, 0) <= '7' &&
           8 * point + (uint32_t)(parser_peek(parser, 0) - '0') <= 0xff) {
        point = 8 * point + (uint32_t)(parser->text[parser->at++] - '0');
        digits++;
    }
    if (digits == 0) {
        point = (uint32_t)(unsigned char)parser->text[parser->at++];
        parser_note(parser, from, "\"%c\"", (char)point);
    } else {
        parser_note(parser, from, "\"\\x%02x\", the character with that octal number",
                    point);
    }
    return escape_set(out, ESCAPE_POINT, point);
}

static int digit_escape(struct parser *parser, bool in_class, struct escape *out)
{
    uint64_t number = 0;
    size_t digits = 0;

    for (; parser_peek(parser, digits) >= '0' && parser_peek(parser, digits) <= '9';
         digits++)
        if (number <= UINT32_MAX)
            number = 10 * number + (uint64_t)(parser_peek(parser, digits) - '0');
    if (parser_peek(parser, 0) == '0' && digits == 1) {
        parser->at++;
        return escape_set(out, ESCAPE_POINT, 0);
    }
    if (in_class || number == 0 || parser_peek(parser, 0) == '0' ||
        number > captures_of(parser))
        return octal_escape(parser, out);
    parser->at += digits;
    out->kind = ESCAPE_REFERENCE;
    return reference_numbered(parser, (uint32_t)number);
}

/* A character that needs no backslash, or none at all. */
static int identity_escape(struct parser *parser, bool in_class, struct escape *out)
{
    size_t from = parser->at - 1;
    uint32_t point;
    size_t size =
        utf8_decode(parser->text + parser->at, parser->length - parser->at, &point);

    if (size == 0)
        return parser_fail(parser, "a character is no UTF-8");
    parser->at += size;
    if (point >= 128 || point == 0 || !strchr("^$\\.*+?()[]{}|/", (int)point)) {
        if (!in_class || point != '-')
            parser_note(parser, from, "it without the backslash");
    }
    return escape_set(out, ESCAPE_POINT, point);
}

int escape_parse(struct parser *parser, bool in_class, struct escape *out)
{
    char letter = parser_peek(parser, 0);
    uint32_t point;

    if (parser->at == parser->length)
        return parser_fail(parser, "something follows a backslash");
    if (letter >= '0' && letter <= '9')
        return digit_escape(parser, in_class, out);
    if ((letter & 0x80) || (letter | 0x20) < 'a' || (letter | 0x20) > 'z')
        return identity_escape(parser, in_class, out);
    parser->at++;
    if (simple_escape(letter, in_class, out))
        return 0;
    switch (letter) {
    case 'u':
        return unicode_escape(parser, out);
    case 'x':
        if (!hex_parse(parser, 2, &point))
            return parser_fail(parser, "\"\\x\" is followed by two hexadecimal digits");
        return escape_set(out, ESCAPE_POINT, point);
    case 'p':
    case 'P':
        return property_parse(parser, letter, out);
    case 'c':
        return control_escape(parser, out);
    case 'k':
        out->kind = ESCAPE_REFERENCE;
        return in_class ? unknown_escape(parser, letter) : reference_named(parser);
    default:
        return unknown_escape(parser, letter);
    }
}
