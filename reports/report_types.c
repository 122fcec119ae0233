/* reports/report_types.c - the table of reports. */
#include "reports/builtin_reports.h"

const struct report_type *const report_types[] = {
    &report_console,
    &report_json,
    &report_junit,
    NULL,
};
