/* tests/metrics/test_likeness.c - each metric gives the number of trusted software, and
 * takes any text. */
#include "base/buf.h"
#include "base/mem.h"
#include "base/random.h"
#include "metrics/likeness.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PAIRS_MIN = 200, TEXT_MAX = 8 * 1024 * 1024, DRAWN = 4000 };

static const struct {
    const char *name;
    enum likeness_metric metric;
} metrics[] = {
    {"token_f1", METRIC_TOKEN_F1},
    {"rouge_1", METRIC_ROUGE_1},
    {"rouge_2", METRIC_ROUGE_2},
    {"rouge_l", METRIC_ROUGE_L},
    {"bleu", METRIC_BLEU},
    {"chrf", METRIC_CHRF},
    {"edit_similarity", METRIC_EDIT_SIMILARITY},
};
enum { METRICS = sizeof metrics / sizeof *metrics };

static void text_fill(struct buf *out, const json_t *row, const char *key)
{
    char *times_key = mem_format("%s_times", key);
    const json_t *text = json_object_get(row, key);
    const json_t *times = json_object_get(row, times_key);

    buf_clear(out);
    for (json_int_t i = 0; i < (times ? json_integer_value(times) : 1); i++)
        buf_append(out, json_string_value(text), json_string_length(text));
    free(times_key);
}

static void share_expect(double got, const json_t *want, const char *what, size_t index)
{
    if (want)
        cr_expect(fabs(got - json_number_value(want)) <= 1e-9,
                  "pair %zu: %s is %.12f, not %.12f", index, what, got,
                  json_number_value(want));
}

Test(likeness, is_what_trusted_software_says_of_every_pair)
{
    json_error_t error;
    json_t *rows =
        json_load_file(TESTS_DIR "/vectors/vectors.json", JSON_ALLOW_NUL, &error);
    struct metric_room *room = metric_room_new();
    struct buf answer = BUF_INIT(TEXT_MAX), reference = BUF_INIT(TEXT_MAX);

    cr_assert(rows, "%s", error.text);
    cr_assert_geq(json_array_size(rows), PAIRS_MIN);
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        struct text_pair pair = {.language =
                                     json_string_value(json_object_get(row, "language"))};

        text_fill(&answer, row, "answer");
        text_fill(&reference, row, "reference");
        pair.answer = buf_text(&answer);
        pair.answer_length = answer.length;
        pair.reference = buf_text(&reference);
        pair.reference_length = reference.length;
        for (size_t k = 0; k < METRICS; k++) {
            const json_t *want = json_object_get(row, metrics[k].name);
            struct likeness got;

            cr_assert_eq(likeness_measure(metrics[k].metric, &pair, room, &got), 0);
            cr_assert(json_object_get(want, "score"));
            share_expect(got.score, json_object_get(want, "score"), metrics[k].name, i);
            share_expect(got.precision, json_object_get(want, "precision"),
                         metrics[k].name, i);
            share_expect(got.recall, json_object_get(want, "recall"), metrics[k].name, i);
        }
    }
    buf_release(&reference);
    buf_release(&answer);
    metric_room_free(room);
    json_decref(rows);
}

static double measured(enum likeness_metric metric, const struct buf *answer,
                       const struct buf *reference, struct metric_room *room)
{
    const struct text_pair pair = {buf_text(answer), answer->length, buf_text(reference),
                                   reference->length, NULL};
    struct likeness got;

    cr_assert_eq(likeness_measure(metric, &pair, room, &got), 0);
    cr_assert(got.score >= 0 && got.score <= 1, "%f", got.score);
    return got.score;
}

