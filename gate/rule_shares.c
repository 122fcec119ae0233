/* gate/rule_shares.c - what labels, and fields of JSON, must reach: accuracy, macro_f1,
 * f1, precision, recall and fields.
 *
 * Compared is the figure itself. Where it would come out otherwise whatever samples
 * without a grade had been, it is inconclusive; a figure that is undefined is incomplete.
 */
#include "base/mem.h"
#include "base/shown.h"
#include "gate/figure.h"
#include "gate/gathered.h"
#include "gate/grader_parts.h"
#include "gate/rule.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_SHOWN_MAX = 60 };

/* How a rule is reckoned, and how it is told. */
struct share_kind {
    const char *rule;
    enum figure_form form;
    struct confusion_share (*of_label)(const struct confusion *confusion, size_t label);
    const char *nothing; /* of a label that it is undefined for: "no answer is …" */
};
static const struct share_kind kinds[] = {
    {"accuracy", FIGURE_PERCENT, NULL, NULL},
    {"macro_f1", FIGURE_SCORE, NULL, "neither a reference nor an answer is"},
    {"f1", FIGURE_SCORE, confusion_f1, "neither a reference nor an answer is"},
    {"precision", FIGURE_PERCENT, confusion_precision, "no answer is"},
    {"recall", FIGURE_PERCENT, confusion_recall, "no reference is"},
    {"fields", FIGURE_PERCENT, NULL, NULL},
};

static const struct share_kind *kind_of(const struct plan_share_rule *rule)
{
    const struct share_kind *kind = kinds;

    while (strcmp(kind->rule, rule->rule) != 0)
        kind++;
    return kind;
}

static size_t text_index(char *const *list, size_t count, const char *text)
{
    size_t at = 0;

    while (at < count && strcmp(list[at], text) != 0)
        at++;
    return at;
}

/* One rule with the figures of its scope. */
struct share_work {
    const struct rule_scope *scope;
    const struct plan_share_rule *rule;
    const struct plan_grader_gate *gate;
    const struct share_kind *kind;
    const struct grader_parts *parts;
    struct confusion_share share;
    const char *undefined; /* the label that it is undefined for */
};

static void share_reckon(struct share_work *work)
{
    const struct confusion *confusion = &work->parts->confusion;
    const struct plan_grader_gate *gate = work->gate;
    const char *key = work->rule->key;
    size_t at;

    work->share = (struct confusion_share){(double)NAN, (double)NAN, (double)NAN};
    work->undefined = key;
    if (work->kind->of_label) {
        at = text_index(gate->labels, gate->label_count, key);
        if (at < confusion->count)
            work->share = work->kind->of_label(confusion, at);
    } else if (!strcmp(work->rule->rule, "fields")) {
        at = text_index(gate->fields, gate->field_count, key);
        if (at < work->parts->field_count)
            work->share = field_share(&work->parts->fields[at]);
    } else if (!strcmp(work->rule->rule, "accuracy")) {
        work->share = confusion_accuracy(confusion);
    } else {
        work->share = confusion_macro_f1(confusion, &at);
        work->undefined = at < gate->label_count ? gate->labels[at] : NULL;
    }
}

/* "f1 of "refund" by kind", "accuracy of kind in far", "/amount of order". */
static char *subject_words(const struct share_work *work)
{
    const char *name = work->gate->name;
    const char *cohort = work->rule->is_of_grader ? NULL : work->scope->name;
    const char *in = cohort ? " in " : "";
    char *key = work->rule->key ? shown_quoted(work->rule->key, strlen(work->rule->key),
                                               KEY_SHOWN_MAX)
                                : NULL;
    char *out;

    cohort = cohort ? cohort : "";
    if (!strcmp(work->rule->rule, "fields"))
        out = mem_format("field %s of %s%s%s", key, name, in, cohort);
    else if (key)
        out = mem_format("%s of %s by %s%s%s", work->rule->rule, key, name, in, cohort);
    else
        out = mem_format("%s of %s%s%s", work->rule->rule, name, in, cohort);
    free(key);
    return out;
}

static char *undefined_sentence(const struct share_work *work, const char *subject,
                                bool is_empty)
{
    char *label, *out;

    if (is_empty || !work->kind->nothing || !work->undefined)
        return mem_format("%s cannot be told: nothing was scored", subject);
    label = shown_quoted(work->undefined, strlen(work->undefined), KEY_SHOWN_MAX);
    out = mem_format("%s cannot be told: %s %s", subject, work->kind->nothing, label);
    free(label);
    return out;
}

