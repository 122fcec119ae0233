/* tests/providers/test_retry_advice.c - how long a vendor asks to wait, in all forms of a
 * date that RFC 9110, 5.6.7 wants read, and in some that it does not know. */
#include "providers/retry_advice.h"

#include <criterion/criterion.h>

static const char now[] = "Sat, 07 Nov 2026 08:49:37 GMT";

static const struct {
    const char *date, *after;
    int64_t wait_ms;
} rows[] = {
    {now, "Sat, 07 Nov 2026 08:50:07 GMT", 30000},
    {now, "Saturday, 07-Nov-26 08:50:07 GMT", 30000},
    {now, "Sat Nov  7 08:50:07 2026", 30000},
    {now, "Mon Nov 16 08:49:37 2026", 24 * 3600 * 1000}, /* a day at most */
    {"Sat Nov  7 08:49:37 2026", "Saturday, 07-Nov-26 08:50:07 GMT", 30000},
    {"Saturday, 07-Nov-26 08:49:37 GMT", "Sat Nov  7 08:50:07 2026", 30000},
    {now, "Sat, 07 Nov 2026 08:49:00 GMT", 0},
    {now, "Sunday, 06-Nov-94 08:49:37 GMT", 0},  /* 1994 */
    {NULL, "Sat, 07 Nov 2026 08:50:07 GMT", -1}, /* whose clock would it be? */
    {now, "Sat, 07 Nov 2026 08:50:07 +0000", -1},
    {now, "Sat, 07 Nov 2026 08:50:07 UTC", -1},
    {now, "Sat, 07 Nov 2026 09:50:07 CET", -1},
    {now, "Sat, 07 Nov 2026 08:50:07", -1},
    {now, "Saturday, 07-Nov-26 08:50:07", -1},
    {now, "Sat Nov  7 08:50:07 2026 GMT", -1},
    {now, "Sat Nov  7 08:50:07", -1},
    {now, "2026-11-07T08:50:07Z", -1},
    {now, "", -1},
};

Test(retry_advice, dates_are_read_in_the_three_forms_of_http_and_in_no_other)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct response_header headers[] = {{"Retry-After", rows[i].after},
                                                  {"Date", rows[i].date}};
        const struct response response = {
            .status = 429, .headers = headers, .header_count = rows[i].date ? 2 : 1};

        cr_expect_eq(retry_after_ms(&response), rows[i].wait_ms, "%s at %s: %lld",
                     rows[i].after, rows[i].date ? rows[i].date : "an unknown time",
                     (long long)retry_after_ms(&response));
    }
}
