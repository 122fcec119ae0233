/* cli/revision.h - which commit a folder's repository stands at, for a run's provenance.
 */
#ifndef NOWORSE_CLI_REVISION_H
#define NOWORSE_CLI_REVISION_H

/* The commit that HEAD of the repository around `folder` names, 40 or 64 hex digits, read
 * from its files; NULL where there is none. The caller's. */
char *revision_of(const char *folder);

#endif
