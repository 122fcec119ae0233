/* patterns/pattern_group.c - groups of a pattern, their names, and references to them. */
#include "base/mem.h"
#include "base/utf8.h"
#include "patterns/pattern_parse.h"

#include <string.h>

/* ID_Start and ID_Continue of Unicode are in PCRE2's tables. */
static bool name_is_identifier(const char *name, size_t length)
{
    static const char pattern[] =
        "^[\\p{ID_Start}$_][\\p{ID_Continue}$\\x{200c}\\x{200d}]*$";
    pcre2_match_data *match;
    pcre2_code *code;
    PCRE2_SIZE offset;
    int number;
    bool good = length > 0;

    for (size_t i = 0; good && i < length; i++) {
        char byte = name[i];

        if (byte & 0x80)
            break;
        good = byte == '_' || byte == '$' ||
               ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z') ||
               (i > 0 && byte >= '0' && byte <= '9');
        if (good && i + 1 == length)
            return true;
    }
    if (!good)
        return false;
    code = pcre2_compile((PCRE2_SPTR)pattern, sizeof pattern - 1,
                         PCRE2_UTF | PCRE2_DOLLAR_ENDONLY, &number, &offset, NULL);
    match = pcre2_match_data_create(1, NULL);
    good = code && pcre2_match(code, (PCRE2_SPTR)name, length, 0, 0, match, NULL) >= 0;
    pcre2_match_data_free(match);
    pcre2_code_free(code);
    return good;
}

/* From behind "<" to behind ">": appended to the names. */
static int name_parse(struct parser *parser)
{
    size_t from = parser->names.length;
    char bytes[4];

    while (parser->at < parser->length && parser_peek(parser, 0) != '>') {
        struct escape escape;

        if (!parser_skip(parser, "\\u")) {
            buf_append_char(&parser->names, parser->text[parser->at++]);
            continue;
        }
        if (unicode_escape(parser, &escape))
            return -1;
        buf_append(&parser->names, bytes, utf8_encode(escape.point, bytes));
    }
    if (!parser_skip(parser, ">"))
        return parser_fail(parser, "a group's name ends with \">\"");
    if (!name_is_identifier(buf_text(&parser->names) + from, parser->names.length - from))
        return parser_fail(parser,
                           "a group's name is an identifier: letters, digits, _ and $");
    return 0;
}

static bool names_are_equal(const struct parser *a, const struct group *group_a,
                            const struct parser *b, const struct group *group_b)
{
    return group_a->name_length == group_b->name_length && group_a->name_length > 0 &&
           memcmp(buf_text(&a->names) + group_a->name,
                  buf_text(&b->names) + group_b->name, group_a->name_length) == 0;
}

/* In different branches of one alternation (ES2025: MightBothParticipate is false). */
static bool groups_exclude(const struct parser *parser, const struct group *a,
                           const struct group *b)
{
    while (a->depth > b->depth)
        a = &parser->groups[a->parent];
    while (b->depth > a->depth)
        b = &parser->groups[b->parent];
    while (a != b) {
        if (a->parent == b->parent && a->branch != b->branch)
            return true;
        a = &parser->groups[a->parent];
        b = &parser->groups[b->parent];
    }
    return false;
}

static int name_check(struct parser *parser)
{
    const struct group *group = &parser->groups[parser->group];

    for (size_t i = 1; i + 1 < parser->group_count; i++) {
        const struct group *other = &parser->groups[i];

        if (names_are_equal(parser, group, parser, other) &&
            !groups_exclude(parser, group, other))
            return parser_fail(parser, "two groups have one name and may both match");
    }
    return 0;
}

static int group_unknown(struct parser *parser)
{
    char letter = parser_peek(parser, 2);

    if (letter >= 0x20 && letter < 0x7f)
        parser_fail(parser, "\"(?%c\" is not part of it", letter);
    else
        parser_fail(parser, "\"(?\" is followed by :, =, ! or <");
    switch (letter) {
    case 'P':
        return parser_hint(parser, parser_peek(parser, 3) == '='
                                       ? "write a back reference as \\k<name>"
                                       : "write a named group as (?<name>...)");
    case '#':
        return parser_hint(parser, "it has no comments: leave it away");
    case '>':
        return parser_hint(parser, "it has no atomic groups: write (?:...)");
    case '\'':
        return parser_hint(parser, "write a named group as (?<name>...)");
    case 'R':
    case '&':
    case '|':
        return -1;
    default:
        return (letter | 0x20) >= 'a' && (letter | 0x20) <= 'z'
                   ? parser_hint(parser,
                                 "it has no flags within a pattern: write [Aa] for both "
                                 "cases, [^] for any character")
                   : -1;
    }
}

static void group_add(struct parser *parser, enum group_kind kind)
{
    uint32_t parent = parser->group;

    MEM_GROW(parser->groups, parser->group_count, parser->group_capacity);
    parser->group = (uint32_t)parser->group_count++;
    parser->groups[parser->group] =
        (struct group){.kind = kind,
                       .parent = parent,
                       .depth = parser->groups[parent].depth + 1,
                       .branch = parser->groups[parent].branches,
                       .min = 1,
                       .max = 1,
                       .close = SIZE_MAX,
                       .name = parser->names.length};
}

