/* gate/grader_parts.h - what graders tell more of than a verdict: labels, and fields of
 * JSON. */
#ifndef NOWORSE_GATE_GRADER_PARTS_H
#define NOWORSE_GATE_GRADER_PARTS_H

#include "gate/confusion.h"
#include "store/run_file.h"

/* Weights, as in a confusion. */
struct field_tally {
    double right, wrong, without;
};

/* Begin zeroed. */
struct grader_parts {
    struct confusion confusion;
    struct field_tally *fields; /* owned; by the gate's fields; NULL: nothing was added */
    size_t field_count;
    int64_t cases, without; /* samples without a grade */
};

void grader_parts_add(struct grader_parts *parts, const struct plan_grader_gate *gate,
                      const struct grader_outcome *outcome, double weight);
void grader_parts_merge(struct grader_parts *into, const struct grader_parts *from,
                        double scale);
void grader_parts_release(struct grader_parts *parts);
struct confusion_share field_share(const struct field_tally *field);

struct gate;
struct judgement;
/* Fills the labels of a judgement. */
void labels_show(const struct gate *gate, struct judgement *out);
/* Those of a cohort (SCOPE_ALL: all that are watched, by their weights) and the graders
 * of one gate; the caller's. */
void gate_parts_of(const struct gate *gate, int variant, int grader, int cohort,
                   struct grader_parts *out);

#endif
