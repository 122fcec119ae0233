/* cli/judge/judge_json.c - a calibration, for programs: docs/cli.md. */
#include "base/clock.h"
#include "base/money.h"
#include "cli/judge/judge_parts.h"
#include "values/json_inert.h"

#include <math.h>
#include <stdlib.h>

static json_t *range_json(double value, const struct interval *range)
{
    return json_pack("{sf sf sf}", "value", value, "lower", range->lower, "upper",
                     range->upper);
}

static json_t *counts_json(const struct judge_quality *quality)
{
    const struct judge_counts *counts = &quality->counts;

    return json_pack("{sI sI sI sI sI sI sI}", "tp", (json_int_t)counts->tp, "fn",
                     (json_int_t)counts->fn, "fp", (json_int_t)counts->fp, "tn",
                     (json_int_t)counts->tn, "split", (json_int_t)quality->split,
                     "unjudged_pass", (json_int_t)quality->unjudged_pass, "unjudged_fail",
                     (json_int_t)quality->unjudged_fail);
}

static json_t *half_json(const struct length_half *half)
{
    return json_pack("{sI sI sI}", "answers", (json_int_t)half->count, "too_kind",
                     (json_int_t)half->too_kind, "too_strict",
                     (json_int_t)half->too_strict);
}

static json_t *length_json(const struct length_bias *length)
{
    if (!length->is_there)
        return json_null();
    return json_pack("{sI so so so}", "longer_than_bytes", (json_int_t)length->cut, "gap",
                     range_json(length->gap, &length->range), "shorter",
                     half_json(&length->shorter), "longer", half_json(&length->longer));
}

static json_t *order_json(const struct order_bias *order)
{
    if (!order->pairs)
        return json_null();
    return json_pack("{sI sI sI sI}", "pairs", (json_int_t)order->pairs, "flipped",
                     (json_int_t)order->flipped, "first", (json_int_t)order->first,
                     "second", (json_int_t)order->second);
}

static json_t *disagreements_json(const struct calibrating *of)
{
    json_t *rows = json_array();
    size_t count;
    const struct calibrated_answer **found = disagreements_find(of, &count);

    for (size_t i = 0; i < count; i++) {
        const struct calibrated_answer *answer = found[i];
        const bool is_held_out = of->prepared.plan->cohorts[answer->cohort].held_out;

        json_array_append_new(rows,
                              json_pack("{sI ss? si si ss ss?}", "line",
                                        (json_int_t)answer->label->line, "case",
                                        is_held_out ? NULL : answer->label->test,
                                        "raters_pass", (int)answer->judged.passed,
                                        "raters_fail", (int)answer->judged.failed,
                                        "judge", verdict_name(answer->judged.verdict),
                                        "reason", is_held_out ? NULL : answer->reason));
    }
    free(found);
    return rows;
}

void calibration_print_json(const struct calibrating *of)
{
    const struct judge_quality *quality = &of->quality;
    const struct judge_report *report = &quality->report;
    json_t *all = json_pack(
        "{ss ss ss ss sI sI sI sf}", "schema", "noworse/calibration/1", "suite",
        of->suite->name, "grader", of->judge->name, "file", of->written, "labels",
        (json_int_t)of->labels.count, "answers", (json_int_t)of->count, "raters",
        (json_int_t)of->raters, "cost_usd", money_to_usd(of->cost));

    json_object_set_new(all, "counts", counts_json(quality));
    json_object_set_new(all, "sensitivity",
                        range_json(report->sensitivity, &report->sensitivity_range));
    json_object_set_new(all, "specificity",
                        range_json(report->specificity, &report->specificity_range));
    json_object_set_new(all, "j", range_json(report->youden, &report->youden_range));
    json_object_set_new(all, "agreement", json_real(report->agreement));
    json_object_set_new(all, "kappa", json_real(report->kappa));
    json_object_set_new(all, "ac1", json_real(report->ac1));
    json_object_set_new(all, "raters_alpha",
                        isnan(quality->raters_alpha) ? json_null()
                                                     : json_real(quality->raters_alpha));
    json_object_set_new(all, "length", length_json(&quality->length));
    json_object_set_new(all, "order", order_json(&of->order));
    json_object_set_new(all, "labels_missing", json_integer(quality->labels_missing));
    json_object_set_new(all, "disagreements", disagreements_json(of));
    json_inert_dump(all, JSON_INDENT(2), stdout);
    putchar('\n');
    json_decref(all);
}
