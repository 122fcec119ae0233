/* tests/fuzz/fuzz_tree.c - a YAML file is a tree, or its mistakes are told. */
#include "suites/tree.h"
#include "tests/fuzz/fuzz_target.h"

static void places(const struct tree *tree)
{
    static const char *const pointers[] = {"", "/a", "/0", "/a/0/b", "/a~1b"};

    for (size_t i = 0; i < sizeof pointers / sizeof *pointers; i++) {
        struct place place = tree_place(tree, pointers[i]);
        size_t length = 0;

        must(place.line > 0);
        tree_key_place(tree, pointers[i]);
        tree_source(tree, pointers[i], &length, &place);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error_list errors = ERROR_LIST_INIT;
    struct tree tree = TREE_INIT;
    int rc = tree_parse(&tree, "fuzz.yaml", (const char *)data, size, &errors);

    must((rc == 0) == error_list_is_clean(&errors));
    if (rc == 0)
        places(&tree);
    tree_release(&tree);
    error_list_release(&errors);
    return 0;
}
