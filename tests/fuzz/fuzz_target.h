/* tests/fuzz/fuzz_target.h - what a fuzz target is: reads any bytes, aborts where a
 * promise is broken. */
#ifndef NOWORSE_TESTS_FUZZ_TARGET_H
#define NOWORSE_TESTS_FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void must(int promise)
{
    if (!promise)
        abort();
}

/* Two texts in one input are parted by the first NUL: the length of the first. */
static inline size_t first_length(const uint8_t *data, size_t size)
{
    const uint8_t *end = size ? memchr(data, 0, size) : NULL;

    return end ? (size_t)(end - data) : size;
}

#endif
