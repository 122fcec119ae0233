/* schemas/compile_fast.h - the fast ops of a program, made when all else is compiled. */
#ifndef NOWORSE_SCHEMAS_COMPILE_FAST_H
#define NOWORSE_SCHEMAS_COMPILE_FAST_H

#include "schemas/program.h"

/* Fills types, kind, fast and tracks of every label, and the unions. */
void compile_fast(struct schema *schema);

/* Gives the anyOf or oneOf a union plan, where its branches allow one. */
void compile_union(struct schema *schema, struct op *op);

#endif