/* What the figure does not know. */
static const char *lacking_words(const struct grader_parts *parts)
{
    const int64_t unread = parts->confusion.unread_samples;
    const bool is_one = parts->without + unread == 1;

    if (unread > 0 && parts->without > 0)
        return "samples that were not graded or could not be read";
    if (unread > 0)
        return is_one ? "an answer that could not be read"
                      : "answers that could not be read";
    return is_one ? "a sample that was not graded" : "samples that were not graded";
}

static char *share_sentence(const struct share_work *work, const char *subject,
                            const struct gate_check *check)
{
    const bool is_below = figure_is_below(check->found, check->limit);
    const char *verb = !strcmp(check->rule, "fields") ? "is right in" : "is";
    char found[FIGURE_SIZE], limit[FIGURE_SIZE];
    char *plain, *out;

    figure_pair(check->found, check->limit, work->kind->form, found, limit);
    plain = mem_format(is_below ? "%s %s %s, below the %s required"
                                : "%s %s %s, at least %s required",
                       subject, verb, found, limit);
    if (check->verdict != GATE_INCONCLUSIVE)
        return plain;
    out = mem_format("%s, but %s could %s it", plain, lacking_words(work->parts),
                     is_below ? "lift" : "lower");
    free(plain);
    return out;
}

static struct gate_check share_check(struct share_work *work)
{
    struct gate_check out;
    char *subject = subject_words(work);
    double limit = work->rule->at_least;
    bool is_below;

    share_reckon(work);
    out = check_of(work->kind->rule, limit, work->share.found);
    out.has_no_inference = true;
    if (isnan(work->share.found)) {
        bool is_empty = isnan(confusion_accuracy(&work->parts->confusion).found);

        out.verdict = GATE_INCOMPLETE;
        out.reason = is_empty ? "nothing_scored" : "undefined";
        out.sentence = undefined_sentence(work, subject, is_empty);
        free(subject);
        return out;
    }
    is_below = figure_is_below(out.found, limit);
    out.verdict = is_below ? GATE_FAIL : GATE_PASS;
    out.reason = is_below ? "threshold" : NULL;
    if (is_below != figure_is_below(work->share.low, limit) ||
        is_below != figure_is_below(work->share.high, limit)) {
        out.verdict = GATE_INCONCLUSIVE;
        out.reason = "missing";
    }
    out.sentence = share_sentence(work, subject, &out);
    free(subject);
    return out;
}

static bool is_of_scope(const struct plan_share_rule *rule,
                        const struct gate_scope *scope)
{
    if (scope->grader != SCOPE_ALL)
        return rule->is_of_grader && rule->grader == scope->grader;
    return !rule->is_of_grader && rule->cohort == scope->cohort;
}

bool shares_decide(const struct run_plan *plan, const struct gate_scope *scope)
{
    for (size_t i = 0; i < plan->share_rule_count; i++)
        if (is_of_scope(&plan->share_rules[i], scope))
            return true;
    return false;
}

void rule_shares(const struct rule_scope *scope, gate_check_fn *add, void *context)
{
    const struct run_plan *plan = scope->plan;
    const struct gate_scope *shown = scope->shown;
    struct grader_parts parts = {.cases = 0};
    int grader = -1; /* whose the parts are */

    for (size_t i = 0; i < plan->share_rule_count; i++) {
        const struct plan_share_rule *rule = &plan->share_rules[i];
        struct share_work work = {.scope = scope,
                                  .rule = rule,
                                  .gate = &plan->grader_gates[rule->grader],
                                  .kind = kind_of(rule),
                                  .parts = &parts};
        struct gate_check check;

        if (!is_of_scope(rule, shown))
            continue;
        if (grader != rule->grader) {
            grader_parts_release(&parts);
            gate_parts_of(scope->gate, shown->variant, rule->grader, shown->cohort,
                          &parts);
            grader = rule->grader;
        }
        /* A field's grader may be a judge. */
        if (strcmp(rule->rule, "fields") == 0 && scope_is_withheld(scope))
            continue;
        /* What a selection left out is not gated. */
        if (parts.cases == 0 && plan->is_partial)
            continue;
        check = share_check(&work);
        add(context, &check);
    }
    grader_parts_release(&parts);
}
