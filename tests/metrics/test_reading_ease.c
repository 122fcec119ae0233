/* tests/metrics/test_reading_ease.c - formulas give the numbers of trusted software, and
 * what they count is what a person counts. */
#include "metrics/reading_ease.h"
#include "metrics/syllables.h"

#include "base/buf.h"
#include "base/random.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <string.h>

enum { TEXT_MAX = 1 << 20, DRAWN = 2000 };

static json_t *vectors_load(void)
{
    json_error_t error;
    json_t *vectors = json_load_file(TESTS_DIR "/vectors/readability.json", 0, &error);

    cr_assert(vectors, "%s", error.text);
    return vectors;
}

static size_t number_of(const json_t *row, const char *key)
{
    cr_assert(json_is_integer(json_object_get(row, key)), "%s", key);
    return (size_t)json_integer_value(json_object_get(row, key));
}

Test(readability, each_formula_gives_what_trusted_software_says)
{
    json_t *vectors = vectors_load();
    const json_t *rows = json_object_get(vectors, "formulas");

    cr_assert_geq(json_array_size(rows), 200);
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        const struct prose prose = {.sentences = number_of(row, "sentences"),
                                    .words = number_of(row, "words"),
                                    .syllables = number_of(row, "syllables"),
                                    .letters = number_of(row, "letters"),
                                    .strokes = number_of(row, "strokes"),
                                    .polysyllables = number_of(row, "polysyllables"),
                                    .hard_words = number_of(row, "hard_words")};

        for (const struct readability_formula *formula = readability_formulas;
             formula->name; formula++) {
            const json_t *want = json_object_get(row, formula->name);

            if (!strcmp(formula->name, "lix"))
                continue;
            cr_assert(json_is_number(want), "%s", formula->name);
            cr_expect_float_eq(formula->value(&prose), json_number_value(want), 1e-9,
                               "row %zu: %s is %.12g, not %.12g", i, formula->name,
                               formula->value(&prose), json_number_value(want));
        }
    }
    json_decref(vectors);
}

Test(readability, most_words_have_the_syllables_of_the_dictionary)
{
    json_t *vectors = vectors_load();
    json_t *words = json_object_get(vectors, "syllables");
    const size_t count = json_object_size(words);
    size_t right = 0, said = 0, found = 0;
    const char *word;
    json_t *syllables;

    cr_assert_eq(count, 5000);
    json_object_foreach(words, word, syllables)
    {
        const unsigned got = syllables_count(word, strlen(word));

        right += got == json_integer_value(syllables);
        said += (size_t)json_integer_value(syllables);
        found += got;
    }
    cr_expect_geq(right, count * 965 / 1000, "%zu of %zu", right, count);
    cr_expect_leq(fabs((double)found / (double)said - 1), 0.005, "%zu, not %zu", found,
                  said);
    json_decref(vectors);
}

Test(readability, a_text_has_the_sentences_words_and_syllables_that_a_person_counts)
{
    json_t *vectors = vectors_load();
    const json_t *rows = json_object_get(vectors, "texts");

    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        const json_t *text = json_object_get(row, "text");
        const size_t want = number_of(row, "syllables");
        struct prose prose;

        prose_count(json_string_value(text), json_string_length(text), &prose);
        cr_expect_eq(prose.sentences, number_of(row, "sentences"), "%zu: %s",
                     prose.sentences, json_string_value(text));
        cr_expect_eq(prose.words, number_of(row, "words"), "%zu: %s", prose.words,
                     json_string_value(text));
        cr_expect(prose.syllables <= want + 1 && prose.syllables + 1 >= want,
                  "%zu, not %zu: %s", prose.syllables, want, json_string_value(text));
        cr_expect_null(readability_refusal(readability_find("flesch"), &prose));
    }
    json_decref(vectors);
}

static const struct {
    const char *text;
    struct prose want;
} counted[] = {
    {"", {0}},
    {"  \n\n ", {0}},
    {"1918. 3.5!", {0}},
    {"Stop", {.sentences = 1, .words = 1, .syllables = 1}},
    {"Costs rose 3.5 percent. Fine.", {.sentences = 2, .words = 4, .syllables = 5}},
    {"We met J. Smith, i.e. him. Good!", {.sentences = 2, .words = 7, .syllables = 7}},
    {"He said \"Go!\" and went.", {.sentences = 1, .words = 5, .syllables = 5}},
    {"He said \"Go!\" Then he went.", {.sentences = 2, .words = 6, .syllables = 6}},
    {"A well-known fact", {.sentences = 1, .words = 3, .syllables = 4}},
    {"yes\xe2\x80\x94no -- yes", {.sentences = 1, .words = 3, .syllables = 3}},
    {"na\xc3\xafve caf\xc3\xa9", {.sentences = 1, .words = 2, .syllables = 4}},
    {"nai\xcc\x88ve", {.sentences = 1, .words = 1, .syllables = 2}},
    {"It's HTML", {.sentences = 1, .words = 2, .syllables = 5}},
    {"# Head\n- one\n- two\n3. three", {.sentences = 4, .words = 4, .syllables = 4}},
    {"one\n\ntwo", {.sentences = 2, .words = 2, .syllables = 2}},
    {"one\ntwo", {.sentences = 1, .words = 2, .syllables = 2}},
    {"Wait... what? No", {.sentences = 2, .words = 3, .syllables = 3}},
    {"\xff\xfe", {0}},
};

Test(readability, counting_is_what_the_header_says)
{
    for (size_t i = 0; i < sizeof counted / sizeof *counted; i++) {
        const struct prose *want = &counted[i].want;
        struct prose got;

        prose_count(counted[i].text, strlen(counted[i].text), &got);
        cr_expect(got.sentences == want->sentences && got.words == want->words &&
                      got.syllables == want->syllables,
                  "\"%s\": %zu %zu %zu", counted[i].text, got.sentences, got.words,
                  got.syllables);
    }
}

Test(readability, whatever_the_bytes_the_counts_are_sane)
{
    static const char *const pieces[] = {
        "a",
        "e",
        "the ",
        ".",
        " ",
        "\n",
        "-",
        "'",
        "\xe2\x80\x94",
        "\xc3\xa9",
        "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x94\xac",
        "\xff",
        "7",
        "\xcc\x81",
        "# ",
        "ia",
    };
    struct random random = {11};
    struct buf text = BUF_INIT(TEXT_MAX);

    for (size_t i = 0; i < DRAWN; i++) {
        struct prose prose;

        buf_clear(&text);
        for (uint64_t k = random_next(&random) % 60; k > 0; k--)
            buf_append_text(&text, pieces[random_next(&random) % 16]);
        prose_count(buf_text(&text), text.length, &prose);
        cr_assert_leq(prose.sentences, prose.words);
        cr_assert_leq(prose.words, prose.letters);
        cr_assert_leq(prose.words, prose.syllables);
        cr_assert_leq(prose.hard_words, prose.polysyllables);
        for (const struct readability_formula *formula = readability_formulas;
             prose.words && formula->name; formula++)
            cr_assert(isfinite(formula->value(&prose)));
    }
    buf_release(&text);
}
