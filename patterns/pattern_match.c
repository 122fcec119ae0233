/* patterns/pattern_match.c - whether a text has a match of a pattern. */
#include "base/utf8.h"
#include "patterns/pattern_machine.h"

#include <stdlib.h>
#include <string.h>

/* The first try is short, since what it took cannot be asked for: only what needs more
 * counts as more. */
enum {
    MATCH_LIMIT_FIRST = 500,
    MATCH_LIMIT = 1000 * 1000,
    MATCH_HEAP_KIB = 16 * 1024,
    MATCH_STEP_WORK = 20
};

void pattern_free(struct pattern *pattern)
{
    if (!pattern)
        return;
    for (size_t i = 0; i < pattern->set_count; i++)
        point_set_release(&pattern->sets[i]);
    free(pattern->sets);
    free(pattern->literal);
    free(pattern->steps);
    automaton_free(pattern->automaton);
    pattern_parts_free(pattern);
    pcre2_code_free(pattern->code);
    free(pattern);
}

const char *pattern_kind_name(const struct pattern *pattern)
{
    static const char *const names[] = {"all",       "literal", "run",
                                        "automaton", "aheads",  "pcre2"};

    return names[pattern->kind];
}

void pattern_scratch_release(struct pattern_scratch *scratch)
{
    pcre2_match_data_free(scratch->match);
    pcre2_match_context_free(scratch->context);
    *scratch = (struct pattern_scratch){0};
}

static bool literal_matches(const struct pattern *pattern, const char *text,
                            size_t length)
{
    size_t size = pattern->literal_length;

    if (length < size || (pattern->begins && pattern->ends && length != size))
        return false;
    if (pattern->begins)
        return memcmp(text, pattern->literal, size) == 0;
    if (pattern->ends)
        return memcmp(text + length - size, pattern->literal, size) == 0;
    return memmem(text, length, pattern->literal, size);
}

/* The length of the character above ASCII, where the step takes it. */
static size_t wide_take(const struct pattern *pattern, const struct step *step,
                        const char *text, const char *end)
{
    uint32_t point;
    size_t size;

    if (text == end || !(*text & 0x80) || !step->wide)
        return 0;
    size = utf8_decode(text, (size_t)(end - text), &point);
    return size && point_set_has(&pattern->sets[step->set], point) ? size : 0;
}

static bool run_matches(const struct pattern *pattern, const char *text, size_t length)
{
    const struct step *last = pattern->steps + pattern->step_count;
    const char *end = text + length;

    if (length < pattern->bytes_min)
        return false;
    for (const struct step *step = pattern->steps; step < last; step++) {
        const unsigned bit = step->bit;
        const uint32_t max = step->max;
        uint32_t count = 0;
        size_t size;

        do {
            while (count < max && text < end && pattern->ascii[(uint8_t)*text] & bit)
                text++, count++;
            size = count < max ? wide_take(pattern, step, text, end) : 0;
            text += size;
            count += size != 0;
        } while (size);
        if (count < step->min)
            return false;
    }
    return !pattern->ends || text == end;
}

/* A step of PCRE2 may run over much text at once: over "a*" in (?=a*b). */
static int pcre2_run(const struct pattern *pattern, const char *text, size_t length,
                     struct pattern_scratch *scratch)
{
    uint64_t step = MATCH_STEP_WORK + length / 16;
    int rc = PCRE2_ERROR_MATCHLIMIT;

    if (!scratch->match) {
        scratch->match = pcre2_match_data_create(1, NULL);
        scratch->context = pcre2_match_context_create(NULL);
        pcre2_set_heap_limit(scratch->context, MATCH_HEAP_KIB);
    }
    for (uint32_t limit = MATCH_LIMIT_FIRST;
         limit <= MATCH_LIMIT && rc == PCRE2_ERROR_MATCHLIMIT; limit *= 4) {
        scratch->work += limit == MATCH_LIMIT_FIRST ? length : limit * step;
        if (scratch->work > PATTERN_WORK_MAX)
            break;
        pcre2_set_match_limit(scratch->context, limit);
        rc = pcre2_match(pattern->code, (PCRE2_SPTR)text, length, 0,
                         PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT, scratch->match,
                         scratch->context);
    }
    return rc;
}

static enum pattern_answer aheads_match(const struct pattern *pattern, const char *text,
                                        size_t length, struct pattern_scratch *scratch)
{
    for (size_t i = 0; i < pattern->part_count; i++) {
        const struct pattern_part *part = &pattern->parts[i];
        enum pattern_answer answer = pattern_match(part->pattern, text, length, scratch);

        if (answer == PATTERN_OVER_LIMIT)
            return answer;
        if ((answer == PATTERN_ABSENT) != part->is_absent)
            return PATTERN_ABSENT;
    }
    return PATTERN_FOUND;
}

enum pattern_answer pattern_match(const struct pattern *pattern, const char *text,
                                  size_t length, struct pattern_scratch *scratch)
{
    bool found = true;
    int rc;

    scratch->work += length;
    if (scratch->work > PATTERN_WORK_MAX)
        return PATTERN_OVER_LIMIT;
    switch (pattern->kind) {
    case KIND_ALL:
        break;
    case KIND_LITERAL:
        found = literal_matches(pattern, text, length);
        break;
    case KIND_RUN:
        found = run_matches(pattern, text, length);
        break;
    case KIND_AHEADS:
        return aheads_match(pattern, text, length, scratch);
    case KIND_AUTOMATON:
        found = automaton_matches(pattern->automaton, text, length, &scratch->work);
        break;
    default:
        rc = pcre2_run(pattern, text, length, scratch);
        if (rc < 0 && rc != PCRE2_ERROR_NOMATCH)
            return PATTERN_OVER_LIMIT;
        found = rc >= 0;
    }
    return found ? PATTERN_FOUND : PATTERN_ABSENT;
}
