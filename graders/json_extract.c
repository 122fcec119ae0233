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

/* The length of "<think>" or of its like at `at`; *name is the word in it. */
static size_t tag_length(const char *text, size_t length, size_t at, const char **name)
{
    static const char *const names[] = {"think", "thinking", "reasoning"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const size_t size = strlen(names[i]);

        if (length - at >= size + 2 && text[at] == '<' && text[at + size + 1] == '>' &&
            !strncasecmp(text + at + 1, names[i], size)) {
            *name = names[i];
            return size + 2;
        }
    }
    return 0;
}

/* Behind "</name>"; 0: it is not there. */
static size_t tag_end(const char *text, size_t length, size_t at, const char *name)
{
    const size_t size = strlen(name);
    const char *found;

    while ((found = memmem(text + at, length - at, "</", 2))) {
        at = (size_t)(found - text) + 2;
        if (length - at > size && text[at + size] == '>' &&
            !strncasecmp(text + at, name, size))
            return at + size + 1;
    }
    return 0;
}

size_t json_skip_reasoning(const char *text, size_t length, bool *is_open)
{
    const char *name = NULL;
    size_t behind = 0;
    size_t at = 0;
    size_t end;

    *is_open = false;
    for (;;) {
        while (at < length && is_blank(text[at]))
            at++;
        end = tag_length(text, length, at, &name);
        if (!end)
            return behind;
        end = tag_end(text, length, at + end, name);
        *is_open = end == 0;
        if (!end)
            return behind;
        at = behind = end;
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
