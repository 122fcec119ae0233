/* store/run_file_order.c - cases cluster by cluster, in the order of their turns. */
#include "store/run_file_order.h"

#include "store/cluster_turn.h"
#include "store/run_file_database.h"

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

int run_file_order(struct run_file *file, const struct run_plan *plan, struct error *err)
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
