/* store/run_file_earlier.h - the runs of a suite that are there already.
 *
 * Each file is opened once, for a glance at its first row: what a command wants to know
 * of earlier runs is answered from what was seen.
 */
#ifndef NOWORSE_STORE_RUN_FILE_EARLIER_H
#define NOWORSE_STORE_RUN_FILE_EARLIER_H

#include "store/run_file.h"

struct earlier_glance {
    char *path, *id; /* owned */
    char asked_digest[65], judged_digest[65];
    bool is_finished;
    char *verdict; /* owned; NULL: it has none, or no call of it was answered: its replies
                      are those of runs that asked for them, and so is what it says */
};

/* Begin zeroed. */
struct earlier_runs { /* newest first */
    struct earlier_glance *items;
    size_t count, capacity;
};

/* Those of the suite among the newest hundred in folder/runs. Files that cannot be read,
 * are of an older schema or hold nothing are passed over. */
int earlier_runs_look(const char *state_folder, const char *suite,
                      struct earlier_runs *out, struct error *err);
void earlier_runs_release(struct earlier_runs *runs);

/* The run that the same command would continue. */
struct earlier_run {
    const char *path; /* borrowed; NULL: none */
    bool is_same;     /* asked the same, as far as the digests say; else another, that did
                         not finish */
    bool is_live;     /* another process is writing it */
};
/* From the newest on: the first that was asked the same decides: where it did not finish,
 * it is the one; where it finished there is none. If none was asked the same: the newest,
 * where it did not finish. asked_digest NULL: the newest that did not finish, whatever it
 * was asked. */
struct earlier_run earlier_runs_unfinished(const struct earlier_runs *runs,
                                           const char *asked_digest);

/* Those with a verdict that were asked and judged as the plan says, but not the run of
 * own_id; out->verdict is the caller's. */
void earlier_runs_count(const struct earlier_runs *runs, const char *own_id,
                        const struct run_plan *plan, struct plan_earlier *out);

/* The newest of the suite that has a sample, however it ended; *path: the caller's, NULL
 * where there is none. */
int run_file_find_last(const char *state_folder, const char *suite, char **path,
                       struct error *err);

#endif
