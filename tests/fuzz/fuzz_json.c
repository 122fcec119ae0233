/* tests/fuzz/fuzz_json.c - what is read, written and read again is the same value. */
#include "tests/fuzz/fuzz_target.h"
#include "values/value.h"

enum { WRITTEN_BYTES_MAX = 64 << 20 };

static void rewrite(const struct document *document,
                    int (*format)(struct buf *, const struct value *))
{
    struct buf text = BUF_INIT(WRITTEN_BYTES_MAX), again = BUF_INIT(WRITTEN_BYTES_MAX);
    struct document copy = DOCUMENT_INIT;
    struct error err;

    must(format(&text, document_root(document)) == 0);
    must(document_read(&copy, text.data, text.length, NULL, &err) == 0);
    must(value_equal(document_root(document), document_root(&copy)));
    must(format(&again, document_root(&copy)) == 0);
    must(text.length == again.length && !memcmp(text.data, again.data, text.length));
    document_release(&copy);
    buf_release(&text);
    buf_release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct document document = DOCUMENT_INIT;
    struct error err = ERROR_INIT;

    if (document_read(&document, (const char *)data, size, NULL, &err)) {
        must(!document_root(&document) && err.line > 0 && err.column > 0);
    } else {
        rewrite(&document, value_format);
        rewrite(&document, value_format_canonical);
        json_decref(value_to_json(document_root(&document)));
    }
    document_release(&document);
    return 0;
}
