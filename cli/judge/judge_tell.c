/* cli/judge/judge_tell.c - a calibration, for people. */
#include "base/mem.h"
#include "base/money.h"
#include "base/shown.h"
#include "cli/judge/judge_parts.h"
#include "gate/figure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DISAGREEMENTS_SHOWN = 10, REASON_SHOWN = 100 };

static void plural(char out[FIGURE_SIZE + 16], int64_t count, const char *noun)
{
    char number[FIGURE_SIZE];

    figure_count(count, number);
    snprintf(out, FIGURE_SIZE + 16, "%s %s%s", number, noun, count == 1 ? "" : "s");
}

static void heading_print(const struct calibrating *of)
{
    char labels[FIGURE_SIZE + 16], answers[FIGURE_SIZE + 16], raters[FIGURE_SIZE + 16];

    plural(labels, (int64_t)of->labels.count, "label");
    plural(answers, (int64_t)of->count, "answer");
    plural(raters, of->raters, "rater");
    printf("judge %s of %s: %s of %s by %s", of->judge->name, of->suite->name, labels,
           answers, raters);
    if (of->cost)
        printf(", $%.4f", money_to_usd(of->cost));
    printf("\n\n");
}

static void table_print(const struct judge_quality *quality)
{
    const struct judge_counts *counts = &quality->counts;

    printf("                 people pass  people fail\n");
    printf("  judge passes  %12lld %12lld\n", (long long)counts->tp,
           (long long)counts->fp);
    printf("  judge fails   %12lld %12lld\n", (long long)counts->fn,
           (long long)counts->tn);
    printf("  no verdict    %12lld %12lld\n\n", (long long)quality->unjudged_pass,
           (long long)quality->unjudged_fail);
}

static void share_print(const char *name, double share, const struct interval *range,
                        const char *meaning)
{
    char found[FIGURE_SIZE], lower[FIGURE_SIZE], upper[FIGURE_SIZE];

    figure_percent(share, found);
    figure_percent(range->lower, lower);
    figure_percent(range->upper, upper);
    printf("  %-12s %s (%s to %s): %s\n", name, found, lower, upper, meaning);
}

static void youden_print(const struct judge_quality *quality)
{
    const struct judge_report *report = &quality->report;

    printf("  %-12s %.2f (%.2f to %.2f): ", "J", report->youden,
           report->youden_range.lower, report->youden_range.upper);
    if (report->youden > 0)
        printf("a true drop of 5 points will show as %.1f\n", 5 * report->youden);
    else
        printf("no better than a coin\n");
    printf("  %-12s %.1f%%, kappa %.2f, AC1 %.2f\n", "agreement", 100 * report->agreement,
           report->kappa, report->ac1);
}

static void raters_print(const struct judge_quality *quality)
{
    if (isnan(quality->raters_alpha))
        printf("  %-12s no answer was labelled by two\n", "raters");
    else
        printf("  %-12s alpha %.2f\n", "raters", quality->raters_alpha);
    if (quality->split)
        printf("  %-12s %lld answer%s without a majority: left out\n", "",
               (long long)quality->split, quality->split == 1 ? "" : "s");
}

static void length_print(const struct length_bias *length)
{
    char gap[FIGURE_SIZE], lower[FIGURE_SIZE], upper[FIGURE_SIZE];

    if (!length->is_there) {
        printf("  %-12s the answers are of one length\n", "length");
        return;
    }
    if (length->shorter.too_kind + length->shorter.too_strict + length->longer.too_kind +
            length->longer.too_strict ==
        0) {
        printf("  %-12s no error at any length\n", "length");
        return;
    }
    figure_points(length->gap, gap);
    figure_points(length->range.lower, lower);
    figure_points(length->range.upper, upper);
    printf("  %-12s %s to answers of more than %zu bytes by %s points (%s to %s)%s\n",
           "length", length->gap < 0 ? "stricter" : "kinder", length->cut, gap, lower,
           upper,
           length->range.lower > 0 || length->range.upper < 0 ? "" : ": may be chance");
}

static void order_print(const struct order_bias *order)
{
    const int64_t told = order->first + order->second;

    if (!order->pairs)
        return;
    printf("  %-12s %lld of %lld pairs flip with the order", "order",
           (long long)order->flipped, (long long)order->pairs);
    if (told)
        printf("; what stands first is preferred in %.1f%% of votes",
               100 * (double)order->first / (double)told);
    putchar('\n');
}

/* `min_j` of the suite; NaN: it says none. */
static double youden_demanded(const struct calibrating *of)
{
    const json_t *calibrated = json_object_get(of->judge->source.json, "calibrated");
    const json_t *min_j = json_object_get(calibrated, "min_j");

    return min_j ? json_number_value(min_j) : (double)NAN;
}

