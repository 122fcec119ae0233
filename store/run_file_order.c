/* store/run_file_order.c - cases cluster by cluster, in the order of their turns. */
#include "store/run_file_order.h"

#include "base/mem.h"
#include "store/cluster_turn.h"
#include "store/run_file_database.h"

#include <stdlib.h>

/* The rows of a rowid table are numbered as they come. A file that is only read has a
 * temporary database too. */
static const char order_sql[] =
    "PRAGMA query_only = OFF;"
    "DROP TABLE IF EXISTS temp.turns;"
    "CREATE TEMP TABLE turns (place INTEGER PRIMARY KEY, turn INTEGER, \"case\" INTEGER);"
    "INSERT INTO temp.turns (turn, \"case\") "
    "SELECT cluster_turn(cohort, id, \"group\") AS turn, number FROM main.cases "
    "ORDER BY turn, number;";

static const char *value_text(sqlite3_value *value)
{
    return (const char *)sqlite3_value_text(value);
}

static void turn_function(sqlite3_context *context, int count, sqlite3_value **values)
{
    const struct run_plan *plan = sqlite3_user_data(context);
    const int64_t cohort = sqlite3_value_int64(values[0]);

    (void)count;
    if (cohort < 0 || (size_t)cohort >= plan->cohort_count || !value_text(values[1]))
        sqlite3_result_error(context, "a case of no cohort", -1);
    else
        sqlite3_result_int64(context,
                             cluster_turn(plan->order_seed, plan->cohorts[cohort].name,
                                          value_text(values[1]), value_text(values[2])));
}

static int turns_make(struct run_file *file, const struct run_plan *plan,
                      struct error *err)
{
    void *lent = (void *)(uintptr_t)plan; /* read alone, and only until this returns */
    int rc = -1;

    case_window_clear(file);
    if (sqlite3_create_function(file->db, "cluster_turn", 3,
                                SQLITE_UTF8 | SQLITE_DETERMINISTIC, lent, turn_function,
                                NULL, NULL) != SQLITE_OK)
        return database_error(file, "read", err);
    rc = database_exec(file, order_sql, "read", err);
    if (!file->is_written && rc == 0)
        rc = database_exec(file, "PRAGMA query_only = ON", "read", err);
    sqlite3_create_function(file->db, "cluster_turn", 3, SQLITE_UTF8, NULL, NULL, NULL,
                            NULL);
    return rc;
}

void run_order_release(struct run_order *order)
{
    free(order->scales);
    order->scales = NULL;
}

static const char weights_sql[] =
    "SELECT cohort, total(weight), max(must_pass) FROM main.cases GROUP BY cohort";

/* A cohort with a weight counts by it, whatever its cases weigh: as in gate/. */
static int scales_read(struct run_file *file, const struct run_plan *plan,
                       struct run_order *out, struct error *err)
{
    sqlite3_stmt *rows;
    int code;

    if (database_prepare(file, weights_sql, &rows, err))
        return -1;
    while ((code = sqlite3_step(rows)) == SQLITE_ROW) {
        const struct plan_cohort *cohort = &plan->cohorts[sqlite3_column_int64(rows, 0)];
        double *scale = &out->scales[sqlite3_column_int64(rows, 0)];
        double sum = sqlite3_column_double(rows, 1);

        if (cohort->watch)
            *scale = cohort->weight > 0 && sum > 0 ? cohort->weight / sum : 1;
        out->has_must_pass |= sqlite3_column_int(rows, 2) != 0;
    }
    sqlite3_finalize(rows);
    return code == SQLITE_DONE ? 0 : database_error(file, "read", err);
}

static int clusters_weigh(struct run_file *file, struct run_order *out, struct error *err)
{
    struct case_record row;
    int64_t turn, last = -1;
    double weight = 0;
    int rc;

    for (int64_t place = 0; (rc = run_file_case_at(file, place, &row, &turn, err)) == 0;
         place++) {
        if (turn != last) {
            weight = 0;
            out->clusters++;
        }
        last = turn;
        weight += row.weight * out->scales[row.cohort];
        if (weight > out->cluster_weight_max)
            out->cluster_weight_max = weight;
    }
    if (out->cluster_weight_max <= 0)
        out->cluster_weight_max = 1;
    return rc < 0 ? -1 : 0;
}

int run_file_order(struct run_file *file, const struct run_plan *plan,
                   struct run_order *out, struct error *err)
{
    *out = (struct run_order){.scales = mem_new(plan->cohort_count, sizeof *out->scales)};
    if (turns_make(file, plan, err) || scales_read(file, plan, out, err) ||
        clusters_weigh(file, out, err)) {
        run_order_release(out);
        return -1;
    }
    return 0;
}

/* Numbers and texts are never the same. */
#define CLUSTERS                                                                         \
    "count(DISTINCT CASE WHEN \"group\" IS NULL THEN number ELSE \"group\" END)"

static const char clusters_sql[] =
    "SELECT cohort, " CLUSTERS " FROM main.cases GROUP BY cohort "
    "UNION ALL SELECT -1, " CLUSTERS " FROM main.cases";

int run_file_clusters(struct run_file *file, const struct run_plan *plan, int64_t *out,
                      struct error *err)
{
    sqlite3_stmt *rows;
    int code;

    if (database_prepare(file, clusters_sql, &rows, err))
        return -1;
    while ((code = sqlite3_step(rows)) == SQLITE_ROW) {
        const int64_t cohort = sqlite3_column_int64(rows, 0);

        if (cohort < (int64_t)plan->cohort_count)
            out[cohort < 0 ? (int64_t)plan->cohort_count : cohort] =
                sqlite3_column_int64(rows, 1);
    }
    sqlite3_finalize(rows);
    return code == SQLITE_DONE ? 0 : database_error(file, "read", err);
}

int run_file_each_group(struct run_file *file, run_file_group_fn *fn, void *context,
                        struct error *err)
{
    static const char sql[] = "SELECT cohort, \"group\" FROM main.cases ORDER BY number";
    sqlite3_stmt *rows;
    int code = SQLITE_DONE, rc = 0;

    if (database_prepare(file, sql, &rows, err))
        return -1;
    while (rc == 0 && (code = sqlite3_step(rows)) == SQLITE_ROW)
        rc = fn(context, sqlite3_column_int(rows, 0), column_text(rows, 1));
    sqlite3_finalize(rows);
    return rc || code == SQLITE_DONE ? rc : database_error(file, "read", err);
}
