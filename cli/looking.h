/* cli/looking.h - suites opened, looked at, told of and closed, and nothing sent: what
 * `check` and `plan` share. */
#ifndef NOWORSE_CLI_LOOKING_H
#define NOWORSE_CLI_LOOKING_H

#include "cli/exit_code.h"
#include "cli/opening.h"

#include <jansson.h>

/* All borrowed. */
struct looking {
    const struct suite_args *suite;
    bool json;
    const char *schema; /* of the object that is printed then */
    int color;          /* --color */
    /* At a suite that was opened without a mistake; it may add some. */
    void (*look)(struct opened_suite *opened);
    /* What is known of it, its mistakes among that, for people; or keys into `json`,
     * which gets the mistakes of itself. It may add some. */
    void (*tell)(const void *args, struct opened_suite *opened, json_t *json);
    const void *args;
};

/* The suites that a command names, or the project file lists. */
enum exit_code suites_look(const struct looking *looking, const struct texts *operands);

#endif
