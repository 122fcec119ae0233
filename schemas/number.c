/* schemas/number.c - JSON's numbers, exactly: a value is its decimal text. */
#include "schemas/number.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { DIGITS_IN_INT64 = 18, EXACT_POWER_MAX = 22 };

static const int64_t exponent_max = 1000000000000000;

struct scan {
    const char *text;
    size_t length, at;
    uint64_t mantissa; /* of the first DIGITS_IN_INT64 + 1 digits */
    size_t digits;     /* without leading zeros */
    int64_t exponent;
    bool negative, plain; /* plain: neither fraction nor exponent */
};

static bool scan_is_digit(const struct scan *scan)
{
    return scan->at < scan->length && scan->text[scan->at] >= '0' &&
           scan->text[scan->at] <= '9';
}

static void scan_digits(struct scan *scan)
{
    for (; scan_is_digit(scan); scan->at++) {
        unsigned digit = (unsigned)(scan->text[scan->at] - '0');

        if (scan->digits == 0 && digit == 0)
            continue;
        if (scan->digits++ <= DIGITS_IN_INT64)
            scan->mantissa = scan->mantissa * 10 + digit;
    }
}

static bool scan_exponent(struct scan *scan)
{
    bool negative = false;
    int64_t exponent = 0;

    scan->at++;
    if (scan->at < scan->length &&
        (scan->text[scan->at] == '+' || scan->text[scan->at] == '-'))
        negative = scan->text[scan->at++] == '-';
    if (!scan_is_digit(scan))
        return false;
    for (; scan_is_digit(scan); scan->at++)
        if (exponent < exponent_max)
            exponent = exponent * 10 + (scan->text[scan->at] - '0');
    if (exponent > exponent_max)
        exponent = exponent_max;
    scan->exponent += negative ? -exponent : exponent;
    return true;
}

static bool scan_number(struct scan *scan)
{
    if (scan->at < scan->length && scan->text[scan->at] == '-') {
        scan->negative = true;
        scan->at++;
    }
    if (!scan_is_digit(scan))
        return false;
    if (scan->text[scan->at] == '0') {
        scan->at++;
        if (scan_is_digit(scan))
            return false;
    } else {
        scan_digits(scan);
    }
    if (scan->at < scan->length && scan->text[scan->at] == '.') {
        size_t from = ++scan->at;

        scan->plain = false;
        if (!scan_is_digit(scan))
            return false;
        scan_digits(scan);
        scan->exponent -= (int64_t)(scan->at - from);
    }
    if (scan->at < scan->length && (scan->text[scan->at] | 0x20) == 'e') {
        scan->plain = false;
        return scan_exponent(scan);
    }
    return true;
}

/* strtod needs an end; a copy gives it one. */
static double double_slowly(const char *text, size_t length)
{
    char few[64];
    char *many = NULL;
    double number;

    if (length < sizeof few) {
        memcpy(few, text, length);
        few[length] = '\0';
        return strtod(few, NULL);
    }
    many = mem_text_n(text, length);
    number = strtod(many, NULL);
    free(many);
    return number;
}

/* Where both are exact doubles, one operation rounds once and so gives the nearest
 * (Clinger, "How to Read Floating Point Numbers Accurately", 1990). */
static double double_nearest(const struct scan *scan)
{
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    double number;

    if (scan->digits > DIGITS_IN_INT64 || scan->mantissa >> 53 ||
        scan->exponent < -EXACT_POWER_MAX || scan->exponent > EXACT_POWER_MAX)
        return double_slowly(scan->text, scan->at);
    number = (double)scan->mantissa;
    if (scan->exponent < 0)
        number /= powers[-scan->exponent];
    else
        number *= powers[scan->exponent];
    return scan->negative ? -number : number;
}

static bool fits_int64(const struct scan *scan)
{
    return scan->plain && scan->digits <= DIGITS_IN_INT64 + 1 &&
           scan->mantissa <= (uint64_t)INT64_MAX + scan->negative;
}

