/* store/run_file_earlier.c - the run that the same command would continue. */
#include "base/mem.h"
#include "base/path.h"
#include "store/run_file_continue.h"
#include "store/run_file_database.h"
#include "store/run_ids.h"

#include <stdlib.h>
#include <string.h>

/* A folder may hold the runs of years and of other suites: so far back is looked. */
enum { LOOKED_AT_MAX = 100, ID_LENGTH = 26 };

/* What is to be known of one run file, without reading all of its plan. */
struct glance {
    bool is_of_suite, is_same, is_finished;
};

/* A run that was killed before its first call holds nothing. */
static const char glance_sql[] =
    "SELECT json_extract(plan, '$.suite'), json_extract(plan, '$.asked_digest'), "
    "status FROM run WHERE EXISTS (SELECT 1 FROM samples) OR EXISTS (SELECT 1 FROM "
    "calls)";

static int glance_at(const char *path, const char *suite, const char *asked_digest,
                     struct glance *out)
{
    struct error ignored = ERROR_INIT;
    sqlite3_stmt *row = NULL;
    struct run_file *file;
    int rc = -1;

    if (run_file_open(path, &file, &ignored))
        return -1;
    if (file->schema == RUN_FILE_SCHEMA &&
        database_prepare(file, glance_sql, &row, &ignored) == 0 &&
        sqlite3_step(row) == SQLITE_ROW) {
        const char *text = column_text(row, 0);

        out->is_of_suite = text && !strcmp(text, suite);
        text = column_text(row, 2);
        out->is_finished = text && (!strcmp(text, run_status_name(RUN_FINISHED)) ||
                                    !strcmp(text, run_status_name(RUN_DECIDED)));
        text = column_text(row, 1);
        out->is_same =
            asked_digest ? text && !strcmp(text, asked_digest) : !out->is_finished;
        rc = 0;
    }
    sqlite3_finalize(row);
    run_file_close(file);
    return rc;
}

/* True: it decides. */
static bool earlier_consider(struct earlier_run *out, bool *has_newer,
                             const struct glance *glance, char *path)
{
    bool is_wanted = !glance->is_finished && (glance->is_same || !*has_newer);

    if (is_wanted || glance->is_same) {
        free(out->path);
        out->path = is_wanted ? path : NULL;
        out->is_same = is_wanted && glance->is_same;
    }
    if (out->path != path)
        free(path);
    *has_newer = true;
    return glance->is_same;
}

int run_file_find_earlier(const char *state_folder, const char *suite,
                          const char *asked_digest, struct earlier_run *out,
                          struct error *err)
{
    char *folder = path_join(state_folder, "runs");
    struct run_ids ids = {NULL, 0, 0};
    bool is_decided = false;
    bool has_newer = false; /* one of this suite was seen */
    size_t looked_at = 0;
    int rc = run_ids_load(&ids, folder, err);

    *out = (struct earlier_run){.path = NULL};
    for (size_t i = ids.count; i-- > 0 && !is_decided && looked_at < LOOKED_AT_MAX;) {
        struct glance glance;
        char *path;

        if (strlen(ids.items[i]) != ID_LENGTH)
            continue;
        looked_at++;
        path = mem_format("%s/%s" RUN_ENDING, folder, ids.items[i]);
        if (glance_at(path, suite, asked_digest, &glance) == 0 && glance.is_of_suite)
            is_decided = earlier_consider(out, &has_newer, &glance, path);
        else
            free(path);
    }
    if (out->path)
        out->is_live = run_file_is_live(out->path);
    run_ids_release(&ids);
    free(folder);
    return rc;
}

int run_file_find_last(const char *state_folder, const char *suite, char **path,
                       struct error *err)
{
    char *folder = path_join(state_folder, "runs");
    struct run_ids ids = {NULL, 0, 0};
    size_t looked_at = 0;
    int rc = run_ids_load(&ids, folder, err);

    *path = NULL;
    for (size_t i = ids.count; i-- > 0 && !*path && looked_at < LOOKED_AT_MAX;) {
        struct glance glance;

        if (strlen(ids.items[i]) != ID_LENGTH)
            continue;
        looked_at++;
        *path = mem_format("%s/%s" RUN_ENDING, folder, ids.items[i]);
        if (glance_at(*path, suite, NULL, &glance) == 0 && glance.is_of_suite)
            break;
        free(*path);
        *path = NULL;
    }
    run_ids_release(&ids);
    free(folder);
    return rc;
}
