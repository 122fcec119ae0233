/* graders/json_differences.c - the differences that `json` found. */
#include "graders/json_differences.h"

#include "base/mem.h"
#include "graders/json_reading.h"
#include "graders/schema_told.h"

#include <stdlib.h>
#include <string.h>

enum {
    TOLD_MAX = 3,
    TOLD_BYTES_MAX = 64 * 1024,
    LIST_BYTES_MAX = 48 * 1024,
    GROUP_BYTES_MAX = 1 << 20
};

static const char *message_of(const struct grade *grade)
{
    return grade->reason ? grade->reason : verdict_name(grade->verdict);
}

static size_t failed_count(const struct json_findings *findings)
{
    size_t count = 0;

    for (size_t i = 0; i < findings->count; i++)
        count += findings->grades[i].verdict == VERDICT_FAIL;
    return count;
}

static void told_add(struct buf *text, const char *pointer, const char *message)
{
    buf_append_format(text, "%s%s%s%s", text->length ? "; " : "", pointer,
                      *pointer ? ": " : "", message);
}

char *json_findings_told(const struct json_findings *findings)
{
    const struct comparison *comparison = findings->comparison;
    const size_t total = comparison->total + failed_count(findings);
    struct buf text = BUF_INIT(TOLD_BYTES_MAX);
    char *list, *told;
    size_t count = 0;

    for (size_t i = 0; i < comparison->kept && count < TOLD_MAX; i++, count++) {
        char *message = difference_told(&comparison->items[i]);

        told_add(&text, comparison->items[i].pointer, message);
        free(message);
    }
    for (size_t i = 0; i < findings->count && count < TOLD_MAX; i++)
        if (findings->grades[i].verdict == VERDICT_FAIL) {
            told_add(&text, findings->pointers[i], message_of(&findings->grades[i]));
            count++;
        }
    list = buf_detach(&text);
    if (total == 1)
        return list;
    told = total > count ? mem_format("%zu differences: %s; and %zu more", total, list,
                                      total - count)
                         : mem_format("%zu differences: %s", total, list);
    free(list);
    return told;
}

/* One under way. */
struct listing {
    const struct json_findings *findings;
    struct place_finder finder;
    json_t *list;
    size_t bytes;
};

/* `in`: the value that the pointer leads into; `at`: what it is about, in the answer;
 * NULL: not there. */
static void list_add(struct listing *listing, const char *pointer, const char *keyword,
                     const char *message, const struct value *in, const struct value *at)
{
    const struct json_reading *reading = listing->findings->sample->reading;
    const struct schema_error error = {.instance = (char *)(uintptr_t)pointer};
    struct buf group = BUF_INIT(GROUP_BYTES_MAX);
    json_t *one;

    schema_error_group(in, &error, &group);
    one = json_pack("{ss* so so ss ss* so}", "pointer", pointer, "line", json_null(),
                    "column", json_null(), "keyword", keyword, "message", message, "hint",
                    json_null());
    json_object_set_new(one, "group",
                        json_stringn(buf_text(&group), group.length < 512
                                                           ? group.length
                                                           : strlen(pointer)));
    if (reading && at) {
        json_reading_find(reading, at->offset, &listing->finder);
        json_object_set_new(one, "line", json_integer(listing->finder.line));
        json_object_set_new(one, "column", json_integer(listing->finder.column));
    }
    listing->bytes += strlen(pointer) * 2 + strlen(message) + 100;
    json_array_append_new(listing->list, one);
    buf_release(&group);
}

json_t *json_findings_list(const struct json_findings *findings, bool *more)
{
    static const char *const keywords[] = {"differs", "missing", "extra"};
    const struct comparison *comparison = findings->comparison;
    const struct sample *sample = findings->sample;
    struct listing listing = {.findings = findings, .list = json_array()};
    size_t listed = 0;

    if (sample->reading)
        listing.finder = json_reading_finder(sample->reading);
    for (size_t i = 0; i < comparison->kept && listing.bytes < LIST_BYTES_MAX; i++) {
        const struct difference *one = &comparison->items[i];
        char *message = difference_told(one);

        list_add(&listing, one->pointer, keywords[one->kind], message,
                 one->kind == EXTRA ? sample->answer_value : sample->reference, one->got);
        free(message);
        listed++;
    }
    for (size_t i = 0; i < findings->count && listing.bytes < LIST_BYTES_MAX; i++) {
        const char *pointer = findings->pointers[i];

        if (findings->grades[i].verdict != VERDICT_FAIL)
            continue;
        list_add(&listing, pointer, grading_type(findings->fields[i]),
                 message_of(&findings->grades[i]), sample->answer_value,
                 value_at(sample->answer_value, pointer));
        listed++;
    }
    *more = listed < comparison->total + failed_count(findings);
    return listing.list;
}
