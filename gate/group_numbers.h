/* gate/group_numbers.h - names of groups as numbers, in the order in which they first
 * come.
 *
 * Names with one 64-bit hash count as one. Takes 8 bytes a group and 5 to 11 for finding
 * it. Where all names can be had beforehand, and there are thousands of small groups,
 * only those that are left and met again are kept (group_returns.h).
 */
#ifndef NOWORSE_GATE_GROUP_NUMBERS_H
#define NOWORSE_GATE_GROUP_NUMBERS_H

#include "base/error.h"
#include "gate/case_stream.h"
#include "gate/group_returns.h"
#include "store/run_file_order.h"

/* The group of every case, in order: as run_file_each_group(). */
struct group_source {
    int (*each)(void *from, run_file_group_fn *fn, void *context, struct error *err);
    void *from; /* borrowed */
};

/* Begin zeroed, or with a source. */
struct group_numbers {
    struct group_source source; /* its each NULL: there is none */
    uint64_t *hashes;           /* owned; by number; NULL when the returns are known */
    size_t count, capacity;     /* count: of numbers below GROUP_TOGETHER */
    uint32_t *slots;            /* owned; of numbers by their hash, as number + 1 */
    size_t slot_count;
    bool are_returns_known;
    struct group_returns returns;
    int32_t together; /* numbers from GROUP_TOGETHER on */
    int64_t asked;    /* so many times, of cases with a group */
    uint64_t last_hash;
    int32_t last; /* what was asked for: cases of a group mostly stand together */
    bool has_last;
};

/* From 0, or from GROUP_TOGETHER on where it is such a one; -1 where the name is NULL.
 * Fails as the source does. */
int group_number(struct group_numbers *groups, const char *name, int32_t *out,
                 struct error *err);
void group_numbers_release(struct group_numbers *groups);

#endif
