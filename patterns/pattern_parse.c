/* patterns/pattern_parse.c - the terms of a pattern. */
#include "patterns/pattern_parse.h"

#include "base/mem.h"
#include "base/shown.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

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
    char why[200];
    va_list args;

    va_start(args, fmt);
    vsnprintf(why, sizeof why, fmt, args);
    va_end(args);
    return error_set(parser->err, ERROR_INPUT, "N0165",
                     "expected a pattern as ECMA-262 writes it: %s, at character %zu",
                     why, utf8_count(parser->text, parser->at) + 1);
}

int parser_hint(struct parser *parser, const char *hint)
{
    return error_hint(parser->err, "%s", hint);
}

void parser_note(struct parser *parser, size_t from, const char *fmt, ...)
{
    struct pattern_note *note = parser->note;
    char *shown;
    char cure[120];
    va_list args;

    if (!note || note->count++ > 0)
        return;
    va_start(args, fmt);
    vsnprintf(cure, sizeof cure, fmt, args);
    va_end(args);
    shown = shown_quoted(parser->text + from, parser->at - from, 12);
    snprintf(note->message, sizeof note->message,
             "only the lenient grammar of ECMA-262 takes %s, at character %zu of the "
             "pattern: write %s",
             shown, utf8_count(parser->text, from) + 1, cure);
    free(shown);
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

void point_put(struct parser *parser, uint32_t point)
{
    point_write(parser->out, point);
    if (parser->builder)
        builder_point(parser->builder, point);
}

void set_put(struct parser *parser, const struct point_set *set)
{
    struct buf *out = parser->out;

    if (point_set_is_full(set)) {
        buf_append_text(out, "[^]");
    } else if (set->count == 0) { /* PCRE2 does not repeat "[]" */
        buf_append_text(out, "[^\\x{0}-\\x{10ffff}]");
    } else {
        buf_append_char(out, '[');
        for (size_t i = 0; i < set->count; i++) {
            point_write(out, set->ranges[i].from);
            if (set->ranges[i].to == set->ranges[i].from)
                continue;
            buf_append_char(out, '-');
            point_write(out, set->ranges[i].to);
        }
        buf_append_char(out, ']');
    }
    if (parser->builder)
        builder_set(parser->builder, set);
}

/* "." without the flag s. */
static void dot_put(struct parser *parser)
{
    struct point_set set = {0};

    point_set_add(&set, '\n', '\n');
    point_set_add(&set, '\r', '\r');
    point_set_add(&set, 0x2028, 0x2029);
    point_set_finish(&set);
    point_set_negate(&set);
    set_put(parser, &set);
    point_set_release(&set);
}

static void place_put(struct parser *parser, const char *text, enum place_kind place)
{
    buf_append_text(parser->out, text);
    if (parser->builder)
        builder_place(parser->builder, place);
}

static int backslash_parse(struct parser *parser)
{
    struct point_set set = {0};
    struct escape escape;

    parser->at++;
    if (escape_parse(parser, false, &escape))
        return -1;
    parser->atom = ATOM_THERE;
    switch (escape.kind) {
    case ESCAPE_ASSERTION:
        parser->atom = ATOM_NONE;
        place_put(parser, escape.point == 'b' ? "\\b" : "\\B",
                  escape.point == 'b' ? PLACE_BOUNDARY : PLACE_INSIDE);
        break;
    case ESCAPE_PROPERTY:
        buf_append_text(parser->out, escape.text);
        if (parser->builder)
            builder_beyond(parser->builder);
        break;
    case ESCAPE_REFERENCE:
        break;
    default:
        if (escape.kind == ESCAPE_POINT)
            point_set_add(&set, escape.point, escape.point);
        else
            point_set_add_letter(&set, (char)escape.point);
        point_set_finish(&set);
        if (escape.kind == ESCAPE_POINT && set.count)
            point_put(parser, escape.point);
        else
            set_put(parser, &set);
        point_set_release(&set);
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
    point_put(parser, point);
    parser->at += size;
    parser->atom = ATOM_THERE;
    return 0;
}

/* The end of [[:alpha:]], which would be a class and a bracket, but never is meant so. */
static bool ends_posix(const struct parser *parser)
{
    const char *end = parser->text + parser->at;
    const char *from;

    if (parser->at < 5 || memcmp(end - 2, ":]]", 3) != 0)
        return false;
    from = memrchr(parser->text, '[', parser->at);
    return from && from[1] == ':' && from + 3 < end;
}

/* "]", "{" or "}" that means itself. */
static int bracket_parse(struct parser *parser)
{
    size_t from = parser->at;

    if (ends_posix(parser)) {
        parser_fail(parser, "it has no classes as [[:alpha:]]");
        return parser_hint(parser, "write the characters, as [A-Za-z]");
    }
    if (literal_parse(parser))
        return -1;
    parser_note(parser, from, "\"\\%c\"", parser->text[from]);
    return 0;
}

/* {n}, {n,} or {n,m}: its length, or 0. */
static size_t braces_parse(const struct parser *parser, uint32_t *min, uint32_t *max)
{
    uint64_t counts[2] = {0, REPEAT_MAX};
    bool digits[2] = {false, false};
    size_t i = 1;
    int side = 0;

    for (;; i++) {
        char byte = parser_peek(parser, i);

        if (byte >= '0' && byte <= '9') {
            counts[side] =
                (digits[side] ? 10 * counts[side] : 0) + (uint64_t)(byte - '0');
            if (counts[side] >= REPEAT_MAX)
                counts[side] = REPEAT_MAX - 1;
            digits[side] = true;
        } else if (byte == ',' && side == 0) {
            side = 1;
        } else {
            break;
        }
    }
    if (!digits[0] || parser_peek(parser, i) != '}')
        return 0;
    *min = (uint32_t)counts[0];
    *max = side == 0 ? *min : (uint32_t)counts[1];
    return i + 1;
}

static int quantifier_check(struct parser *parser, uint32_t min, uint32_t max)
{
    char sign = parser->text[parser->at];
    char before = parser->at ? parser->text[parser->at - 1] : '\0';

    if (max < min)
        return parser_fail(parser,
                           "a repetition goes from the lower to the higher number");
    if (parser->atom != ATOM_NONE)
        return 0;
    parser_fail(parser, "there is nothing to repeat before \"%c\"", sign);
    if (sign == '+' && before && strchr("+*?}", before))
        return parser_hint(parser, "it has no possessive quantifiers: leave the + away");
    if (sign == '*' && before == '(')
        return parser_hint(parser,
                           "verbs such as (*FAIL) are of PCRE; write \\* for a *");
    return -1;
}

static int quantifier_parse(struct parser *parser)
{
    char sign = parser->text[parser->at];
    size_t from = parser->at, length = 1;
    uint32_t min = sign == '+', max = sign == '?' ? 1 : REPEAT_MAX;

    if (sign == '{') {
        length = braces_parse(parser, &min, &max);
        if (length == 0)
            return bracket_parse(parser);
    }
    if (quantifier_check(parser, min, max))
        return -1;
    parser->at += length;
    if (parser->atom == ATOM_AHEAD)
        parser_note(parser, from, "the look-ahead in (?:...)");
    buf_append(parser->out, parser->text + from, length);
    if (parser_skip(parser, "?"))
        buf_append_char(parser->out, '?');
    if (parser->builder)
        builder_repeat(parser->builder, min, max);
    if (parser->closed) {
        parser->groups[parser->closed].min = min;
        parser->groups[parser->closed].max = max;
    }
    parser->atom = ATOM_NONE;
    return 0;
}

static int term_parse(struct parser *parser)
{
    char byte = parser->text[parser->at];

    switch (byte) {
    case '*':
    case '+':
    case '?':
    case '{':
        return quantifier_parse(parser);
    case '(':
        return group_open(parser);
    case ')':
        return group_close(parser);
    case '\\':
        return backslash_parse(parser);
    case ']':
    case '}':
        return bracket_parse(parser);
    case '^':
    case '$':
    case '|':
    case '.':
    case '[':
        break;
    default:
        return literal_parse(parser);
    }
    parser->at++;
    parser->atom = byte == '.' || byte == '[' ? ATOM_THERE : ATOM_NONE;
    if (byte == '[')
        return class_parse(parser);
    if (byte == '.') {
        dot_put(parser);
    } else if (byte == '|') {
        buf_append_char(parser->out, '|');
        parser->groups[parser->group].branches++;
        if (parser->builder)
            builder_branch(parser->builder);
    } else {
        place_put(parser, byte == '^' ? "^" : "$", byte == '^' ? PLACE_BEGIN : PLACE_END);
    }
    return 0;
}

int parser_run(struct parser *parser)
{
    MEM_GROW(parser->groups, parser->group_count, parser->group_capacity);
    parser->groups[parser->group_count++] =
        (struct group){.kind = GROUP_PLAIN, .min = 1, .max = 1};
    while (parser->at < parser->length) {
        uint32_t closed = parser->closed;

        if (term_parse(parser))
            return -1;
        if (closed == parser->closed)
            parser->closed = 0;
    }
    if (parser->group != 0)
        return parser_fail(parser, "a \"(\" is not closed");
    if (buf_is_over(parser->out))
        return error_set(parser->err, ERROR_INPUT, "N0183",
                         "expected a pattern of at most 4 MiB");
    return 0;
}
