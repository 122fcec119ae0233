/* tests/base/planted_leak.c - a test that leaks: proof that the guard sees what Criterion
 * does not. */
#include "base/mem.h"

#include <criterion/criterion.h>

Test(guard, leaks)
{
    char *lost = mem_text("never freed");

    cr_assert_not_null(lost);
    lost = NULL;
    cr_assert_null(lost);
}
