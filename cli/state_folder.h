/* cli/state_folder.h - the folder in which a project's runs and replies are kept. */
#ifndef NOWORSE_CLI_STATE_FOLDER_H
#define NOWORSE_CLI_STATE_FOLDER_H

#include "base/error.h"

/* --state, else .noworse below the root; the caller's. */
char *state_folder(const char *state, const char *root);

/* Makes it; one of our making keeps itself out of the repository. */
int state_make(const char *state, struct error *err);

#endif
