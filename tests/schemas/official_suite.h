/* tests/schemas/official_suite.h - where the official JSON Schema test suite is. */
#ifndef NOWORSE_TESTS_SCHEMAS_OFFICIAL_SUITE_H
#define NOWORSE_TESTS_SCHEMAS_OFFICIAL_SUITE_H

#include <stdbool.h>

/* The folder that holds tests/ and remotes/: that of NOWORSE_SHARED_DATA, else the copy
 * of Debian's package libtest-json-schema-acceptance-perl, which is said aloud and sets
 * *older (of 2023: its required cases alone are asked for); NULL, said aloud: none. */
const char *official_suite_find(bool *older);

#endif
