/* runner/case_sample.c - a part of the cases, drawn by a seeded hash of their names. */
#include "runner/case_sample.h"

#include "base/mem.h"
#include "base/sha256.h"

#include <stdlib.h>
#include <string.h>

struct seen_case {
    uint64_t key; /* of its group, else of its name: equal within a group */
    size_t cohort;
};

/* In a cohort, all up to a key are drawn: so nothing is kept by case. */
struct drawn_cohort {
    bool has_any;
    uint64_t last;
    int64_t count;
};

struct case_sample {
    struct suite_sample wanted;
    struct sha256 *front; /* over the seed */
    struct sha256 *hash;
    struct seen_case *seen;
    size_t seen_count, seen_capacity;
    struct drawn_cohort *cohorts;
    size_t cohort_count;
};

struct case_sample *case_sample_new(const struct suite_sample *wanted,
                                    size_t cohort_count)
{
    struct case_sample *sample = mem_new(1, sizeof *sample);

    sample->wanted = *wanted;
    sample->front = sha256_new();
    sample->hash = sha256_new();
    sha256_add_number(sample->front, (uint64_t)wanted->seed);
    sample->cohort_count = cohort_count;
    sample->cohorts = mem_new(cohort_count, sizeof *sample->cohorts);
    return sample;
}

void case_sample_free(struct case_sample *sample)
{
    if (!sample)
        return;
    sha256_free(sample->front);
    sha256_free(sample->hash);
    free(sample->seen);
    free(sample->cohorts);
    free(sample);
}

/* A group may reach over cohorts; an id is one of its cohort. */
static uint64_t key_of(const struct case_sample *sample, const char *cohort,
                       const struct eval_case *row)
{
    uint8_t digest[SHA256_BYTES];
    uint64_t key = 0;

    sha256_clear(sample->hash);
    sha256_begin_with(sample->hash, sample->front);
    sha256_add_text(sample->hash, row->group ? "" : cohort);
    sha256_add_text(sample->hash, row->group ? row->group : row->id);
    sha256_end(sample->hash, digest);
    for (size_t i = 0; i < sizeof key; i++)
        key = key << 8 | digest[i];
    return key;
}

void case_sample_see(struct case_sample *sample, size_t cohort, const char *cohort_name,
                     const struct eval_case *row)
{
    MEM_GROW(sample->seen, sample->seen_count, sample->seen_capacity);
    sample->seen[sample->seen_count++] =
        (struct seen_case){key_of(sample, cohort_name, row), cohort};
}

static int by_key(const void *a, const void *b)
{
    const struct seen_case *left = a, *right = b;

    if (left->key != right->key)
        return left->key < right->key ? -1 : 1;
    return left->cohort < right->cohort ? -1 : left->cohort > right->cohort;
}

/* All that share a key in a cohort, from *at on, which moves behind them. */
static void draw_group(struct case_sample *sample, size_t *at)
{
    const struct seen_case first = sample->seen[*at];
    struct drawn_cohort *cohort = &sample->cohorts[first.cohort];

    for (; *at < sample->seen_count && sample->seen[*at].key == first.key &&
           sample->seen[*at].cohort == first.cohort;
         (*at)++)
        cohort->count++;
    cohort->has_any = true;
    cohort->last = first.key;
}

static int64_t drawn_count(const struct case_sample *sample)
{
    int64_t count = 0;

    for (size_t i = 0; i < sample->cohort_count; i++)
        count += sample->cohorts[i].count;
    return count;
}

void case_sample_draw(struct case_sample *sample)
{
    const struct seen_case *seen = sample->seen;
    int64_t count;

    if (sample->seen_count > 1)
        qsort(sample->seen, sample->seen_count, sizeof *sample->seen, by_key);
    for (size_t i = 0; i < sample->seen_count;)
        if (sample->cohorts[seen[i].cohort].count < sample->wanted.at_least)
            draw_group(sample, &i);
        else
            i++;
    count = drawn_count(sample);
    for (size_t i = 0; i < sample->seen_count && count < sample->wanted.cases;) {
        struct drawn_cohort *cohort = &sample->cohorts[seen[i].cohort];

        if (cohort->has_any && seen[i].key <= cohort->last) {
            i++;
            continue;
        }
        count -= cohort->count;
        draw_group(sample, &i);
        count += cohort->count;
    }
    free(sample->seen);
    sample->seen = NULL;
    sample->seen_count = sample->seen_capacity = 0;
}

bool case_sample_takes(const struct case_sample *sample, size_t cohort,
                       const char *cohort_name, const struct eval_case *row)
{
    const struct drawn_cohort *of = &sample->cohorts[cohort];

    return of->has_any && key_of(sample, cohort_name, row) <= of->last;
}
