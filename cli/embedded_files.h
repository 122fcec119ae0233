/* cli/embedded_files.h - files of the project that the commands need at run time,
 * compiled in. */
#ifndef NOWORSE_CLI_EMBEDDED_FILES_H
#define NOWORSE_CLI_EMBEDDED_FILES_H

#include "base/embedded.h"

extern const struct embedded_file manual_files[]; /* docs/errors.md, docs/exit-codes.md */
extern const struct embedded_file demo_files[];   /* examples/refund */

#endif
