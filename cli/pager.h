/* cli/pager.h - a long text on a terminal, a page at a time. */
#ifndef NOWORSE_CLI_PAGER_H
#define NOWORSE_CLI_PAGER_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

/* Where a result goes: through NOWORSE_PAGER, else PAGER, else less, where standard
 * output is a terminal and `wanted`; else standard output itself. An empty name, "cat"
 * and what cannot be run are none. less ends at once where all fits on the screen
 * (LESS=FRX where LESS is not set). */
struct pager {
    FILE *out;
    pid_t process; /* 0: none */
};
struct pager pager_open(bool wanted);

/* Waits until the person has read it. */
void pager_close(struct pager *pager);

#endif
