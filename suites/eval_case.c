/* suites/eval_case.c - one case: what it holds, its id and its digest. */
#include "base/mem.h"
#include "base/sha256.h"
#include "suites/case_making.h"

#include <stdlib.h>
#include <string.h>

enum { ID_HEX = 12 };

void eval_case_clear(struct eval_case *row)
{
    struct document document = row->document;

    free(row->id);
    free(row->group);
    document_clear(&document);
    *row = (struct eval_case)EVAL_CASE_INIT;
    row->document = document;
}

void eval_case_release(struct eval_case *row)
{
    free(row->id);
    free(row->group);
    document_release(&row->document);
    *row = (struct eval_case)EVAL_CASE_INIT;
}

static char *text_of(const struct value *value)
{
    return value && value->type == VALUE_STRING ? mem_text_n(value->text, value->size)
                                                : NULL;
}

static void value_add(struct sha256 *hash, struct buf *text, const struct value *value)
{
    buf_clear(text);
    if (value)
        value_format_canonical(text, value);
    sha256_add_field(hash, value ? buf_text(text) : NULL, text->length);
}

/* The id is over vars and messages alone, so that a corrected reference is a changed
 * case and not a vanished one; the digest is over the reference too. */
static void digests_make(struct eval_case *row, struct sha256 *hash, struct buf *text)
{
    char hex[SHA256_HEX_SIZE];

    sha256_clear(hash);
    value_add(hash, text, row->vars);
    value_add(hash, text, row->messages);
    if (!row->id) {
        sha256_peek_hex(hash, hex);
        row->id = mem_text_n(hex, ID_HEX);
    }
    value_add(hash, text, row->reference);
    sha256_end_hex(hash, row->digest);
}

static bool digests_take(struct eval_case *row, const struct found_row *found)
{
    if (!found || !row->row_hash || row->row_hash != found->hash ||
        strlen(found->digest) + 1 != sizeof row->digest)
        return false;
    if (!row->id)
        row->id = mem_text(found->id);
    memcpy(row->digest, found->digest, sizeof row->digest);
    return true;
}

enum part {
    PART_VARS,
    PART_REFERENCE,
    PART_MESSAGES,
    PART_GRADERS,
    PART_SKIP_GRADERS,
    PART_METADATA,
    PART_TAGS,
    PART_WEIGHT,
    PART_MUST_PASS,
    PART_ID,
    PART_GROUP,
    PART_COUNT
};

static const struct {
    const char *name;
    uint32_t size;
} part_names[PART_COUNT] = {
    [PART_VARS] = {"vars", 4},
    [PART_REFERENCE] = {"reference", 9},
    [PART_MESSAGES] = {"messages", 8},
    [PART_GRADERS] = {"graders", 7},
    [PART_SKIP_GRADERS] = {"skip_graders", 12},
    [PART_METADATA] = {"metadata", 8},
    [PART_TAGS] = {"tags", 4},
    [PART_WEIGHT] = {"weight", 6},
    [PART_MUST_PASS] = {"must_pass", 9},
    [PART_ID] = {"id", 2},
    [PART_GROUP] = {"group", 5},
};

/* The members of a case, in one walk. */
static void parts_find(const struct value *root, const struct value *parts[PART_COUNT])
{
    const struct value *key = value_first(root);

    for (uint32_t i = 0; key && i < root->size; i++, key = value_next(key + 1))
        for (size_t j = 0; j < PART_COUNT; j++)
            if (key->size == part_names[j].size &&
                !memcmp(key->text, part_names[j].name, key->size))
                parts[j] = key + 1;
}

void eval_case_fill(struct eval_case *row, const struct found_row *found,
                    struct sha256 *hash, struct buf *text)
{
    const struct value *parts[PART_COUNT] = {NULL};
    const struct value *weight, *must_pass;

    parts_find(document_root(&row->document), parts);
    row->vars = parts[PART_VARS];
    row->reference = parts[PART_REFERENCE];
    row->messages = parts[PART_MESSAGES];
    row->graders = parts[PART_GRADERS];
    row->skip_graders = parts[PART_SKIP_GRADERS];
    row->metadata = parts[PART_METADATA];
    row->tags = parts[PART_TAGS];
    weight = parts[PART_WEIGHT];
    must_pass = parts[PART_MUST_PASS];
    row->weight = weight && value_is_number(weight) ? value_double(weight) : 1;
    row->must_pass = must_pass && must_pass->type == VALUE_TRUE;
    row->id = text_of(parts[PART_ID]);
    row->group = text_of(parts[PART_GROUP]);
    if (!digests_take(row, found))
        digests_make(row, hash, text);
}

struct template_scope case_scope(const struct eval_case *row, const struct cohort *cohort,
                                 const struct suite *suite, const struct prompt *prompt)
{
    struct template_scope scope = {.count = 4};

    scope.objects[0] = row->vars;
    scope.objects[1] = document_root(&cohort->vars);
    scope.objects[2] = document_root(&suite->vars);
    scope.objects[3] = prompt ? document_root(&prompt->vars) : NULL;
    return scope;
}
