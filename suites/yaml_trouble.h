/* suites/yaml_trouble.h - what libyaml complains about, said so that a person finds the
 * cause and the cure. */
#ifndef NOWORSE_SUITES_YAML_TROUBLE_H
#define NOWORSE_SUITES_YAML_TROUBLE_H

#include "base/error.h"
#include "suites/yaml_text.h"

#include <stdbool.h>

/* What the parser said, with its two marks (characters from 0). */
struct yaml_trouble {
    const char *problem, *context; /* either may be NULL */
    size_t problem_at, context_at;
};

/* Always -1, with *err filled. */
int yaml_trouble_tell(const struct yaml_text *text, const struct yaml_trouble *trouble,
                      struct error *err);

/* Gives *err the line with the value at `at` in quotes as its hint. Always -1. */
int yaml_trouble_quotes(const struct yaml_text *text, size_t at, struct error *err);

/* "{{x}}" without quotes is a mapping to YAML; at: its first brace. */
int yaml_trouble_template(const struct yaml_text *text, size_t at, struct error *err);

/* A text that begins with a character which YAML keeps for itself; at: that character. */
int yaml_trouble_indicator(const struct yaml_text *text, size_t at, struct error *err);

/* "-exact" where "- exact" was meant; at: the "-". */
int yaml_trouble_dash(const struct yaml_text *text, size_t at, struct error *err);

/* A scalar in double quotes (from the first quote on) that says \b and means a regular
 * expression: -1, with *err filled; 0: it does not. */
int yaml_trouble_backspace(const struct yaml_text *text, size_t start, size_t end,
                           struct error *err);

#endif
