/* base/descriptors.h - how many files and sockets this process may have open. */
#ifndef NOWORSE_BASE_DESCRIPTORS_H
#define NOWORSE_BASE_DESCRIPTORS_H

/* Raises the limit (RLIMIT_NOFILE, the soft one) to `wanted`, as far as the system lets
 * it be raised; never lowers it. What it is then. */
unsigned descriptors_raise(unsigned wanted);

#endif
