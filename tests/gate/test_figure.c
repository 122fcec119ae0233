/* tests/gate/test_figure.c - numbers in sentences never contradict what was decided. */
#include "base/random.h"
#include "gate/figure.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

struct figure_case {
    double found, limit;
    enum figure_form form;
    const char *found_text, *limit_text;
};

static const struct figure_case cases[] = {
    {0.825, 0.85, FIGURE_PERCENT, "82.5%", "85%"},
    {0.9496, 0.95, FIGURE_PERCENT, "94.96%", "95%"},
    {0.949999, 0.95, FIGURE_PERCENT, "94.9999%", "95%"},
    {0.95, 0.95, FIGURE_PERCENT, "95%", "95%"},
    {0.95 - 1e-12, 0.95, FIGURE_PERCENT, "95%", "95%"},
    {0.9504, 0.95, FIGURE_PERCENT, "95.04%", "95%"},
    {2.0 / 3, 0.5, FIGURE_PERCENT, "66.7%", "50%"},
    {0.9996, 1, FIGURE_PERCENT, "99.96%", "100%"},
    {0.9996, 0.5, FIGURE_PERCENT, "99.96%", "50%"},
    {0.0002, 0.5, FIGURE_PERCENT, "0.02%", "50%"},
    {0, 0.5, FIGURE_PERCENT, "0%", "50%"},
    {1, 0.925, FIGURE_PERCENT, "100%", "92.5%"},
    {0.5, 0.33333333, FIGURE_PERCENT, "50%", "33.333333%"},
    {0.8125, 0.85, FIGURE_SCORE, "0.812", "0.85"},
    {0.84996, 0.85, FIGURE_SCORE, "0.84996", "0.85"},
    {6210.4, 6000, FIGURE_MS, "6,210 ms", "6,000 ms"},
    {6000.3, 6000, FIGURE_MS, "6,000.3 ms", "6,000 ms"},
    {1234567, 6000.5, FIGURE_MS, "1,234,567 ms", "6,000.5 ms"},
};

Test(figure, nothing_reaches_no_limit)
{
    cr_expect(figure_is_below(0, 1e-10));
    cr_expect(figure_is_below(0, 1e-300));
    cr_expect_not(figure_is_below(1e-10, 1e-10));
    cr_expect_not(figure_is_below(0.9 - 1e-12, 0.9));
    cr_expect_not(figure_is_above(1e-16, 0)); /* a rise of nothing, by rounding */
    cr_expect(figure_is_above(1e-10, 2e-11));
}

Test(figure, each_pair_is_on_its_side_with_few_decimals)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char found[FIGURE_SIZE], limit[FIGURE_SIZE];

        figure_pair(cases[i].found, cases[i].limit, cases[i].form, found, limit);
        cr_expect_str_eq(found, cases[i].found_text, "row %zu: want %s, got %s", i,
                         cases[i].found_text, found);
        cr_expect_str_eq(limit, cases[i].limit_text, "row %zu: want %s, got %s", i,
                         cases[i].limit_text, limit);
    }
}

Test(figure, no_share_is_shown_on_the_other_side_of_its_limit)
{
    struct random random = {7};

    for (int i = 0; i < 20000; i++) {
        double limit = (double)(random_next(&random) % 1001) / 1000;
        double near = limit + (random_share(&random) - 0.5) / (double)(1 << i % 24);
        double found = near < 0 ? 0 : near > 1 ? 1 : near;
        char found_text[FIGURE_SIZE], limit_text[FIGURE_SIZE];
        double shown, shown_limit;

        figure_pair(found, limit, FIGURE_PERCENT, found_text, limit_text);
        shown = strtod(found_text, NULL);
        shown_limit = strtod(limit_text, NULL);
        cr_assert_eq(figure_is_below(found, limit), shown < shown_limit,
                     "%.12g of %.12g is shown as %s of %s", found, limit, found_text,
                     limit_text);
    }
}

Test(figure, counts_have_thousands)
{
    static const struct {
        int64_t count;
        const char *text;
    } rows[] = {{0, "0"},
                {999, "999"},
                {1000, "1,000"},
                {123456, "123,456"},
                {-1234, "-1,234"},
                {-123, "-123"},
                {INT64_MAX, "9,223,372,036,854,775,807"}};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[FIGURE_SIZE];

        figure_count(rows[i].count, text);
        cr_expect_str_eq(text, rows[i].text);
    }
}
