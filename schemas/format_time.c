/* schemas/format_time.c - dates and times, RFC 3339. */
#include "schemas/format.h"
#include "schemas/format_bytes.h"

#include <string.h>

/* So many digits as a number, or -1. */
static int digits_read(const char *text, size_t length, size_t at, size_t count)
{
    int number = 0;

    if (at + count > length)
        return -1;
    for (size_t i = at; i < at + count; i++) {
        if (!byte_is_digit(text[i]))
            return -1;
        number = number * 10 + (text[i] - '0');
    }
    return number;
}

bool format_date(const char *text, size_t length)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year = digits_read(text, length, 0, 4);
    int month = digits_read(text, length, 5, 2);
    int day = digits_read(text, length, 8, 2);
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    if (length != 10 || text[4] != '-' || text[7] != '-' || year < 0 || month < 1 ||
        month > 12)
        return false;
    return day >= 1 && day <= days[month - 1] + (month == 2 && leap);
}

/* Minutes east of UTC; false: no offset. */
static bool offset_read(const char *text, size_t length, int *minutes)
{
    int hour = digits_read(text, length, 1, 2);
    int minute = digits_read(text, length, 4, 2);

    *minutes = 0;
    if (length == 1)
        return text[0] == 'Z' || text[0] == 'z';
    if (length != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':' || hour < 0 ||
        hour > 23 || minute < 0 || minute > 59)
        return false;
    *minutes = (text[0] == '-' ? -1 : 1) * (60 * hour + minute);
    return true;
}

/* Past a fraction of a second, if one is there; 0: a point without digits. */
static size_t fraction_end(const char *text, size_t length, size_t at)
{
    size_t from = at + 1;

    if (text[at] != '.')
        return at;
    for (at = from; at < length && byte_is_digit(text[at]);)
        at++;
    return at == from ? 0 : at;
}

bool format_time(const char *text, size_t length)
{
    int hour = digits_read(text, length, 0, 2);
    int minute = digits_read(text, length, 3, 2);
    int second = digits_read(text, length, 6, 2);
    size_t at;
    int east;

    if (length < 9 || text[2] != ':' || text[5] != ':' || hour < 0 || minute < 0 ||
        second < 0 || hour > 23 || minute > 59 || second > 60)
        return false;
    at = fraction_end(text, length, 8);
    if (at == 0 || at == length || !offset_read(text + at, length - at, &east))
        return false;
    /* A leap second is the last of a day in UTC. */
    return second < 60 || (60 * hour + minute - east + 2880) % 1440 == 1439;
}

bool format_date_time(const char *text, size_t length)
{
    return length > 11 && (text[10] == 'T' || text[10] == 't') && format_date(text, 10) &&
           format_time(text + 11, length - 11);
}

/* Numbers with units, each unit at most once and in this order. */
static bool units_read(const char **at, const char *end, const char *units)
{
    const char *from = *at;
    bool begun = false;

    while (*at < end && byte_is_digit(**at)) {
        const char *unit;

        while (*at < end && byte_is_digit(**at))
            ++*at;
        if (*at == end || !**at)
            return false;
        unit = strchr(units, **at);
        if (!unit)
            return false;
        if (begun && unit != units) /* RFC 3339, appendix A: none between is left out */
            return false;
        begun = true;
        units = unit + 1;
        ++*at;
    }
    return *at > from;
}

bool format_duration(const char *text, size_t length)
{
    const char *at = text + 1;
    const char *end = text + length;

    if (length < 3 || text[0] != 'P')
        return false;
    if (end[-1] == 'W') {
        while (at < end - 1 && byte_is_digit(*at))
            at++;
        return at == end - 1;
    }
    if (*at != 'T' && !units_read(&at, end, "YMD"))
        return false;
    if (at == end)
        return true;
    return *at++ == 'T' && units_read(&at, end, "HMS") && at == end;
}
