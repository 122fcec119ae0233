/* schemas/pattern.c - regular expressions of JSON Schema, ECMA-262 in u mode, by PCRE2.
 */
#include "schemas/pattern.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "schemas/pattern_parse.h"

#include <stdlib.h>
#include <string.h>

enum { PATTERN_BYTES_MAX = 1 << 20, GROUP_DEPTH_MAX = 200, NAME_MAX_BYTES = 32 };

char parser_peek(const struct parser *parser, size_t ahead)
{
    return parser->at + ahead < parser->length ? parser->text[parser->at + ahead] : '\0';
}

bool parser_skip(struct parser *parser, const char *expected)
{
    size_t length = strlen(expected);

    if (parser->length - parser->at < length ||
        memcmp(parser->text + parser->at, expected, length) != 0)
        return false;
    parser->at += length;
    return true;
}

int parser_fail(struct parser *parser, const char *fmt, ...)
{
    va_list args;
    struct buf text = BUF_INIT(PATTERN_BYTES_MAX);

    va_start(args, fmt);
    buf_append_args(&text, fmt, args);
    va_end(args);
    error_set(parser->err, ERROR_INPUT, "N0165",
              "expected a pattern as ECMA-262 writes it: %s, at character %zu",
              buf_text(&text), utf8_count(parser->text, parser->at) + 1);
    buf_release(&text);
    return -1;
}

void point_write(struct buf *out, uint32_t point)
{
    bool plain = (point >= '0' && point <= '9') || (point >= 'a' && point <= 'z') ||
                 (point >= 'A' && point <= 'Z') || point == '_';

    if (plain)
        buf_append_char(out, (char)point);
    else
        buf_append_format(out, "\\x{%x}", point);
}

/* (?<name> and nothing else of what may follow "(?<" but "=" and "!". */
static int group_name(struct parser *parser)
{
    size_t from = parser->at;
    size_t length;

    while (parser_peek(parser, 0) && parser_peek(parser, 0) != '>')
        parser->at++;
    length = parser->at - from;
    if (!parser_skip(parser, ">") || length == 0)
        return parser_fail(parser, "a group's name ends with \">\"");
    for (size_t i = from; i < from + length; i++) {
        char byte = parser->text[i];
        bool letter = (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';

        if (!letter && byte != '_' && (i == from || byte < '0' || byte > '9'))
            return parser_fail(parser, "only letters, digits and _ can be in a name");
    }
    if (length > NAME_MAX_BYTES)
        return parser_fail(parser, "a group's name has at most 32 letters");
    buf_append_text(parser->out, "(?<");
    buf_append(parser->out, parser->text + from, length);
    buf_append_char(parser->out, '>');
    return 0;
}

static int group_open(struct parser *parser)
{
    static const char *const kinds[] = {"(?:", "(?=", "(?!", "(?<=", "(?<!"};

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (parser_skip(parser, kinds[i])) {
            buf_append_text(parser->out, kinds[i]);
            return 0;
        }
    }
    if (parser_skip(parser, "(?<"))
        return group_name(parser);
    if (parser_peek(parser, 1) == '?') {
        parser_fail(parser, "\"(?%c\" is not part of it", parser_peek(parser, 2));
        if (parser_peek(parser, 2) == 'P')
            error_hint(parser->err, "write a named group as (?<name>...)");
        return -1;
    }
    parser->at++;
    buf_append_char(parser->out, '(');
    return 0;
}

/* The length of {n}, {n,} or {n,m} here, or 0. */
static size_t braces_length(const struct parser *parser)
{
    size_t i = 1, digits = 0;

    for (; parser_peek(parser, i) >= '0' && parser_peek(parser, i) <= '9'; i++)
        digits++;
    if (digits == 0)
        return 0;
    if (parser_peek(parser, i) == ',')
        for (i++; parser_peek(parser, i) >= '0' && parser_peek(parser, i) <= '9';)
            i++;
    return parser_peek(parser, i) == '}' ? i + 1 : 0;
}

