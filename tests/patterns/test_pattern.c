/* tests/patterns/test_pattern.c - patterns: what is taken, how it matches, its limits. */
#include "base/mem.h"
#include "patterns/pattern.h"
#include "tests/case_file.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

struct subject {
    const char *name;
    struct pattern *fastest, *by_pcre2; /* the second may be NULL */
    struct pattern_scratch scratch;
};

static void answers_expect(struct subject *subject, const json_t *texts,
                           enum pattern_answer want)
{
    for (size_t i = 0; i < json_array_size(texts); i++) {
        const json_t *row = json_array_get(texts, i);
        const char *text = json_string_value(row);
        size_t length = json_string_length(row);

        cr_expect_eq(pattern_match(subject->fastest, text, length, &subject->scratch),
                     want, "%s: text %zu, \"%s\"", subject->name, i, text);
        if (subject->by_pcre2)
            cr_expect_eq(
                pattern_match(subject->by_pcre2, text, length, &subject->scratch), want,
                "%s: text %zu by PCRE2, \"%s\"", subject->name, i, text);
    }
}

static void refused_expect(const json_t *row, int rc, const struct error *err)
{
    const char *name = case_text(row, "name");
    const char *hint = case_text(row, "hint");

    cr_expect_eq(rc, -1, "%s: was compiled", name);
    cr_expect_str_eq(err->code, case_text(row, "code"), "%s: %s", name, err->code);
    cr_expect_str_eq(err->message, case_text(row, "error"), "%s: %s", name, err->message);
    cr_expect_str_eq(err->hint, hint ? hint : "", "%s: %s", name, err->hint);
}

static void pattern_case(const json_t *row)
{
    const json_t *pattern = json_object_get(row, "pattern");
    const char *text = json_string_value(pattern);
    size_t length = json_string_length(pattern);
    const char *note = case_text(row, "note");
    struct subject subject = {.name = case_text(row, "name")};
    struct pattern_note noted;
    struct error err = ERROR_INIT, unused = ERROR_INIT;
    int rc =
        pattern_compile(text, length, PATTERN_FASTEST, &subject.fastest, &noted, &err);

    if (case_text(row, "code")) {
        refused_expect(row, rc, &err);
    } else {
        cr_assert_eq(rc, 0, "%s: %s", subject.name, err.message);
        cr_expect_str_eq(pattern_kind_name(subject.fastest), case_text(row, "kind"),
                         "%s: by %s", subject.name, pattern_kind_name(subject.fastest));
        cr_expect_str_eq(noted.count ? noted.message : "", note ? note : "", "%s: %s",
                         subject.name, noted.message);
        if (pattern_compile(text, length, PATTERN_BY_PCRE2, &subject.by_pcre2, NULL,
                            &unused))
            cr_expect_str_eq(unused.code, "N0183", "%s: %s", subject.name,
                             unused.message);
        answers_expect(&subject, json_object_get(row, "matches"), PATTERN_FOUND);
        answers_expect(&subject, json_object_get(row, "not"), PATTERN_ABSENT);
    }
    pattern_free(subject.fastest);
    pattern_free(subject.by_pcre2);
    pattern_scratch_release(&subject.scratch);
}

Test(pattern, each_is_taken_and_matches_as_its_case_says)
{
    json_t *cases = case_file_load("pattern.json");

    for (size_t i = 0; i < json_array_size(cases); i++)
        pattern_case(json_array_get(cases, i));
    json_decref(cases);
}
