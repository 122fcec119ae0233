/* tests/store/stored_run.h - a small run to be stored. */
#ifndef NOWORSE_TESTS_STORE_STORED_RUN_H
#define NOWORSE_TESTS_STORE_STORED_RUN_H

#include "store/run_file.h"

extern const struct run_info stored_info;

/* Two variants (v7 a baseline), two graders, cohorts "angry" and "calm" (held out), two
 * repeats. The caller's. */
struct run_plan *stored_plan(void);

/* A new run file at path with that plan; the caller's. */
struct run_file *stored_run_new(const char *path);

/* Cases 0 and 1 of angry, of which 1 must pass, 2 of calm. */
void stored_cases_add(struct run_file *file);

/* A sample that passes, with this answer and one grade. */
void stored_sample_add(struct run_file *file, int64_t number, int variant,
                       unsigned repeat, const char *answer);
/* The same, brought by this call, which ended at 3000 ms with status 200. */
void stored_answer_add(struct run_file *file, int64_t call, int64_t number, int variant,
                       unsigned repeat, const char *answer);

/* The plan where v8 is compared with entry 0, and with entry 1 as its anchor; the
 * caller's. */
struct run_plan *stored_compared_plan(void);

/* A new run file with that plan, its cases, and both graders for v8; the caller's. */
struct run_file *stored_compared_run(const char *path, const struct run_plan *plan);

/* Digests of full length, by which a baseline's file names graders and suite. */
#define D64(x) x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x
void stored_digests_fill(struct run_plan *plan);

/* Of variant 1 a baseline's text; the caller's. */
char *stored_baseline(struct run_file *file, const struct run_plan *plan);

#endif
