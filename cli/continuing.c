/* cli/continuing.c - the same command again goes on with a run that did not finish. */
#include "cli/continuing.h"

#include "base/buf.h"
#include "base/mem.h"
#include "cli/opening.h"
#include "cli/state_folder.h"
#include "gate/figure.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NOTE_BYTES_MAX = 4096 };

void continuing_release(struct continuing *continuing)
{
    run_file_close(continuing->earlier);
    continuing->earlier = NULL;
    resumed_release(&continuing->resumed);
    earlier_runs_release(&continuing->runs);
    free(continuing->note);
    continuing->note = NULL;
}

/* A finished run whose reports were written, and what is no run at all, is never written
 * over. */
static int is_unfinished(const char *path, struct error *err)
{
    struct run_file *file;
    struct run_info info;
    int rc;

    if (run_file_open(path, &file, err))
        return !strcmp(err->code, "N0602") ? 0 : -1;
    rc = run_file_info(file, &info, err);
    if (rc == 0) {
        rc = !run_status_is_over(info.status) || !run_file_has_verdict(file);
        run_info_release(&info);
    }
    run_file_close(file);
    return rc;
}

int earlier_expect(struct opened_suite *opened, const struct suite_args *args,
                   struct error *err)
{
    struct earlier_runs *runs = &opened->continuing.runs;
    char *state = state_folder(args->state, opened->suite->root);
    int rc = earlier_runs_look(state, opened->suite->name, runs, err);

    free(state);
    if (args->run_file &&
        (access(args->run_file, F_OK) != 0 || run_file_remove_blank(args->run_file)))
        return 0;
    if (args->fresh)
        return 0;
    if (args->run_file) {
        rc = is_unfinished(args->run_file, err);
        if (rc <= 0)
            return rc;
        return run_file_open_again(args->run_file, &opened->continuing.earlier, err) ? -1
                                                                                     : 1;
    }
    return rc ? rc : earlier_runs_unfinished(runs, NULL).path != NULL;
}

static void id_read(struct run_file *file, char id[27])
{
    struct error ignored = ERROR_INIT;
    struct run_info info;

    id[0] = '\0';
    if (run_file_info(file, &info, &ignored))
        return;
    memcpy(id, info.id, sizeof info.id);
    run_info_release(&info);
}

/* Why the run that a person may have in mind is not gone on with. */
static char *note_of_other(struct opened_suite *opened, const char *path)
{
    struct error ignored = ERROR_INIT;
    struct run_changes changes;
    struct run_file *file;
    char *note = NULL;
    char id[27];

    if (run_file_open(path, &file, &ignored))
        return NULL;
    id_read(file, id);
    if (run_file_compare(file, opened->file, &changes, &ignored) == 0)
        note = mem_format("a new run: %s did not finish, but %s", id, changes.what);
    run_file_close(file);
    return note;
}

static int found_take(struct opened_suite *opened, const struct earlier_run *found,
                      struct error *err)
{
    struct continuing *continuing = &opened->continuing;

    if (!found->is_same) {
        if (!found->is_live)
            continuing->note = note_of_other(opened, found->path);
        return 0;
    }
    if (found->is_live) {
        continuing->note =
            mem_text("a new run: another noworse is running the same one just now");
        return 0;
    }
    if (run_file_open_again(found->path, &continuing->earlier, err)) {
        if (!err->hint[0])
            error_hint(err, "begin a new run beside it: --fresh");
        return -1;
    }
    return run_file_compare(continuing->earlier, opened->file, &continuing->changes, err);
}

int earlier_find(struct opened_suite *opened, const struct suite_args *args,
                 struct error *err)
{
    struct continuing *continuing = &opened->continuing;
    struct earlier_run found;

    if (continuing->earlier) {
        if (run_file_compare(continuing->earlier, opened->file, &continuing->changes,
                             err))
            return -1;
        if (!continuing->changes.asked)
            return 0;
        error_set(err, ERROR_INPUT, "N0922",
                  "%s holds a run that did not finish, and it was asked something else: "
                  "%s",
                  args->run_file, continuing->changes.what);
        return error_hint(err, "a new run begins in another file: --run-file OTHER");
    }
    found =
        earlier_runs_unfinished(&continuing->runs, opened->prepared.plan->asked_digest);
    return found.path ? found_take(opened, &found, err) : 0;
}

int earlier_tell(struct opened_suite *opened, struct error *err)
{
    struct run_plan *plan = opened->prepared.plan;
    char id[sizeof opened->id];

    memcpy(id, opened->id, sizeof id);
    if (opened->continuing.earlier)
        id_read(opened->continuing.earlier, id);
    earlier_runs_count(&opened->continuing.runs, id, plan, &plan->earlier);
    return plan->earlier.runs ? run_file_set_plan(opened->file, plan, err) : 0;
}

static void count_append(struct buf *out, const char *before, int64_t count,
                         const char *after)
{
    char text[FIGURE_SIZE];

    figure_count(count, text);
    buf_append_format(out, "%s%s%s", before, text, after);
}

/* "continues run 01J…: 118 of 2,520 samples are there, 3 calls in flight when it ended"
 */
static char *note_of_continued(const struct opened_suite *opened,
                               enum uncertain uncertain)
{
    const struct resumed *resumed = &opened->continuing.resumed;
    int64_t in_flight = resumed->continued.in_flight;
    struct buf note = BUF_INIT(NOTE_BYTES_MAX);

    buf_append_format(&note, "continues run %s: ", opened->id);
    count_append(&note, "", resumed->count, "");
    count_append(&note, " of ", opened->prepared.plan->sample_count,
                 " samples are there");
    if (resumed->to_judge)
        count_append(&note, ", ", resumed->to_judge,
                     resumed->to_judge == 1 ? " answer is to be judged"
                                            : " answers are to be judged");
    if (resumed->regraded)
        count_append(&note, ", ", resumed->regraded, " graded again");
    if (in_flight) {
        count_append(&note, ", ", in_flight, in_flight == 1 ? " call" : " calls");
        buf_append_text(&note, " in flight when it ended (");
        if (resumed->continued.in_flight_usd > 0)
            buf_append_format(&note, "perhaps billed, up to $%.4f; ",
                              resumed->continued.in_flight_usd);
        buf_append_text(&note, uncertain == UNCERTAIN_SKIP ? "not asked again)"
                                                           : "asked again)");
    }
    return buf_detach(&note);
}

int earlier_continue(struct opened_suite *opened, enum uncertain uncertain,
                     struct error *err)
{
    struct continuing *continuing = &opened->continuing;
    struct run_file *fresh = opened->file;

    if (!continuing->earlier)
        return 0;
    if (run_resume(&opened->prepared, continuing->earlier, &continuing->changes,
                   uncertain, &continuing->resumed, err))
        return -1;
    opened->file = continuing->earlier;
    continuing->earlier = NULL; /* the suite's */
    run_file_close(fresh);
    opened->run_path = mem_text(run_file_path(opened->file));
    id_read(opened->file, opened->id);
    free(continuing->note);
    continuing->note = note_of_continued(opened, uncertain);
    return 0;
}
