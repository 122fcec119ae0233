/* tests/schemas/official_suite.c - where the official JSON Schema test suite is. */
#include "tests/schemas/official_suite.h"

#include <stdio.h>
#include <unistd.h>

#define DEBIAN_SUITE "/usr/share/perl5/auto/share/dist/Test-JSON-Schema-Acceptance"

const char *official_suite_find(bool *older)
{
    *older = !SHARED_DATA[0];
    if (SHARED_DATA[0])
        return SHARED_DATA "/json-schema-test-suite";
    if (access(DEBIAN_SUITE "/tests", R_OK) == 0) {
        puts("NOWORSE_SHARED_DATA is not set: the JSON Schema test suite of Debian's "
             "libtest-json-schema-acceptance-perl, required cases alone");
        return DEBIAN_SUITE;
    }
    puts(
        "skipped: NOWORSE_SHARED_DATA is not set and libtest-json-schema-acceptance-perl "
        "is not installed, so there is no JSON Schema test suite");
    return NULL;
}
