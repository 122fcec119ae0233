/* gate/figure.h - numbers as sentences show them: rounded so that they never contradict
 * what was decided.
 */
#ifndef NOWORSE_GATE_FIGURE_H
#define NOWORSE_GATE_FIGURE_H

#include <stdbool.h>
#include <stdint.h>

enum { FIGURE_SIZE = 48 };

/* Results of sums are compared as equal within this, for shares; else relative to it.
 * Nothing is below every limit above 0. */
#define FIGURE_TOLERANCE 1e-9
bool figure_is_below(double found, double limit);
bool figure_is_above(double found, double limit);

enum figure_form {
    FIGURE_PERCENT, /* 0.825: "82.5%" */
    FIGURE_SCORE,   /* 0.825: "0.825" */
    FIGURE_MS,      /* 6210.4: "6,210 ms" */
    FIGURE_USD      /* 0.00421: "$0.0042" */
};

/* The limit as exactly as it was written; what was found with as few decimals (one for
 * percent, three for a score, none for ms, four for USD) as keep it on its side of the
 * limit: 0.9496 of 0.95 is "94.96%" of "95%", not "95.0%". A share below 1 is never
 * "100%", one above 0 never "0%". */
void figure_pair(double found, double limit, enum figure_form form,
                 char found_text[FIGURE_SIZE], char limit_text[FIGURE_SIZE]);

/* A share with one decimal, as above but beside no limit. */
void figure_percent(double share, char out[FIGURE_SIZE]);

/* A difference of shares in points, with its sign: -0.0917 is "−9.2", 0.004 "+0.4", 0
 * "0.0". The lower limit of an interval is rounded down and the upper one up where the
 * nearest figure would put 0 or `margin` (NaN: none) on the wrong side of it; one that no
 * tenth tells from 0 has more decimals. */
void figure_points(double difference, char out[FIGURE_SIZE]);
void figure_lower_points(double lower, double margin, char out[FIGURE_SIZE]);
void figure_upper_points(double upper, double margin, char out[FIGURE_SIZE]);

/* A margin as exactly as it was written: 0.05 is "5", 0.025 "2.5". */
void figure_margin(double margin, char out[FIGURE_SIZE]);

/* "2,520" */
void figure_count(int64_t count, char out[FIGURE_SIZE]);

#endif
