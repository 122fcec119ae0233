/* tests/gate/oracle_values.c - what vectors hold, read; what functions say, put. */
#include "tests/gate/oracle.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int number_of(const json_t *value, double *number)
{
    static const struct {
        const char *text;
        double number;
    } named[] = {{"NaN", NAN}, {"Infinity", INFINITY}, {"-Infinity", -INFINITY}};
    if (json_is_number(value)) {
        *number = json_number_value(value);
        return 0;
    }
    for (size_t i = 0; json_is_string(value) && i < sizeof named / sizeof *named; i++)
        if (strcmp(json_string_value(value), named[i].text) == 0) {
            *number = named[i].number;
            return 0;
        }
    return -1;
}

/* No code: the runner takes this for a fault of the vector or of the group's function. */
static int misread(const char *key, struct error *err)
{
    return error_set(err, ERROR_BUG, "", "\"%s\" is missing or of another type", key);
}

int oracle_number(const json_t *in, const char *key, double *value, struct error *err)
{
    return number_of(json_object_get(in, key), value) ? misread(key, err) : 0;
}

double oracle_number_or(const json_t *in, const char *key, double otherwise)
{
    double value = otherwise;
    return number_of(json_object_get(in, key), &value) ? otherwise : value;
}

int oracle_count(const json_t *in, const char *key, int64_t *value, struct error *err)
{
    double number = 0;
    if (oracle_number(in, key, &number, err))
        return -1;
    if (!(fabs(number) < 9e15) || number != floor(number))
        return error_set(err, ERROR_INPUT, "N0820", "%s is no whole number", key);
    *value = (int64_t)number;
    return 0;
}

int oracle_numbers(const json_t *in, const char *key, double **values, size_t *count,
                   struct error *err)
{
    const json_t *array = json_object_get(in, key);
    if (!json_is_array(array))
        return misread(key, err);
    *count = json_array_size(array);
    *values = mem_new(*count + 1, sizeof **values);
    for (size_t i = 0; i < *count; i++)
        if (number_of(json_array_get(array, i), *values + i)) {
            free(*values);
            return misread(key, err);
        }
    return 0;
}

int oracle_table(const json_t *in, const char *key, struct oracle_table *table,
                 struct error *err)
{
    const json_t *rows = json_object_get(in, key);
    if (!json_is_array(rows))
        return misread(key, err);
    table->rows = json_array_size(rows);
    table->columns = json_array_size(json_array_get(rows, 0));
    table->numbers = mem_new(table->rows * table->columns + 1, sizeof *table->numbers);
    for (size_t i = 0; i < table->rows * table->columns; i++) {
        const json_t *row = json_array_get(rows, i / table->columns);
        const json_t *value = json_array_get(row, i % table->columns);
        if (value && !number_of(value, table->numbers + i) &&
            json_array_size(row) == table->columns)
            continue;
        free(table->numbers);
        return json_array_size(row) == table->columns
                   ? misread(key, err)
                   : error_set(err, ERROR_INPUT, "N0822", "rows of different length");
    }
    return 0;
}

int oracle_mean(const json_t *in, const char *key, double *mean, size_t *count,
                struct error *err)
{
    double *values = NULL, sum = 0;
    if (oracle_numbers(in, key, &values, count, err))
        return -1;
    for (size_t i = 0; i < *count; i++)
        sum += values[i];
    *mean = *count ? sum / (double)*count : NAN;
    free(values);
    return 0;
}

int64_t oracle_first_equal(const json_t *array, size_t index)
{
    size_t first = 0;
    while (first < index &&
           !json_equal(json_array_get(array, first), json_array_get(array, index)))
        first++;
    return (int32_t)first;
}

int32_t oracle_cluster(const json_t *rows, size_t index)
{
    const json_t *cluster = json_object_get(json_array_get(rows, index), "cluster");
    size_t first = 0;
    if (!json_is_string(cluster))
        return -1;
    while (!json_equal(json_object_get(json_array_get(rows, first), "cluster"), cluster))
        first++;
    return (int32_t)first;
}

const char *oracle_text(const json_t *in, const char *key)
{
    const char *text = json_string_value(json_object_get(in, key));
    return text ? text : "";
}

static json_t *number_new(double value)
{
    if (isnan(value))
        return json_string("NaN");
    if (isinf(value))
        return json_string(value > 0 ? "Infinity" : "-Infinity");
    return json_real(value);
}

void oracle_put(json_t *out, const char *key, double value)
{
    json_object_set_new(out, key, number_new(value));
}

void oracle_put_null(json_t *out, const char *key)
{
    json_object_set_new(out, key, json_null());
}

void oracle_put_count(json_t *out, const char *key, int64_t value)
{
    json_object_set_new(out, key, json_integer(value));
}

void oracle_put_numbers(json_t *out, const char *key, const double *values, size_t count)
{
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(array, number_new(values[i]));
    json_object_set_new(out, key, array);
}
