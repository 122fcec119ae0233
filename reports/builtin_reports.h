/* reports/builtin_reports.h - the reports that report_types.c lists. */
#ifndef NOWORSE_REPORTS_BUILTIN_REPORTS_H
#define NOWORSE_REPORTS_BUILTIN_REPORTS_H

#include "reports/report.h"

extern const struct report_type report_console;
extern const struct report_type report_json;
extern const struct report_type report_junit;

#endif
