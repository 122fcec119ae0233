/* values/number.c - JSON's numbers, exactly: a value is its decimal text. */
#include "values/number.h"

#include "base/mem.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Any number of so many digits fits 64 bits. */
enum { DIGITS_IN_64_BITS = 19, EXACT_POWER_MAX = 22, FIVES_MAX = 27 };

const double number_powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
static const int64_t exponent_max = 1000000000000000;

struct scan {
    const char *text, *at, *end;
    uint64_t mantissa; /* all digits in a row; garbage where they are too many */
    size_t digits;     /* leading zeros too */
    int64_t exponent;
    bool negative, plain; /* plain: neither fraction nor exponent */
    bool scientific;
};

static bool scan_is_digit(const struct scan *scan)
{
    return scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9';
}

static inline bool scan_digits(struct scan *scan)
{
    const char *from = scan->at;

    scan->at = number_digits_skip(from, scan->end, &scan->mantissa);
    scan->digits += (size_t)(scan->at - from);
    return scan->at > from;
}

static bool scan_exponent(struct scan *scan)
{
    bool negative = false;
    int64_t exponent = 0;

    scan->at++;
    if (scan->at < scan->end && (*scan->at == '+' || *scan->at == '-'))
        negative = *scan->at++ == '-';
    if (!scan_is_digit(scan))
        return false;
    for (; scan_is_digit(scan); scan->at++)
        if (exponent < exponent_max)
            exponent = exponent * 10 + (*scan->at - '0');
    if (exponent > exponent_max)
        exponent = exponent_max;
    scan->exponent += negative ? -exponent : exponent;
    return true;
}

