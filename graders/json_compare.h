/* graders/json_compare.h - an answer's JSON beside the reference's: where they differ,
 * and how much of it is right.
 *
 * What is counted: every value of the reference that holds no other (a string, a number,
 * an empty object or array) is one place. It is right where the answer has an equal value
 * there. A key or an element that the reference has not is one place more, which is
 * wrong. So `right / places` is 1 where nothing differs.
 *
 * Arrays as sets: as many elements as can be are paired with equal ones (matching.h); of
 * the others, in order, each is paired with the one that has most in common with it, if
 * any has, so that it is told what differs in there.
 */
#ifndef NOWORSE_GRADERS_JSON_COMPARE_H
#define NOWORSE_GRADERS_JSON_COMPARE_H

#include "values/value.h"

struct compare_rules {
    bool allow_extra; /* keys that the reference has not are passed over */
    bool arrays_are_sets;
    const char *const *skipped; /* pointers to what is not compared; borrowed */
    size_t skipped_count;
};

struct difference {
    enum difference_kind { DIFFERS, MISSING, EXTRA } kind;
    char *pointer;              /* owned; into the reference, EXTRA: into the answer */
    const struct value *wanted; /* borrowed; NULL: EXTRA */
    const struct value *got;    /* borrowed; NULL: MISSING */
};

enum { DIFFERENCES_KEPT = 200 };

struct comparison {
    struct difference items[DIFFERENCES_KEPT]; /* in the reference's order */
    size_t kept, total;
    size_t right, places;
    bool is_over; /* it was too much work: the rest says nothing */
};

void json_compare(const struct value *wanted, const struct value *got,
                  const struct compare_rules *rules, struct comparison *out);
void comparison_release(struct comparison *comparison);

/* What differs: "expected 3, got \"3\"", "missing, expected 3", "not expected: 7";
 * values shown safely and cut; the caller's. */
char *difference_told(const struct difference *difference);

/* A value in a line: "\"a\"", "12.50", "{\"a\":1}", "an array of 900 items"; cut, and
 * shown safely; the caller's. */
char *json_shown(const struct value *value);

#endif