/* The table of distances, cell by cell. */
static size_t distance_by_table(const struct buf *a, const struct buf *b)
{
    size_t *row = mem_new(b->length + 1, sizeof *row);
    size_t distance;

    for (size_t k = 0; k <= b->length; k++)
        row[k] = k;
    for (size_t i = 1; i <= a->length; i++) {
        size_t diagonal = row[0];

        row[0] = i;
        for (size_t k = 1; k <= b->length; k++) {
            const size_t above = row[k];
            size_t best = diagonal + (a->data[i - 1] != b->data[k - 1]);

            best = above + 1 < best ? above + 1 : best;
            best = row[k - 1] + 1 < best ? row[k - 1] + 1 : best;
            row[k] = best;
            diagonal = above;
        }
    }
    distance = row[b->length];
    free(row);
    return distance;
}

static void letters_draw(struct buf *out, struct random *random, size_t letters)
{
    const size_t length = random_next(random) % 400;

    buf_clear(out);
    for (size_t i = 0; i < length; i++)
        buf_append_char(out, (char)('a' + random_next(random) % letters));
}

Test(likeness, of_edits_is_that_of_the_table_for_texts_of_any_length)
{
    struct metric_room *room = metric_room_new();
    struct buf a = BUF_INIT(TEXT_MAX), b = BUF_INIT(TEXT_MAX);
    struct random random = {7};

    for (size_t i = 0; i < 300; i++) {
        size_t longer;

        letters_draw(&a, &random, 1 + i % 5);
        letters_draw(&b, &random, 1 + i % 5);
        longer = a.length > b.length ? a.length : b.length;
        if (longer)
            cr_assert_eq(measured(METRIC_EDIT_SIMILARITY, &a, &b, room),
                         1 - (double)distance_by_table(&a, &b) / (double)longer,
                         "\"%s\" and \"%s\"", buf_text(&a), buf_text(&b));
    }
    buf_release(&b);
    buf_release(&a);
    metric_room_free(room);
}

/* The table of subsequences, cell by cell, of texts whose words are one letter each. */
static size_t common_by_table(const struct buf *a, const struct buf *b)
{
    size_t *row = mem_new(b->length + 1, sizeof *row);
    size_t common;

    for (size_t i = 0; i < a->length; i += 2) {
        size_t diagonal = 0;

        for (size_t k = 0; k < b->length; k += 2) {
            const size_t above = row[k / 2 + 1];
            const size_t left = row[k / 2];

            row[k / 2 + 1] = a->data[i] == b->data[k] ? diagonal + 1
                             : above > left           ? above
                                                      : left;
            diagonal = above;
        }
    }
    common = row[b->length / 2];
    free(row);
    return common;
}

/* Words of one letter, most of them one that the other text has not: so that whole blocks
 * of rows have nothing in common. */
static void words_draw(struct buf *out, struct random *random, size_t words, char lonely)
{
    const size_t count = 1 + random_next(random) % 400;

    buf_clear(out);
    for (size_t i = 0; i < count; i++) {
        buf_append_char(out, random_next(random) % 30 < words
                                 ? (char)('a' + random_next(random) % words)
                                 : lonely);
        buf_append_char(out, ' ');
    }
}

Test(likeness, of_subsequences_is_that_of_the_table_for_texts_of_any_length)
{
    struct metric_room *room = metric_room_new();
    struct buf a = BUF_INIT(TEXT_MAX), b = BUF_INIT(TEXT_MAX);
    struct random random = {5};

    for (size_t i = 0; i < 300; i++) {
        double common;

        words_draw(&a, &random, 1 + i % 24, 'y');
        words_draw(&b, &random, 1 + i % 24, 'z');
        common = (double)common_by_table(&a, &b);
        cr_assert_float_eq(measured(METRIC_ROUGE_L, &a, &b, room),
                           2 * common / (double)(a.length / 2 + b.length / 2), 1e-12,
                           "\"%s\" and \"%s\"", buf_text(&a), buf_text(&b));
    }
    buf_release(&b);
    buf_release(&a);
    metric_room_free(room);
}

