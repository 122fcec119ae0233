/* cli/ungated.h - a run in which nothing is gated cannot fail, so it is no check. */
#ifndef NOWORSE_CLI_UNGATED_H
#define NOWORSE_CLI_UNGATED_H

#include "cli/opening.h"

/* 1: it is gated; 0: *err says that it is not (N0906); -1: *err says why nobody knows. */
int is_gated(struct opened_suite *opened, struct error *err);

#endif
