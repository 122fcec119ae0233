/* graders/schema_share.h - how much of an instance fits its schema. */
#ifndef NOWORSE_GRADERS_SCHEMA_SHARE_H
#define NOWORSE_GRADERS_SCHEMA_SHARE_H

#include "schemas/schema.h"

/* The share of what is right among the instance's leaves (scalars and empty containers)
 * and what it lacks: 1 - wrong / (leaves + lacking). Wrong is a leaf that an error is at,
 * each leaf below a container of wrong type or value or below an unknown key, and one for
 * each other error at a container (a missing key, too few items). 0 where there are more
 * errors than were told. */
double schema_share(const struct value *instance, const struct schema_errors *errors);

#endif
