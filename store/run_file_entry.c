/* store/run_file_entry.c - what a variant of a run came to, as an entry of a baseline. */
#include "base/mem.h"
#include "store/baseline_file.h"
#include "store/run_file_database.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ALL_SAMPLES = -1 };

/* A figure for people to compare: six digits, so that a file changes where it matters. */
static double rounded(double number)
{
    char text[32];

    if (!isfinite(number))
        return number;
    snprintf(text, sizeof text, "%.6g", number);
    return strtod(text, NULL);
}

static const char averages_sql[] =
    "SELECT c.cohort, avg(s.cost_usd), sum(s.cost_usd), count(s.cost_usd), "
    "sum(s.input_tokens), count(s.input_tokens), sum(s.output_tokens), "
    "count(s.output_tokens) FROM samples s CROSS JOIN cases c ON c.number = s.\"case\" "
    "WHERE s.variant = ? GROUP BY c.cohort";

static const char latencies_sql[] =
    "SELECT s.latency_ms, c.cohort FROM samples s CROSS JOIN cases c "
    "ON c.number = s.\"case\" WHERE s.variant = ? AND s.failure IS NULL "
    "AND s.latency_ms IS NOT NULL ORDER BY s.latency_ms";

static const char served_sql[] =
    "SELECT DISTINCT model_served FROM (SELECT model_served FROM samples "
    "WHERE variant = ? ORDER BY number DESC LIMIT ?) "
    "WHERE model_served IS NOT NULL AND model_served <> '' ORDER BY 1 LIMIT 20";

static int walk_begin(struct run_file *file, const char *sql, int variant,
                      sqlite3_stmt **out, struct error *err)
{
    if (database_prepare(file, sql, out, err))
        return -1;
    sqlite3_bind_int(*out, 1, variant);
    return 0;
}

static int walk_end(struct run_file *file, sqlite3_stmt *rows, int code,
                    struct error *err)
{
    int rc = code == SQLITE_DONE ? 0 : database_error(file, "read", err);

    sqlite3_finalize(rows);
    return rc;
}

static double mean(double sum, int64_t count)
{
    return count ? rounded(sum / (double)count) : (double)NAN;
}

static int averages_read(struct run_file *file, const struct run_plan *plan, int variant,
                         struct baseline_entry *out, struct error *err)
{
    double sums[3] = {0, 0, 0};
    int64_t counts[3] = {0, 0, 0};
    sqlite3_stmt *rows;
    int code;

    if (walk_begin(file, averages_sql, variant, &rows, err))
        return -1;
    while ((code = sqlite3_step(rows)) == SQLITE_ROW) {
        int64_t cohort = sqlite3_column_int64(rows, 0);

        if (cohort < 0 || (size_t)cohort >= plan->cohort_count)
            continue;
        out->plan.cohorts[cohort].cost_usd = rounded(column_number(rows, 1));
        for (int i = 0; i < 3; i++) {
            sums[i] += sqlite3_column_double(rows, 2 + 2 * i);
            counts[i] += sqlite3_column_int64(rows, 3 + 2 * i);
        }
    }
    out->plan.cost_usd = mean(sums[0], counts[0]);
    out->input_tokens = mean(sums[1], counts[1]);
    out->output_tokens = mean(sums[2], counts[2]);
    return walk_end(file, rows, code, err);
}

/* Latencies in order, each with its cohort; the last slot is for all of them. */
struct latencies {
    int64_t *counts, *seen;
    double *p95;
    size_t all;
};

/* The nearest rank, as the gate has it (gate/tally.h). */
static void latency_add(struct latencies *of, size_t slot, double latency)
{
    of->seen[slot]++;
    if (of->seen[slot] == (95 * of->counts[slot] + 99) / 100)
        of->p95[slot] = rounded(latency);
}

static int latencies_walk(struct run_file *file, int variant, bool is_counting,
                          struct latencies *of, struct error *err)
{
    sqlite3_stmt *rows;
    int code;

