/* tests/patterns/test_pattern_property.c - made patterns: our matchers answer as PCRE2
 * does; hostile ones end. */
#include "base/buf.h"
#include "patterns/pattern.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { PATTERNS = 4000, TEXTS = 8, DEPTH_MAX = 3 };

/* xorshift: the same cases in each run. */
static uint32_t draw(uint64_t *seed, uint32_t below)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return (uint32_t)(*seed >> 33) % below;
}

#define DRAW(seed, list) (list)[draw((seed), sizeof(list) / sizeof *(list))]

static const char *const atoms[] = {"a",
                                    "b",
                                    "\\.",
                                    "-",
                                    "\xc3\xa9",
                                    "\xf0\x9f\x90\xb2",
                                    "\\d",
                                    "\\w",
                                    "\\s",
                                    "\\D",
                                    "\\W",
                                    "\\S",
                                    ".",
                                    "[a-c]",
                                    "[^a-c]",
                                    "[^\\s]",
                                    "[]",
                                    "[^]",
                                    "[\\u00e0-\\uffff]",
                                    "[\\d\\u2028]",
                                    "\\ud83d",
                                    "\\n",
                                    "\\0",
                                    "[a\\ud83d]"};
static const char *const repeats[] = {"*",    "+",   "?",  "{2}", "{1,3}", "{0,2}",
                                      "{2,}", "{0}", "*?", "+?",  "{0,3}?"};
static const char *const places[] = {"^", "$", "\\b", "\\B"};
static const char *const pieces[] = {"a",
                                     "b",
                                     "c",
                                     "ab",
                                     "1",
                                     "_",
                                     ".",
                                     "-",
                                     " ",
                                     "\n",
                                     "\r",
                                     "\xe2\x80\xa8",
                                     "\t",
                                     "\xc2\xa0",
                                     "\xc3\xa9",
                                     "\xf0\x9f\x90\xb2",
                                     "\xef\xbb\xbf",
                                     "Z"};

static void branches_make(struct buf *out, uint64_t *seed, unsigned depth);

static void term_make(struct buf *out, uint64_t *seed, unsigned depth)
{
    if (draw(seed, 12) == 0) {
        buf_append_text(out, DRAW(seed, places));
        return;
    }
    if (depth < DEPTH_MAX && draw(seed, 5) == 0) {
        buf_append_text(out, draw(seed, 2) ? "(" : "(?:");
        branches_make(out, seed, depth + 1);
        buf_append_char(out, ')');
    } else {
        buf_append_text(out, DRAW(seed, atoms));
    }
    if (draw(seed, 3) == 0)
        buf_append_text(out, DRAW(seed, repeats));
}

static void branches_make(struct buf *out, uint64_t *seed, unsigned depth)
{
    uint32_t count = draw(seed, 4) ? 1 : 2;

    for (uint32_t i = 0; i < count; i++) {
        if (i > 0)
            buf_append_char(out, '|');
        for (uint32_t terms = draw(seed, 4) + (depth == 0); terms > 0; terms--)
            term_make(out, seed, depth);
    }
}

static void pattern_make(struct buf *out, uint64_t *seed)
{
    buf_clear(out);
    if (draw(seed, 2))
        buf_append_char(out, '^');
    branches_make(out, seed, draw(seed, 2) ? DEPTH_MAX : 0);
    if (draw(seed, 2))
        buf_append_char(out, '$');
}

static void text_make(struct buf *out, uint64_t *seed)
{
    buf_clear(out);
    for (uint32_t count = draw(seed, 6); count > 0; count--) {
        if (draw(seed, 20) == 0)
            buf_append_char(out, '\0');
        else
            buf_append_text(out, DRAW(seed, pieces));
    }
}

static struct pattern *compiled(const char *text, enum pattern_engine engine)
{
    struct pattern *pattern = NULL;
    struct error err = ERROR_INIT;

    cr_assert_eq(pattern_compile(text, strlen(text), engine, &pattern, NULL, &err), 0,
                 "%s: %s", text, err.message);
    return pattern;
}

/* "^", up to three look-aheads, and a pattern. */
static void aheads_pattern_make(struct buf *out, uint64_t *seed)
{
    buf_clear(out);
    buf_append_char(out, '^');
    for (uint32_t count = 1 + draw(seed, 3); count > 0; count--) {
        buf_append_text(out, draw(seed, 2) ? "(?=" : "(?!");
        branches_make(out, seed, draw(seed, 3) ? DEPTH_MAX : 0);
        buf_append_char(out, ')');
    }
    branches_make(out, seed, DEPTH_MAX);
    if (draw(seed, 2))
        buf_append_char(out, '$');
}

/* *ours: how many need no PCRE2. */
static void matchers_compare(void make(struct buf *out, uint64_t *seed), unsigned *ours)
{
    struct pattern_scratch scratch = {0};
    struct buf source = BUF_INIT(4096), text = BUF_INIT(4096);
    unsigned found = 0, absent = 0;
    uint64_t seed = 20260101;

    for (int i = 0; i < PATTERNS; i++) {
        struct pattern *fastest, *other;

        make(&source, &seed);
        fastest = compiled(buf_text(&source), PATTERN_FASTEST);
        other = compiled(buf_text(&source), PATTERN_BY_PCRE2);
        *ours += strcmp(pattern_kind_name(fastest), "pcre2") != 0;
        for (int k = 0; k < TEXTS; k++) {
            enum pattern_answer answer;

            text_make(&text, &seed);
            scratch.work = 0;
            answer = pattern_match(fastest, buf_text(&text), text.length, &scratch);
            cr_expect_eq(answer,
                         pattern_match(other, buf_text(&text), text.length, &scratch),
                         "pattern %s (%s), text \"%s\" of %zu bytes", buf_text(&source),
                         pattern_kind_name(fastest), buf_text(&text), text.length);
            found += answer == PATTERN_FOUND;
            absent += answer == PATTERN_ABSENT;
        }
        pattern_free(fastest);
        pattern_free(other);
    }
    cr_expect(found > 1000 && absent > 1000, "%u found, %u not", found, absent);
    pattern_scratch_release(&scratch);
    buf_release(&source);
    buf_release(&text);
}

