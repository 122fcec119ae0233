/* tests/fuzz/replay_main.c - runs a fuzz target once on each file named, without
 * libFuzzer. */
#include "base/file.h"
#include "base/mem.h"
#include "tests/fuzz/fuzz_target.h"

#include <stdio.h>

enum { SEED_BYTES_MAX = 1 << 20 };

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        struct buf seed = BUF_INIT(SEED_BYTES_MAX);
        struct error err;
        uint8_t *exact;

        if (file_read(argv[i], &seed, &err)) {
            fprintf(stderr, "%s\n", err.message);
            return 1;
        }
        /* Without room behind it, so that a sanitizer sees what is read there. */
        exact = mem_resize(NULL, seed.length, 1);
        if (seed.length)
            memcpy(exact, seed.data, seed.length);
        LLVMFuzzerTestOneInput(exact, seed.length);
        free(exact);
        buf_release(&seed);
    }
    printf("%d passed, 0 failed\n", argc - 1);
    return argc > 1 ? 0 : 1;
}