    if (walk_begin(file, latencies_sql, variant, &rows, err))
        return -1;
    while ((code = sqlite3_step(rows)) == SQLITE_ROW) {
        double latency = sqlite3_column_double(rows, 0);
        size_t cohort = (size_t)sqlite3_column_int64(rows, 1);

        if (cohort >= of->all)
            continue;
        if (is_counting) {
            of->counts[cohort]++;
            of->counts[of->all]++;
        } else {
            latency_add(of, cohort, latency);
            latency_add(of, of->all, latency);
        }
    }
    return walk_end(file, rows, code, err);
}

static int latencies_read(struct run_file *file, const struct run_plan *plan, int variant,
                          struct baseline_entry *out, struct error *err)
{
    size_t slots = plan->cohort_count + 1;
    struct latencies of = {.counts = mem_new(slots, sizeof *of.counts),
                           .seen = mem_new(slots, sizeof *of.seen),
                           .p95 = mem_new(slots, sizeof *of.p95),
                           .all = plan->cohort_count};
    int rc;

    for (size_t i = 0; i < slots; i++)
        of.p95[i] = (double)NAN;
    rc = latencies_walk(file, variant, true, &of, err);
    if (rc == 0)
        rc = latencies_walk(file, variant, false, &of, err);
    for (size_t i = 0; i < plan->cohort_count; i++)
        out->plan.cohorts[i].latency_p95_ms = of.p95[i];
    out->plan.latency_p95_ms = of.p95[of.all];
    free(of.counts);
    free(of.seen);
    free(of.p95);
    return rc;
}

int run_file_served(struct run_file *file, int variant, int64_t newest, char ***out,
                    size_t *count, struct error *err)
{
    sqlite3_stmt *rows;
    int code;

    *out = NULL;
    *count = 0;
    if (walk_begin(file, served_sql, variant, &rows, err))
        return -1;
    sqlite3_bind_int64(rows, 2, newest);
    while ((code = sqlite3_step(rows)) == SQLITE_ROW) {
        *out = mem_resize(*out, *count + 1, sizeof **out);
        (*out)[(*count)++] = mem_text(column_text(rows, 0));
    }
    if (walk_end(file, rows, code, err) == 0)
        return 0;
    while (*count)
        free((*out)[--*count]);
    free(*out);
    *out = NULL;
    return -1;
}

static int figures_compare(const void *a, const void *b)
{
    const struct plan_figures *of_a = a, *of_b = b;

    return strcmp(of_a->cohort, of_b->cohort);
}

int run_file_entry(struct run_file *file, const struct run_plan *plan, int variant,
                   struct baseline_entry *out, struct error *err)
{
    const struct plan_variant *of = &plan->variants[variant];
    struct plan_entry *entry = &out->plan;

    *out = (struct baseline_entry){
        .plan = {.name = mem_text(of->name),
                 .prompt_name = mem_text(of->prompt_name),
                 .prompt_version = mem_text(of->prompt_version),
                 .prompt_digest = mem_text(of->prompt_digest),
                 .model_id = mem_text(of->model_id),
                 .model_provider = mem_text(of->model_provider),
                 .model_name = mem_text(of->model_name),
                 .repeats = plan->repeats,
                 .cohorts = mem_new(plan->cohort_count, sizeof *entry->cohorts),
                 .cohort_count = plan->cohort_count}};
    for (size_t i = 0; i < plan->cohort_count; i++)
        entry->cohorts[i] = (struct plan_figures){mem_text(plan->cohorts[i].name),
                                                  (double)NAN, (double)NAN};
    if (averages_read(file, plan, variant, out, err) ||
        latencies_read(file, plan, variant, out, err) ||
        run_file_served(file, variant, ALL_SAMPLES, &entry->served, &entry->served_count,
                        err)) {
        baseline_entry_release(out);
        return -1;
    }
    if (entry->cohort_count)
        qsort(entry->cohorts, entry->cohort_count, sizeof *entry->cohorts,
              figures_compare);
    return 0;
}

void baseline_entry_release(struct baseline_entry *entry)
{
    plan_entry_release(&entry->plan);
    *entry = (struct baseline_entry){.plan = {.name = NULL}};
}
