/* tests/fuzz/fuzz_compare.c - an answer's JSON beside the reference's: nothing differs
 * where and only where they are equal, and what is right is part of what is there. */
#include "graders/json_compare.h"
#include "tests/fuzz/fuzz_target.h"

static void compare(const struct value *wanted, const struct value *got,
                    const struct compare_rules *rules, bool must_agree)
{
    struct comparison found;

    json_compare(wanted, got, rules, &found);
    must(found.is_over || found.right <= found.places);
    must(found.is_over || !must_agree || (found.total == 0) == value_equal(wanted, got));
    for (size_t i = 0; i < found.kept; i++) {
        char *told = difference_told(&found.items[i]);

        must(told && *told);
        free(told);
    }
    comparison_release(&found);
}

/* A reference, NUL, an answer. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const skipped[] = {"/a", "/b/0"};
    static const struct compare_rules all[] = {{.allow_extra = false},
                                               {.arrays_are_sets = true},
                                               {.arrays_are_sets = true,
                                                .allow_extra = true,
                                                .skipped = skipped,
                                                .skipped_count = 2}};
    const size_t first = first_length(data, size);
    struct document wanted = DOCUMENT_INIT;
    struct document got = DOCUMENT_INIT;
    struct error err = ERROR_INIT;

    if (first < size && !document_read(&wanted, (const char *)data, first, NULL, &err) &&
        !document_read(&got, (const char *)data + first + 1, size - first - 1, NULL,
                       &err))
        for (size_t i = 0; i < 3; i++)
            compare(document_root(&wanted), document_root(&got), &all[i], i == 0);
    document_release(&wanted);
    document_release(&got);
    return 0;
}
