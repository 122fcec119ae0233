/* store/run_file_compare.c - what differs between a run and the same suite today. */
#include "base/shown.h"
#include "store/run_file_continue.h"
#include "store/run_file_database.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { SHOWN_COLUMNS = 60 };

static bool texts_differ(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) != 0 : a != b;
}

/* The first thing that is found stays: "BEFORE NAME AFTER". */
static void changed(struct run_changes *changes, const char *before, const char *name,
                    const char *after)
{
    struct buf shown = BUF_INIT(4 * SHOWN_COLUMNS + 16);

    if (changes->what[0])
        return;
    shown_append(&shown, name, strlen(name), SHOWN_COLUMNS);
    snprintf(changes->what, sizeof changes->what, "%s%s %s", before, buf_text(&shown),
             after);
    buf_release(&shown);
}

static const struct plan_variant *variant_find(const struct run_plan *plan,
                                               const char *name)
{
    for (size_t i = 0; i < plan->variant_count; i++)
        if (!strcmp(plan->variants[i].name, name))
            return &plan->variants[i];
    return NULL;
}

/* A prompt without a version of its own is named by its digest: another text is another
 * name. So one of the same prompt and model is looked for that is not in `other` either.
 */
static const struct plan_variant *variant_like(const struct run_plan *plan,
                                               const struct plan_variant *like,
                                               const struct run_plan *other)
{
    const struct plan_variant *found = variant_find(plan, like->name);

    for (size_t i = 0; i < plan->variant_count && !found; i++) {
        const struct plan_variant *variant = &plan->variants[i];

        if (!texts_differ(variant->prompt_name, like->prompt_name) &&
            !texts_differ(variant->model_id, like->model_id) &&
            !variant_find(other, variant->name))
            found = variant;
    }
    return found;
}

/* Whether it was the prompt or the model that changed what a variant is asked. */
static void variants_compare(const struct run_plan *was, const struct run_plan *is,
                             struct run_changes *out)
{
    for (size_t i = 0; i < is->variant_count; i++) {
        const struct plan_variant *now = &is->variants[i];
        const struct plan_variant *old = variant_like(was, now, is);

        if (!old)
            changed(out, "", now->name, "was not part of it");
        else if (texts_differ(old->prompt_digest, now->prompt_digest))
            changed(out, "the prompt of ", now->name, "changed");
        else if (texts_differ(old->model_digest, now->model_digest))
            changed(out, "the model, address or params of ", now->name, "changed");
    }
    for (size_t i = 0; i < was->variant_count; i++)
        if (!variant_like(is, &was->variants[i], was))
            changed(out, "", was->variants[i].name, "is no longer asked");
}

/* What neither prompts nor cases explain: constants of the suite, files of examples. */
static void requests_compare(const struct run_plan *was, const struct run_plan *is,
                             struct run_changes *out)
{
    for (size_t i = 0; i < is->variant_count && i < was->variant_count; i++)
        if (strcmp(is->variants[i].asked_digest, was->variants[i].asked_digest) != 0)
            changed(out, "what is sent for ", is->variants[i].name, "changed");
    changed(out, "", "the order of the variants", "changed");
}

static bool graders_differ(const struct run_plan *was, const struct run_plan *is)
{
    if (was->grader_count != is->grader_count)
        return true;
    for (size_t i = 0; i < is->grader_count; i++) {
        const struct plan_grader *a = &was->graders[i], *b = &is->graders[i];

        if (strcmp(a->name, b->name) != 0 || strcmp(a->digest, b->digest) != 0 ||
            a->required != b->required || islessgreater(a->weight, b->weight))
            return true;
    }
    return false;
}

/* One of two walks through a case table. */
struct case_walk {
    struct run_file *file;
    const struct run_plan *plan;
    sqlite3_stmt *rows;
    bool is_there; /* else it is at its end */
    struct case_record test;
    char digest[65];
};

static int case_next(struct case_walk *walk, struct error *err)
{
    int code = sqlite3_step(walk->rows);

    walk->is_there = code == SQLITE_ROW;
    if (code == SQLITE_DONE)
        return 0;
    if (code != SQLITE_ROW)
        return database_error(walk->file, "read", err);
    if (case_read(walk->file, walk->rows, walk->digest, &walk->test, err))
        return -1;
    if ((size_t)walk->test.cohort >= walk->plan->cohort_count)
        return database_damaged(walk->file, "a case of no cohort", err);
    return 0;
}

/* A held-out case is never named. */
static void case_changed(struct run_changes *out, const struct case_walk *walk,
                         const char *how)
{
    const struct plan_cohort *cohort = &walk->plan->cohorts[walk->test.cohort];

    if (cohort->held_out)
        changed(out, "a case of cohort ", cohort->name, how);
    else
        changed(out, "case ", walk->test.id, how);
}

