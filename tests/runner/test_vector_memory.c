/* tests/runner/test_vector_memory.c - a vector is there again, and not without end. */
#include "runner/vector_memory.h"

#include "base/mem.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { MANY = 5000 };

static void key_make(uint8_t key[REPLY_KEY_BYTES], size_t number)
{
    memset(key, 0, REPLY_KEY_BYTES);
    memcpy(key + 8, &number, sizeof number); /* all in one bucket, for the first bytes */
    key[0] = (uint8_t)(number % 7);
}

static void number_add(struct vector_memory *memory, size_t key, float number)
{
    uint8_t bytes[REPLY_KEY_BYTES];

    key_make(bytes, key);
    vector_memory_add(memory, bytes, &(struct vectors){&number, 1, 1});
}

static float number_find(const struct vector_memory *memory, size_t key)
{
    uint8_t bytes[REPLY_KEY_BYTES];
    struct vectors found = {NULL, 0, 0};
    float number = -1;

    key_make(bytes, key);
    if (vector_memory_find(memory, bytes, &found))
        number = found.dimension == 1 && found.count == 1 ? *found.numbers : -2;
    free(found.numbers);
    return number;
}

Test(vector_memory, each_is_found_by_its_key)
{
    struct vector_memory memory;

    vector_memory_init(&memory);
    cr_expect_eq(number_find(&memory, 1), -1);
    for (size_t i = 0; i < MANY; i++)
        number_add(&memory, i, (float)i);
    for (size_t i = 0; i < MANY; i++)
        cr_assert_eq(number_find(&memory, i), (float)i);
    cr_expect_eq(number_find(&memory, MANY), -1);
    number_add(&memory, 1, 77);
    cr_expect_eq(number_find(&memory, 1), 1, "the first stays");
    vector_memory_release(&memory);
}

Test(vector_memory, what_is_over_its_limit_is_not_kept)
{
    const size_t dimension = 1 << 20; /* 4 MiB */
    float *numbers = mem_new(dimension, sizeof *numbers);
    uint8_t key[REPLY_KEY_BYTES];
    struct vector_memory memory;

    vector_memory_init(&memory);
    for (size_t i = 0; i < 40; i++) {
        key_make(key, i);
        vector_memory_add(&memory, key, &(struct vectors){numbers, 1, dimension});
    }
    cr_expect_eq(memory.count, 15, "%zu", memory.count);
    cr_expect_leq(memory.bytes, VECTOR_MEMORY_BYTES_MAX);
    number_add(&memory, 100, 1);
    cr_expect_eq(number_find(&memory, 100), 1, "a small one still fits");
    vector_memory_release(&memory);
    free(numbers);
}

Test(vector_memory, several_vectors_or_none_are_not_one)
{
    struct vector_memory memory;
    uint8_t key[REPLY_KEY_BYTES];
    float numbers[2] = {1, 2};

    vector_memory_init(&memory);
    key_make(key, 1);
    vector_memory_add(&memory, key, &(struct vectors){numbers, 2, 1});
    vector_memory_add(&memory, key, &(struct vectors){NULL, 0, 0});
    cr_expect_eq(memory.count, 0);
    vector_memory_release(&memory);
}
