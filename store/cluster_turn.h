/* store/cluster_turn.h - when a cluster's turn comes in a run that may stop early.
 *
 * Such a run asks cluster by cluster, in an order that is drawn before it and depends on
 * nothing that is found: by a hash of the plan's order_seed and the cluster's name. The
 * same plan has the same order, whatever the order of its datasets, so that a run that is
 * continued goes on in it and a verdict can be worked out again.
 */
#ifndef NOWORSE_STORE_CLUSTER_TURN_H
#define NOWORSE_STORE_CLUSTER_TURN_H

#include <stdint.h>

/* From 0 to INT64_MAX. Cases of one group have one turn, in whatever cohort they are; a
 * case without a group (NULL) is a cluster of its own. Two clusters in 2^63 have one by
 * chance, and count as one then. */
int64_t cluster_turn(int64_t seed, const char *cohort, const char *id, const char *group);

#endif
