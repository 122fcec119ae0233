/* graders/json_extract.c - where in a reply the JSON is. */
#include "graders/json_extract.h"

#include "graders/grade_scratch.h"

#include <stddef.h>
#include <string.h>

/* A text of nothing but "[" would be gone through once for each of them. */
enum { WORK_SHARE_MAX = 64, WORK_BYTES_MIN = 1 << 20 };

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

enum { TAG_NAMES = 3 };
static const char *const tag_names[TAG_NAMES] = {"think", "thinking", "reasoning"};

/* The length of "<think>" or of its like at `at`; *name is the word in it. */
static size_t tag_length(const char *text, size_t length, size_t at, const char **name)
{
    for (size_t i = 0; i < TAG_NAMES; i++) {
        const size_t size = strlen(tag_names[i]);

        if (length - at >= size + 2 && text[at] == '<' && text[at + size + 1] == '>' &&
            !strncasecmp(text + at + 1, tag_names[i], size)) {
            *name = tag_names[i];
            return size + 2;
        }
    }
    return 0;
}

/* The next "</name>" from `at` on, "<" and all; NULL: it is not there. */
static const char *closing_find(const char *text, size_t length, size_t at,
                                const char *name)
{
    const size_t size = strlen(name);
    const char *found;

    while ((found = memmem(text + at, length - at, "</", 2))) {
        at = (size_t)(found - text) + 2;
        if (length - at > size && text[at + size] == '>' &&
            !strncasecmp(text + at, name, size))
            return found;
    }
    return NULL;
}

/* Whether what stands from `start` to `end` is alone there on one side in its line: so
 * it is within no string of JSON, which has no line break. */
static bool ends_line(const char *text, size_t length, size_t start, size_t end)
{
    while (start > 0 && (text[start - 1] == ' ' || text[start - 1] == '\t'))
        start--;
    while (end < length && (text[end] == ' ' || text[end] == '\t' || text[end] == '\r'))
        end++;
    return start == 0 || text[start - 1] == '\n' || end == length || text[end] == '\n';
}

/* Servers whose template begins the reasoning itself leave its end alone in the reply.
 * Behind it; 0: there is none, or a beginning stands before it. */
static size_t closing_alone(const char *text, size_t length)
{
    size_t first = 0;

    for (size_t i = 0; i < TAG_NAMES; i++) {
        const size_t size = strlen(tag_names[i]) + 3;
        const char *found = closing_find(text, length, 0, tag_names[i]);
        const size_t at = found ? (size_t)(found - text) : 0;

        if (found && (!first || at + size < first) &&
            ends_line(text, length, at, at + size))
            first = at + size;
    }
    for (size_t at = 0; at < first; at++) {
        const char *name;
        const char *found = memchr(text + at, '<', first - at);

        at = found ? (size_t)(found - text) : first;
        if (found && tag_length(text, length, at, &name))
            return 0;
    }
    return first;
}

size_t json_skip_reasoning(const char *text, size_t length, bool *is_open)
{
    const char *name = NULL;
    size_t behind = closing_alone(text, length);
    size_t at = behind;
    size_t end;

    *is_open = false;
    for (;;) {
        const char *closing;

        while (at < length && is_blank(text[at]))
            at++;
        end = tag_length(text, length, at, &name);
        if (!end)
            return behind;
        closing = closing_find(text, length, at + end, name);
        *is_open = !closing;
        if (!closing)
            return behind;
        at = behind = (size_t)(closing - text) + strlen(name) + 3;
    }
}

struct line {
    size_t start, end, next; /* end: without the line break */
};

static bool line_next(const char *text, size_t length, struct line *line)
{
    const char *newline;

    if (line->next >= length)
        return false;
    line->start = line->next;
    newline = memchr(text + line->start, '\n', length - line->start);
    line->end = newline ? (size_t)(newline - text) : length;
    line->next = newline ? line->end + 1 : length;
    return true;
}

struct fence {
    char mark;
    size_t size;   /* 0: the line is no fence */
    size_t behind; /* offset of what follows the marks */
};

static struct fence fence_read(const char *text, const struct line *line)
{
    struct fence fence = {0};
    size_t at = line->start;

    while (at < line->end && is_blank(text[at]))
        at++;
    if (at == line->end || (text[at] != '`' && text[at] != '~'))
        return fence;
    fence.mark = text[at];
    while (at < line->end && text[at] == fence.mark) {
        at++;
        fence.size++;
    }
    if (fence.size < 3)
        fence.size = 0;
    fence.behind = at;
    return fence;
}

static struct text info_word(const char *text, const struct line *line, size_t at)
{
    struct text word = {text + at, 0};

    while (at < line->end && is_blank(text[at]))
        at++;
    word.bytes = text + at;
    while (at < line->end && !is_blank(text[at])) {
        at++;
        word.length++;
    }
    return word;
}

