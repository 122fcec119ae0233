/* tests/gate/oracle.h - test vectors of statistics: a table of groups, each with the
 * function that computes one.
 *
 * The vectors' file says how they match ("conventions"): numbers within abs + rel *
 * |want|, integers, texts, null and true/false exactly; a vector with "error" must make
 * the function report an error. A key that "out" has and the function did not put is a
 * failure; one that the function put besides is not looked at.
 *
 * To add a group: write its function into tests/gate/oracle_<topic>.c and its row into
 * the table at that file's end; a new topic is named here, in oracle_runner.c and in
 * CMakeLists.txt.
 */
#ifndef NOWORSE_TESTS_GATE_ORACLE_H
#define NOWORSE_TESTS_GATE_ORACLE_H

#include "base/error.h"

#include <jansson.h>
#include <stdint.h>

struct oracle_group {
    const char *name;
    /* From a vector's "in" to keys of "out"; -1 with an error where the functions report
     * one. */
    int (*compute)(const json_t *in, json_t *out, struct error *err);
};

/* Each ends with a row of NULL. */
extern const struct oracle_group oracle_distributions[];
extern const struct oracle_group oracle_planning[];
extern const struct oracle_group oracle_monitors[];
extern const struct oracle_group oracle_judges[];
extern const struct oracle_group oracle_intervals[];
extern const struct oracle_group oracle_paired[];
extern const struct oracle_group oracle_ranks[];
extern const struct oracle_group oracle_gate[];

/* What "in" holds. Reading fails where the key is missing or of another type: then the
 * vector fails, whatever it wants, for err->code is empty. The texts NaN, Infinity and
 * -Infinity are the numbers. */
int oracle_number(const json_t *in, const char *key, double *value, struct error *err);
double oracle_number_or(const json_t *in, const char *key, double otherwise);

/* NaN and fractions cannot be given to a function that takes an int64_t: that is an error
 * as a vector may want it (N0820, as from the function). */
int oracle_count(const json_t *in, const char *key, int64_t *value, struct error *err);

/* An array of numbers; the caller's, for free(). */
int oracle_numbers(const json_t *in, const char *key, double **values, size_t *count,
                   struct error *err);

/* An array of rows, each as long as the first: rows * columns numbers, the caller's. A
 * row of another length is an error as a vector may want it (N0822). */
struct oracle_table {
    double *numbers;
    size_t rows, columns;
};
int oracle_table(const json_t *in, const char *key, struct oracle_table *table,
                 struct error *err);

const char *oracle_text(const json_t *in, const char *key); /* or "" */

/* The mean of an array of scores; NaN where there are none. */
int oracle_mean(const json_t *in, const char *key, double *mean, size_t *count,
                struct error *err);

/* A number for the item's text, the same for the same text: the place of the first of its
 * kind. */
int64_t oracle_first_equal(const json_t *array, size_t index);

/* Of rows[index], whose "cluster" may be missing: -1. */
int32_t oracle_cluster(const json_t *rows, size_t index);

/* Rows of "base" and "cand" as kinds; the caller's, for free(). */
struct paired_kind;
int oracle_paired_kinds(const json_t *rows, struct paired_kind **kinds,
                        struct error *err);

/* Infinities and NaN are put as texts. */
void oracle_put(json_t *out, const char *key, double value);
void oracle_put_null(json_t *out, const char *key);
void oracle_put_count(json_t *out, const char *key, int64_t value);
void oracle_put_numbers(json_t *out, const char *key, const double *values, size_t count);

#endif
