/* tests/gate/oracle_runner.c - oracle_runner FILE...: test vectors of statistics,
 * computed and compared.
 *
 * Prints a line for each vector that fails (its id, what came out, what is wanted), one
 * for each group, and "N passed, N failed" last; exit 1 when any failed, 2 when a file
 * cannot be read. A group that nobody computes has failed with all its vectors.
 */
#include "tests/gate/oracle.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct oracle_group *const topics[] = {
    oracle_gate,   oracle_distributions, oracle_planning, oracle_monitors,
    oracle_judges, oracle_intervals,     oracle_paired,   oracle_ranks,
};

struct tolerance {
    double rel, abs;
};

struct counts {
    unsigned passed, failed;
};

/* Vectors whose last digits are wrong, with the tolerance that a right answer needs and
 * the proof. Each is told aloud.
 */
static const struct erratum {
    const char *id;
    struct tolerance tolerance;
    const char *reason;
} errata[] = {
    {"paired_diff-d-08",
     {1e-9, 3e-10},
     "made with t(0.975, 6) = 2.4469118488 (SciPy 1.10); mpmath has 2.4469118511450"},
    {"paired_t-d-09",
     {1e-8, 3e-10},
     "made with t(0.975, 39) = 2.0226909117 (SciPy 1.10); mpmath has 2.0226909200368"},
};

static const struct erratum *erratum_find(const char *id)
{
    for (size_t i = 0; i < sizeof errata / sizeof *errata; i++)
        if (strcmp(errata[i].id, id) == 0)
            return &errata[i];
    return NULL;
}

static const struct oracle_group *group_find(const char *name)
{
    for (size_t i = 0; i < sizeof topics / sizeof *topics; i++)
        for (const struct oracle_group *group = topics[i]; group->name; group++)
            if (strcmp(group->name, name) == 0)
                return group;
    return NULL;
}

static bool matches(const json_t *got, const json_t *want,
                    const struct tolerance *tolerance);

static bool object_matches(const json_t *got, const json_t *want,
                           const struct tolerance *tolerance)
{
    const char *key;
    json_t *value;
    json_object_foreach(
        (json_t *)(uintptr_t)want, key,
        value) if (!matches(json_object_get(got, key), value, tolerance)) return false;
    return json_is_object(got);
}

static bool array_matches(const json_t *got, const json_t *want,
                          const struct tolerance *tolerance)
{
    if (!json_is_array(got) || json_array_size(got) != json_array_size(want))
        return false;
    for (size_t i = 0; i < json_array_size(want); i++)
        if (!matches(json_array_get(got, i), json_array_get(want, i), tolerance))
            return false;
    return true;
}

/* The vectors are our own files, a few levels deep. */
// NOLINTNEXTLINE(misc-no-recursion)
static bool matches(const json_t *got, const json_t *want,
                    const struct tolerance *tolerance)
{
    if (json_is_object(want))
        return object_matches(got, want, tolerance);
    if (json_is_array(want))
        return array_matches(got, want, tolerance);
    if (!json_is_number(want) || !json_is_number(got))
        return got && json_equal(got, want);
    double expected = json_number_value(want), value = json_number_value(got);
    if (json_is_integer(want))
        return value == expected;
    return fabs(value - expected) <= tolerance->abs + tolerance->rel * fabs(expected);
}

static void failure_print(const json_t *vector, const json_t *out,
                          const struct error *err)
{
    const json_t *want = json_object_get(vector, "out");
    char *got = json_dumps(out, JSON_COMPACT | JSON_REAL_PRECISION(17));
    char *expected =
        want ? json_dumps(want, JSON_COMPACT | JSON_REAL_PRECISION(17)) : NULL;
    printf("%s: got %s, want %s\n", oracle_text(vector, "id"),
           err->kind != ERROR_NONE ? err->message : got,
           expected ? expected : "an error");
    free(expected);
    free(got);
}

static bool vector_passes(const struct oracle_group *group, const json_t *vector,
                          struct tolerance tolerance)
{
    const json_t *own = json_object_get(vector, "tolerance");
    if (own) {
        tolerance.rel = oracle_number_or(own, "rel", 0);
        tolerance.abs = oracle_number_or(own, "abs", 0);
    }
    const struct erratum *erratum = erratum_find(oracle_text(vector, "id"));
    if (erratum) {
        tolerance = erratum->tolerance;
        printf(
            "%s: compared within %g + %g * |want|, for the vector is wrong there: %s\n",
            erratum->id, tolerance.abs, tolerance.rel, erratum->reason);
    }
    struct error err = ERROR_INIT;
    json_t *out = json_object();
    int rc = group->compute(json_object_get(vector, "in"), out, &err);
    const json_t *want = json_object_get(vector, "out");
    bool passes = want ? rc == 0 && matches(out, want, &tolerance)
                       : rc == -1 && err.code[0] != '\0';
    if (!passes)
        failure_print(vector, out, &err);
    json_decref(out);
    return passes;
}

static void group_run(const json_t *description, struct counts *all)
{
    const char *name = oracle_text(description, "name");
    const json_t *vectors = json_object_get(description, "vectors");
    const json_t *tolerances = json_object_get(description, "tolerance");
    struct tolerance tolerance = {oracle_number_or(tolerances, "rel", 0),
                                  oracle_number_or(tolerances, "abs", 0)};
    const struct oracle_group *group = group_find(name);
    struct counts counts = {0, 0};
    for (size_t i = 0; i < json_array_size(vectors); i++) {
        const json_t *vector = json_array_get(vectors, i);
        if (group && vector_passes(group, vector, tolerance))
            counts.passed++;
        else
            counts.failed++;
        if (!group)
            printf("%s: got nothing, want group %s\n", oracle_text(vector, "id"), name);
    }
    printf("%-22s %4u passed, %u failed\n", name, counts.passed, counts.failed);
    all->passed += counts.passed;
    all->failed += counts.failed;
}

int main(int argc, char **argv)
{
    struct counts all = {0, 0};
    for (int i = 1; i < argc; i++) {
        json_error_t error;
        json_t *file = json_load_file(argv[i], JSON_REJECT_DUPLICATES, &error);
        const json_t *groups = json_object_get(file, "groups");
        if (!json_array_size(groups)) {
            fprintf(stderr, "%s: %s\n", argv[i], file ? "no groups" : error.text);
            json_decref(file);
            return 2;
        }
        for (size_t k = 0; k < json_array_size(groups); k++)
            group_run(json_array_get(groups, k), &all);
        json_decref(file);
    }
    printf("%u passed, %u failed\n", all.passed, all.failed);
    return all.failed || !all.passed ? 1 : 0;
}
