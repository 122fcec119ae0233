/* gate/group_returns.h - groups that are left and met again, found before cases are
 * gathered.
 *
 * The cases of a group mostly stand together, and then the name of the group before tells
 * all. To know that no name comes back, all are looked through once: 8 bytes for each
 * time that the group changes, given back then but for 13 a group that does come back.
 * Names with one 64-bit hash count as one, as in group_numbers.h.
 */
#ifndef NOWORSE_GATE_GROUP_RETURNS_H
#define NOWORSE_GATE_GROUP_RETURNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Begin zeroed. */
struct group_returns {
    uint64_t *hashes; /* owned; as they are met; then sorted, those that return alone */
    size_t count, capacity;
    int32_t *numbers; /* owned; beside hashes, when sorted: the caller's, -1 at first */
    uint32_t *starts; /* owned; where hashes of the same upper bits begin */
    unsigned shift;   /* what is above it are these bits */
    int cohort;       /* of the case before */
    bool has_group;   /* it has one, the last of hashes */
};

/* Each case in order. group: NULL: none. A group that goes on in another cohort, or after
 * a case without a group, comes back too. */
void group_returns_see(struct group_returns *returns, int cohort, const char *group);
/* Once, when all are seen. */
void group_returns_sort(struct group_returns *returns);
/* Where its number is; NULL: all its cases stand together. */
int32_t *group_returns_find(const struct group_returns *returns, uint64_t hash);
void group_returns_release(struct group_returns *returns);

uint64_t group_hash(const char *group);

#endif
