/* reports/console_table.c - cohort by cohort: rates, number of cases, verdict in words.
 */
#include "base/mem.h"
#include "gate/figure.h"
#include "reports/change_columns.h"
#include "reports/console.h"
#include "reports/console_columns.h"
#include "reports/visible.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_WIDTH = 32, LABEL_WIDTH = 16 };

static bool is_compared(const struct plan_variant *variant)
{
    return variant->baseline >= 0 || variant->baseline_entry >= 0;
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

/* The rates that were compared; where nothing pairs, the scope's own. */
static void add_rates(struct columns *columns, const struct report_input *input,
                      const struct gate_scope *scope)
{
    const struct gate_comparison *made = &scope->comparison;
    const int baseline = input->plan->variants[scope->variant].baseline;
    const struct gate_scope *other = NULL;

    if (baseline >= 0)
        other = scope->grader == SCOPE_ALL
                    ? judgement_scope(input->judgement, baseline, scope->cohort)
                    : judgement_grader(input->judgement, baseline, scope->grader);
    if (made->is_made)
        add_rate(columns, made->baseline);
    else
        add_rate(columns, other ? other->pass_rate : (double)NAN);
    add_rate(columns, made->is_made ? made->candidate : scope->pass_rate);
}

static char *scope_name(const struct run_plan *plan, const struct gate_scope *scope)
{
    if (scope->grader != SCOPE_ALL)
        return mem_format("grader %s", plan->grader_gates[scope->grader].name);
    return scope->cohort == SCOPE_ALL
               ? mem_text("all")
               : visible_cohort_name(&plan->cohorts[scope->cohort]);
}

static void add_name(struct columns *columns, const struct run_plan *plan,
                     const struct gate_scope *scope)
{
    struct buf safe = BUF_INIT(4096);
    char *name = scope_name(plan, scope);

    text_append_shown(&safe, name, strlen(name), NAME_WIDTH);
    columns_add(columns, buf_text(&safe), NULL);
    buf_release(&safe);
    free(name);
}

/* "200", or "89/200" where the others are not in the baseline as they are now, or in
 * quarantine. */
static void cases_write(const struct gate_scope *scope, char *out, size_t size)
{
    const struct case_states *states = &scope->states;
    char pairs[FIGURE_SIZE], gating[FIGURE_SIZE], all[FIGURE_SIZE];

    figure_count(scope->case_count, all);
    figure_count(scope->cases_gating, gating);
    figure_count(scope->comparison.cases, pairs);
    if (scope->comparison.is_made &&
        states->fresh + states->changed + states->regraded + states->quarantined > 0)
        snprintf(out, size, "%s/%s", pairs, all);
    else if (states->quarantined && scope->cases_gating)
        snprintf(out, size, "%s/%s", gating, all);
    else
        snprintf(out, size, "%s", all);
}

static void add_row(struct columns *columns, const struct report_input *input,
                    const struct gate_scope *scope)
{
    const struct plan_variant *variant = &input->plan->variants[scope->variant];
    char *text = console_scope_verdict(scope);
    char cases[2 * FIGURE_SIZE];

    cases_write(scope, cases, sizeof cases);
    add_name(columns, input->plan, scope);
    if (is_compared(variant)) {
        add_rates(columns, input, scope);
        change_columns_add(columns, &scope->comparison);
    } else {
        add_rate(columns, scope->pass_rate);
    }
    columns_add(columns, cases, NULL);
    columns_add(columns, text, console_paint(input, scope->verdict));
    free(text);
}

/* "95%", "99.9%": of the intervals, which are alike for all scopes. */
static char *interval_head(const struct report_input *input, int variant)
{
    for (size_t i = 0; i < input->judgement->scope_count; i++) {
        const struct gate_scope *scope = &input->judgement->scopes[i];
        char text[FIGURE_SIZE];

        if (scope->variant != variant || !scope->comparison.is_made)
            continue;
        figure_percent(scope->comparison.confidence, text);
        return mem_format("(%s)", text);
    }
    return mem_text("");
}

static void add_head(struct columns *columns, const struct report_input *input,
                     int variant)
{
    const struct plan_variant *of = &input->plan->variants[variant];
    char *label = console_variant(of);
    char *interval = interval_head(input, variant);

    columns_add(columns, "cohort", NULL);
    if (is_compared(of)) {
        char *baseline = console_baseline(input->plan, of);

        columns_add(columns, baseline, NULL);
        free(baseline);
    }
    columns_add(columns, label, NULL);
    if (is_compared(of)) {
        columns_add(columns, "change", NULL);
        columns_add(columns, interval, NULL);
    }
    columns_add(columns, "cases", NULL);
    columns_add(columns, "verdict", NULL);
    free(label);
    free(interval);
}

/* The row of the whole says nothing new where there is one cohort and no verdict over it.
 */
static bool is_row_shown(const struct run_plan *plan, const struct gate_scope *scope)
{
    return scope->cohort != SCOPE_ALL || plan->cohort_count != 1 ||
           scope->verdict != GATE_NOT_GATED;
}

static void candidate_table(const struct report_input *input, int variant,
                            struct buf *out)
{
    const struct run_plan *plan = input->plan;
    const bool has_baseline = is_compared(&plan->variants[variant]);
    const struct gate_scope *all = judgement_scope(input->judgement, variant, SCOPE_ALL);
    struct columns columns;

    columns_init(&columns, has_baseline ? "lrrrlrl" : "lrrl", has_baseline ? 2 : 3);
    add_head(&columns, input, variant);
    for (size_t i = 0; i < plan->cohort_count; i++) {
        const struct gate_scope *scope =
            judgement_scope(input->judgement, variant, (int)i);

        if (scope)
            add_row(&columns, input, scope);
    }
    if (all && is_row_shown(plan, all))
        add_row(&columns, input, all);
    for (size_t i = 0; i < plan->grader_gate_count; i++)
        if (plan->grader_gates[i].gate.is_given) /* else other gates are about it */
            add_row(&columns, input, judgement_grader(input->judgement, variant, (int)i));
    buf_append_char(out, '\n');
    columns_write(&columns, 2, out);
    columns_release(&columns);
    console_states(input, variant, out);
}

static char *label_shown(const char *label)
{
    struct buf safe = BUF_INIT(4096);

    text_append_shown(&safe, label, strlen(label), LABEL_WIDTH);
    return buf_detach(&safe);
}

char *console_variant(const struct plan_variant *variant)
{
    return label_shown(variant->label && *variant->label ? variant->label
                                                         : variant->name);
}

/* A version that somebody gave it, and not the front of its digest. */
/* An entry by its version, where that tells it from the candidate. */
char *console_baseline(const struct run_plan *plan, const struct plan_variant *variant)
{
    const char *version;

    if (variant->baseline >= 0)
        return console_variant(&plan->variants[variant->baseline]);
    if (variant->baseline_entry < 0)
        return mem_text("");
    version = plan_entry_version(&plan->baseline_entries[variant->baseline_entry]);
    if (version && variant->prompt_version &&
        strcmp(version, variant->prompt_version) != 0)
        return label_shown(version);
    return mem_text("baseline");
}

void console_table(const struct report_input *input, struct buf *out)
{
    for (size_t i = 0; i < input->plan->variant_count; i++)
        if (!input->plan->variants[i].is_baseline)
            candidate_table(input, (int)i, out);
}
