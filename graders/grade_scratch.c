/* graders/grade_scratch.c - what grading needs room for, one a thread, reused. */
#include "graders/grade_scratch.h"

#include "base/mem.h"
#include "graders/pcre.h"

#include <stdlib.h>
#include <string.h>

struct grade_scratch *grade_scratch_new(void)
{
    struct grade_scratch *scratch = mem_new(1, sizeof *scratch);

    for (size_t i = 0; i < SCRATCH_LEVELS; i++) {
        scratch->levels[i].document = (struct document)DOCUMENT_INIT;
        buf_init(&scratch->levels[i].text, SCRATCH_TEXT_MAX);
        scratch->levels[i].repair = (struct json_repair)JSON_REPAIR_INIT;
    }
    buf_init(&scratch->answer, SCRATCH_TEXT_MAX);
    buf_init(&scratch->reference, SCRATCH_TEXT_MAX);
    buf_init(&scratch->value, SCRATCH_TEXT_MAX);
    buf_init(&scratch->breaks, SCRATCH_TEXT_MAX);
    scratch->pcre = pcre_scratch_new();
    return scratch;
}

void grade_scratch_free(struct grade_scratch *scratch)
{
    if (!scratch)
        return;
    for (size_t i = 0; i < SCRATCH_LEVELS; i++) {
        document_release(&scratch->levels[i].document);
        buf_release(&scratch->levels[i].text);
        json_repair_release(&scratch->levels[i].repair);
    }
    buf_release(&scratch->answer);
    buf_release(&scratch->reference);
    buf_release(&scratch->value);
    buf_release(&scratch->breaks);
    metric_room_free(scratch->metrics);
    pcre_scratch_free(scratch->pcre);
    schema_scratch_free(scratch->schema);
    free(scratch);
}

static bool holds_text(const struct document *document, const char *text, size_t length)
{
    return document_root(document) && document->length == length &&
           !memcmp(document->text, text, length);
}

const struct value *scratch_json(struct grade_scratch *scratch, const char *text,
                                 size_t length, struct error *err)
{
    struct document *own = &scratch->levels[scratch->level].document;

    for (unsigned i = 0; i <= scratch->level; i++)
        if (holds_text(&scratch->levels[i].document, text, length))
            return document_root(&scratch->levels[i].document);
    if (document_read_copy(own, text, length, NULL, err))
        return NULL;
    return document_root(own);
}

const struct document *scratch_document_of(const struct grade_scratch *scratch,
                                           const struct value *value)
{
    const uintptr_t at = (uintptr_t)value;

    for (unsigned i = 0; i <= scratch->level; i++) {
        const struct document *document = &scratch->levels[i].document;

        if (at >= (uintptr_t)document->values &&
            at < (uintptr_t)(document->values + document->count))
            return document;
    }
    return NULL;
}

struct schema_scratch *scratch_schema(struct grade_scratch *scratch)
{
    if (!scratch->schema)
        scratch->schema = schema_scratch_new();
    return scratch->schema;
}

struct metric_room *scratch_metrics(struct grade_scratch *scratch)
{
    if (!scratch->metrics)
        scratch->metrics = metric_room_new();
    return scratch->metrics;
}
