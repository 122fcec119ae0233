/* gate/figure.c - numbers as sentences show them. */
#include "gate/figure.h"

#include "base/shown.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DECIMALS_MAX = 9 };

static double tolerance_of(double limit)
{
    const double tolerance = FIGURE_TOLERANCE * fmax(1, fabs(limit));

    /* However small a limit is, nothing does not reach it. */
    return limit > 0 ? fmin(tolerance, limit / 2) : tolerance;
}

bool figure_is_below(double found, double limit)
{
    return found < limit - tolerance_of(limit);
}

bool figure_is_above(double found, double limit)
{
    return found > limit + tolerance_of(limit);
}

/* -1, 0, 1: below, the same, above. */
static int side_of(double found, double limit)
{
    return figure_is_above(found, limit) - figure_is_below(found, limit);
}

static void zeros_cut(char *digits)
{
    char *end = digits + strlen(digits);

    if (!strchr(digits, '.'))
        return;
    while (end[-1] == '0')
        end--;
    if (end[-1] == '.')
        end--;
    *end = '\0';
}

/* "1234567.5" to "1,234,567.5". */
static void thousands_set(const char *digits, char out[FIGURE_SIZE])
{
    size_t whole = strcspn(digits, ".");
    size_t length = 0;

    for (size_t i = 0; digits[i] && length < FIGURE_SIZE - 3; i++) {
        if (i > 0 && i < whole && (whole - i) % 3 == 0 && digits[i - 1] != '-')
            out[length++] = ',';
        out[length++] = digits[i];
    }
    out[length] = '\0';
}

void figure_count(int64_t count, char out[FIGURE_SIZE])
{
    shown_count(count, out);
}

static double form_scale(enum figure_form form)
{
    return form == FIGURE_PERCENT ? 100 : 1;
}

/* A number that is exact with these decimals loses its zeros at the end; one that was
 * rounded keeps them, as a sign of it. */
static void digits_set(double value, int decimals, char out[FIGURE_SIZE])
{
    snprintf(out, FIGURE_SIZE, "%.*f", decimals, value);
    if (fabs(strtod(out, NULL) - value) <= 100 * tolerance_of(value / 100))
        zeros_cut(out);
}

static void unit_add(const char *digits, enum figure_form form, char out[FIGURE_SIZE])
{
    static const char *const units[] = {[FIGURE_PERCENT] = "%",
                                        [FIGURE_SCORE] = "",
                                        [FIGURE_MS] = " ms",
                                        [FIGURE_USD] = ""};
    size_t length = form == FIGURE_USD;

    out[0] = '$';
    thousands_set(digits, out + length);
    length = strlen(out);
    snprintf(out + length, FIGURE_SIZE - length, "%s", units[form]);
}

static void limit_digits(double limit, char out[FIGURE_SIZE])
{
    for (int decimals = 0; decimals <= DECIMALS_MAX; decimals++) {
        snprintf(out, FIGURE_SIZE, "%.*f", decimals, limit);
        if (fabs(strtod(out, NULL) - limit) <= tolerance_of(limit))
            return;
    }
}

/* Whether the digits say of `value` what is true: its side of the limit, and of 0 and 1
 * where it is a share. All are scaled, and judged unscaled, as verdicts are. */
static bool is_honest(const char *digits, double value, double limit,
                      const char *limit_text, enum figure_form form)
{
    double scale = form_scale(form);
    double shown = strtod(digits, NULL) / scale;

    value /= scale;
    if (limit_text &&
        side_of(shown, strtod(limit_text, NULL) / scale) != side_of(value, limit / scale))
        return false;
    return form == FIGURE_MS || form == FIGURE_USD ||
           (side_of(shown, 1) == side_of(value, 1) &&
            side_of(shown, 0) == side_of(value, 0));
}

static void found_digits(double value, double limit, const char *limit_text,
                         enum figure_form form, char out[FIGURE_SIZE])
{
    static const int first[] = {
        [FIGURE_PERCENT] = 1, [FIGURE_SCORE] = 3, [FIGURE_MS] = 0, [FIGURE_USD] = 4};

    for (int decimals = first[form]; decimals <= DECIMALS_MAX; decimals++) {
        digits_set(value, decimals, out);
        if (is_honest(out, value, limit, limit_text, form))
            return;
    }
}

void figure_pair(double found, double limit, enum figure_form form,
                 char found_text[FIGURE_SIZE], char limit_text[FIGURE_SIZE])
{
    double scale = form_scale(form);
    char of_limit[FIGURE_SIZE], of_found[FIGURE_SIZE];

    limit_digits(limit * scale, of_limit);
    found_digits(found * scale, limit * scale, of_limit, form, of_found);
    unit_add(of_limit, form, limit_text);
    unit_add(of_found, form, found_text);
}

void figure_percent(double share, char out[FIGURE_SIZE])
{
    char digits[FIGURE_SIZE];

    found_digits(share * 100, 0, NULL, FIGURE_PERCENT, digits);
    unit_add(digits, FIGURE_PERCENT, out);
}

static void points_set(double tenths, char out[FIGURE_SIZE])
{
    snprintf(out, FIGURE_SIZE, "%s%.1f",
             tenths < 0   ? "\u2212"
             : tenths > 0 ? "+"
                          : "",
             fabs(tenths) / 10);
}

void figure_points(double difference, char out[FIGURE_SIZE])
{
    points_set(round(difference * 1000), out);
}

/* Whether a figure in tenths of a point stands to a border as what it is of does. */
static bool keeps_side(double tenths, double value, double border)
{
    return isnan(border) || side_of(tenths / 1000, border) == side_of(value, border);
}

/* A limit so near to 0 that no tenth of a point tells it apart. */
static bool near_zero_set(double value, char out[FIGURE_SIZE])
{
    if (side_of(value, 0) == 0 || fabs(value) * 1000 >= 0.5)
        return false;
    for (int decimals = 2; decimals <= DECIMALS_MAX; decimals++) {
        snprintf(out, FIGURE_SIZE, "%s%.*f", value < 0 ? "\u2212" : "+", decimals,
                 fabs(value) * 100);
        if (strpbrk(out, "123456789"))
            return true;
    }
    return false;
}

static double tenths_of(double value, double margin, double step)
{
    double tenths = round(value * 1000);

    if (!keeps_side(tenths, value, 0) || !keeps_side(tenths, value, -margin))
        tenths = step < 0 ? floor(value * 1000) : ceil(value * 1000);
    return tenths;
}

void figure_lower_points(double lower, double margin, char out[FIGURE_SIZE])
{
    if (!near_zero_set(lower, out))
        points_set(tenths_of(lower, margin, -1), out);
}

void figure_upper_points(double upper, double margin, char out[FIGURE_SIZE])
{
    if (!near_zero_set(upper, out))
        points_set(tenths_of(upper, margin, 1), out);
}

void figure_margin(double margin, char out[FIGURE_SIZE])
{
    limit_digits(margin * 100, out);
}
