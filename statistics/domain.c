/* statistics/domain.c - arguments checked. */
#include "statistics/domain.h"

#include <inttypes.h>

int domain_within(const char *what, double value, double lowest, double highest,
                  struct error *err)
{
    if (value >= lowest && value <= highest)
        return 0;
    return error_set(err, ERROR_INPUT, "N0820",
                     "%s is out of range: expected %g to %g, found %g", what, lowest,
                     highest, value);
}

int domain_inside(const char *what, double value, double lowest, double highest,
                  struct error *err)
{
    if (value > lowest && value < highest)
        return 0;
    return error_set(err, ERROR_INPUT, "N0820",
                     "%s is out of range: expected above %g and below %g, found %g", what,
                     lowest, highest, value);
}

int domain_count(const char *what, int64_t value, int64_t lowest, struct error *err)
{
    if (value >= lowest)
        return 0;
    return error_set(err, ERROR_INPUT, "N0820",
                     "%s is out of range: expected at least %" PRId64 ", found %" PRId64,
                     what, lowest, value);
}

int domain_empty(const char *what, struct error *err)
{
    return error_set(err, ERROR_INPUT, "N0821", "nothing to compute on: no %s", what);
}

int domain_misfit(struct error *err, const char *fmt, ...)
{
    char told[sizeof err->message];
    va_list arguments;
    va_start(arguments, fmt);
    vsnprintf(told, sizeof told, fmt, arguments);
    va_end(arguments);
    return error_set(err, ERROR_INPUT, "N0822", "numbers do not fit together: %s", told);
}
