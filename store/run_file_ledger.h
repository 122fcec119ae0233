/* store/run_file_ledger.h - what the calls of a run used, added up exactly. */
#ifndef NOWORSE_STORE_RUN_FILE_LEDGER_H
#define NOWORSE_STORE_RUN_FILE_LEDGER_H

#include "base/money.h"
#include "store/run_file.h"

struct ledger {
    int64_t cost;          /* base/money.h: known costs and estimates */
    int64_t estimated;     /* the part of it that may have been billed and nobody tells */
    int64_t tokens;        /* in and out */
    int64_t requests;      /* calls sent */
    int64_t unknown_calls; /* whose cost nobody knows: not in `cost` */
};

/* Of every call in the journal; one under way, or whose end nobody knows, counts what was
 * reserved for it. A file of schema 1 has no journal: one unknown call
 * stands for all. */
int run_file_ledger(struct run_file *file, struct ledger *out, struct error *err);

/* The part of it that was asked for by graders: a judge's. */
int run_file_graders_ledger(struct run_file *file, struct ledger *out, struct error *err);

#endif
