/* schemas/compile_check.h - references that lead back to themselves. */
#ifndef NOWORSE_SCHEMAS_COMPILE_CHECK_H
#define NOWORSE_SCHEMAS_COMPILE_CHECK_H

#include "schemas/program.h"

/* -1 where a schema applies itself to the same value, so that no end would come. */
int compile_check_loops(const struct schema *schema, struct error *err);

#endif
