/* simulator/script_source.h - one line of a script while it is read: keys and their
 * types, with every mistake at its place.
 *
 * All functions return -1 after adding a mistake to the list; a reader goes on, so that a
 * person sees all mistakes in one go.
 */
#ifndef NOWORSE_SIMULATOR_SCRIPT_SOURCE_H
#define NOWORSE_SIMULATOR_SCRIPT_SOURCE_H

#include "base/error_list.h"
#include "simulator/script.h"
#include "values/value.h"

struct script_source {
    const char *name; /* the file's; borrowed */
    unsigned line;    /* of this rule, from 1 */
    struct document document;
    struct error_list *errors; /* borrowed */
};

/* A mistake at this value. */
int source_mistake(struct script_source *source, const struct value *at, const char *code,
                   const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* That this value should have been something else: "<key>: expected <wanted>, found
 * <type>". key may be NULL. */
int source_expected(struct script_source *source, const struct value *at, const char *key,
                    const char *wanted);

/* Every key is one of `names` (ended by NULL); object must be one. */
int source_keys(struct script_source *source, const struct value *object,
                const char *const *names);

/* The word is one of `names`: its index, or -1. `what` as in "unknown <what>". */
int source_word(struct script_source *source, const struct value *value, const char *what,
                const char *const *names);

/* These read object's key where it is there, and leave *out as it is where it is not. A
 * text becomes a new one and may not be empty nor hold NUL. */
int source_text(struct script_source *source, const struct value *object, const char *key,
                char **out);
int source_integer(struct script_source *source, const struct value *object,
                   const char *key, int64_t min, int64_t max, int64_t *out);
int source_number(struct script_source *source, const struct value *object,
                  const char *key, double min, double max, double *out);

/* The parts of a rule, each in a file of its own. Texts of a filling: groups are those of
 * the rule's pattern. */
int source_filling(struct script_source *source, const struct value *value,
                   const struct group_names *groups, struct filling *out);
int script_answers_read(struct script_source *source, const struct value *value,
                        struct rule *rule);
int script_faults_read(struct script_source *source, const struct value *value,
                       struct fault_list *out);
int script_allowance_read(struct script_source *source, const struct value *value,
                          struct allowance_limits *out);
int script_latency_read(struct script_source *source, const struct value *value,
                        struct latency *out);
int script_conditions_read(struct script_source *source, const struct value *value,
                           struct rule *rule);
int script_rule_read(struct script_source *source, const struct value *object,
                     struct rule *rule);

void script_answers_release(struct rule *rule);
void script_conditions_release(struct rule *rule);
void fault_list_release(struct fault_list *faults);
void rule_release(struct rule *rule);

#endif
