/* runner/quarantine.c - which cases of a suite are in quarantine, and still are. */
#include "runner/quarantine.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/shown.h"

#include <stdlib.h>
#include <string.h>

/* An entry, and what the cases have shown of it. Names of cohorts are the suite's. */
struct quarantine_match {
    const struct suite_quarantine *entry;
    const char *cohort; /* its name is cohort/id; NULL: no case is called so */
    const char *holder; /* a cohort that has a case of this name as its id; NULL: none */
    const char *other;  /* a second such: the id alone does not say which is meant */
    bool is_repeated;   /* another entry is of the same case */
};

struct quarantine {
    const struct suite *suite;
    struct quarantine_match *matches; /* sorted by name */
    size_t count;
};

static int by_name(const void *a, const void *b)
{
    const struct quarantine_match *left = a, *right = b;

    return strcmp(left->entry->name, right->entry->name);
}

struct quarantine *quarantine_new(const struct suite *suite)
{
    struct quarantine *quarantine = mem_new(1, sizeof *quarantine);

    quarantine->suite = suite;
    quarantine->count = suite->quarantine_count;
    quarantine->matches = mem_new(quarantine->count, sizeof *quarantine->matches);
    for (size_t i = 0; i < quarantine->count; i++)
        quarantine->matches[i].entry = &suite->quarantine[i];
    if (quarantine->count > 1)
        qsort(quarantine->matches, quarantine->count, sizeof *quarantine->matches,
              by_name);
    for (size_t i = 1; i < quarantine->count; i++)
        quarantine->matches[i].is_repeated =
            by_name(&quarantine->matches[i - 1], &quarantine->matches[i]) == 0;
    return quarantine;
}

void quarantine_free(struct quarantine *quarantine)
{
    if (quarantine)
        free(quarantine->matches);
    free(quarantine);
}

/* How "cohort/id" (the id alone: cohort NULL) compares with a name. */
static int name_compare(const char *cohort, const char *id, const char *name)
{
    size_t length = cohort ? strlen(cohort) : 0;
    int order = cohort ? strncmp(cohort, name, length) : 0;

    if (order == 0 && cohort)
        order = '/' - (unsigned char)name[length++];
    return order ? order : strcmp(id, name + length);
}

/* The first entry of the name. */
static struct quarantine_match *match_find(struct quarantine *quarantine,
                                           const char *cohort, const char *id)
{
    size_t low = 0, high = quarantine->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = name_compare(cohort, id, quarantine->matches[middle].entry->name);

        if (order <= 0)
            high = middle;
        else
            low = middle + 1;
    }
    return low < quarantine->count &&
                   name_compare(cohort, id, quarantine->matches[low].entry->name) == 0
               ? &quarantine->matches[low]
               : NULL;
}

void quarantine_see(struct quarantine *quarantine, const char *cohort, const char *id)
{
    struct quarantine_match *named, *bare;

    if (quarantine->count == 0)
        return;
    named = match_find(quarantine, cohort, id);
    bare = match_find(quarantine, NULL, id);
    if (named)
        named->cohort = cohort;
    if (bare && bare->holder && strcmp(bare->holder, cohort) != 0)
        bare->other = cohort;
    else if (bare)
        bare->holder = cohort;
    if (named && bare && named != bare)
        bare->is_repeated = true;
}

/* A case may be in a cohort that was not read. */
static bool is_perhaps_unread(const struct suite *suite, const struct run_plan *plan)
{
    return plan->cohort_count < suite->cohort_count;
}

static int entry_unknown(const struct suite_quarantine *entry, struct error_list *errors)
{
    char *shown = shown_quoted(entry->name, strlen(entry->name), 100);

    error_list_at(errors, &entry->place, "N0790", "no case is %s", shown);
    free(shown);
    return error_hint(error_list_last(errors),
                      "name it as cohort/id; a case that is gone needs no quarantine");
}

static int entry_ambiguous(const struct quarantine_match *match,
                           struct error_list *errors)
{
    error_list_at(errors, &match->entry->place, "N0791",
                  "cohorts \"%s\" and \"%s\" both have a case of this id", match->holder,
                  match->other);
    return error_hint(error_list_last(errors), "name it as cohort/id");
}

static int entry_twice(const struct suite_quarantine *entry, struct error_list *errors)
{
    error_list_at(errors, &entry->place, "N0792", "this case is in quarantine already");
    return error_hint(error_list_last(errors), "keep one of the two entries");
}

static void entry_expired(const struct suite_quarantine *entry, struct error_list *errors)
{
    struct error err;

    error_at(&err, &entry->place, "N0793",
             "the quarantine of this case ended on %s: it gates again", entry->until);
    error_hint(&err, "remove the entry, or give it a later day with a reason");
    error_list_warn(errors, &err);
}

static void entry_add(const struct quarantine_match *match, const char *today,
                      struct run_plan *plan, struct error_list *errors)
{
    const struct suite_quarantine *entry = match->entry;
    bool is_expired = strcmp(today, entry->until) > 0;

    if (is_expired)
        entry_expired(entry, errors);
    plan->quarantine[plan->quarantine_count++] = (struct plan_quarantine){
        .name = match->cohort ? mem_text(entry->name)
                              : mem_format("%s/%s", match->holder, entry->name),
        .reason = mem_text(entry->reason),
        .owner = mem_text(entry->owner),
        .until = mem_text(entry->until),
        .is_expired = is_expired};
}

static int entry_compare(const void *a, const void *b)
{
    const struct plan_quarantine *x = a, *y = b;

    return strcmp(x->name, y->name);
}

int quarantine_finish(struct quarantine *quarantine, int64_t now_ms,
                      struct run_plan *plan, struct error_list *errors)
{
    char today[CLOCK_TEXT_SIZE];
    int rc = 0;

    clock_format(now_ms, today);
    today[strlen("2026-12-31")] = '\0';
    plan->quarantine = mem_new(quarantine->count, sizeof *plan->quarantine);
    for (size_t i = 0; i < quarantine->count; i++) {
        const struct quarantine_match *match = &quarantine->matches[i];

        if (!match->cohort && match->other)
            rc = entry_ambiguous(match, errors);
        else if (match->is_repeated)
            rc = entry_twice(match->entry, errors);
        else if (match->cohort || match->holder)
            entry_add(match, today, plan, errors);
        else if (!is_perhaps_unread(quarantine->suite, plan))
            rc = entry_unknown(match->entry, errors);
    }
    if (plan->quarantine_count)
        qsort(plan->quarantine, plan->quarantine_count, sizeof *plan->quarantine,
              entry_compare);
    return rc;
}
