/* store/run_file_find.c - which run file a person means: a path, an id, its beginning, or
 * "latest".
 */
#include "base/buf.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/shown.h"
#include "store/run_file.h"
#include "store/run_ids.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { NAMED_MAX = 3, SHOWN_COLUMNS = 100 };

/* "A, B, C and 4 more" of the ids that begin with `prefix`, latest first; the caller's.
 */
static char *ids_named(const struct run_ids *ids, const char *prefix)
{
    struct buf text = BUF_INIT(1024);
    size_t found = 0;

    for (size_t i = ids->count; i-- > 0;) {
        if (strncasecmp(ids->items[i], prefix, strlen(prefix)) != 0)
            continue;
        if (found < NAMED_MAX) {
            buf_append_text(&text, found ? ", " : "");
            shown_append(&text, ids->items[i], strlen(ids->items[i]), 40);
        }
        found++;
    }
    if (found > NAMED_MAX)
        buf_append_format(&text, " and %zu more", found - NAMED_MAX);
    return buf_detach(&text);
}

static int no_run(const struct run_ids *ids, const char *folder, const char *run,
                  struct error *err)
{
    char *named = ids_named(ids, "");
    char *quoted = shown_quoted(run, strlen(run), SHOWN_COLUMNS);

    error_set(err, ERROR_INPUT, "N0607", "no run %s in %s", quoted, folder);
    if (ids->count)
        error_hint(err, "there: %s", named);
    else
        error_hint(err, "there is no run yet: noworse run SUITE makes one");
    free(named);
    free(quoted);
    return -1;
}

/* The id that is meant; borrowed from ids; NULL with *err set. */
static const char *id_choose(const struct run_ids *ids, const char *folder,
                             const char *run, struct error *err)
{
    const char *chosen = NULL;
    size_t found = 0;

    if (strcmp(run, "latest") == 0) {
        for (size_t i = ids->count; i-- > 0 && !chosen;)
            if (strlen(ids->items[i]) == 26)
                chosen = ids->items[i];
        if (!chosen)
            no_run(ids, folder, run, err);
        return chosen;
    }
    for (size_t i = 0; i < ids->count; i++) {
        if (strcasecmp(ids->items[i], run) == 0)
            return ids->items[i];
        if (strncasecmp(ids->items[i], run, strlen(run)) == 0) {
            chosen = ids->items[i];
            found++;
        }
    }
    if (found == 0) {
        no_run(ids, folder, run, err);
    } else if (found > 1) {
        char *named = ids_named(ids, run);
        char *quoted = shown_quoted(run, strlen(run), SHOWN_COLUMNS);

        error_set(err, ERROR_INPUT, "N0608", "%s is the beginning of %zu runs", quoted,
                  found);
        error_hint(err, "one of %s", named);
        free(named);
        free(quoted);
    }
    return found == 1 ? chosen : NULL;
}

static int path_find(const char *run, char **path, struct error *err)
{
    if (access(run, F_OK)) {
        int reason = errno;
        char *quoted = shown_quoted(run, strlen(run), SHOWN_COLUMNS);

        error_set(err, ERROR_INPUT, "N0607", "no run file %s: %s", quoted,
                  strerror(reason));
        free(quoted);
        return -1;
    }
    *path = mem_text(run);
    return 0;
}

int run_file_find(const char *state_folder, const char *run, char **path,
                  struct error *err)
{
    struct run_ids ids = {NULL, 0, 0};
    char *folder;
    const char *id = NULL;

    if (strchr(run, '/') || path_has_ending(run, RUN_ENDING))
        return path_find(run, path, err);
    folder = path_join(state_folder, "runs");
    if (run_ids_load(&ids, folder, err) == 0) {
        if (run[0])
            id = id_choose(&ids, folder, run, err);
        else
            no_run(&ids, folder, run, err);
    }
    if (id)
        *path = mem_format("%s/%s" RUN_ENDING, folder, id);
    run_ids_release(&ids);
    free(folder);
    return id ? 0 : -1;
}
