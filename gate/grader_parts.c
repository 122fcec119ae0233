/* gate/grader_parts.c - labels and fields gathered. */
#include "gate/grader_parts.h"

#include "base/mem.h"
#include "gate/gate.h"
#include "gate/gathered.h"

#include <math.h>
#include <stdlib.h>

static void fields_make(struct grader_parts *parts, size_t count)
{
    if (parts->fields || !count)
        return;
    parts->field_count = count;
    parts->fields = mem_new(count, sizeof *parts->fields);
}

static void labels_add(struct grader_parts *parts, size_t count,
                       const struct grader_outcome *outcome, double weight)
{
    const unsigned scored = outcome->passed + outcome->failed;
    const unsigned without = outcome->unscored + outcome->missing;

    for (unsigned i = 0; i < scored; i++)
        confusion_add(&parts->confusion, count, outcome->labels[i].expected,
                      outcome->labels[i].found, weight / scored);
    parts->confusion.without += scored ? weight * without / scored : weight;
}

static void fields_add(struct grader_parts *parts, const struct grader_outcome *outcome,
                       double weight)
{
    for (size_t i = 0; i < parts->field_count; i++) {
        const struct graded_field *field = &outcome->fields[i];
        const unsigned scored = field->passed + field->failed;
        const unsigned without = field->unscored + outcome->missing;
        struct field_tally *tally = &parts->fields[i];

        tally->without += scored ? weight * without / scored : weight;
        if (!scored)
            continue;
        tally->right += weight * field->passed / scored;
        tally->wrong += weight * field->failed / scored;
    }
}

void grader_parts_add(struct grader_parts *parts, const struct plan_grader_gate *gate,
                      const struct grader_outcome *outcome, double weight)
{
    parts->cases++;
    parts->without += (int64_t)outcome->unscored + outcome->missing;
    if (outcome->labels)
        labels_add(parts, gate->label_count, outcome, weight);
    fields_make(parts, gate->field_count);
    if (outcome->fields)
        fields_add(parts, outcome, weight);
}

void grader_parts_merge(struct grader_parts *into, const struct grader_parts *from,
                        double scale)
{
    into->cases += from->cases;
    into->without += from->without;
    confusion_merge(&into->confusion, &from->confusion, scale);
    fields_make(into, from->field_count);
    for (size_t i = 0; i < from->field_count; i++) {
        into->fields[i].right += scale * from->fields[i].right;
        into->fields[i].wrong += scale * from->fields[i].wrong;
        into->fields[i].without += scale * from->fields[i].without;
    }
}

void grader_parts_release(struct grader_parts *parts)
{
    confusion_release(&parts->confusion);
    free(parts->fields);
    *parts = (struct grader_parts){.cases = 0};
}

struct confusion_share field_share(const struct field_tally *field)
{
    const double scored = field->right + field->wrong;
    const double all = scored + field->without;

    return (struct confusion_share){scored > 0 ? field->right / scored : (double)NAN,
                                    all > 0 ? field->right / all : (double)NAN,
                                    all > 0 ? (field->right + field->without) / all
                                            : (double)NAN};
}

static double scored_weight(const struct grader_parts *parts)
{
    double weight = confusion_weight(&parts->confusion);

    if (parts->field_count)
        weight = parts->fields[0].right + parts->fields[0].wrong;
    return weight;
}

void gate_parts_of(const struct gate *gate, int variant, int grader, int cohort,
                   struct grader_parts *out)
{
    const struct run_plan *plan = gate->plan;
    const struct grader_parts *parts = gate_grader_parts(gate, variant, grader);

    *out = (struct grader_parts){.cases = 0};
    for (size_t i = 0; i < plan->cohort_count; i++) {
        const struct plan_cohort *of = &plan->cohorts[i];
        double scale = 1;

        if (cohort == SCOPE_ALL ? !of->watch : cohort != (int)i)
            continue;
        if (cohort == SCOPE_ALL && of->weight > 0 && scored_weight(&parts[i]) > 0)
            scale = of->weight / scored_weight(&parts[i]);
        grader_parts_merge(out, &parts[i], scale);
    }
}

static void label_show(const struct gate *gate, struct judgement *out,
                       const struct judged_labels *where)
{
    struct grader_parts parts;

    gate_parts_of(gate, where->variant, where->grader, where->cohort, &parts);
    if (parts.confusion.cells) {
        out->labels = mem_resize(out->labels, out->label_count + 1, sizeof *out->labels);
        out->labels[out->label_count] = *where;
        out->labels[out->label_count++].confusion = parts.confusion;
        parts.confusion = (struct confusion){.count = 0}; /* the judgement's */
    }
    grader_parts_release(&parts);
}

void labels_show(const struct gate *gate, struct judgement *out)
{
    const struct run_plan *plan = gate->plan;

    for (size_t i = 0; i < plan->variant_count; i++)
        for (size_t k = 0; k < plan->grader_gate_count; k++)
            for (int cohort = SCOPE_ALL;
                 plan->grader_gates[k].label_count && cohort < (int)plan->cohort_count;
                 cohort++)
                label_show(gate, out,
                           &(struct judged_labels){
                               .variant = (int)i, .cohort = cohort, .grader = (int)k});
}
