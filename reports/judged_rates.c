/* reports/judged_rates.c - what judges passed, and what their known errors make of it. */
#include "reports/judged_rates.h"

#include "base/clock.h"
#include "base/shown.h"
#include "gate/figure.h"
#include "reports/console_columns.h"
#include "reports/json_cases.h"
#include "reports/json_judgement.h"

#include <math.h>
#include <string.h>

enum { NAME_WIDTH = 60, LINE_BYTES_MAX = 64 * 1024 };

static const struct plan_grader *grader_of(const struct run_plan *plan,
                                           const struct judged_rate *rate)
{
    return &plan->graders[plan->judges[rate->judge].grader];
}

static void share_append(struct buf *out, double share, double lower, double upper)
{
    char found[FIGURE_SIZE], low[FIGURE_SIZE], high[FIGURE_SIZE];

    figure_percent(share, found);
    figure_percent(lower, low);
    figure_percent(upper, high);
    buf_append_format(out, "%s (%s to %s)", found, low, high);
}

const struct gate_comparison *judged_difference(const struct judgement *judgement,
                                                const struct judged_rate *rate)
{
    const struct gate_comparison *found = NULL;

    for (size_t i = 0; i < judgement->scope_count && !found; i++)
        if (judgement->scopes[i].variant == rate->variant &&
            judgement->scopes[i].cohort == SCOPE_ALL &&
            judgement->scopes[i].comparison.judge == (int)rate->judge)
            found = &judgement->scopes[i].comparison;
    return found;
}

/* "; the change, corrected, is −0.7 points (−6.5 to +4.9)" */
static void change_append(const char *what, double change, double lower, double upper,
                          struct buf *out)
{
    char found[FIGURE_SIZE], low[FIGURE_SIZE], high[FIGURE_SIZE];

    figure_points(change, found);
    figure_lower_points(lower, (double)NAN, low);
    figure_upper_points(upper, (double)NAN, high);
    buf_append_format(out, "; %s is %s points (%s to %s)", what, found, low, high);
}

static void rate_append(const struct run_plan *plan, const struct judged_rate *rate,
                        const struct gate_comparison *made, struct buf *out)
{
    const char *name = grader_of(plan, rate)->name;
    const char *label = plan->variants[rate->variant].label;

    buf_append_text(out, "judge ");
    shown_append(out, name, strlen(name), NAME_WIDTH);
    if (plan->variant_count > 1) {
        buf_append_text(out, ", ");
        shown_append(out, label, strlen(label), NAME_WIDTH);
    }
    buf_append_text(out, ": passes ");
    share_append(out, rate->rate, rate->lower, rate->upper);
    if (isnan(rate->corrected)) {
        buf_append_text(out, "; it is no better than a coin, so nothing corrects that");
    } else {
        buf_append_text(out, "; corrected for its known errors ");
        share_append(out, rate->corrected, rate->corrected_lower, rate->corrected_upper);
    }
    if (made)
        change_append("the change, corrected,", made->corrected, made->corrected_lower,
                      made->corrected_upper, out);
    if (!isnan(rate->by_labels)) {
        buf_append_format(out, "; by the labels of %lld of these answers ",
                          (long long)rate->labelled);
        share_append(out, rate->by_labels, rate->by_labels_lower, rate->by_labels_upper);
    }
    if (!isnan(rate->change_by_labels))
        change_append("the change by labels of both sides", rate->change_by_labels,
                      rate->change_lower, rate->change_upper, out);
}

void judged_rates_append(const struct report_input *input, struct buf *out)
{
    const struct judgement *judgement = input->judgement;
    struct buf line = BUF_INIT(LINE_BYTES_MAX);

    for (size_t i = 0; i < judgement->judged_count; i++) {
        const struct judged_rate *rate = &judgement->judged[i];

        buf_clear(&line);
        rate_append(input->plan, rate, judged_difference(judgement, rate), &line);
        buf_append_text(out, i ? "  " : "\n  ");
        text_append_wrapped(out, buf_text(&line), 2, 4);
        buf_append_char(out, '\n');
    }
    buf_release(&line);
}

static json_t *rate_json(const struct run_plan *plan, const struct judged_rate *rate)
{
    const struct plan_judge *judge = &plan->judges[rate->judge];
    char calibrated[CLOCK_TEXT_SIZE];

    clock_format(judge->calibrated_ms, calibrated);
    return json_pack(
        "{ss ss ss so so so so so sI so so so so ss?}", "grader",
        grader_of(plan, rate)->name, "variant", plan->variants[rate->variant].name,
        "calibrated", calibrated, "samples",
        json_pack("{sI sI sI}", "passed", (json_int_t)rate->passed, "failed",
                  (json_int_t)rate->failed, "unscored", (json_int_t)rate->unscored),
        "pass_rate", json_number(rate->rate), "pass_rate_interval",
        interval_json(rate->lower, rate->upper), "corrected",
        json_number(rate->corrected), "corrected_interval",
        interval_json(rate->corrected_lower, rate->corrected_upper), "labelled",
        (json_int_t)rate->labelled, "by_labels", json_number(rate->by_labels),
        "by_labels_interval", interval_json(rate->by_labels_lower, rate->by_labels_upper),
        "change_by_labels", json_number(rate->change_by_labels),
        "change_by_labels_interval",
        interval_json(rate->change_lower, rate->change_upper), "favours",
        rate->favours > 0   ? "candidate"
        : rate->favours < 0 ? "baseline"
                            : NULL);
}

json_t *judged_rates_json(const struct run_plan *plan, const struct judgement *judgement)
{
    json_t *rates = json_array();

    for (size_t i = 0; i < judgement->judged_count; i++)
        json_array_append_new(rates, rate_json(plan, &judgement->judged[i]));
    return rates;
}
