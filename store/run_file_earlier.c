/* store/run_file_earlier.c - the runs of a suite that are there already. */
#include "store/run_file_earlier.h"

#include "base/mem.h"
#include "base/path.h"
#include "store/run_file_database.h"
#include "store/run_ids.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A folder may hold the runs of years and of other suites: so far back is looked. */
enum { LOOKED_AT_MAX = 100, ID_LENGTH = 26 };

/* A run that was killed before its first call holds nothing. */
static const char glance_sql[] =
    "SELECT json_extract(plan, '$.suite'), json_extract(plan, '$.asked_digest'), "
    "json_extract(plan, '$.judged_digest'), status, "
    "CASE WHEN EXISTS (SELECT 1 FROM samples WHERE call IS NOT NULL AND failure IS NULL) "
    "THEN gate_verdict END, gate_verdict IS NOT NULL "
    "FROM run WHERE EXISTS (SELECT 1 FROM samples) OR EXISTS (SELECT 1 FROM calls_sent)";

static void digest_take(sqlite3_stmt *row, int column, char out[65])
{
    const char *text = column_text(row, column);

    snprintf(out, 65, "%s", text ? text : "");
}

static bool status_is(const char *status, enum run_status which)
{
    return status && !strcmp(status, run_status_name(which));
}

/* Where nothing was gated, nothing was said. */
static bool is_verdict(const char *word)
{
    static const char *const words[] = {"pass", "fail", "inconclusive", "incomplete"};

    for (size_t i = 0; word && i < sizeof words / sizeof *words; i++)
        if (!strcmp(word, words[i]))
            return true;
    return false;
}

static void row_take(sqlite3_stmt *row, struct earlier_glance *out)
{
    const char *status = column_text(row, 3);

    digest_take(row, 1, out->asked_digest);
    digest_take(row, 2, out->judged_digest);
    out->is_finished =
        (status_is(status, RUN_FINISHED) || status_is(status, RUN_DECIDED)) &&
        sqlite3_column_int(row, 5); /* or it was killed before its reports were written */
    if ((out->is_finished || status_is(status, RUN_SPENT_JUDGED)) &&
        is_verdict(column_text(row, 4)))
        out->verdict = mem_text(column_text(row, 4));
}

/* True: it is a run of the suite, and *out the caller's but for its path and id. */
static bool glance_at(const char *path, const char *suite, struct earlier_glance *out)
{
    struct error ignored = ERROR_INIT;
    sqlite3_stmt *row = NULL;
    struct run_file *file;
    const char *name;
    bool is_of_suite = false;

    if (run_file_open(path, &file, &ignored))
        return false;
    if (file->schema == RUN_FILE_SCHEMA &&
        database_prepare(file, glance_sql, &row, &ignored) == 0 &&
        sqlite3_step(row) == SQLITE_ROW) {
        name = column_text(row, 0);
        is_of_suite = name && !strcmp(name, suite);
        if (is_of_suite)
            row_take(row, out);
    }
    sqlite3_finalize(row);
    run_file_close(file);
    return is_of_suite;
}

static void glance_release(struct earlier_glance *glance)
{
    free(glance->path);
    free(glance->id);
    free(glance->verdict);
}

static void glance_add(struct earlier_runs *runs, const struct earlier_glance *glance)
{
    MEM_GROW(runs->items, runs->count, runs->capacity);
    runs->items[runs->count++] = *glance;
}

/* So many of the suite, from the newest on. */
static int runs_look(const char *state_folder, const char *suite, size_t wanted,
                     struct earlier_runs *out, struct error *err)
{
    char *folder = path_join(state_folder, "runs");
    struct run_ids ids = {NULL, 0, 0};
    size_t looked_at = 0;
    int rc = run_ids_load(&ids, folder, err);

    *out = (struct earlier_runs){NULL, 0, 0};
    for (size_t i = ids.count;
         i-- > 0 && out->count < wanted && looked_at < LOOKED_AT_MAX;) {
        struct earlier_glance glance = {.path = NULL};

        if (strlen(ids.items[i]) != ID_LENGTH)
            continue;
        looked_at++;
        glance.path = mem_format("%s/%s" RUN_ENDING, folder, ids.items[i]);
        glance.id = mem_text(ids.items[i]);
        if (glance_at(glance.path, suite, &glance))
            glance_add(out, &glance);
        else
            glance_release(&glance);
    }
    run_ids_release(&ids);
    free(folder);
    return rc;
}

int earlier_runs_look(const char *state_folder, const char *suite,
                      struct earlier_runs *out, struct error *err)
{
    return runs_look(state_folder, suite, LOOKED_AT_MAX, out, err);
}

void earlier_runs_release(struct earlier_runs *runs)
{
    for (size_t i = 0; i < runs->count; i++)
        glance_release(&runs->items[i]);
    free(runs->items);
    *runs = (struct earlier_runs){NULL, 0, 0};
}

struct earlier_run earlier_runs_unfinished(const struct earlier_runs *runs,
                                           const char *asked_digest)
{
    struct earlier_run out = {.path = NULL};

    for (size_t i = 0; i < runs->count && !out.is_same; i++) {
        const struct earlier_glance *run = &runs->items[i];
        bool is_same =
            asked_digest ? !strcmp(run->asked_digest, asked_digest) : !run->is_finished;

        if (is_same && run->is_finished) {
            out.path = NULL;
            break;
        }
        if (is_same || (i == 0 && !run->is_finished)) {
            out.path = run->path;
            out.is_same = is_same;
        }
    }
    if (out.path)
        out.is_live = run_file_is_live(out.path);
    return out;
}

void earlier_runs_count(const struct earlier_runs *runs, const char *own_id,
                        const struct run_plan *plan, struct plan_earlier *out)
{
    *out = (struct plan_earlier){.runs = 0};
    for (size_t i = runs->count; i-- > 0;) { /* from the oldest on */
        const struct earlier_glance *run = &runs->items[i];

        if (!run->verdict || !strcmp(run->id, own_id) ||
            strcmp(run->asked_digest, plan->asked_digest) != 0 ||
            strcmp(run->judged_digest, plan->judged_digest) != 0)
            continue;
        out->runs++;
        if (!out->verdict && strcmp(run->verdict, "pass") != 0) {
            out->number = out->runs;
            out->verdict = mem_text(run->verdict);
        }
    }
    if (!out->verdict)
        out->runs = 0;
}

int run_file_find_last(const char *state_folder, const char *suite, char **path,
                       struct error *err)
{
    struct earlier_runs runs;
    int rc = runs_look(state_folder, suite, 1, &runs, err);

    *path = runs.count ? mem_text(runs.items[0].path) : NULL;
    earlier_runs_release(&runs);
    return rc;
}
