/* suites/yaml_trouble.c - what libyaml complains about, said so that a person finds the
 * cause and the cure. */
#include "suites/yaml_trouble.h"

#include "base/utf8.h"
#include "suites/yaml_cure.h"

#include <stdlib.h>
#include <string.h>

/* The line that holds a character, and the character's byte in it. */
struct line_at {
    const char *line;
    size_t length;
    size_t start; /* its first character */
    size_t at;    /* byte of the line */
};

static struct line_at line_at(const struct yaml_text *text, size_t index)
{
    struct line_at found;

    found.line = yaml_text_line(text, index, &found.length, &found.start);
    found.at = utf8_offset(found.line, found.length, index - found.start);
    return found;
}

int yaml_trouble_quotes(const struct yaml_text *text, size_t at, struct error *err)
{
    struct line_at line = line_at(text, at);
    struct line_value value = line_value_at(line.line, line.length, line.at);
    char *cure = line_quote(line.line, line.length, &value);

    if (cure)
        error_hint(err, "put it in %squotes: %s",
                   line.line[value.start] == '"' ? "single " : "", cure);
    else
        error_hint(err, "put the value in quotes");
    free(cure);
    return -1;
}

/* The value at `index`, to the end of its line. */
static struct place value_place(const struct yaml_text *text, size_t index)
{
    struct line_at line = line_at(text, index);
    struct line_value value = line_value_at(line.line, line.length, line.at);
    size_t start = line.start + utf8_count(line.line, value.start);

    return yaml_text_place(text, start,
                           start + utf8_count(line.line + value.start, value.length));
}

int yaml_trouble_template(const struct yaml_text *text, size_t at, struct error *err)
{
    struct place place = value_place(text, at);

    error_at(err, &place, "N0211", "a text with {{…}} needs quotes here");
    return yaml_trouble_quotes(text, at, err);
}

int yaml_trouble_indicator(const struct yaml_text *text, size_t at, struct error *err)
{
    struct place place = value_place(text, at);

    error_at(err, &place, "N0217", "a text may not begin with \"%c\" without quotes",
             text->bytes[yaml_text_offset(text, at)]);
    return yaml_trouble_quotes(text, at, err);
}

int yaml_trouble_dash(const struct yaml_text *text, size_t at, struct error *err)
{
    struct place place = yaml_text_place(text, at, at + 1);
    struct line_at line = line_at(text, at);
    int shown = line.length - line.at > 80 ? 80 : (int)(line.length - line.at);

    error_at(err, &place, "N0218", "a blank is missing after \"-\"");
    return error_hint(err, "- %.*s", shown - 1, line.line + line.at + 1);
}

int yaml_trouble_backspace(const struct yaml_text *text, size_t start, size_t end,
                           struct error *err)
{
    const char *bytes = text->bytes + yaml_text_offset(text, start);
    size_t length = yaml_text_offset(text, end) - yaml_text_offset(text, start);

    for (size_t i = 0; i + 1 < length; i++) {
        size_t index = start + utf8_count(bytes, i);
        struct place place;

        if (bytes[i] != '\\')
            continue;
        if (bytes[i + 1] != 'b') {
            i++;
            continue;
        }
        place = yaml_text_place(text, index, index + 2);
        error_at(err, &place, "N0216", "\"\\b\" is a backspace in double quotes");
        yaml_trouble_quotes(text, start, err);
        return -1;
    }
    return 0;
}

/* A mark's line has "{{" or "${" where YAML takes it for a mapping; *at: where. */
static bool find_bare(const struct yaml_text *text, size_t mark, const char *open,
                      size_t *at)
{
    struct line_at line = line_at(text, mark);
    const char *end = line.line + line.length;
    const char *found = line.line;

    while ((found = memmem(found, (size_t)(end - found), open, strlen(open)))) {
        size_t byte = (size_t)(found - line.line);
        struct line_value value = line_value_at(line.line, line.length, byte);

        if (!value.is_quoted &&
            (value.is_flow || (value.start == byte && open[0] == '{'))) {
            *at = line.start + utf8_count(line.line, byte);
            return true;
        }
        found += strlen(open);
    }
    return false;
}

static bool mentions(const char *text, const char *part)
{
    return text && strstr(text, part);
}

static int tell_tab(const struct yaml_text *text, size_t at, struct error *err)
{
    struct place place = yaml_text_place(text, at, at + 1);

    error_at(err, &place, "N0214", "a tab where YAML wants blanks");
    return error_hint(err, "indent with blanks: replace each tab by two");
}

/* "-exact" where the mark's line begins. */
static bool find_dash(const struct yaml_text *text, size_t mark, size_t *at)
{
    struct line_at line = line_at(text, mark);
    size_t first = strspn(line.line, " ");

    *at = line.start + first;
    return line.at == first && line.line[first] == '-' && first + 1 < line.length &&
           !strchr(" -", line.line[first + 1]);
}

