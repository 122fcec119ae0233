/* reports/console_errors.c - the places where answers most often do not fit their schema.
 */
#include "gate/figure.h"
#include "reports/console.h"
#include "reports/console_columns.h"
#include "reports/error_groups.h"
#include "reports/visible.h"

#include <stdlib.h>
#include <string.h>

/* One answer is told by its case already. */
enum {
    PLACES_MAX = 3,
    ANSWERS_MIN = 2,
    POINTER_WIDTH = 40,
    GRADER_WIDTH = 30,
    EXAMPLE_WIDTH = 90
};

struct gathered {
    const struct run_plan *plan;
    struct error_groups groups;
};

static int sample_add(void *context, const struct sample_grades *sample)
{
    struct gathered *gathered = context;

    for (size_t i = 0; i < sample->count; i++) {
        const struct grade_record *grade = &sample->grades[i];

        error_groups_add_grade(&gathered->groups, gathered->plan, sample->variant,
                               grade->grader, grade->verdict, grade->details);
    }
    return 0;
}

struct worst_place {
    const struct error_group *group;
    const struct error_place *place;
};

static double share_of(const struct worst_place *worst)
{
    return (double)worst->place->answers / (double)worst->group->answers;
}

static size_t place_insert(struct worst_place worst[PLACES_MAX], size_t count,
                           struct worst_place found)
{
    size_t at = count < PLACES_MAX ? count : PLACES_MAX;

    while (at > 0 && share_of(&worst[at - 1]) < share_of(&found)) {
        if (at < PLACES_MAX)
            worst[at] = worst[at - 1];
        at--;
    }
    if (at < PLACES_MAX)
        worst[at] = found;
    return count < PLACES_MAX ? count + 1 : PLACES_MAX;
}

/* The places of candidates; *total of them, the worst kept. */
static size_t places_find(const struct gathered *gathered,
                          struct worst_place worst[PLACES_MAX], size_t *total)
{
    size_t count = 0;

    *total = 0;
    for (size_t i = 0; i < gathered->groups.count; i++) {
        const struct error_group *group = &gathered->groups.items[i];

        for (size_t at = 0; at < group->count; at++) {
            if (gathered->plan->variants[group->variant].is_baseline ||
                group->places[at].answers < ANSWERS_MIN)
                continue;
            count = place_insert(worst, count,
                                 (struct worst_place){group, &group->places[at]});
            ++*total;
        }
    }
    return count;
}

static void shown_add(struct columns *columns, const char *text, size_t width)
{
    struct buf out = BUF_INIT(64 * 1024);

    text_append_shown(&out, text, strlen(text), width);
    columns_add(columns, buf_text(&out), NULL);
    buf_release(&out);
}

/* What tells a place apart from others with the same pointer. */
struct told_by {
    bool variant, grader;
};

static struct told_by told_by(const struct gathered *gathered)
{
    const struct error_groups *groups = &gathered->groups;
    struct told_by out = {false, false};
    size_t candidates = 0;

    for (size_t i = 0; i < gathered->plan->variant_count; i++)
        candidates += !gathered->plan->variants[i].is_baseline;
    out.variant = candidates > 1;
    for (size_t i = 1; i < groups->count; i++)
        out.grader |= groups->items[i].grader != groups->items[0].grader;
    return out;
}

static void place_add(const struct run_plan *plan, const struct worst_place *worst,
                      struct told_by by, struct columns *columns)
{
    const char *pointer = worst->place->pointer;
    char share[FIGURE_SIZE];
    char answers[FIGURE_SIZE];
    char text[2 * FIGURE_SIZE + 16];

    shown_add(columns, *pointer ? pointer : "(the whole)", POINTER_WIDTH);
    if (by.grader)
        shown_add(columns, plan->graders[worst->group->grader].name, GRADER_WIDTH);
    if (by.variant) {
        char *label = console_variant(&plan->variants[worst->group->variant]);

        columns_add(columns, label, NULL);
        free(label);
    }
    figure_percent(share_of(worst), share);
    figure_count(worst->group->answers, answers);
    snprintf(text, sizeof text, "%s of %s", share, answers);
    columns_add(columns, text, NULL);
    shown_add(columns, worst->place->example, EXAMPLE_WIDTH);
}

int console_errors(const struct report_input *input, struct buf *out, struct error *err)
{
    struct gathered gathered = {.plan = input->plan, .groups = ERROR_GROUPS_INIT};
    struct worst_place worst[PLACES_MAX];
    struct columns columns;
    static const char *const aligned[] = {"lll", "llll", "lllll"};
    struct told_by by;
    size_t total;
    size_t count;
    int rc = error_groups_may_be(input->plan)
                 ? visible_each_grades(input, "errors", sample_add, &gathered, err)
                 : 0;

    error_groups_sort(&gathered.groups, input->plan);
    count = places_find(&gathered, worst, &total);
    by = told_by(&gathered);
    columns_init(&columns, aligned[by.variant + by.grader], 2);
    for (size_t i = 0; rc == 0 && i < count; i++)
        place_add(input->plan, &worst[i], by, &columns);
    if (rc == 0 && count > 0) {
        buf_append_format(out, "\n  wrong most often (of %zu place%s):\n", total,
                          total == 1 ? "" : "s");
        columns_write(&columns, 4, out);
    }
    columns_release(&columns);
    error_groups_release(&gathered.groups);
    return rc;
}
