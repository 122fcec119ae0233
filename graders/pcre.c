/* graders/pcre.c - regular expressions, by PCRE2 with JIT, under limits. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "graders/pcre.h"

#include "base/mem.h"
#include "base/shown.h"
#include "base/utf8.h"
#include "graders/grade_scratch.h"

#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

/* Some tens of milliseconds at the worst; a pattern without nested repeats never comes
 * near them. */
enum {
    MATCH_STEPS_MAX = 2000000,
    MATCH_DEPTH_MAX = 100000,
    MATCH_HEAP_KIB_MAX = 32 * 1024,
    JIT_STACK_FIRST = 32 * 1024,
    JIT_STACK_MAX = 1024 * 1024,
    GROUPS_FIRST = 16,
    SHOWN_MAX = 60,
};

struct pcre {
    pcre2_code *code;
    char *shown;
    uint32_t groups;
};

struct pcre_scratch {
    pcre2_match_context *context;
    pcre2_jit_stack *stack;
    pcre2_match_data *match;
    uint32_t room; /* groups that fit match, the whole included */
    int pairs;     /* groups that the last match set */
};

/* libpcre2 fails here only for want of memory, which stops the program (base/mem.h). */
static void *there(void *block)
{
    if (!block)
        abort();
    return block;
}

/* The place of a character of the pattern, where the scalar has it in plain view: written
 * without quotes, or in quotes and without escapes. */
static struct place place_inside(struct place place, const char *text, size_t length,
                                 size_t offset)
{
    const size_t points = utf8_count(text, length);
    const size_t before = utf8_count(text, offset);

    if (place.line && (place.length == points || place.length == points + 2) &&
        !memchr(text, '\n', length)) {
        place.column += (unsigned)(before + (place.length == points + 2));
        place.length = 1;
    }
    return place;
}

static int pattern_error(struct error_list *errors, const struct place *whole,
                         const json_t *pattern, int code, size_t offset)
{
    const char *text = json_string_value(pattern);
    const size_t length = json_string_length(pattern);
    struct place place =
        place_inside(*whole, text, length, offset < length ? offset : length);
    char *shown = shown_quoted(text, length, SHOWN_MAX);
    PCRE2_UCHAR message[160];

    pcre2_get_error_message(code, message, sizeof message);
    error_list_at(errors, &place, "N0506",
                  "%s is no regular expression: %s at character %zu", shown,
                  (const char *)message,
                  utf8_count(text, offset < length ? offset : length) + 1);
    free(shown);
    return -1;
}

int pcre_compile(const json_t *pattern, enum pcre_use use, const struct source *source,
                 const char *pointer, struct pcre **out, struct error_list *errors)
{
    const uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF |
                             PCRE2_NEVER_BACKSLASH_C |
                             (use == PCRE_WHOLE ? PCRE2_ANCHORED | PCRE2_ENDANCHORED : 0);
    const size_t length = json_string_length(pattern);
    struct place place = source_place(source, pointer);
    struct pcre *pcre;
    pcre2_code *code;
    size_t offset;
    int error;

    code = pcre2_compile((PCRE2_SPTR)json_string_value(pattern), length, options, &error,
                         &offset, NULL);
    if (!code)
        return pattern_error(errors, &place, pattern, error, offset);
    /* Without JIT on this machine it matches all the same, slower. */
    pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
    pcre = mem_new(1, sizeof *pcre);
    pcre->code = code;
    pcre->shown = shown_quoted(json_string_value(pattern), length, SHOWN_MAX);
    pcre2_pattern_info(code, PCRE2_INFO_CAPTURECOUNT, &pcre->groups);
    *out = pcre;
    return 0;
}

void pcre_free(struct pcre *pcre)
{
    if (!pcre)
        return;
    pcre2_code_free(pcre->code);
    free(pcre->shown);
    free(pcre);
}

const char *pcre_shown(const struct pcre *pcre)
{
    return pcre->shown;
}

unsigned pcre_group_count(const struct pcre *pcre)
{
    return pcre->groups;
}

int pcre_group(const struct pcre *pcre, const json_t *group)
{
    int number;

    if (json_is_string(group)) {
        number = pcre2_substring_number_from_name(pcre->code,
                                                  (PCRE2_SPTR)json_string_value(group));
        return number < 0 ? -1 : number;
    }
    if (json_integer_value(group) < 0 || json_integer_value(group) > pcre->groups)
        return -1;
    return (int)json_integer_value(group);
}

struct pcre_scratch *pcre_scratch_new(void)
{
    struct pcre_scratch *scratch = mem_new(1, sizeof *scratch);

    scratch->context = there(pcre2_match_context_create(NULL));
    scratch->stack = there(pcre2_jit_stack_create(JIT_STACK_FIRST, JIT_STACK_MAX, NULL));
    scratch->room = GROUPS_FIRST;
    scratch->match = there(pcre2_match_data_create(scratch->room, NULL));
    pcre2_set_match_limit(scratch->context, MATCH_STEPS_MAX);
    pcre2_set_depth_limit(scratch->context, MATCH_DEPTH_MAX);
    pcre2_set_heap_limit(scratch->context, MATCH_HEAP_KIB_MAX);
    pcre2_jit_stack_assign(scratch->context, NULL, scratch->stack);
    return scratch;
}

void pcre_scratch_free(struct pcre_scratch *scratch)
{
    if (!scratch)
        return;
    pcre2_match_data_free(scratch->match);
    pcre2_jit_stack_free(scratch->stack);
    pcre2_match_context_free(scratch->context);
    free(scratch);
}

enum pcre_result pcre_match(const struct pcre *pcre, struct grade_scratch *scratch,
                            const char *text, size_t length, struct pcre_from from)
{
    struct pcre_scratch *own = scratch->pcre;
    const uint32_t options = from.not_empty ? PCRE2_NOTEMPTY_ATSTART : 0;

    if (own->room <= pcre->groups) {
        pcre2_match_data_free(own->match);
        own->room = pcre->groups + 1;
        own->match = there(pcre2_match_data_create(own->room, NULL));
    }
    own->pairs = pcre2_match(pcre->code, (PCRE2_SPTR)text, length, from.offset, options,
                             own->match, own->context);
    if (own->pairs == PCRE2_ERROR_JIT_STACKLIMIT)
        own->pairs = pcre2_match(pcre->code, (PCRE2_SPTR)text, length, from.offset,
                                 options | PCRE2_NO_JIT, own->match, own->context);
    if (own->pairs > 0)
        return MATCH_FOUND;
    return own->pairs == PCRE2_ERROR_NOMATCH ? MATCH_NONE : MATCH_LIMIT;
}

bool pcre_span(const struct grade_scratch *scratch, unsigned group, struct span *out)
{
    const size_t *offsets = pcre2_get_ovector_pointer(scratch->pcre->match);

    if ((int)group >= scratch->pcre->pairs || offsets[2 * group] == PCRE2_UNSET ||
        offsets[2 * group] > offsets[2 * group + 1])
        return false;
    *out = (struct span){offsets[2 * group], offsets[2 * group + 1]};
    return true;
}
