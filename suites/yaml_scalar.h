/* suites/yaml_scalar.h - what a plain YAML scalar is: the core schema of YAML 1.2
 * (10.3.2). */
#ifndef NOWORSE_SUITES_YAML_SCALAR_H
#define NOWORSE_SUITES_YAML_SCALAR_H

#include <stdbool.h>
#include <stddef.h>

enum yaml_scalar {
    SCALAR_NULL,
    SCALAR_TRUE,
    SCALAR_FALSE,
    SCALAR_INTEGER,
    SCALAR_FLOAT,
    SCALAR_NOT_FINITE, /* .inf and .nan */
    SCALAR_TEXT
};

/* The type of a plain scalar; text ends with NUL. `yes`, `1_000` and 2026-01-01 are
 * texts. */
enum yaml_scalar yaml_scalar_type(const char *text, size_t length);

/* The number of a SCALAR_INTEGER; -1: it does not fit. */
int yaml_scalar_integer(const char *text, long long *out);

/* Whether YAML 1.1 reads the integer with base 8: 012. */
bool yaml_scalar_is_old_octal(const char *text);

#endif