/* A tab in the indentation of the mark's line, or at the mark. */
static bool find_tab(const struct yaml_text *text, const struct yaml_trouble *trouble,
                     size_t *at)
{
    struct line_at line = line_at(text, trouble->problem_at);
    size_t blanks = strspn(line.line, " ");

    if (line.at < line.length && line.line[line.at] == '\t') {
        *at = trouble->problem_at;
        return true;
    }
    *at = line.start + blanks;
    return line.line[blanks] == '\t';
}

static int tell_escape(const struct yaml_text *text, const struct yaml_trouble *trouble,
                       struct error *err)
{
    struct line_at line = line_at(text, trouble->problem_at);
    size_t at = trouble->problem_at;
    struct place place;

    while (line.at > 0 && line.line[line.at] != '\\') {
        line.at--;
        at--;
    }
    place = yaml_text_place(text, at, at + 2);
    if (mentions(trouble->problem, "unknown escape"))
        error_at(err, &place, "N0215", "\"\\%.1s\" is no escape in double quotes",
                 line.line + line.at + 1);
    else
        error_at(err, &place, "N0215", "the escape is no character");
    if (mentions(trouble->problem, "invalid Unicode"))
        return error_hint(err, "write the character itself, or \"\\U0001F600\"");
    return yaml_trouble_quotes(text, trouble->context_at, err);
}

/* "key:value" and the like; at: where the line's text begins. */
static int tell_no_blank(const struct yaml_text *text, size_t at, struct error *err)
{
    struct line_at line = line_at(text, at);
    struct place place = value_place(text, at);
    const char *colon = memchr(line.line + line.at, ':', line.length - line.at);
    int front = colon ? (int)(colon - line.line - (ptrdiff_t)line.at) : 0;

    error_at(err, &place, "N0225", "expected \"key: value\"");
    if (colon && front < 60 && line.length - line.at < 120)
        return error_hint(err, "a blank belongs after \":\": %.*s: %.*s", front,
                          line.line + line.at, (int)(line.length - line.at) - front - 1,
                          colon + 1);
    return error_hint(err, "end the key with \":\"; indent it, if it continues the text "
                           "above");
}

static int tell_colon(const struct yaml_text *text, const struct yaml_trouble *trouble,
                      struct error *err)
{
    struct line_at line = line_at(text, trouble->problem_at);
    size_t first = strspn(line.line, " ");
    struct line_value value = line_value_at(line.line, line.length, line.at);
    struct place place =
        yaml_text_place(text, trouble->problem_at, trouble->problem_at + 1);

    if (value.has_key && value.start > first && value.start < line.at) {
        error_at(err, &place, "N0212", "a text with \": \" in it needs quotes");
        return yaml_trouble_quotes(text, trouble->problem_at, err);
    }
    if (line.start > 0) {
        struct line_at above = line_at(text, line.start - 1);

        if (memchr(above.line, ':', above.length) &&
            !memmem(above.line, above.length, ": ", 2))
            return tell_no_blank(text, above.start + strspn(above.line, " "), err);
    }
    place = yaml_text_place(text, line.start + first, trouble->problem_at);
    error_at(err, &place, "N0226",
             "a key stands below a line that has its value already");
    return error_hint(err, "indent it like the key above, or end that line with \":\"");
}

static int tell_list(const struct yaml_text *text, const struct yaml_trouble *trouble,
                     struct error *err)
{
    struct place place =
        yaml_text_place(text, trouble->problem_at, trouble->problem_at + 1);

    error_at(err, &place, "N0226", "a list may not begin in the line of its key");
    return error_hint(err, "begin it in a line of its own, or put a text in quotes");
}

static int tell_flow(const struct yaml_text *text, const struct yaml_trouble *trouble,
                     struct error *err)
{
    struct place open =
        yaml_text_place(text, trouble->context_at, trouble->context_at + 1);
    struct place place =
        yaml_text_place(text, trouble->problem_at, trouble->problem_at + 1);
    bool is_list = text->bytes[yaml_text_offset(text, trouble->context_at)] == '[';

    if (place.line != open.line) {
        error_at(err, &open, "N0224", "\"%c\" is not closed", is_list ? '[' : '{');
        return error_hint(err, "close it with \"%c\"", is_list ? ']' : '}');
    }
    error_at(err, &place, "N0224", "expected \",\" or \"%c\"", is_list ? ']' : '}');
    return error_hint(err, "a text with brackets, braces or commas needs quotes");
}

static int tell_quote(const struct yaml_text *text, const struct yaml_trouble *trouble,
                      struct error *err)
{
    struct place place =
        yaml_text_place(text, trouble->context_at, trouble->context_at + 1);
    char quote = text->bytes[yaml_text_offset(text, trouble->context_at)];

    error_at(err, &place, "N0223", "the quote is not closed");
    if (quote == '\'')
        return error_hint(err, "close it with ', and write '' for a ' in the text");
    return error_hint(err, "close it with \", and write \\\" for a \" in the text");
}

/* "did not find expected key" and its kin: text behind a quote, a list among keys, or
 * wrong indentation. */
