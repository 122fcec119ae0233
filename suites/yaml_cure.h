/* suites/yaml_cure.h - a line of YAML, read by eye: which value a mistake is in, and how
 * the line looks with that value in quotes. */
#ifndef NOWORSE_SUITES_YAML_CURE_H
#define NOWORSE_SUITES_YAML_CURE_H

#include <stdbool.h>
#include <stddef.h>

struct line_value {
    size_t start, length; /* bytes of the line */
    bool is_flow;         /* an item between brackets that begin in this line */
    bool has_key;         /* "key: " stands before it */
    bool is_quoted;       /* it begins with a quote */
};

/* The value that holds the byte `at`, or begins there. {{…}} and ${…} are text. */
struct line_value line_value_at(const char *line, size_t length, size_t at);

/* The line without its indentation, with the value in quotes; the caller's. NULL: too
 * long to be shown. */
char *line_quote(const char *line, size_t length, const struct line_value *value);

#endif