/* What is to be done; nothing where a gate may rest on it. */
static void advice_print(const struct calibrating *of)
{
    const struct judge_quality *quality = &of->quality;
    const double lower = quality->report.youden_range.lower;
    const double demanded = youden_demanded(of);

    if (lower >= demanded) {
        printf("\nJ is shown to be at least %.2f; the suite demands %.2f.\n", lower,
               demanded);
        return;
    }
    if (demanded > JUDGE_YOUDEN_MIN) {
        printf(
            "\nJ is shown to be at least %.2f; the suite demands %.2f, and verdicts are "
            "incomplete\nuntil more labels show it, or the judge's question is mended.\n",
            lower, demanded);
        return;
    }
    if (quality->labels_missing == 0)
        return;
    printf("\nJ is shown to be at least %.2f; a gate should have %.2f. ", lower,
           JUDGE_YOUDEN_MIN);
    if (quality->labels_missing > 0)
        printf("Label about %lld more answers.\n", (long long)quality->labels_missing);
    else
        printf("No number of labels will show it of this judge: mend its question.\n");
}

static void disagreement_print(const struct calibrating *of,
                               const struct calibrated_answer *answer)
{
    const struct judged_answer *judged = &answer->judged;
    const bool people = judged_answer_truth(judged) == 1;
    const bool is_held_out = of->prepared.plan->cohorts[answer->cohort].held_out;
    char *name = answer_name(of, answer);
    struct buf reason = BUF_INIT(4096);

    if (answer->reason && !is_held_out)
        shown_append(&reason, answer->reason, strlen(answer->reason), REASON_SHOWN);
    printf("  %s:%u  %s: people %s (%u of %u), the judge %s%s%s\n", of->labels.path,
           answer->label->line, name, people ? "pass" : "fail",
           people ? judged->passed : judged->failed, judged->passed + judged->failed,
           judged->verdict == VERDICT_PASS ? "passes" : "fails",
           reason.length ? ": " : "", buf_text(&reason));
    buf_release(&reason);
    free(name);
}

/* The judge's own confidence: the share of its votes that say what it said. */
static double votes_agree(const struct calibrated_answer *answer)
{
    const json_t *agreement = json_object_get(answer->details, "agreement");

    return json_is_number(agreement) ? json_number_value(agreement) : 1;
}

static double raters_agree(const struct calibrated_answer *answer)
{
    const double passed = answer->judged.passed, failed = answer->judged.failed;

    return fmax(passed, failed) / (passed + failed);
}

static int worse_compare(const void *a, const void *b)
{
    const struct calibrated_answer *left = *(const struct calibrated_answer *const *)a;
    const struct calibrated_answer *right = *(const struct calibrated_answer *const *)b;
    const double badness[] = {raters_agree(left) * votes_agree(left),
                              raters_agree(right) * votes_agree(right)};
    const unsigned raters[] = {left->judged.passed + left->judged.failed,
                               right->judged.passed + right->judged.failed};

    if (islessgreater(badness[0], badness[1]))
        return badness[0] > badness[1] ? -1 : 1;
    if (raters[0] != raters[1])
        return raters[0] > raters[1] ? -1 : 1;
    return left->label->line < right->label->line ? -1 : 1;
}

const struct calibrated_answer **disagreements_find(const struct calibrating *of,
                                                    size_t *count)
{
    const struct calibrated_answer **found = mem_new(of->count, sizeof *found);

    *count = 0;
    for (size_t i = 0; i < of->count; i++) {
        const struct judged_answer *judged = &of->answers[i].judged;
        const int truth = judged_answer_truth(judged);

        if (truth >= 0 && judged->verdict != VERDICT_UNSCORED &&
            (judged->verdict == VERDICT_PASS) != truth)
            found[(*count)++] = &of->answers[i];
    }
    qsort(found, *count, sizeof *found, worse_compare);
    return found;
}

static void disagreements_print(const struct calibrating *of)
{
    size_t count;
    const struct calibrated_answer **found = disagreements_find(of, &count);

    if (count)
        printf("\n%s\n",
               count > DISAGREEMENTS_SHOWN ? "the worst disagreements" : "disagreements");
    for (size_t i = 0; i < count && i < DISAGREEMENTS_SHOWN; i++)
        disagreement_print(of, found[i]);
    if (count > DISAGREEMENTS_SHOWN)
        printf("  and %zu more: --json has all\n", count - DISAGREEMENTS_SHOWN);
    free(found);
}

void calibration_print(const struct calibrating *of)
{
    const struct judge_quality *quality = &of->quality;

    heading_print(of);
    table_print(quality);
    share_print("sensitivity", quality->report.sensitivity,
                &quality->report.sensitivity_range, "of what people pass");
    share_print("specificity", quality->report.specificity,
                &quality->report.specificity_range, "of what people fail");
    youden_print(quality);
    raters_print(quality);
    length_print(&quality->length);
    order_print(&of->order);
    advice_print(of);
    disagreements_print(of);
    printf("\nwrote %s\n  commit it: git add %s\n", of->written, of->written);
}