static bool is_same_row(const struct case_record *a, const struct case_record *b)
{
    return a->number == b->number && a->cohort == b->cohort && !strcmp(a->id, b->id) &&
           !strcmp(a->digest, b->digest) && !texts_differ(a->group, b->group) &&
           !islessgreater(a->weight, b->weight) && a->must_pass == b->must_pass &&
           a->source == b->source && a->offset == b->offset && a->length == b->length &&
           a->line == b->line && !strcmp(a->file, b->file);
}

/* Whether the case that `other` stands on is anywhere in this table. */
static bool table_has(const struct case_walk *walk, const struct case_walk *other)
{
    const char *cohort = other->plan->cohorts[other->test.cohort].name;
    struct error ignored;
    sqlite3_stmt *find;
    bool found = false;

    if (database_prepare(walk->file, "SELECT cohort FROM cases WHERE id = ?", &find,
                         &ignored))
        return false;
    bind_text(find, 1, other->test.id);
    while (!found && sqlite3_step(find) == SQLITE_ROW) {
        size_t index = (size_t)sqlite3_column_int(find, 0);

        found = index < walk->plan->cohort_count &&
                !strcmp(walk->plan->cohorts[index].name, cohort);
    }
    sqlite3_finalize(find);
    return found;
}

static bool is_same_case(const struct case_walk *was, const struct case_walk *is)
{
    return was->is_there && is->is_there && !strcmp(was->test.id, is->test.id) &&
           !strcmp(was->plan->cohorts[was->test.cohort].name,
                   is->plan->cohorts[is->test.cohort].name);
}

static void rows_compare(const struct case_walk *was, const struct case_walk *is,
                         struct run_changes *out)
{
    bool is_same = is_same_case(was, is);

    if (is_same && is_same_row(&was->test, &is->test))
        return;
    out->cases = true;
    if (is_same && !strcmp(was->test.digest, is->test.digest))
        return;
    out->graded = out->contents = true;
    if (!out->asked || out->what[0])
        return;
    if (is_same)
        case_changed(out, is, "changed");
    else if (is->is_there && !table_has(was, is))
        case_changed(out, is, "was not part of it");
    else if (was->is_there && !table_has(is, was))
        case_changed(out, was, "is no longer asked");
    else
        changed(out, "", "the order of the cases", "changed");
}

static int cases_compare(struct case_walk *was, struct case_walk *is,
                         struct run_changes *out, struct error *err)
{
    int rc = -1;

    if (database_prepare(was->file, run_file_walk_cases, &was->rows, err) ||
        database_prepare(is->file, run_file_walk_cases, &is->rows, err))
        goto done;
    do {
        if (case_next(was, err) || case_next(is, err))
            goto done;
        if (was->is_there || is->is_there)
            rows_compare(was, is, out);
    } while (was->is_there || is->is_there);
    rc = 0;

done:
    sqlite3_finalize(was->rows);
    sqlite3_finalize(is->rows);
    return rc;
}

static int versions_compare(struct run_file *file, struct run_file *fresh,
                            struct run_changes *out, struct error *err)
{
    struct run_info was, is;

    if (run_file_info(file, &was, err))
        return -1;
    if (run_file_info(fresh, &is, err)) {
        run_info_release(&was);
        return -1;
    }
    out->graded |= texts_differ(was.version, is.version);
    run_info_release(&was);
    run_info_release(&is);
    return 0;
}

int run_file_compare(struct run_file *file, struct run_file *fresh,
                     struct run_changes *out, struct error *err)
{
    struct run_plan *was = NULL, *is = NULL;
    struct case_walk cases_was = {.file = file}, cases_is = {.file = fresh};
    int rc = -1;

    *out = (struct run_changes){.asked = false};
    if (run_file_plan(file, &was, err) || run_file_plan(fresh, &is, err) ||
        versions_compare(file, fresh, out, err))
        goto done;
    out->asked = strcmp(was->asked_digest, is->asked_digest) != 0;
    out->graded |=
        graders_differ(was, is) || strcmp(was->suite_digest, is->suite_digest) != 0;
    if (out->asked && was->repeats != is->repeats)
        snprintf(out->what, sizeof out->what, "repeats were %u and are %u", was->repeats,
                 is->repeats);
    if (out->asked)
        variants_compare(was, is, out);
    cases_was.plan = was;
    cases_is.plan = is;
    if (cases_compare(&cases_was, &cases_is, out, err))
        goto done;
    if (out->asked)
        requests_compare(was, is, out);
    rc = 0;

done:
    run_plan_free(was);
    run_plan_free(is);
    return rc;
}
