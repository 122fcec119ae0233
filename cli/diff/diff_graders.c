/* cli/diff/diff_graders.c - which graders of both sides differ, in a sentence. */
#include "base/buf.h"
#include "cli/diff/diff_parts.h"
#include "gate/figure.h"

#include <string.h>

enum { NOTE_BYTES_MAX = 64 * 1024 };

static const struct plan_grader *grader_named(const struct run_plan *plan,
                                              const char *name)
{
    for (size_t i = 0; i < plan->grader_count; i++)
        if (!strcmp(plan->graders[i].name, name))
            return &plan->graders[i];
    return NULL;
}

/* The same grader under any name. */
static bool has_like(const struct run_plan *plan, const struct plan_grader *grader)
{
    for (size_t i = 0; i < plan->grader_count; i++)
        if (!strcmp(plan->graders[i].digest, grader->digest))
            return true;
    return false;
}

static void difference_append(struct buf *out, const char *name, const char *how,
                              size_t *count)
{
    buf_append_format(out, "%s%s %s", (*count)++ ? ", " : "; ", name, how);
}

/* "; exact is gone, contains is new"; nothing where the lists are the same. */
static void differences_append(struct buf *out, const struct run_plan *was,
                               const struct run_plan *is)
{
    size_t count = 0;

    for (size_t i = 0; i < was->grader_count; i++)
        if (!has_like(is, &was->graders[i]))
            difference_append(
                out, was->graders[i].name,
                grader_named(is, was->graders[i].name) ? "differs" : "is gone", &count);
    for (size_t i = 0; i < is->grader_count; i++)
        if (!has_like(was, &is->graders[i]) && !grader_named(was, is->graders[i].name))
            difference_append(out, is->graders[i].name, "is new", &count);
}

void diff_graders_note(struct diff_sides *sides, int64_t rescored)
{
    const int64_t regraded = sides->counts[CHANGE_REGRADED];
    struct buf out = BUF_INIT(NOTE_BYTES_MAX);
    char count[FIGURE_SIZE];

    figure_count(regraded ? regraded : rescored, count);
    buf_append_format(&out, "%s: %s",
                      regraded ? "judged by other graders now, listed and not compared"
                               : "scored by other graders now, passed or failed alike",
                      count);
    differences_append(&out, sides->runs[PAIR_OLD].plan, sides->runs[PAIR_NEW].plan);
    diff_note(sides, buf_detach(&out));
}
