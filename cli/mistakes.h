/* cli/mistakes.h - the mistakes of a suite, told on stderr or as JSON. */
#ifndef NOWORSE_CLI_MISTAKES_H
#define NOWORSE_CLI_MISTAKES_H

#include "base/error_list.h"
#include "cli/opening.h"

#include <jansson.h>

/* Prints what is there and, where there are errors, the line that ends them: "2 errors.
 * Nothing was sent." */
void mistakes_tell(struct error_list *errors, enum color color);

/* The caller's reference: an array of {severity, code, message, hint, file, line,
 * column}. */
json_t *mistakes_to_json(struct error_list *errors);

/* --color, NO_COLOR, CLICOLOR_FORCE, TERM (docs/cli.md): the flag wins. */
enum color_choice { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };
extern const char *const color_words[];
enum color color_for(int choice, FILE *stream);

#define COLOR_OPTION(type, member)                                                       \
    {                                                                                    \
        "color", 0, OPTION_WORD, offsetof(type, member), "WHEN",                         \
            "auto, always or never", color_words                                         \
    }

#endif
