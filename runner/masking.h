/* runner/masking.h - no value of the environment that was used leaves in what comes back.
 *
 * A server may echo the key it was sent anywhere in its reply. Graders see the reply as
 * it came; what is stored and shown is masked (suites/secrets.h).
 */
#ifndef NOWORSE_RUNNER_MASKING_H
#define NOWORSE_RUNNER_MASKING_H

#include "providers/reply.h"
#include "suites/secrets.h"

/* Replaces an owned text by its masked form; it may be NULL. */
void mask_text(const struct secrets *secrets, char **text);

/* The texts in a grade's details, objects and lists of them; keys are the grader's own.
 * What lies deeper than any grader writes is left out. */
void mask_details(const struct secrets *secrets, json_t *details);

/* Every text of it. A document that is no JSON once it is masked is cleared. */
void mask_reply(const struct secrets *secrets, struct reply *reply);

#endif
