/* suites/suite_unsupported.h - what the format has and this version has not, yet.
 *
 * Each row is refused by name wherever it stands: a key that is read and ignored would
 * make a suite say more than it does. To build one: delete its row.
 */
#ifndef NOWORSE_SUITES_SUITE_UNSUPPORTED_H
#define NOWORSE_SUITES_SUITE_UNSUPPORTED_H

#include "suites/suite.h"

struct unsupported {
    const char *where; /* "suite", "cohort" or "case": the map that it is a key of */
    const char *key;
    const char *cure; /* what to do until then */
};

/* Ended by a row of NULLs. */
extern const struct unsupported suite_unsupported[];

/* The row, or NULL; borrowed. */
const struct unsupported *unsupported_find(const char *where, const char *key);

#endif