static int tell_block(const struct yaml_text *text, const struct yaml_trouble *trouble,
                      struct error *err)
{
    struct line_at line = line_at(text, trouble->problem_at);
    size_t first = strspn(line.line, " ");
    struct place place = value_place(text, trouble->problem_at);
    struct place begun =
        yaml_text_place(text, trouble->context_at, trouble->context_at + 1);
    struct line_value value = line_value_at(line.line, line.length, line.at);

    if (value.is_quoted && value.start < line.at) {
        place = yaml_text_place(text, trouble->problem_at, trouble->problem_at + 1);
        error_at(err, &place, "N0223", "a text goes on behind its closing quote");
        return yaml_trouble_quotes(text, trouble->problem_at, err);
    }
    if (line.at > first) {
        error_at(err, &place, "N0227", "this does not belong here");
        return error_hint(err, "put the whole value in quotes");
    }
    place = yaml_text_place(text, trouble->problem_at, trouble->problem_at + 1);
    if (mentions(trouble->problem, "'-' indicator"))
        error_at(err, &place, "N0226", "a key among the items of a list");
    else if (line.line[line.at] == ':')
        return error_at(err, &place, "N0210", "a key is missing before the \":\"");
    else if (line.line[line.at] == '-')
        error_at(err, &place, "N0226", "an item of a list among keys");
    else
        error_at(err, &place, "N0226", "the line's indentation fits no line above");
    return error_hint(err, "what belongs together begins in one column: %u in line %u",
                      begun.column, begun.line);
}

static int tell_plainly(const struct yaml_text *text, const struct yaml_trouble *trouble,
                        struct error *err)
{
    struct place place =
        yaml_text_place(text, trouble->problem_at, trouble->problem_at + 1);

    return error_at(
        err, &place, "N0227", "YAML cannot be read here%s%s%s%s",
        trouble->context ? ": " : "", trouble->context ? trouble->context : "",
        trouble->problem ? ": " : "", trouble->problem ? trouble->problem : "");
}

static bool is_indicator(const struct yaml_text *text, size_t at)
{
    char byte = text->bytes[yaml_text_offset(text, at)];

    return byte && strchr("@`%*&!|>", byte);
}

/* A value that begins with a sign of YAML's own: the scanner fails in it. */
static bool find_indicator(const struct yaml_text *text,
                           const struct yaml_trouble *trouble, size_t *at)
{
    static const char *const contexts[] = {"scanning an alias", "scanning an anchor",
                                           "scanning a tag",    "parsing a tag",
                                           "a block scalar",    "a directive"};

    *at = trouble->problem_at;
    if (mentions(trouble->problem, "cannot start any token"))
        return is_indicator(text, *at);
    if (mentions(trouble->problem, "undefined tag handle"))
        return is_indicator(text, *at);
    *at = trouble->context_at;
    for (size_t i = 0; i < sizeof contexts / sizeof contexts[0]; i++)
        if (mentions(trouble->context, contexts[i]))
            return is_indicator(text, *at);
    return false;
}

/* What stands in the text says more than the parser's words. */
static bool tell_cause(const struct yaml_text *text, const struct yaml_trouble *trouble,
                       struct error *err)
{
    size_t at;

    if (find_bare(text, trouble->problem_at, "{{", &at) ||
        (trouble->context && find_bare(text, trouble->context_at, "{{", &at))) {
        yaml_trouble_template(text, at, err);
    } else if (find_bare(text, trouble->problem_at, "${", &at)) {
        struct place place = value_place(text, at);

        error_at(err, &place, "N0213", "a text with \"${\" between braces needs quotes");
        yaml_trouble_quotes(text, at, err);
    } else if (mentions(trouble->context, "quoted scalar") &&
               !mentions(trouble->problem, "end of stream") &&
               !mentions(trouble->problem, "document indicator")) {
        tell_escape(text, trouble, err);
    } else if (find_dash(text, trouble->problem_at, &at) ||
               (trouble->context && find_dash(text, trouble->context_at, &at))) {
        yaml_trouble_dash(text, at, err);
    } else if (find_tab(text, trouble, &at)) {
        tell_tab(text, at, err);
    } else if (find_indicator(text, trouble, &at)) {
        yaml_trouble_indicator(text, at, err);
    } else {
        return false;
    }
    return true;
}

int yaml_trouble_tell(const struct yaml_text *text, const struct yaml_trouble *trouble,
                      struct error *err)
{
    if (tell_cause(text, trouble, err))
        return -1;
    if (mentions(trouble->problem, "mapping values are not allowed"))
        return tell_colon(text, trouble, err);
    if (mentions(trouble->problem, "block sequence entries"))
        return tell_list(text, trouble, err);
    if (mentions(trouble->problem, "could not find expected ':'"))
        return tell_no_blank(text, trouble->context_at, err);
    if (mentions(trouble->context, "quoted scalar"))
        return tell_quote(text, trouble, err);
    if (mentions(trouble->problem, "',' or"))
        return tell_flow(text, trouble, err);
    if (mentions(trouble->context, "block mapping") ||
        mentions(trouble->context, "block collection"))
        return tell_block(text, trouble, err);
    return tell_plainly(text, trouble, err);
}