static int capture_open(struct parser *parser, bool named)
{
    struct group *group;

    group_add(parser, GROUP_CAPTURE);
    group = &parser->groups[parser->group];
    group->number = ++parser->captures;
    buf_append_char(parser->out, '('); /* names are of no use to PCRE2 */
    if (!named)
        return 0;
    if (name_parse(parser))
        return -1;
    group->name_length = parser->names.length - group->name;
    return name_check(parser);
}

int group_open(struct parser *parser)
{
    static const struct {
        const char *text;
        enum group_kind kind;
        bool negative;
    } kinds[] = {{"(?:", GROUP_PLAIN, false},
                 {"(?=", GROUP_AHEAD, false},
                 {"(?!", GROUP_AHEAD, true},
                 {"(?<=", GROUP_BEHIND, false},
                 {"(?<!", GROUP_BEHIND, true}};

    parser->atom = ATOM_NONE;
    if (parser->groups[parser->group].depth == GROUP_DEPTH_MAX ||
        parser->group_count > GROUPS_MAX)
        return error_set(parser->err, ERROR_INPUT, "N0183",
                         "expected a pattern of at most %d groups, %d deep", GROUPS_MAX,
                         GROUP_DEPTH_MAX);
    if (parser->builder)
        builder_open(parser->builder);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (!parser_skip(parser, kinds[i].text))
            continue;
        buf_append_text(parser->out, kinds[i].text);
        group_add(parser, kinds[i].kind);
        parser->groups[parser->group].negative = kinds[i].negative;
        if (parser->builder && kinds[i].kind != GROUP_PLAIN)
            builder_beyond(parser->builder);
        return 0;
    }
    if (parser_skip(parser, "(?<"))
        return capture_open(parser, true);
    if (parser_peek(parser, 1) == '?')
        return group_unknown(parser);
    parser->at++;
    return capture_open(parser, false);
}

int group_close(struct parser *parser)
{
    struct group *group = &parser->groups[parser->group];

    if (parser->group == 0)
        return parser_fail(parser, "this \")\" closes nothing");
    buf_append_char(parser->out, ')');
    parser->at++;
    group->close = parser->at;
    parser->closed = parser->group;
    parser->atom = group->kind == GROUP_BEHIND  ? ATOM_NONE
                   : group->kind == GROUP_AHEAD ? ATOM_AHEAD
                                                : ATOM_THERE;
    parser->group = group->parent;
    if (parser->builder)
        builder_close(parser->builder);
    return 0;
}

uint32_t captures_of(const struct parser *parser)
{
    return parser->before ? parser->before->captures : UINT32_MAX;
}

/* ECMA-262 forgets at each turn of a repetition what groups within it held; PCRE2 does
 * not. It is all one where the group is set in each turn before the reference. */
static bool is_safe(const struct parser *parser, const struct group *group)
{
    const struct parser *all = parser->before;
    const struct group *below = group;
    bool certain = group->min > 0 && parser->at > group->close;

    if (group->max > 1 && parser->at <= group->close)
        return false;
    while (below != all->groups) {
        const struct group *at = &all->groups[below->parent];

        certain &= at->branches == 0 && !at->negative;
        if (at->max > 1 && !certain)
            return false;
        certain &= at->min > 0;
        below = at;
    }
    return true;
}

static int reference_put(struct parser *parser, const struct group *group)
{
    buf_append_format(parser->out, "\\g{%u}", group->number);
    if (is_safe(parser, group))
        return 0;
    return error_set(parser->err, ERROR_INPUT, "N0184",
                     "this pattern cannot be used: its back reference is to a group that "
                     "a repetition may leave unset");
}

int reference_numbered(struct parser *parser, uint32_t number)
{
    const struct parser *all = parser->before;

    parser->has_references = true;
    if (parser->builder)
        builder_beyond(parser->builder);
    for (size_t i = 1; all && i < all->group_count; i++)
        if (all->groups[i].number == number)
            return reference_put(parser, &all->groups[i]);
    return 0;
}

/* Of groups of one name at most one has matched; the others are empty. */
int reference_named(struct parser *parser)
{
    const struct parser *all = parser->before;
    struct group named = {.name = parser->names.length};
    size_t found = 0;

    parser->has_references = true;
    if (parser->builder)
        builder_beyond(parser->builder);
    if (!parser_skip(parser, "<"))
        return parser_fail(parser, "\"\\k\" is followed by \"<name>\"");
    if (name_parse(parser))
        return -1;
    named.name_length = parser->names.length - named.name;
    buf_append_text(parser->out, "(?:");
    for (size_t i = 1; all && i < all->group_count; i++) {
        if (!names_are_equal(parser, &named, all, &all->groups[i]))
            continue;
        found++;
        if (reference_put(parser, &all->groups[i]))
            return -1;
    }
    buf_append_char(parser->out, ')');
    if (all && found == 0)
        return parser_fail(parser, "no group has that name");
    return 0;
}