/* Goes on to the line that closes the fence. */
static bool fence_close(const char *text, size_t length, struct line *line,
                        const struct fence *open)
{
    while (line_next(text, length, line)) {
        struct fence fence = fence_read(text, line);

        if (fence.size >= open->size && fence.mark == open->mark &&
            info_word(text, line, fence.behind).length == 0)
            return true;
    }
    return false;
}

const char *json_find_fenced(const char *text, size_t length, struct json_found *out)
{
    struct line line = {.next = out->reasoning_end};
    bool found = false;

    while (line_next(text, length, &line)) {
        struct fence open = fence_read(text, &line);
        struct text word = info_word(text, &line, open.behind);
        const bool is_json = word.length == 4 && !strncasecmp(word.bytes, "json", 4);
        const size_t start = line.start, inner = line.next;
        bool is_closed;

        if (open.size == 0)
            continue;
        is_closed = fence_close(text, length, &line, &open);
        if (!is_closed && found)
            break;
        if (is_json || (word.length == 0 && !found)) {
            out->part = (struct span){inner, is_closed ? line.start : length};
            out->outer = (struct span){start, is_closed ? line.end : length};
            found = is_closed;
        }
        if (!is_closed)
            return "its fenced block is not closed";
        if (is_json)
            break;
    }
    return found ? NULL : "it has no fenced block of JSON";
}

/* Behind the string that was opened before `at`; NULL: it is not closed. */
static const char *string_end(const char *at, const char *end)
{
    const char *quote, *before = at;

    while ((quote = memchr(at, '"', (size_t)(end - at)))) {
        size_t escapes = 0;

        while (quote - escapes > before && quote[-1 - (ptrdiff_t)escapes] == '\\')
            escapes++;
        at = quote + 1;
        if (escapes % 2 == 0)
            return at;
        before = at;
    }
    return NULL;
}

size_t json_bracket_end(const char *text, size_t length, size_t start)
{
    enum { OTHER, OPENS, CLOSES, QUOTE };
    static const unsigned char kinds[256] = {
        ['{'] = OPENS, ['['] = OPENS, ['}'] = CLOSES, [']'] = CLOSES, ['"'] = QUOTE};
    const char *at = text + start, *const end = text + length;
    size_t depth = 0;

    while (at && at < end) {
        const unsigned char kind = kinds[(unsigned char)*at++];

        if (kind == OTHER)
            continue;
        if (kind == QUOTE)
            at = string_end(at, end);
        else if (kind == OPENS)
            depth++;
        else if (--depth == 0)
            return (size_t)(at - text);
    }
    return 0;
}

/* Whether what follows the bracket can begin its content: most brackets of prose end
 * here. */
static bool may_be_json(const char *text, size_t length, size_t at)
{
    const char bracket = text[at++];

    while (at < length && is_blank(text[at]))
        at++;
    if (at == length)
        return false;
    return strchr(bracket == '{' ? "\"}" : "\"]{[-0123456789tfn", text[at]) && text[at];
}

/* Whether JSON stands from the bracket at `at` on; *end is behind its last bracket, 0
 * where there is none, and *work grows by what was looked at. */
static bool json_stands(struct grade_scratch *scratch, const char *text, size_t length,
                        size_t at, size_t *end, size_t *work)
{
    struct error err = ERROR_INIT;

    *end = 0;
    if (!may_be_json(text, length, at))
        return false;
    *end = json_bracket_end(text, length, at);
    *work += 2 * ((*end ? *end : length) - at);
    return *end && scratch_json(scratch, text + at, *end - at, &err);
}

enum json_first json_find_first(struct grade_scratch *scratch, const char *text,
                                size_t length, bool takes_broken, struct json_found *out)
{
    struct json_repair *repair = &scratch->levels[scratch->level].repair;
    const size_t work_max = length * WORK_SHARE_MAX + WORK_BYTES_MIN;
    bool has_broken = false;
    size_t work = 0;

    for (size_t at = out->reasoning_end; at < length; at++) {
        bool is_nearly;
        size_t end;

        if (text[at] != '{' && text[at] != '[')
            continue;
        if (json_stands(scratch, text, length, at, &end, &work)) {
            out->part = out->outer = (struct span){at, end};
            return FIRST_FOUND;
        }
        is_nearly = json_repair(repair, text + at, length - at, REPAIR_IN_TEXT) == 0;
        work += repair->end;
        if (is_nearly && !has_broken) {
            out->part = out->outer = (struct span){at, at + repair->end};
            has_broken = true;
        }
        if (is_nearly && takes_broken)
            break;
        if (work > work_max)
            return FIRST_LIMIT;
        /* What is within a value that cannot be read is not the answer. */
        if (is_nearly)
            at += repair->end - 1;
        else if (end)
            at = end - 1;
    }
    return has_broken ? FIRST_BROKEN : FIRST_NONE;
}
