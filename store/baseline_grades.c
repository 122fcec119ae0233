/* store/baseline_grades.c - what each grader made of a case, from a line of a baseline's
 * file. */
#include "store/baseline_grades.h"

#include "base/mem.h"

#include <stdlib.h>

void baseline_grades_release(struct baseline_grades *grades)
{
    free(grades->list);
    free(grades->scores);
    free(grades->plain);
    *grades = (struct baseline_grades){.capacity = 0};
}

static unsigned count_of(const struct value *object, const char *key)
{
    const struct value *value = value_member(object, key);

    return value ? (unsigned)value_double(value) : 0;
}

/* Of one of several graders; the case's scores are a mean of theirs. */
static const double *plain_scores(struct baseline_grades *grades,
                                  const struct baseline_result *result)
{
    const size_t count = (size_t)result->passed + result->failed;

    if (count > grades->plain_capacity) {
        grades->plain = mem_resize(grades->plain, count, sizeof *grades->plain);
        grades->plain_capacity = count;
    }
    for (size_t i = 0; i < count; i++)
        grades->plain[i] = i < result->passed;
    return grades->plain;
}

/* What the case came to, each of them. */
static void defaults_set(struct baseline_grades *grades, const struct baseline_file *file,
                         const struct baseline_set *set, const struct baseline_line *line)
{
    const struct baseline_result *result = &line->result;
    const bool is_only = set->count == 1;
    const double *scores = is_only ? line->scores : plain_scores(grades, result);
    const unsigned count =
        is_only ? result->score_count : result->passed + result->failed;

    if (set->count > grades->capacity) {
        grades->list = mem_resize(grades->list, set->count, sizeof *grades->list);
        grades->capacity = set->count;
    }
    for (size_t i = 0; i < set->count; i++)
        grades->list[i] =
            (struct baseline_grade){.grader = set->graders[i],
                                    .digest = file->graders[set->graders[i]].digest,
                                    .passed = result->passed,
                                    .failed = result->failed,
                                    .unscored = result->unscored,
                                    .scores = scores,
                                    .score_count = count};
}

static struct baseline_grade *grade_of(const struct baseline_grades *grades, size_t count,
                                       unsigned grader)
{
    for (size_t i = 0; i < count; i++)
        if (grades->list[i].grader == (int)grader)
            return &grades->list[i];
    return NULL;
}

/* Into a room for as many as there may be. */
static void scores_read(const struct value *item, struct baseline_grade *grade,
                        double *room)
{
    const struct value *list = value_member(item, "scores");
    const struct value *score = list ? value_first(list) : NULL;
    const unsigned scored = grade->passed + grade->failed;

    grade->scores = room;
    grade->score_count = list ? list->size : scored;
    for (unsigned i = 0; i < grade->score_count; i++) {
        room[i] = score ? value_double(score) : (double)(i < grade->passed);
        score = score ? value_next(score) : NULL;
    }
}

static int numbers_check(const struct value *item, unsigned asked,
                         const struct place *place, struct error *err)
{
    const struct value *scores = value_member(item, "scores");
    const uint64_t graded = (uint64_t)count_of(item, "passed") +
                            count_of(item, "failed") + count_of(item, "unscored");

    if (graded > asked)
        return error_at(err, place, "N0642",
                        "grader %u has more repeats than the case, which has %u",
                        count_of(item, "grader"), asked);
    if (scores && scores->size > graded)
        return error_at(err, place, "N0642", "grader %u has more scores than repeats",
                        count_of(item, "grader"));
    return 0;
}

/* Whether an item before this one is of the same grader. */
static bool is_told_twice(const struct value *list, const struct value *item)
{
    const unsigned grader = count_of(item, "grader");
    const struct value *other = value_first(list);

    while (other != item && count_of(other, "grader") != grader)
        other = value_next(other);
    return other != item;
}

static int grade_read(const struct value *item, struct baseline_grade *grade,
                      unsigned asked, double *room, const struct place *place,
                      struct error *err)
{
    if (!grade)
        return error_at(err, place, "N0642",
                        "grader %u is none of those of the case's set",
                        count_of(item, "grader"));
    if (numbers_check(item, asked, place, err))
        return -1;
    grade->passed = count_of(item, "passed");
    grade->failed = count_of(item, "failed");
    grade->unscored = count_of(item, "unscored");
    scores_read(item, grade, room);
    return 0;
}

int baseline_grades_read(struct baseline_grades *grades, const struct baseline_file *file,
                         const struct value *root, const struct place *place,
                         struct baseline_line *line, struct error *err)
{
    const struct baseline_set *set = &file->sets[count_of(root, "set")];
    const struct value *list = value_member(root, "grades");
    const struct value *item = list ? value_first(list) : NULL;
    struct baseline_result *result = &line->result;
    const unsigned asked = result->passed + result->failed + result->unscored;
    size_t most = 0;

    if (!file->by_grader)
        return 0;
    if (list && list->size > set->count)
        return error_at(err, place, "N0642",
                        "the case has %u grades, and %zu graders in its set", list->size,
                        set->count);
    for (uint32_t i = 0; list && i < list->size; i++) {
        if (is_told_twice(list, item))
            return error_at(err, place, "N0642", "grader %u is told of twice",
                            count_of(item, "grader"));
        item = value_next(item);
        most += asked;
    }
    item = list ? value_first(list) : NULL;
    defaults_set(grades, file, set, line);
    if (most > grades->score_capacity) {
        grades->scores = mem_resize(grades->scores, most, sizeof *grades->scores);
        grades->score_capacity = most;
    }
    for (uint32_t i = 0; list && i < list->size; i++) {
        if (grade_read(item, grade_of(grades, set->count, count_of(item, "grader")),
                       asked, grades->scores + (size_t)i * asked, place, err))
            return -1;
        item = value_next(item);
    }
    result->grades = grades->list;
    result->grade_count = set->count;
    return 0;
}
