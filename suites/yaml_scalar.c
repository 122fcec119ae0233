/* suites/yaml_scalar.c - what a plain YAML scalar is: the core schema of YAML 1.2. */
#include "suites/yaml_scalar.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool is_one_of(const char *text, const char *const *words)
{
    for (; *words; words++)
        if (!strcmp(text, *words))
            return true;
    return false;
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static const char *digits_skip(const char *at)
{
    while (is_digit(*at))
        at++;
    return at;
}

static bool is_integer(const char *text)
{
    const char *digits = text + (*text == '-' || *text == '+');

    if (text[0] == '0' && text[1] == 'o')
        return text[2] && text[2 + strspn(text + 2, "01234567")] == '\0';
    if (text[0] == '0' && text[1] == 'x')
        return text[2] && text[2 + strspn(text + 2, "0123456789abcdefABCDEF")] == '\0';
    return is_digit(*digits) && *digits_skip(digits) == '\0';
}

/* [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )? */
static bool is_float(const char *text)
{
    const char *at = text + (*text == '-' || *text == '+');
    const char *whole = at;

    at = digits_skip(at);
    if (at == whole && !(at[0] == '.' && is_digit(at[1])))
        return false;
    if (*at == '.')
        at = digits_skip(at + 1);
    if (*at == 'e' || *at == 'E') {
        at += at[1] == '-' || at[1] == '+' ? 2 : 1;
        if (!is_digit(*at))
            return false;
        at = digits_skip(at);
    }
    return *at == '\0';
}

static bool is_not_finite(const char *text)
{
    static const char *const infinite[] = {".inf", ".Inf", ".INF", NULL};
    static const char *const no_number[] = {".nan", ".NaN", ".NAN", NULL};

    return is_one_of(text + (*text == '-' || *text == '+'), infinite) ||
           is_one_of(text, no_number);
}

enum yaml_scalar yaml_scalar_type(const char *text, size_t length)
{
    static const char *const nulls[] = {"", "~", "null", "Null", "NULL", NULL};
    static const char *const trues[] = {"true", "True", "TRUE", NULL};
    static const char *const falses[] = {"false", "False", "FALSE", NULL};

    if (strlen(text) != length)
        return SCALAR_TEXT;
    if (is_one_of(text, nulls))
        return SCALAR_NULL;
    if (is_one_of(text, trues))
        return SCALAR_TRUE;
    if (is_one_of(text, falses))
        return SCALAR_FALSE;
    if (is_integer(text))
        return SCALAR_INTEGER;
    if (is_float(text))
        return SCALAR_FLOAT;
    return is_not_finite(text) ? SCALAR_NOT_FINITE : SCALAR_TEXT;
}

int yaml_scalar_integer(const char *text, long long *out)
{
    int base = text[0] != '0' ? 10 : text[1] == 'o' ? 8 : text[1] == 'x' ? 16 : 10;

    errno = 0;
    *out = strtoll(base == 10 ? text : text + 2, NULL, base);
    return errno == ERANGE ? -1 : 0;
}

bool yaml_scalar_is_old_octal(const char *text)
{
    const char *digits = text + (*text == '-' || *text == '+');

    return digits[0] == '0' && is_digit(digits[1]) &&
           digits[strspn(digits, "01234567")] == '\0';
}
