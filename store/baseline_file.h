/* store/baseline_file.h - baselines/<suite>.json: a run's results by case, made to be
 * committed.
 *
 * docs/baselines.md describes it, schemas/baseline.schema.json is its form. It holds no
 * answer, and of held-out cohorts no id. A case of an entry is a line; a million of them
 * are read one by one.
 */
#ifndef NOWORSE_STORE_BASELINE_FILE_H
#define NOWORSE_STORE_BASELINE_FILE_H

#include "store/baseline_line.h"

#include <stdio.h>
#include <sys/stat.h>

struct baseline_entry {
    struct plan_entry plan;             /* as a plan tells it; owned, is_anchor false */
    double input_tokens, output_tokens; /* of a sample; NaN: unknown */
};

struct baseline_set {
    int *graders; /* indexes */
    size_t count;
    struct grader_digests digests;
};

/* All but the cases. */
struct baseline_file {
    char *path; /* as errors name it */
    char *suite, *suite_digest, *version;
    char *run_id, *ended; /* "2026-11-21T10:00:00Z" */
    char *commit;         /* or NULL */
    struct plan_grader *graders;
    size_t grader_count;
    struct baseline_set *sets;
    size_t set_count;
    bool by_grader; /* lines tell what each grader said; false: an older noworse wrote it
                     */
    struct baseline_entry *entries;
    size_t entry_count;
    int fd;                 /* owned: the cases are read from it; -1: `text` is all */
    struct stat facts;      /* of fd, before anything was read */
    struct buf text;        /* of what is no file */
    uint64_t cases_at;      /* offset, behind the '[' of the cases */
    unsigned cases_line;    /* that is there */
    uint64_t cases_line_at; /* offset of that line */
};

enum { BASELINE_BYTES_MAX = 1 << 30 };

/* Reads all but the cases, which are only found. text is taken over in any case. -1: no
 * baseline, or one of a form that this program does not know: file, line and column. */
int baseline_file_parse(struct buf *text, const char *path, struct baseline_file **out,
                        struct error *err);
/* Of a regular file, or of fd, which is taken over in any case, the cases stay on the
 * disk, and are read anew by each walk. */
int baseline_file_take(int fd, const char *path, struct baseline_file **out,
                       struct error *err);
int baseline_file_load(const char *path, struct baseline_file **out, struct error *err);
void baseline_file_free(struct baseline_file *file); /* takes NULL */

/* Every case, checked one by one. -1, too, where the file was written to since it was
 * opened: what was read may be partly of one baseline and partly of another. */
int baseline_file_each(const struct baseline_file *file, baseline_line_fn *fn,
                       void *context, struct error *err);

/* The same results give the same bytes. variants: indexes in the plan. *length: bytes
 * written; whether `out` took them, its owner asks. */
int baseline_write(struct run_file *run, const struct run_plan *plan, const int *variants,
                   size_t count, FILE *out, uint64_t *length, struct error *err);

/* What a variant of a run came to, as an entry: the caller's, for
 * baseline_entry_release(). */
int run_file_entry(struct run_file *file, const struct run_plan *plan, int variant,
                   struct baseline_entry *out, struct error *err);
void baseline_entry_release(struct baseline_entry *entry);

/* As whom the vendor says that it answered a variant: the names of its `newest` samples
 * (-1: of all), sorted, at most 20. The list and each of it are the caller's. */
int run_file_served(struct run_file *file, int variant, int64_t newest, char ***out,
                    size_t *count, struct error *err);

#endif
