/* reports/change_columns.c - a comparison with the baseline as two cells of a table. */
#include "reports/change_columns.h"

#include "base/mem.h"
#include "gate/figure.h"

#include <stdlib.h>

void change_columns_add(struct columns *columns, const struct gate_comparison *made)
{
    char change[FIGURE_SIZE] = "–", lower[FIGURE_SIZE], upper[FIGURE_SIZE];
    char *interval = NULL;

    if (made->is_made) {
        figure_points(made->difference, change);
        figure_lower_points(made->lower, made->margin_held, lower);
        figure_upper_points(made->upper, made->margin_held, upper);
        interval = mem_format("(%s … %s)", lower, upper);
    }
    columns_add(columns, change, NULL);
    columns_add(columns, interval ? interval : "", NULL);
    free(interval);
}
