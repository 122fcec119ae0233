/* krippendorff.h - agreement of any number of raters, with labels missing.
 *
 * alpha = 1 - D_observed / D_expected over all pairs of ratings of the same unit
 * (Krippendorff 2011). The distance of two ratings is 0 or 1 (nominal), their difference
 * squared (interval), or the squared difference of their mid-ranks among all ratings
 * (ordinal, which is what the published sum over the categories between them comes to).
 */
#ifndef NOWORSE_STATISTICS_KRIPPENDORFF_H
#define NOWORSE_STATISTICS_KRIPPENDORFF_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/* One thing that was rated: the ratings it got, in any order; missing ones are left out.
 */
struct rated_unit {
    const double *ratings; /* borrowed */
    size_t count;
};

struct krippendorff {
    bool is_defined; /* false where no unit has two ratings */
    double nominal, ordinal,
        interval; /* 1 where all ratings are equal; 0 unless defined */
};

/* In time n log n. N0820 for a rating that is not a finite number. */
int krippendorff_alpha(const struct rated_unit *units, size_t count,
                       struct krippendorff *out, struct error *err);

#endif