size_t number_read(const char *text, size_t length, struct value *out, size_t *bad)
{
    struct scan scan = {.text = text, .length = length, .plain = true};
    double number;

    if (!scan_number(&scan)) {
        *bad = scan.at;
        return 0;
    }
    out->text = text;
    out->size = (uint32_t)scan.at;
    if (fits_int64(&scan)) {
        out->type = VALUE_INTEGER;
        out->flags = VALUE_INTEGRAL;
        out->as.integer = (int64_t)(scan.negative ? 0 - scan.mantissa : scan.mantissa);
        return scan.at;
    }
    number = double_nearest(&scan);
    out->as.number = number;
    out->type = VALUE_DOUBLE;
    if (scan.plain || number - number != 0 || (number == 0 && scan.digits > 0))
        out->type = VALUE_BIG;
    out->flags = 0;
    if (scan.exponent >= 0 || scan.digits == 0) {
        out->flags = VALUE_INTEGRAL;
    } else {
        struct decimal decimal = decimal_of(out);

        if (decimal.point >= (int64_t)decimal.count)
            out->flags = VALUE_INTEGRAL;
    }
    return scan.at;
}

static int64_t exponent_of(const char *text, size_t length)
{
    struct scan scan = {.text = text, .length = length};

    for (; scan.at < length; scan.at++) {
        if ((text[scan.at] | 0x20) == 'e') {
            scan_exponent(&scan);
            return scan.exponent;
        }
    }
    return 0;
}

struct decimal decimal_of(const struct value *number)
{
    struct decimal decimal = {.digits = number->text};
    const char *text = number->text;
    int64_t whole = 0, leading = 0;
    bool fraction = false, begun = false;
    size_t seen = 0;

    for (size_t i = 0; i < number->size && (text[i] | 0x20) != 'e'; i++) {
        if (text[i] == '-') {
            decimal.negative = true;
        } else if (text[i] == '.') {
            fraction = true;
        } else if (!begun && text[i] == '0') {
            leading += fraction;
        } else {
            if (!begun)
                decimal.digits = text + i;
            begun = true;
            seen++;
            whole += !fraction;
            if (text[i] != '0')
                decimal.count = seen;
        }
    }
    if (decimal.count == 0) {
        decimal.negative = false;
        return decimal;
    }
    decimal.point = (whole ? whole : -leading) + exponent_of(number->text, number->size);
    /* Beyond the limit all are one, so that the canonical form reads back as the same. */
    if (decimal.point > exponent_max)
        decimal.point = exponent_max;
    if (decimal.point <= -exponent_max)
        decimal.point = 1 - exponent_max;
    return decimal;
}

unsigned decimal_digit(const char **at)
{
    if (**at == '.')
        (*at)++;
    return (unsigned)(*(*at)++ - '0');
}

static int compare_sizes(const struct decimal *a, const struct decimal *b)
{
    const char *at_a = a->digits;
    const char *at_b = b->digits;
    size_t both = a->count < b->count ? a->count : b->count;

    if (a->count == 0 || b->count == 0)
        return (a->count > 0) - (b->count > 0);
    if (a->point != b->point)
        return a->point < b->point ? -1 : 1;
    for (size_t i = 0; i < both; i++) {
        unsigned digit_a = decimal_digit(&at_a);
        unsigned digit_b = decimal_digit(&at_b);

        if (digit_a != digit_b)
            return digit_a < digit_b ? -1 : 1;
    }
    return (a->count > b->count) - (a->count < b->count);
}

int decimal_compare(const struct decimal *a, const struct decimal *b)
{
    if (a->negative != b->negative)
        return a->negative ? -1 : 1;
    return a->negative ? compare_sizes(b, a) : compare_sizes(a, b);
}

int value_compare_numbers(const struct value *a, const struct value *b)
{
    struct decimal decimal_a, decimal_b;
    double double_a, double_b;

    if (a->type == VALUE_INTEGER && b->type == VALUE_INTEGER)
        return (a->as.integer > b->as.integer) - (a->as.integer < b->as.integer);
    /* Rounding keeps order: only where the nearest doubles are one do digits decide. */
    double_a = value_double(a);
    double_b = value_double(b);
    if (double_a != double_b)
        return double_a < double_b ? -1 : 1;
    decimal_a = decimal_of(a);
    decimal_b = decimal_of(b);
    return decimal_compare(&decimal_a, &decimal_b);
}

double value_double(const struct value *value)
{
    return value->type == VALUE_INTEGER ? (double)value->as.integer : value->as.number;
}
