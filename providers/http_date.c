/* providers/http_date.c - points in time as servers write them. */
#include "providers/http_date.h"

#include <ctype.h>
#include <time.h>

bool http_date_read(const char *text, int64_t *out_ms)
{
    static const char *const forms[] = {
        "%a, %d %b %Y %H:%M:%S GMT", /* what is sent today */
        "%A, %d-%b-%y %H:%M:%S GMT", /* RFC 850 */
        "%a %b %e %H:%M:%S %Y",      /* asctime() */
    };

    for (size_t i = 0; text && i < sizeof forms / sizeof *forms; i++) {
        struct tm parts = {0};
        const char *end = strptime(text, forms[i], &parts);

        if (end && !*end) {
            *out_ms = (int64_t)timegm(&parts) * 1000;
            return true;
        }
    }
    return false;
}

/* ".25", or nothing; digits after the third change nothing. */
static int64_t fraction_read(const char **at)
{
    int64_t ms = 0, unit = 100;

    if (**at != '.')
        return 0;
    for (++*at; isdigit((unsigned char)**at); ++*at, unit /= 10)
        ms += unit * (**at - '0');
    return ms;
}

static bool two_digits_read(const char **at, int *out)
{
    if (!isdigit((unsigned char)(*at)[0]) || !isdigit((unsigned char)(*at)[1]))
        return false;
    *out = ((*at)[0] - '0') * 10 + ((*at)[1] - '0');
    *at += 2;
    return true;
}

/* "Z", "+02:00", "-0530": what is to be taken away, in minutes. */
static bool offset_read(const char **at, int *out_minutes)
{
    int sign = **at == '-' ? -1 : 1, hours, minutes;

    *out_minutes = 0;
    if (**at == 'Z' || **at == 'z') {
        ++*at;
        return true;
    }
    if (**at != '+' && **at != '-')
        return false;
    ++*at;
    if (!two_digits_read(at, &hours))
        return false;
    if (**at == ':')
        ++*at;
    if (!two_digits_read(at, &minutes))
        return false;
    *out_minutes = sign * (hours * 60 + minutes);
    return true;
}

bool internet_time_read(const char *text, int64_t *out_ms)
{
    struct tm parts = {0};
    const char *at = text ? strptime(text, "%Y-%m-%dT%H:%M:%S", &parts) : NULL;
    int64_t fraction;
    int offset;

    if (!at)
        return false;
    fraction = fraction_read(&at);
    if (!offset_read(&at, &offset) || *at)
        return false;
    *out_ms = ((int64_t)timegm(&parts) - (int64_t)offset * 60) * 1000 + fraction;
    return true;
}
