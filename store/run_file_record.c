/* store/run_file_record.c - the run's one row: when, how it ended, what was planned. */
#include "base/mem.h"
#include "store/run_file_database.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const status_names[] = {
    [RUN_RUNNING] = "running",
    [RUN_FINISHED] = "finished",
    [RUN_INTERRUPTED] = "interrupted",
    [RUN_FAILED] = "failed",
    [RUN_STOPPED] = "stopped",
    [RUN_SPENT] = "budget",
    [RUN_SPENT_JUDGED] = "budget_judged",
    [RUN_DECIDED] = "decided",
};

const char *run_status_name(enum run_status status)
{
    return status_names[status];
}

bool run_status_is_judged(enum run_status status)
{
    return run_status_is_over(status) || status == RUN_SPENT_JUDGED;
}

bool run_status_is_over(enum run_status status)
{
    return status == RUN_FINISHED || status == RUN_DECIDED;
}

static int status_parse(const char *name, enum run_status *out)
{
    for (size_t i = 0; name && i < sizeof status_names / sizeof *status_names; i++)
        if (strcmp(name, status_names[i]) == 0) {
            *out = (enum run_status)i;
            return 0;
        }
    return -1;
}

/* A command asks for it five times; a large one is rather read again. */
static void plan_keep(struct run_file *file, const char *text, json_t *json)
{
    enum { KEPT_BYTES_MAX = 256 * 1024 };

    free(file->checked_plan);
    json_decref(file->checked_json);
    file->checked_plan = mem_text(text);
    file->checked_json = strlen(text) <= KEPT_BYTES_MAX ? json_incref(json) : NULL;
}

int run_file_set_plan(struct run_file *file, const struct run_plan *plan,
                      struct error *err)
{
    json_t *json = run_plan_to_json(plan);
    char *text = json_dumps(json, JSON_COMPACT);
    struct run_plan *again = NULL;
    sqlite3_stmt *statement = NULL;
    bool own;
    int rc = -1;

    /* A plan that cannot be read back would be found out only when the money is spent. */
    if (run_plan_from_json(json, &again, err)) {
        err->kind = ERROR_BUG;
        goto done;
    }
    if (database_prepare(file, "UPDATE run SET plan = ?", &statement, err) ||
        turn_enter(file, &own, err))
        goto done;
    plan_keep(file, text, json);
    bind_text(statement, 1, text);
    rc = turn_leave(file, own, database_run(file, statement, err), err);

done:
    sqlite3_finalize(statement);
    run_plan_free(again);
    free(text);
    json_decref(json);
    return rc;
}

/* The run's row, as a statement that stands on it; the caller's, for finalize. */
static int row_find(struct run_file *file, const char *sql, sqlite3_stmt **out,
                    struct error *err)
{
    sqlite3_stmt *statement;
    int code;

    if (database_prepare(file, sql, &statement, err))
        return -1;
    code = sqlite3_step(statement);
    if (code == SQLITE_ROW) {
        *out = statement;
        return 0;
    }
    if (code == SQLITE_DONE)
        database_damaged(file, "it tells of no run", err);
    else
        database_error(file, "read", err);
    sqlite3_finalize(statement);
    return -1;
}

/* The one that is kept, where the text is the same; else with the members that plans have
 * got since it was written. */
static json_t *plan_parse(const struct run_file *file, const char *text, bool *is_checked)
{
    json_t *json;

    *is_checked = file->checked_plan && !strcmp(file->checked_plan, text);
    if (*is_checked && file->checked_json)
        return json_incref(file->checked_json);
    json = json_loads(text, 0, NULL);
    run_plan_upgrade(json);
    return json;
}

int run_file_plan(struct run_file *file, struct run_plan **out, struct error *err)
{
    sqlite3_stmt *statement;
    bool is_checked = false;
    json_t *json;
    const char *text;
    int rc = -1;

    if (row_find(file, "SELECT plan FROM run", &statement, err))
        return -1;
    text = column_text(statement, 0);
    json = text ? plan_parse(file, text, &is_checked) : NULL;
    if (!text)
        error_set(err, ERROR_INPUT, "N0610",
                  "%s holds no plan: the run ended while it was prepared", file->shown);
    else if (!json)
        database_damaged(file, "its plan is no JSON", err);
    else if (is_checked)
        rc = run_plan_from_checked(json, out, err);
    else if ((rc = run_plan_from_json(json, out, err)) == 0)
        plan_keep(file, text, json);
    json_decref(json);
    sqlite3_finalize(statement);
    return rc;
}

int run_file_info(struct run_file *file, struct run_info *out, struct error *err)
{
    struct run_info info = {.ended_ms = 0};
    sqlite3_stmt *statement;
    const char *id;
    int rc = -1;

    if (row_find(file,
                 "SELECT id, started_ms, ended_ms, status, signal, reason, version, "
                 "\"commit\" FROM run",
                 &statement, err))
        return -1;
    id = column_text(statement, 0);
    if (!id || strlen(id) >= sizeof info.id ||
        status_parse(column_text(statement, 3), &info.status)) {
        database_damaged(file, "its run has no id or an unknown status", err);
        goto done;
    }
    snprintf(info.id, sizeof info.id, "%s", id);
    info.started_ms = sqlite3_column_int64(statement, 1);
    info.ended_ms = sqlite3_column_int64(statement, 2);
    info.signal = sqlite3_column_int(statement, 4);
    info.reason = mem_text(column_text(statement, 5));
    info.version = mem_text(column_text(statement, 6));
    info.commit = mem_text(column_text(statement, 7));
    *out = info;
    rc = 0;

done:
    sqlite3_finalize(statement);
    return rc;
}

void run_info_release(struct run_info *info)
{
    free(info->reason);
    free(info->version);
    free(info->commit);
    info->reason = info->version = info->commit = NULL;
}
