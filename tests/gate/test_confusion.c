/* tests/gate/test_confusion.c - accuracy, precision, recall, F1 and macro F1 beside
 * scikit-learn's (tests/gate/cases/confusion.json), and what is undefined or missing. */
#include "gate/confusion.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>

static void like(const json_t *want, double got, size_t row, const char *what)
{
    if (json_is_null(want))
        cr_expect(isnan(got), "row %zu: %s is defined: %g", row, what, got);
    else
        cr_expect(fabs(json_number_value(want) - got) < 1e-12, "row %zu: %s is %.17g",
                  row, what, got);
}

static void row_fill(const json_t *row, struct confusion *confusion)
{
    const size_t count = (size_t)json_integer_value(json_object_get(row, "labels"));
    const json_t *weights = json_object_get(row, "weights");
    const json_t *pair;
    size_t i;

    json_array_foreach(json_object_get(row, "pairs"), i, pair)
    {
        const double weight =
            json_is_array(weights) ? json_number_value(json_array_get(weights, i)) : 1;

        confusion_add(confusion, count, (int)json_integer_value(json_array_get(pair, 0)),
                      (int)json_integer_value(json_array_get(pair, 1)), weight);
    }
}

static void row_expect(const json_t *row, size_t number)
{
    struct confusion confusion = {.count = 0};
    size_t undefined;

    row_fill(row, &confusion);
    like(json_object_get(row, "accuracy"), confusion_accuracy(&confusion).found, number,
         "accuracy");
    like(json_object_get(row, "macro_f1"),
         confusion_macro_f1(&confusion, &undefined).found, number, "macro_f1");
    for (size_t i = 0; i < confusion.count; i++) {
        const json_t *cells = json_array_get(json_object_get(row, "confusion"), i);

        like(json_array_get(json_object_get(row, "precision"), i),
             confusion_precision(&confusion, i).found, number, "precision");
        like(json_array_get(json_object_get(row, "recall"), i),
             confusion_recall(&confusion, i).found, number, "recall");
        like(json_array_get(json_object_get(row, "f1"), i),
             confusion_f1(&confusion, i).found, number, "f1");
        for (size_t k = 0; k <= confusion.count; k++)
            cr_expect_eq(confusion_at(&confusion, i, k)->samples,
                         json_integer_value(json_array_get(cells, k)));
    }
    confusion_release(&confusion);
}

Test(confusion, figures_are_those_of_scikit_learn)
{
    json_error_t error;
    json_t *vectors = json_load_file(CASES_DIR "/confusion.json", 0, &error);
    const json_t *row;
    size_t i;

    cr_assert(vectors, "%d: %s", error.line, error.text);
    cr_assert_geq(json_array_size(json_object_get(vectors, "rows")), 200);
    json_array_foreach(json_object_get(vectors, "rows"), i, row)
    {
        row_expect(row, i);
    }
    json_decref(vectors);
}

/* Every way in which a few samples could have been answered lies between the bounds. */
static void bounds_hold(const struct confusion *seen, size_t label)
{
    const struct confusion_share f1 = confusion_f1(seen, label);
    const struct confusion_share precision = confusion_precision(seen, label);
    const struct confusion_share recall = confusion_recall(seen, label);
    const struct confusion_share accuracy = confusion_accuracy(seen);

    for (int expected = 0; expected < 3; expected++)
        for (int found = -1; found < 3; found++) {
            struct confusion whole = {.count = 0};

            confusion_merge(&whole, seen, 1);
            confusion_add(&whole, 3, expected, found, seen->without);
            cr_expect_leq(f1.low, confusion_f1(&whole, label).found + 1e-12);
            cr_expect_geq(f1.high, confusion_f1(&whole, label).found - 1e-12);
            cr_expect_leq(precision.low,
                          confusion_precision(&whole, label).found + 1e-12);
            cr_expect_geq(precision.high,
                          confusion_precision(&whole, label).found - 1e-12);
            cr_expect_leq(recall.low, confusion_recall(&whole, label).found + 1e-12);
            cr_expect_geq(recall.high, confusion_recall(&whole, label).found - 1e-12);
            cr_expect_leq(accuracy.low, confusion_accuracy(&whole).found + 1e-12);
            cr_expect_geq(accuracy.high, confusion_accuracy(&whole).found - 1e-12);
            confusion_release(&whole);
        }
}

Test(confusion, whatever_is_missing_lies_between_the_bounds)
{
    static const int pairs[][2] = {{0, 0}, {0, 1}, {1, 1}, {2, 0}, {2, 2}, {1, -1}};
    struct confusion seen = {.count = 0, .without = 2};

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        confusion_add(&seen, 3, pairs[i][0], pairs[i][1], 1);
    for (size_t label = 0; label < 3; label++)
        bounds_hold(&seen, label);
    confusion_release(&seen);
}

Test(confusion, what_could_not_be_read_is_wrong_and_perhaps_missed)
{
    struct confusion seen = {.count = 0};

    confusion_add(&seen, 2, 0, 0, 1);
    confusion_add(&seen, 2, -1, -1, 1);
    cr_expect_float_eq(confusion_accuracy(&seen).found, 0.5, 1e-12);
    cr_expect_float_eq(confusion_recall(&seen, 0).found, 1, 1e-12);
    cr_expect_float_eq(confusion_recall(&seen, 0).low, 0.5, 1e-12);
    cr_expect_float_eq(confusion_precision(&seen, 0).low, 1, 1e-12);
    confusion_release(&seen);
}
