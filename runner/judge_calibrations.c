/* runner/judge_calibrations.c - what is known of the judges of a suite. */
#include "runner/judge_calibrations.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/path.h"
#include "limits/judge_trust.h"
#include "store/judge_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SENTENCE_BYTES_MAX = 4096 };

struct reading {
    struct prepared *prepared;
    int64_t now_ms;
    struct error_list *errors;
    int rc;
};

static void keys_take(struct plan_judge *judge, const struct judge_file *file)
{
    judge->passed = mem_new(file->answer_count, sizeof *judge->passed);
    judge->failed = mem_new(file->answer_count, sizeof *judge->failed);
    for (size_t i = 0; i < file->answer_count; i++) {
        char *key = mem_text(file->answers[i].key);

        if (file->answers[i].passes)
            judge->passed[judge->passed_count++] = key;
        else
            judge->failed[judge->failed_count++] = key;
    }
}

/* Labels that are not in the suite's folder may be kept anywhere. */
static bool labels_changed(const struct suite *suite, const struct judge_file *file)
{
    char digest[SHA256_HEX_SIZE];
    struct error ignored;
    bool changed;
    char *path;

    if (!file->labels_file || *file->labels_file == '/' ||
        strstr(file->labels_file, ".."))
        return false;
    path = path_join(suite->folder, file->labels_file);
    changed = access(path, R_OK) == 0 && file_digest(path, digest, &ignored) == 0 &&
              strcmp(digest, file->labels_digest) != 0;
    free(path);
    return changed;
}

static const char *problem_of(const struct prepared *prepared, const char *digest,
                              const struct judge_file *file)
{
    if (!file)
        return "has no calibration";
    if (strcmp(file->grader_digest, digest) != 0)
        return "is not the one that was calibrated: its question, its options or its "
               "model changed";
    if (labels_changed(prepared->suite, file))
        return "was calibrated by other labels than those there are now";
    return NULL;
}

static void judge_add(struct run_plan *plan, const struct plan_judge *judge)
{
    plan->judges = mem_resize(plan->judges, plan->judge_count + 1, sizeof *plan->judges);
    plan->judges[plan->judge_count++] = *judge;
}

static void file_take(struct plan_judge *judge, struct judge_file *file)
{
    judge->calibrated_ms = file->calibrated_ms;
    judge->tp = file->counts.tp;
    judge->fn = file->counts.fn;
    judge->fp = file->counts.fp;
    judge->tn = file->counts.tn;
    judge->models = file->models;
    judge->model_count = file->model_count;
    file->models = NULL; /* the plan's */
    file->model_count = 0;
    keys_take(judge, file);
}

static void lack_tell(struct reading *reading, const struct grading *grading,
                      const struct plan_judge *judge)
{
    const struct place place = grading_place(grading);
    struct buf clause = BUF_INIT(SENTENCE_BYTES_MAX), cure = BUF_INIT(SENTENCE_BYTES_MAX);
    struct error err;

    if (judge_lacks(judge, reading->now_ms, &clause)) {
        error_at(&err, &place, "N0575", "the judge \"%s\" %s: verdicts are incomplete",
                 grading_name(grading), buf_text(&clause));
        judge_cure(reading->prepared->plan, judge, &cure);
        error_hint(&err, "%s", buf_text(&cure));
        error_list_warn(reading->errors, &err);
    }
    buf_release(&clause);
    buf_release(&cure);
}

static void grader_read(void *context, const struct grading *grading, int plan_grader)
{
    struct reading *reading = context;
    struct prepared *prepared = reading->prepared;
    const struct calibration_demand *demand = grading_calibrated(grading);
    struct run_plan *plan = prepared->plan;
    struct plan_judge judge = {.grader = (unsigned)plan_grader,
                               .min_j = demand ? demand->min_j : (double)NAN,
                               .max_age_days = demand ? demand->max_age_days : 0};
    char *name = judge_file_name(plan->suite, grading_name(grading));
    char *path = path_join(prepared->suite->folder, name);
    struct judge_file file;
    struct error err;
    int rc = judge_file_load(path, &file, &err);

    if (rc < 0) {
        reading->rc = error_list_add(reading->errors, &err);
    } else if (rc == 0 || demand) {
        judge.problem = mem_text(
            problem_of(prepared, grading_digest(grading), rc == 0 ? &file : NULL));
        if (rc == 0)
            file_take(&judge, &file);
        judge_add(plan, &judge);
        lack_tell(reading, grading, &judge);
    }
    judge_file_release(&file);
    free(path);
    free(name);
}

int judge_calibrations_read(struct prepared *prepared, int64_t now_ms,
                            struct error_list *errors)
{
    struct reading reading = {prepared, now_ms, errors, 0};

    grader_sets_each_judge(prepared->sets, grader_read, &reading);
    return reading.rc;
}
