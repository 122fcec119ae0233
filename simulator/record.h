/* simulator/record.h - the record of a simulator: one JSON line a chat request. */
#ifndef NOWORSE_SIMULATOR_RECORD_H
#define NOWORSE_SIMULATOR_RECORD_H

#include "simulator/service.h"

/* Writes the line and flushes it; does nothing where no record is kept. text is the body
 * as it came. The first failure is kept in simulator->record_errno. */
void record_write(struct simulator *simulator, const struct decision *decision,
                  const char *text, size_t length);

#endif
