/* store/case_graders.c - what judged the cases of a variant, asked for case by case. */
#include "store/case_graders.h"

#include "base/mem.h"
#include "store/run_file_database.h"

#include <stdlib.h>

struct case_graders {
    struct run_file *file;
    const struct run_plan *plan;
    sqlite3_stmt *cases, *sets;
    int64_t set_number; /* that `digests` are of; -1: none yet */
    struct grader_digests digests;
};

enum { SCHEMA_WITH_SETS = 3 };

static void all_take(struct case_graders *graders)
{
    const size_t count = graders->plan->grader_count;
    int *list = mem_new(count, sizeof *list);

    for (size_t i = 0; i < count; i++)
        list[i] = (int)i;
    grader_digests_make(graders->plan->graders, list, count, &graders->digests);
    free(list);
}

int case_graders_open(struct run_file *file, const struct run_plan *plan, int variant,
                      struct case_graders **out, struct error *err)
{
    struct case_graders *graders = mem_new(1, sizeof *graders);

    *out = graders;
    *graders = (struct case_graders){.file = file, .plan = plan, .set_number = -1};
    if (file->schema < SCHEMA_WITH_SETS) {
        all_take(graders);
        return 0;
    }
    if (database_prepare(file, "SELECT grader_set FROM cases WHERE number = ?",
                         &graders->cases, err) ||
        database_prepare(file,
                         "SELECT graders FROM grader_sets WHERE number = ? AND "
                         "variant = ?",
                         &graders->sets, err))
        return -1;
    sqlite3_bind_int(graders->sets, 2, variant);
    return 0;
}

void case_graders_close(struct case_graders *graders)
{
    if (!graders)
        return;
    sqlite3_finalize(graders->cases);
    sqlite3_finalize(graders->sets);
    free(graders);
}

/* A set that is not there is none. */
static int set_read(struct case_graders *graders, int64_t number, struct error *err)
{
    const char *list = "[]";
    int code;
    int rc = 0;

    sqlite3_bind_int64(graders->sets, 1, number);
    code = sqlite3_step(graders->sets);
    if (code == SQLITE_ROW)
        list = column_text(graders->sets, 0);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        rc = database_error(graders->file, "read", err);
    else if (grader_digests_parse(graders->plan->graders, graders->plan->grader_count,
                                  list, &graders->digests))
        rc = database_damaged(graders->file, "a set of graders that the plan has not",
                              err);
    sqlite3_reset(graders->sets);
    graders->set_number = rc ? -1 : number;
    return rc;
}

const struct grader_digests *case_graders_of(struct case_graders *graders, int64_t number,
                                             struct error *err)
{
    int64_t set = -1;
    int code;

    if (!graders->cases)
        return &graders->digests;
    sqlite3_bind_int64(graders->cases, 1, number);
    code = sqlite3_step(graders->cases);
    if (code == SQLITE_ROW)
        set = sqlite3_column_int64(graders->cases, 0);
    sqlite3_reset(graders->cases);
    if (code != SQLITE_ROW) {
        database_error(graders->file, "read", err);
        return NULL;
    }
    if (set != graders->set_number && set_read(graders, set, err))
        return NULL;
    return &graders->digests;
}
