/* store/kept_bindings.c - parameters of a statement that stay bound from row to row. */
#include "store/kept_bindings.h"

#include "store/run_file_database.h"

#include <math.h>
#include <string.h>

void keep_null(struct kept_bindings *kept, int at)
{
    if (kept->at[at].kind == KEPT_NULL)
        return;
    kept->at[at].kind = KEPT_NULL;
    sqlite3_bind_null(kept->statement, at);
}

void keep_integer(struct kept_bindings *kept, int at, int64_t number)
{
    struct kept_binding *was = &kept->at[at];

    if (was->kind == KEPT_INTEGER && was->as.integer == number)
        return;
    was->kind = KEPT_INTEGER;
    was->as.integer = number;
    sqlite3_bind_int64(kept->statement, at, number);
}

void keep_count(struct kept_bindings *kept, int at, int64_t count)
{
    if (count == UNKNOWN_COUNT)
        keep_null(kept, at);
    else
        keep_integer(kept, at, count);
}

void keep_real(struct kept_bindings *kept, int at, double number)
{
    struct kept_binding *was = &kept->at[at];
    int64_t bits;

    if (isnan(number)) {
        keep_null(kept, at);
        return;
    }
    memcpy(&bits, &number, sizeof bits);
    if (was->kind == KEPT_REAL && was->as.integer == bits)
        return;
    was->kind = KEPT_REAL;
    was->as.integer = bits;
    sqlite3_bind_double(kept->statement, at, number);
}

void keep_bytes(struct kept_bindings *kept, int at, const char *text, size_t length)
{
    struct kept_binding *was = &kept->at[at];

    if (!text) {
        keep_null(kept, at);
        return;
    }
    if (length > KEPT_TEXT_MAX) {
        keep_nothing(kept, at);
        bind_bytes(kept->statement, at, text, length);
        return;
    }
    if (was->kind == KEPT_TEXT && was->length == length &&
        memcmp(was->as.text, text, length) == 0)
        return;
    was->kind = KEPT_TEXT;
    was->length = length;
    memcpy(was->as.text, text, length);
    bind_bytes(kept->statement, at, was->as.text, length);
}

void keep_text(struct kept_bindings *kept, int at, const char *text)
{
    keep_bytes(kept, at, text, text ? strlen(text) : 0);
}

void keep_nothing(struct kept_bindings *kept, int at)
{
    kept->at[at].kind = KEPT_NOTHING;
}
