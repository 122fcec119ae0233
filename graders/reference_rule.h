/* graders/reference_rule.h - what an answer is compared with: the case's reference, a
 * part of it, a variable, or a constant. */
#ifndef NOWORSE_GRADERS_REFERENCE_RULE_H
#define NOWORSE_GRADERS_REFERENCE_RULE_H

#include "base/error_list.h"
#include "suites/suite.h"
#include "values/value.h"

struct reference_rule {
    enum reference_kind {
        REFERENCE_WHOLE,
        REFERENCE_POINTER,
        REFERENCE_VAR,
        REFERENCE_VALUE
    } kind;
    char *name;            /* pointer, or variable */
    struct document value; /* REFERENCE_VALUE */
};

#define REFERENCE_RULE_INIT                                                              \
    {                                                                                    \
        REFERENCE_WHOLE, NULL, DOCUMENT_INIT                                             \
    }

/* rule: the value of the key `reference`; source, pointer: where it stands. */
int reference_rule_compile(struct reference_rule *out, const json_t *rule,
                           const struct source *source, const char *pointer,
                           struct error_list *errors);
void reference_rule_release(struct reference_rule *rule);

/* Borrowed. NULL: there is none, and *err says what is lacking, with no place. */
const struct value *reference_rule_pick(const struct reference_rule *rule,
                                        const struct value *reference,
                                        const struct value *vars, struct error *err);

#endif