static inline bool scan_number(struct scan *scan)
{
    const char *whole;

    if (scan->at < scan->end && *scan->at == '-') {
        scan->negative = true;
        scan->at++;
    }
    whole = scan->at;
    if (!scan_digits(scan))
        return false;
    if (*whole == '0' && scan->at - whole > 1) {
        scan->at = whole + 1;
        return false;
    }
    if (scan->at < scan->end && *scan->at == '.') {
        const char *fraction = ++scan->at;

        scan->plain = false;
        if (!scan_digits(scan))
            return false;
        scan->exponent = fraction - scan->at;
    }
    if (scan->at < scan->end && (*scan->at | 0x20) == 'e') {
        scan->plain = false;
        scan->scientific = true;
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

#ifdef __SIZEOF_INT128__
__extension__ typedef unsigned __int128 wide;

/* The nearest double to bits * 2^power; sticky: and some more, less than one bit. */
static double wide_round(wide bits, int power, bool sticky)
{
    uint64_t high = (uint64_t)(bits >> 64), low = (uint64_t)bits;
    int length = high ? 128 - __builtin_clzll(high) : 64 - __builtin_clzll(low);
    int drop = length - 53;
    uint64_t kept;
    wide rest, half;

    if (drop <= 0)
        return ldexp((double)low, power);
    kept = (uint64_t)(bits >> drop);
    rest = bits & (((wide)1 << drop) - 1);
    half = (wide)1 << (drop - 1);
    if (rest > half || (rest == half && (sticky || (kept & 1))))
        kept++;
    return ldexp((double)kept, power + drop);
}

/* mantissa * 10^exponent with all its bits, rounded once: the product with a power of
 * five fits 128 bits, a quotient has more bits than a double and its remainder counts.
 * mantissa is not 0, the exponent from -FIVES_MAX to FIVES_MAX. */
static double double_exactly(uint64_t mantissa, int exponent)
{
    int shift = __builtin_clzll(mantissa);
    wide quotient;
    uint64_t five = 1;

    for (int i = exponent < 0 ? exponent : -exponent; i < 0; i++)
        five *= 5;
    if (exponent >= 0)
        return wide_round((wide)mantissa * five, exponent, false);
    quotient = ((wide)(mantissa << shift) << 64) / five;
    return wide_round(quotient, exponent - shift - 64,
                      quotient * five != (wide)(mantissa << shift) << 64);
}
#endif

/* Where both are exact doubles, one operation rounds once and so gives the nearest
 * (Clinger, "How to Read Floating Point Numbers Accurately", 1990). */
static double double_nearest(const struct scan *scan)
{
    double number = (double)scan->mantissa;

    if (scan->digits > DIGITS_IN_64_BITS)
        return double_slowly(scan->text, (size_t)(scan->at - scan->text));
    if (!(scan->mantissa >> 53) && scan->exponent >= -EXACT_POWER_MAX &&
        scan->exponent <= EXACT_POWER_MAX) {
        if (scan->exponent < 0)
            number /= number_powers[-scan->exponent];
        else
            number *= number_powers[scan->exponent];
        return scan->negative ? -number : number;
    }
#ifdef __SIZEOF_INT128__
    if (scan->mantissa && scan->exponent >= -FIVES_MAX && scan->exponent <= FIVES_MAX) {
        number = double_exactly(scan->mantissa, (int)scan->exponent);
        return scan->negative ? -number : number;
    }
#endif
    return double_slowly(scan->text, (size_t)(scan->at - scan->text));
}

/* A number that is no int64: its flags, once its text is set. */
static uint8_t flags_of(const struct scan *scan, const struct value *number)
{
    struct decimal decimal;

    if (scan->exponent >= 0)
        return VALUE_INTEGRAL;
    if (!scan->scientific)
        return number_fraction_flags(scan->at);
    decimal = decimal_of(number);
    return decimal.count == 0 || decimal.point >= (int64_t)decimal.count ? VALUE_INTEGRAL
                                                                         : 0;
}

/* Whether it is 0 as a double alone: some digit before the exponent is none. */
static bool is_underflow(const struct scan *scan, const struct value *number)
{
    return scan->digits > DIGITS_IN_64_BITS ? decimal_of(number).count > 0
                                            : scan->mantissa != 0;
}

size_t number_read_any(const char *text, size_t length, struct value *out, size_t *bad)
{
    struct scan scan = {.text = text, .at = text, .end = text + length, .plain = true};
    double number;

    if (!scan_number(&scan)) {
        *bad = (size_t)(scan.at - text);
        return 0;
    }
    out->text = text;
    out->size = (uint32_t)(scan.at - text);
    if (scan.plain && scan.digits <= DIGITS_IN_64_BITS &&
        scan.mantissa <= (uint64_t)INT64_MAX + scan.negative) {
        out->type = VALUE_INTEGER;
        out->flags = VALUE_INTEGRAL;
        out->as.integer = (int64_t)(scan.negative ? 0 - scan.mantissa : scan.mantissa);
        return out->size;
    }
    number = double_nearest(&scan);
    out->as.number = number;
    out->type = VALUE_DOUBLE;
    if (scan.plain || number - number != 0 || (number == 0 && is_underflow(&scan, out)))
        out->type = VALUE_BIG;
    out->flags = flags_of(&scan, out);
    return out->size;
}

static int64_t exponent_of(const char *text, size_t length)
{
    struct scan scan = {.text = text, .at = text, .end = text + length};

    for (; scan.at < scan.end; scan.at++) {
        if ((*scan.at | 0x20) == 'e') {
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

/* Texts of so few digits that different numbers have different doubles. */
static bool is_told_by_double(const struct value *number, double nearest)
{
    return number->type != VALUE_BIG && number->size <= DBL_DIG &&
           (nearest == 0 || fabs(nearest) >= DBL_MIN);
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
    if (is_told_by_double(a, double_a) && is_told_by_double(b, double_b))
        return 0;
    decimal_a = decimal_of(a);
    decimal_b = decimal_of(b);
    return decimal_compare(&decimal_a, &decimal_b);
}

double value_double(const struct value *value)
{
    return value->type == VALUE_INTEGER ? (double)value->as.integer : value->as.number;
}
