/* tests/fuzz/fuzz_repair.c - JSON comes out as it is, and what is repaired is JSON. */
#include "graders/json_repair.h"
#include "tests/fuzz/fuzz_target.h"
#include "values/value.h"

/* Two mistakes are not in the list: a key that stands twice, bytes that are no UTF-8. */
static int may_stay(const struct error *err)
{
    return !strcmp(err->code, "N0155") || !strcmp(err->code, "N0151") ||
           !strcmp(err->code, "N0153");
}

static void origins_check(const struct json_repair *repair, size_t size)
{
    for (size_t i = 0; i < repair->text.length; i++)
        must(json_repair_origin(repair, i) <= size + repair->text.length);
    for (size_t i = 0; i < repair->count && i < REPAIRS_KEPT; i++)
        must(repair->first[i].offset <= size);
}

static void repair_check(const char *text, size_t size, enum repair_around around)
{
    struct json_repair repair = JSON_REPAIR_INIT;
    struct document given = DOCUMENT_INIT, made = DOCUMENT_INIT;
    struct error err = ERROR_INIT;
    const int is_json = document_read(&given, text, size, NULL, &err) == 0;
    const int rc = json_repair(&repair, text, size, around);

    must(repair.end <= size);
    if (is_json)
        must(rc == 0 && repair.count == 0);
    if (rc == 0) {
        origins_check(&repair, size);
        if (document_read(&made, buf_text(&repair.text), repair.text.length, NULL, &err))
            must(may_stay(&err) && !is_json);
        else if (is_json)
            must(value_equal(document_root(&given), document_root(&made)));
    }
    document_release(&given);
    document_release(&made);
    json_repair_release(&repair);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    repair_check((const char *)data, size, REPAIR_ALONE);
    if (size && (data[0] == '{' || data[0] == '['))
        repair_check((const char *)data, size, REPAIR_IN_TEXT);
    return 0;
}