Test(pattern_property, our_matchers_answer_as_pcre2_does)
{
    unsigned ours = 0;

    matchers_compare(pattern_make, &ours);
    cr_expect_eq(ours, PATTERNS, "%u patterns by PCRE2", PATTERNS - ours);
}

/* Where a branch stands after the look-aheads, or too much, PCRE2 does it. */
Test(pattern_property, our_look_aheads_answer_as_those_of_pcre2_do)
{
    unsigned ours = 0;

    matchers_compare(aheads_pattern_make, &ours);
    cr_expect_gt(ours, PATTERNS / 2);
}

static enum pattern_answer answer_of(const char *source, const char *part, size_t count,
                                     uint64_t *work)
{
    struct pattern_scratch scratch = {0};
    struct pattern *pattern = compiled(source, PATTERN_FASTEST);
    struct buf text = BUF_INIT(4 << 20);
    enum pattern_answer answer;

    for (size_t i = 0; i < count; i++)
        buf_append_text(&text, part);
    buf_append_char(&text, '!');
    answer = pattern_match(pattern, buf_text(&text), text.length, &scratch);
    *work = scratch.work;
    pattern_scratch_release(&scratch);
    pattern_free(pattern);
    buf_release(&text);
    return answer;
}

Test(pattern_property, repeats_within_repeats_take_time_by_the_text_alone)
{
    static const char *const sources[] = {
        "^(a+)+$", "^(\\w+\\s?)*$",  "^(a|a)*$",    "^(a|aa)+$",
        ".*.*=.*", "^(?:(?:a*)*)*$", "^(?=(a+)+$)", "^(?=.*.*x)(?=.*[0-9])a"};
    const size_t length = 1 << 20;

    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        uint64_t work = 0;

        cr_expect_eq(answer_of(sources[i], "a", length, &work), PATTERN_ABSENT, "%s",
                     sources[i]);
        cr_expect_lt(work, 10 * length, "%s: %llu", sources[i], (unsigned long long)work);
    }
}

Test(pattern_property, what_only_pcre2_can_do_ends_too)
{
    static const char *const sources[] = {"(?=.*.*=.*)", "(?=.*.*x)", "^x?(?=(a+)+$)",
                                          "^(?=(?:a|a)*$)|b"};

    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        uint64_t work = 0;

        cr_expect_eq(answer_of(sources[i], "a", 1 << 20, &work), PATTERN_OVER_LIMIT, "%s",
                     sources[i]);
        cr_expect_eq(answer_of(sources[i], "a", 3000, &work), PATTERN_OVER_LIMIT, "%s",
                     sources[i]);
    }
}

/* As deep and as wide as patterns get, and beyond. */
static void *bombs_compile(void *argument)
{
    static const struct {
        const char *front, *middle, *back;
        int count;
    } bombs[] = {{"(", "a", ")", 100000},     {"(", "a", ")", 200},
                 {"(?=(?:", "a", "))", 100},  {"(?:a|", "b", ")*", 200},
                 {"(?!a|(", "b", ")+)", 100}, {"(?:", "a", "){9}", 60},
                 {"(?=", "(", ")", 300000},   {"[\\S", "", "]", 20000},
                 {"(?<=", "a", ")", 200},     {"(a)", "(?=b)", "\\1", 1500}};
    int *refused = argument;

    for (size_t i = 0; i < sizeof bombs / sizeof *bombs; i++) {
        struct buf source = BUF_INIT(8 << 20);
        struct pattern *pattern = NULL;
        struct error err = ERROR_INIT;

        for (int k = 0; k < bombs[i].count; k++)
            buf_append_text(&source, bombs[i].front);
        buf_append_text(&source, bombs[i].middle);
        for (int k = 0; k < bombs[i].count; k++)
            buf_append_text(&source, bombs[i].back);
        if (pattern_compile(buf_text(&source), source.length, PATTERN_FASTEST, &pattern,
                            NULL, &err))
            ++*refused;
        pattern_free(pattern);
        buf_release(&source);
    }
    return NULL;
}

/* The sanitizers' frames are several times as large. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
enum { SMALL_STACK = 4 * 1024 * 1024 };
#else
enum { SMALL_STACK = 256 * 1024 };
#endif

Test(pattern_property, hostile_patterns_compile_or_not_on_a_small_stack)
{
    pthread_attr_t attributes;
    pthread_t thread;
    int refused = 0;

    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, SMALL_STACK);
    cr_assert_eq(pthread_create(&thread, &attributes, bombs_compile, &refused), 0);
    pthread_join(thread, NULL);
    pthread_attr_destroy(&attributes);
    cr_expect_eq(refused, 3, "%d were refused", refused);
}
