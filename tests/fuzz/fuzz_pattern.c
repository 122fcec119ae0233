/* tests/fuzz/fuzz_pattern.c - a pattern, NUL, a text: our matchers and PCRE2 give one
 * answer. */
#include "base/utf8.h"
#include "patterns/pattern.h"
#include "tests/fuzz/fuzz_target.h"

static void compare(const struct pattern *pattern, const char *source,
                    size_t source_length, const char *text, size_t length)
{
    struct pattern_scratch scratch = {0};
    struct pattern *other = NULL;
    struct error err;
    enum pattern_answer answer, by_pcre2;

    answer = pattern_match(pattern, text, length, &scratch);
    if (!pattern_compile(source, source_length, PATTERN_BY_PCRE2, &other, NULL, &err)) {
        scratch.work = 0;
        by_pcre2 = pattern_match(other, text, length, &scratch);
        must(answer == by_pcre2 || answer == PATTERN_OVER_LIMIT ||
             by_pcre2 == PATTERN_OVER_LIMIT);
    }
    pattern_free(other);
    pattern_scratch_release(&scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *source = (const char *)data;
    size_t length = first_length(data, size);
    struct pattern_note note, checked;
    struct pattern *pattern = NULL;
    struct error err;
    int rc = pattern_compile(source, length, PATTERN_FASTEST, &pattern, &note, &err);

    if (rc == 0)
        must(!pattern_check(source, length, &checked, &err) &&
             note.count == checked.count);
    if (rc == 0 && length < size &&
        utf8_check(source + length + 1, size - length - 1) == size - length - 1)
        compare(pattern, source, length, source + length + 1, size - length - 1);
    pattern_free(pattern);
    return 0;
}
