/* patterns/pattern_ahead.c - patterns that begin with look-aheads,
 * "^(?=.*[0-9])(?!-)...": what stands in each and what is left are patterns of their own
 * about the same text, each of them in linear time.
 */
#include "base/mem.h"
#include "patterns/pattern_machine.h"

#include <stdlib.h>
#include <string.h>

enum { PART_BYTES_MAX = 4 << 20 };

/* Past what begins at `at`: an escaped character, a class, or one character. The pattern
 * was parsed: nothing is open at its end. */
static size_t skip(const char *text, size_t length, size_t at)
{
    bool in_class = text[at] == '[';

    do {
        at += text[at] == '\\' ? 2 : 1;
        in_class = in_class && at < length && text[at] != ']';
    } while (in_class);
    return at < length ? at : length;
}

/* The end of what begins at `from`: the ")" that it does not open itself, or the end of
 * the text. *has_branches: a "|" stands in it, in no group. */
static size_t part_end(const char *text, size_t length, size_t from, bool *has_branches)
{
    size_t depth = 0, at = from;

    *has_branches = false;
    while (at < length && (depth > 0 || text[at] != ')')) {
        depth += text[at] == '(';
        depth -= text[at] == ')';
        *has_branches |= depth == 0 && text[at] == '|';
        at = text[at] == '[' ? skip(text, length, at) + 1 : skip(text, length, at);
    }
    return at < length ? at : length;
}

/* A part that has not the groups of the whole would read its number as something else. */
static bool has_reference(const char *text, size_t length)
{
    for (size_t i = 0; i + 1 < length; i++)
        if (text[i] == '\\' && strchr("123456789k", text[++i]))
            return true;
    return false;
}

static bool part_add(struct pattern *pattern, const char *text, size_t length,
                     bool has_branches, bool is_absent)
{
    struct buf own = BUF_INIT(PART_BYTES_MAX);
    struct pattern_part part = {.is_absent = is_absent};
    struct error ignored;
    bool is_ours;

    buf_append_text(&own, has_branches ? "^(?:" : "^");
    buf_append(&own, text, length);
    buf_append_text(&own, has_branches ? ")" : "");
    is_ours = !buf_is_over(&own) &&
              pattern_compile(buf_text(&own), own.length, PATTERN_FASTEST, &part.pattern,
                              NULL, &ignored) == 0 &&
              part.pattern->kind != KIND_PCRE2;
    buf_release(&own);
    if (!is_ours) {
        pattern_free(part.pattern);
        return false;
    }
    pattern->parts =
        mem_resize(pattern->parts, pattern->part_count + 1, sizeof *pattern->parts);
    pattern->parts[pattern->part_count++] = part;
    return true;
}

static bool parts_read(const char *text, size_t length, struct pattern *pattern)
{
    bool has_branches;
    size_t at = 1, end;

    while (length - at > 3 &&
           (!memcmp(text + at, "(?=", 3) || !memcmp(text + at, "(?!", 3))) {
        const bool is_absent = text[at + 2] == '!';

        at += 3;
        end = part_end(text, length, at, &has_branches);
        if (!part_add(pattern, text + at, end - at, has_branches, is_absent))
            return false;
        at = end + 1;
        if (at < length && strchr("*+?{", text[at])) /* a repeated one */
            return false;
    }
    if (pattern->part_count == 0)
        return false;
    end = part_end(text, length, at, &has_branches);
    return end == length && !has_branches &&
           part_add(pattern, text + at, length - at, false, false);
}

void pattern_parts_free(struct pattern *pattern)
{
    for (size_t i = 0; i < pattern->part_count; i++)
        pattern_free(pattern->parts[i].pattern);
    free(pattern->parts);
    pattern->parts = NULL;
    pattern->part_count = 0;
}

bool aheads_make(const char *text, size_t length, struct pattern *pattern)
{
    if (length < 5 || memcmp(text, "^(?", 3) != 0 || has_reference(text, length) ||
        !parts_read(text, length, pattern)) {
        pattern_parts_free(pattern);
        return false;
    }
    pattern->kind = KIND_AHEADS;
    return true;
}