/* Pieces that a metric may treat apart, put together without sense. */
static void pieces_draw(struct buf *out, struct random *random)
{
    static const char *const pieces[] = {
        "a", "the",  " ",        "\n",  "-\n",          ".", ",",    "1",  "&amp;",
        "I", "İ",    "\xcc\x81", "東",  "\xe2\x80\x8d", "👩", "ß",    "Σ",  "<skipped>",
        "ก", "\x1d", "€",        "x y", "\xef\xbf\xbd", "“", "&lt;", "\t", "व्"};
    const size_t count = random_next(random) % 24;

    buf_clear(out);
    for (size_t i = 0; i < count; i++)
        buf_append_text(out,
                        pieces[random_next(random) % (sizeof pieces / sizeof *pieces)]);
}

Test(likeness, is_a_share_the_same_again_and_1_with_itself)
{
    struct metric_room *room = metric_room_new();
    struct buf a = BUF_INIT(TEXT_MAX), b = BUF_INIT(TEXT_MAX);
    struct random random = {11};

    for (size_t i = 0; i < DRAWN; i++) {
        pieces_draw(&a, &random);
        pieces_draw(&b, &random);
        for (size_t k = 0; k < METRICS; k++) {
            const double score = measured(metrics[k].metric, &a, &b, room);
            const double itself = measured(metrics[k].metric, &a, &a, room);

            cr_expect(itself == 0 || fabs(itself - 1) < 1e-12, "%s of \"%s\": %f",
                      metrics[k].name, buf_text(&a), itself);
            cr_expect_eq(measured(metrics[k].metric, &a, &b, room), score);
        }
    }
    buf_release(&b);
    buf_release(&a);
    metric_room_free(room);
}

Test(likeness, of_texts_of_100_kb_has_an_end)
{
    struct metric_room *room = metric_room_new();
    struct buf a = BUF_INIT(TEXT_MAX), b = BUF_INIT(TEXT_MAX);
    struct random random = {3};

    while (a.length < 100000) {
        buf_append_char(&a, (char)('a' + random_next(&random) % 26));
        buf_append_char(&b, (char)('a' + random_next(&random) % 26));
        if (a.length % 6 == 0)
            buf_append_char(&a, ' ');
        if (a.length % 7 == 0)
            buf_append_char(&b, ' ');
    }
    for (size_t k = 0; k < METRICS; k++)
        measured(metrics[k].metric, &a, &b, room);
    buf_release(&b);
    buf_release(&a);
    metric_room_free(room);
}

Test(likeness, of_texts_that_are_too_long_is_not_measured_and_says_why)
{
    struct metric_room *room = metric_room_new();
    struct text_pair pair = {.answer_length = 1000000, .reference_length = 1000000};
    struct likeness got;
    char *answer = mem_new(1, pair.answer_length);
    char *reference = mem_new(1, pair.reference_length);

    memset(answer, 'a', pair.answer_length);
    memset(reference, 'b', pair.reference_length);
    pair.answer = answer;
    pair.reference = reference;
    cr_expect_eq(likeness_measure(METRIC_EDIT_SIMILARITY, &pair, room, &got), -1);
    cr_expect_str_eq(got.limit,
                     "the answer and the reference are too long and too different "
                     "for their edit distance");
    cr_expect_eq(likeness_measure(METRIC_CHRF, &pair, room, &got), 0);
    for (size_t i = 1; i < pair.answer_length; i += 2)
        answer[i] = reference[i] = ' ';
    cr_expect_eq(likeness_measure(METRIC_ROUGE_L, &pair, room, &got), -1);
    cr_expect_str_eq(got.limit,
                     "the answer and the reference have too many words for their "
                     "longest common subsequence");
    pair.reference_length = LIKENESS_BYTES_MAX;
    for (size_t k = 0; k < METRICS; k++) {
        cr_expect_eq(likeness_measure(metrics[k].metric, &pair, room, &got), -1);
        cr_expect_str_eq(got.limit,
                         "the answer and the reference have more than 4 MiB together");
    }
    free(reference);
    free(answer);
    metric_room_free(room);
}
