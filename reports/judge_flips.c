/* reports/judge_flips.c - how often a judge that compares two answers preferred a place.
 */
#include "reports/judge_flips.h"

#include "base/mem.h"
#include "base/shown.h"
#include "gate/figure.h"
#include "reports/visible.h"

#include <stdlib.h>
#include <string.h>

enum { NAME_WIDTH = 40 };

static int sample_count(void *context, const struct sample_grades *sample)
{
    struct judge_flips *of = context;

    for (size_t i = 0; i < sample->count; i++) {
        const struct grade_record *grade = &sample->grades[i];
        json_t *details =
            grade->details ? json_loads(grade->details, JSON_ALLOW_NUL, NULL) : NULL;

        of[grade->grader].pairs += json_integer_value(json_object_get(details, "pairs"));
        of[grade->grader].flips += json_integer_value(json_object_get(details, "flips"));
        json_decref(details);
    }
    return 0;
}

/* A judge alone compares two answers; it may stand in a grader made of others. */
static bool flips_may_be(const struct run_plan *plan)
{
    static const char *const types[] = {"judge", "all", "any", "not"};

    for (size_t i = 0; i < plan->grader_count; i++)
        for (size_t j = 0; j < sizeof types / sizeof *types; j++)
            if (!strcmp(plan->graders[i].type, types[j]))
                return true;
    return false;
}

struct judge_flips *judge_flips_count(const struct report_input *input, struct error *err)
{
    struct judge_flips *of = mem_new(input->plan->grader_count + 1, sizeof *of);

    if (!flips_may_be(input->plan))
        return of;
    if (visible_each_grades(input, "flips", sample_count, of, err) == 0)
        return of;
    free(of);
    return NULL;
}

int judge_flips_append(const struct report_input *input, struct buf *out,
                       struct error *err)
{
    struct judge_flips *of = judge_flips_count(input, err);
    const int rc = of ? 0 : -1;
    char share[FIGURE_SIZE], flips[FIGURE_SIZE], pairs[FIGURE_SIZE];

    for (size_t i = 0; of && i < input->plan->grader_count; i++) {
        const char *name = input->plan->graders[i].name;

        if (!of[i].pairs)
            continue;
        figure_count(of[i].flips, flips);
        figure_count(of[i].pairs, pairs);
        figure_percent((double)of[i].flips / (double)of[i].pairs, share);
        buf_append_text(out, "\n  flips: ");
        shown_append(out, name, strlen(name), NAME_WIDTH);
        buf_append_format(out,
                          " preferred a place, not an answer, in %s of %s pairs (%s)\n",
                          flips, pairs, share);
    }
    free(of);
    return rc;
}

json_t *judge_flips_json(const struct report_input *input, struct error *err)
{
    struct judge_flips *of = judge_flips_count(input, err);
    json_t *out = of ? json_array() : NULL;

    for (size_t i = 0; of && i < input->plan->grader_count; i++)
        if (of[i].pairs)
            json_array_append_new(
                out, json_pack("{ss? sI sI sf}", "grader", input->plan->graders[i].name,
                               "pairs", (json_int_t)of[i].pairs, "flips",
                               (json_int_t)of[i].flips, "rate",
                               (double)of[i].flips / (double)of[i].pairs));
    free(of);
    return out;
}
