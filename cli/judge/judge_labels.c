/* cli/judge/judge_labels.c - labels brought to the answers and cases that they are of. */
#include "base/mem.h"
#include "base/shown.h"
#include "cli/judge/judge_parts.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN_MAX = 60 };

/* A label with its case. */
struct placed {
    const struct label *label;
    int64_t number;
    int cohort;
    const char *id;
};

static struct place case_place(const struct calibrating *of, const struct label *label)
{
    return (struct place){of->labels.path, label->line, label->case_column, 0};
}

static int case_unknown(struct calibrating *of, const struct label *label, bool several)
{
    struct place place = case_place(of, label);
    char *shown = shown_quoted(label->test, strlen(label->test), SHOWN_MAX);

    error_list_at(&of->errors, &place, "N0573",
                  several ? "several cohorts have a case %s" : "the suite has no case %s",
                  shown);
    error_list_last(&of->errors)->excerpt = EXCERPT_HIDDEN;
    error_hint(error_list_last(&of->errors),
               several ? "write cohort/id" : "a case is named by its id, or cohort/id");
    free(shown);
    return -1;
}

/* The id of a case of the cohort that the label names; NULL: another cohort. */
static const char *id_in(const struct plan_cohort *cohort, const char *test, bool whole)
{
    size_t length = strlen(cohort->name);

    if (whole)
        return test;
    return !strncmp(test, cohort->name, length) && test[length] == '/' ? test + length + 1
                                                                       : NULL;
}

/* An id may hold a slash, so both readings are tried. */
static int case_find(struct calibrating *of, const struct label *label,
                     struct placed *out)
{
    const struct run_plan *plan = of->prepared.plan;
    unsigned found = 0;
    struct error err;

    for (size_t i = 0; i < 2 * plan->cohort_count; i++) {
        const int cohort = (int)(i / 2);
        const char *id = id_in(&plan->cohorts[cohort], label->test, i % 2);
        int64_t number;

        if (!id)
            continue;
        if (run_file_case_number(of->file, cohort, id, &number, &err))
            return error_list_add(&of->errors, &err);
        if (number < 0)
            continue;
        *out = (struct placed){label, number, cohort, id};
        found++;
    }
    return found == 1 ? 0 : case_unknown(of, label, found > 1);
}

static int answer_compare(const struct label *a, const struct label *b)
{
    const size_t least =
        a->answer_length < b->answer_length ? a->answer_length : b->answer_length;
    const int order = memcmp(a->answer, b->answer, least);

    if (order)
        return order;
    return a->answer_length < b->answer_length   ? -1
           : a->answer_length > b->answer_length ? 1
                                                 : 0;
}

/* By case, answer, rater; then as they stand in the file. */
static int placed_compare(const void *a, const void *b)
{
    const struct placed *left = a, *right = b;
    int order = left->number < right->number ? -1 : left->number > right->number ? 1 : 0;

    if (!order)
        order = answer_compare(left->label, right->label);
    if (!order)
        order = strcmp(left->label->rater, right->label->rater);
    return order ? order : left->label->line < right->label->line ? -1 : 1;
}

static bool is_same_answer(const struct placed *a, const struct placed *b)
{
    return a->number == b->number && !answer_compare(a->label, b->label);
}

static void twice_tell(struct calibrating *of, const struct label *first,
                       const struct label *second)
{
    struct place place = {of->labels.path, second->line, second->rater_column, 0};

    error_list_at(&of->errors, &place, "N0572",
                  "%s labelled this answer to this case before",
                  *second->rater ? "this rater" : "somebody without a name");
    error_list_last(&of->errors)->excerpt = EXCERPT_HIDDEN;
    error_hint(error_list_last(&of->errors), "on line %u; %s", first->line,
               *second->rater ? "keep one of the two" : "give each rater a name");
}

static struct calibrated_answer *answer_add(struct calibrating *of,
                                            const struct placed *placed)
{
    struct calibrated_answer *answer = &of->answers[of->count];
    const bool is_same_case = of->count && answer[-1].case_number == placed->number;

    *answer = (struct calibrated_answer){
        .case_number = placed->number,
        .cohort = placed->cohort,
        .id = placed->id,
        .repeat = is_same_case ? answer[-1].repeat + 1 : 1,
        .label = placed->label,
        .judged = {.verdict = VERDICT_UNSCORED, .length = placed->label->answer_length}};
    of->count++;
    return answer;
}

static void answers_make(struct calibrating *of, const struct placed *placed,
                         size_t count)
{
    struct calibrated_answer *answer = NULL;

    of->answers = mem_new(count, sizeof *of->answers);
    for (size_t i = 0; i < count; i++) {
        const struct label *label = placed[i].label;
        const bool is_more = answer && is_same_answer(&placed[i - 1], &placed[i]);

        if (is_more && !strcmp(placed[i - 1].label->rater, label->rater))
            twice_tell(of, placed[i - 1].label, label);
        if (!is_more)
            answer = answer_add(of, &placed[i]);
        ++*(label->passes ? &answer->judged.passed : &answer->judged.failed);
    }
}

static int rater_compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int64_t raters_count(const struct labels *labels)
{
    const char **names = mem_new(labels->count, sizeof *names);
    int64_t count = 0;

    for (size_t i = 0; i < labels->count; i++)
        names[i] = labels->items[i].rater;
    qsort(names, labels->count, sizeof *names, rater_compare);
    for (size_t i = 0; i < labels->count; i++)
        count += i == 0 || strcmp(names[i - 1], names[i]) != 0;
    free(names);
    return count;
}

static int kinds_check(struct calibrating *of)
{
    struct place place = {of->labels.path, 0, 0, 0};
    size_t passed = 0, failed = 0;

    for (size_t i = 0; i < of->count; i++) {
        const int truth = judged_answer_truth(&of->answers[i].judged);

        passed += truth == 1;
        failed += truth == 0;
    }
    if (passed >= LABELS_MIN && failed >= LABELS_MIN)
        return 0;
    error_list_at(&of->errors, &place, "N0984",
                  "expected at least %d answers that people pass and %d that they fail, "
                  "found %zu and %zu",
                  LABELS_MIN, LABELS_MIN, passed, failed);
    return error_hint(error_list_last(&of->errors),
                      "about 50 of each kind show that a good judge is one");
}

int answers_gather(struct calibrating *of)
{
    struct placed *placed = mem_new(of->labels.count, sizeof *placed);
    size_t count = 0;

    for (size_t i = 0; i < of->labels.count; i++)
        if (case_find(of, &of->labels.items[i], &placed[count]) == 0)
            count++;
    qsort(placed, count, sizeof *placed, placed_compare);
    answers_make(of, placed, count);
    of->raters = raters_count(&of->labels);
    free(placed);
    return error_list_is_clean(&of->errors) ? kinds_check(of) : -1;
}

char *answer_name(const struct calibrating *of, const struct calibrated_answer *answer)
{
    const struct plan_cohort *cohort = &of->prepared.plan->cohorts[answer->cohort];
    struct buf name = BUF_INIT(4096);

    if (cohort->held_out)
        return mem_text("held out");
    shown_append(&name, cohort->name, strlen(cohort->name), SHOWN_MAX);
    buf_append_char(&name, '/');
    shown_append(&name, answer->id, strlen(answer->id), SHOWN_MAX);
    return buf_detach(&name);
}