static int quantifier_parse(struct parser *parser, bool *atom)
{
    size_t length = parser_peek(parser, 0) == '{' ? braces_length(parser) : 1;

    if (length == 0) { /* a brace that repeats nothing is itself */
        buf_append_text(parser->out, "\\{");
        parser->at++;
        *atom = true;
        return 0;
    }
    if (!*atom)
        return parser_fail(parser, "there is nothing to repeat before \"%c\"",
                           parser_peek(parser, 0));
    buf_append(parser->out, parser->text + parser->at, length);
    parser->at += length;
    if (parser_skip(parser, "?"))
        buf_append_char(parser->out, '?');
    *atom = false;
    return 0;
}

static int backslash_parse(struct parser *parser, bool *atom)
{
    struct escape escape;

    parser->at++;
    if (escape_parse(parser, false, &escape))
        return -1;
    *atom = escape.kind != ESCAPE_ASSERTION;
    switch (escape.kind) {
    case ESCAPE_POINT:
        point_write(parser->out, escape.point);
        break;
    case ESCAPE_SET:
        buf_append_format(parser->out, "[%s]", escape.text);
        break;
    case ESCAPE_SURROGATE:
        buf_append_text(parser->out, "(?!)");
        break;
    default:
        buf_append_text(parser->out, escape.text);
    }
    return 0;
}

static int literal_parse(struct parser *parser)
{
    uint32_t point;
    size_t size =
        utf8_decode(parser->text + parser->at, parser->length - parser->at, &point);

    if (size == 0)
        return parser_fail(parser, "a character is no UTF-8");
    point_write(parser->out, point);
    parser->at += size;
    return 0;
}

static int term_parse(struct parser *parser, bool *atom, unsigned *depth)
{
    char byte = parser->text[parser->at];

    switch (byte) {
    case '^':
    case '$':
    case '|':
        buf_append_char(parser->out, byte);
        parser->at++;
        *atom = false;
        return 0;
    case '(':
        *atom = false;
        if (++*depth > GROUP_DEPTH_MAX)
            return parser_fail(parser, "groups nest at most %d deep", GROUP_DEPTH_MAX);
        return group_open(parser);
    case ')':
        if (*depth == 0)
            return parser_fail(parser, "this \")\" closes nothing");
        --*depth;
        buf_append_char(parser->out, ')');
        parser->at++;
        *atom = true;
        return 0;
    case '*':
    case '+':
    case '?':
    case '{':
        return quantifier_parse(parser, atom);
    case '\\':
        return backslash_parse(parser, atom);
    case '[':
        parser->at++;
        *atom = true;
        return class_parse(parser);
    case '.':
        buf_append_text(parser->out, "[^\\n\\r\\x{2028}\\x{2029}]");
        parser->at++;
        *atom = true;
        return 0;
    default:
        *atom = true;
        return literal_parse(parser);
    }
}

int pattern_translate(const char *text, size_t length, struct buf *out, struct error *err)
{
    struct parser parser = {.text = text, .length = length, .out = out, .err = err};
    unsigned depth = 0;
    bool atom = false;

    while (parser.at < length)
        if (term_parse(&parser, &atom, &depth))
            return -1;
    if (depth > 0)
        return parser_fail(&parser, "a \"(\" is not closed");
    if (buf_is_over(out))
        return parser_fail(&parser, "it is too long");
    return 0;
}

int pattern_compile(const char *text, size_t length, pcre2_code **out, struct error *err)
{
    const uint32_t options = PCRE2_UTF | PCRE2_DOLLAR_ENDONLY |
                             PCRE2_MATCH_UNSET_BACKREF | PCRE2_ALLOW_EMPTY_CLASS |
                             PCRE2_DUPNAMES | PCRE2_NO_UTF_CHECK;
    struct buf translated = BUF_INIT(PATTERN_BYTES_MAX);
    pcre2_code *code = NULL;
    PCRE2_UCHAR why[120];
    PCRE2_SIZE offset;
    int number;
    int rc = pattern_translate(text, length, &translated, err);

    if (rc == 0) {
        code = pcre2_compile((PCRE2_SPTR)buf_text(&translated), translated.length,
                             options, &number, &offset, NULL);
        if (code) {
            pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
            *out = code;
        } else {
            pcre2_get_error_message(number, why, sizeof why);
            rc = error_set(err, ERROR_INPUT,
                           number == PCRE2_ERROR_LOOKBEHIND_NOT_FIXED_LENGTH ? "N0171"
                                                                             : "N0165",
                           "this pattern cannot be used: %s", (const char *)why);
        }
    }
    buf_release(&translated);
    return rc;
}
