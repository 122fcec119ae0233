/* reports/change_columns.h - a comparison with the baseline as two cells of a table. */
#ifndef NOWORSE_REPORTS_CHANGE_COLUMNS_H
#define NOWORSE_REPORTS_CHANGE_COLUMNS_H

#include "gate/gate.h"
#include "reports/console_columns.h"

/* "−9.2" and "(−13.4 … −5.1)"; one that was not made: "–" and nothing. */
void change_columns_add(struct columns *columns, const struct gate_comparison *made);

#endif
