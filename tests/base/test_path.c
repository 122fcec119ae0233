/* tests/base/test_path.c - paths as text. */
#include "base/path.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static void expect_text(char *got, const char *want)
{
    cr_expect_str_eq(got, want);
    free(got);
}

Test(path, folder_join_and_name)
{
    expect_text(path_folder("a/b.c"), "a");
    expect_text(path_folder("b.c"), ".");
    expect_text(path_folder("/b"), "/");
    expect_text(path_join("a", "b"), "a/b");
    expect_text(path_join("a", "/b"), "/b");
    expect_text(path_join(".", "b"), "b");
    expect_text(path_join("/", "b"), "/b");
    cr_expect_str_eq(path_name("a/b.c"), "b.c");
    cr_expect_str_eq(path_name("b.c"), "b.c");
}

Test(path, inside_ends_at_a_slash)
{
    cr_expect(path_is_inside("/a/b", "/a/b"));
    cr_expect(path_is_inside("/a/b", "/a/b/c"));
    cr_expect_not(path_is_inside("/a/b", "/a/bc"));
    cr_expect_not(path_is_inside("/a/b", "/a"));
    cr_expect(path_is_inside("/", "/x"));
    expect_text(path_below("/a", "/a/b/c"), "b/c");
    expect_text(path_below("/a", "/x/y"), "/x/y");
}

Test(path, what_is_not_there_is_the_persons_mistake)
{
    char *out = NULL;
    struct error err;

    cr_assert_eq(path_resolve("no/such/file", &out, &err), -1);
    cr_assert_eq(err.kind, ERROR_INPUT);
    cr_assert_str_eq(err.message, "cannot open no/such/file: No such file or directory");
}

Test(path, the_nearest_folder_above_is_found)
{
    char *found = path_find_above("/usr/bin", "proc");

    expect_text(found, "/");
    cr_expect_null(path_find_above("/usr/bin", "no-such-name-anywhere"));
}
