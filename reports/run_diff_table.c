/* reports/run_diff_table.c - a comparison cohort by cohort, as a person reads it. */
#include "base/mem.h"
#include "gate/figure.h"
#include "reports/change_columns.h"
#include "reports/console_columns.h"
#include "reports/run_diff_parts.h"
#include "reports/visible.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_WIDTH = 32, LABEL_WIDTH = 16 };

const char *comparison_words(const struct gate_comparison *made)
{
    static const struct {
        const char *reason, *words;
    } rows[] = {{"regression", "REGRESSION"},
                {"small_real_drop", "a real drop, within the margin"},
                {"improved", "better"},
                {"steady", "no worse"}};

    for (size_t i = 0; made->reason && i < sizeof rows / sizeof rows[0]; i++)
        if (!strcmp(made->reason, rows[i].reason))
            return rows[i].words;
    return "inconclusive";
}

static void add_shown(struct columns *columns, const char *text, size_t width)
{
    struct buf safe = BUF_INIT(4096);

    text_append_shown(&safe, text, strlen(text), width);
    columns_add(columns, buf_text(&safe), NULL);
    buf_release(&safe);
}

/* Always with its decimal, so that points stand below each other. */
static void add_rate(struct columns *columns, double share)
{
    char text[FIGURE_SIZE] = "–";

    if (isfinite(share)) {
        figure_percent(share, text);
        if (!strchr(text, '.'))
            snprintf(strchr(text, '%'), 4, ".0%%");
    }
    columns_add(columns, text, NULL);
}

static void add_row(struct columns *columns, const struct run_diff *diff, int cohort)
{
    const struct gate_scope *is = judgement_scope(diff->judgement, PAIR_NEW, cohort);
    const struct gate_scope *was = judgement_scope(diff->judgement, PAIR_OLD, cohort);
    char cases[FIGURE_SIZE];
    char *name;

    if (!is || is->case_count == 0)
        return;
    name = cohort == SCOPE_ALL ? mem_text("all")
                               : visible_cohort_name(&diff->plan->cohorts[cohort]);
    add_shown(columns, name, NAME_WIDTH);
    free(name);
    if (is->comparison.is_made) {
        add_rate(columns, is->comparison.baseline);
        add_rate(columns, is->comparison.candidate);
    } else {
        add_rate(columns, was ? was->pass_rate : (double)NAN);
        add_rate(columns, is->pass_rate);
    }
    change_columns_add(columns, &is->comparison);
    figure_count(is->case_count, cases);
    columns_add(columns, cases, NULL);
    columns_add(columns,
                is->comparison.is_made ? comparison_words(&is->comparison)
                                       : "not compared",
                NULL);
}

static size_t cohorts_with_cases(const struct run_diff *diff)
{
    size_t count = 0;

    for (size_t i = 0; i < diff->plan->cohort_count; i++) {
        const struct gate_scope *scope =
            judgement_scope(diff->judgement, PAIR_NEW, (int)i);

        count += scope && scope->case_count > 0;
    }
    return count;
}

void run_diff_table(const struct run_diff *diff, struct buf *out)
{
    struct columns columns;

    if (cohorts_with_cases(diff) < 2) /* the first line says it */
        return;
    columns_init(&columns, "lrrrlrl", 2);
    columns_add(&columns, "cohort", NULL);
    add_shown(&columns, diff->sides[PAIR_OLD].label, LABEL_WIDTH);
    add_shown(&columns, diff->sides[PAIR_NEW].label, LABEL_WIDTH);
    columns_add(&columns, "change", NULL);
    columns_add(&columns, "", NULL);
    columns_add(&columns, "cases", NULL);
    columns_add(&columns, "", NULL);
    for (size_t i = 0; i < diff->plan->cohort_count; i++)
        add_row(&columns, diff, (int)i);
    add_row(&columns, diff, SCOPE_ALL);
    buf_append_char(out, '\n');
    columns_write(&columns, 2, out);
    columns_release(&columns);
}
