/* cli/named_suites.h - the suites of a command: its operands, else what the project file
 * lists. */
#ifndef NOWORSE_CLI_NAMED_SUITES_H
#define NOWORSE_CLI_NAMED_SUITES_H

#include "base/error_list.h"
#include "cli/option.h"

struct named_suites {
    struct texts paths; /* items owned by this or by the operands' owner */
    char **files;       /* owned */
    size_t file_count;
};

/* root: --root, or NULL. -1: the errors say why; release all the same. */
int named_suites_find(const struct texts *operands, const char *root,
                      struct named_suites *out, struct error_list *errors);
void named_suites_release(struct named_suites *named);

#endif
