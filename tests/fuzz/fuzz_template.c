/* tests/fuzz/fuzz_template.c - a template, NUL, JSON variables: renders twice the same.
 */
#include "suites/template.h"
#include "tests/fuzz/fuzz_target.h"

enum { OUTPUT_BYTES_MAX = 1 << 20 };

static void render(const struct template *template, const struct value *vars)
{
    const struct template_scope scope = {.objects = {vars}, .count = 1};
    struct buf first = BUF_INIT(OUTPUT_BYTES_MAX), second = BUF_INIT(OUTPUT_BYTES_MAX);
    struct template_undefined undefined = {.name = ""};
    struct error err;
    int rc = template_render(template, &scope, &first, &undefined, &err);

    must(template_render(template, &scope, &second, &undefined, &err) == rc);
    must(first.length == second.length &&
         (first.length == 0 || !memcmp(first.data, second.data, first.length)));
    buf_release(&first);
    buf_release(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t length = first_length(data, size);
    struct document vars = DOCUMENT_INIT;
    struct error err;

    if (length < size)
        document_read(&vars, (const char *)data + length + 1, size - length - 1, NULL,
                      &err);
    for (int mode = TEMPLATE_LENIENT; mode <= TEMPLATE_STRICT; mode++) {
        struct template_options options = {.mode = (enum template_mode)mode};
        struct template *template = NULL;

        if (template_compile((const char *)data, length, &options, &template, &err))
            continue;
        if (document_root(&vars))
            render(template, document_root(&vars));
        template_only_name(template);
        template_free(template);
    }
    document_release(&vars);
    return 0;
}
