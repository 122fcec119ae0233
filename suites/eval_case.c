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
static void digests_make(struct eval_case *row)
{
    struct buf text = BUF_INIT(DOCUMENT_BYTES_MAX);
    struct sha256 *hash = sha256_new();
    char hex[SHA256_HEX_SIZE];

    value_add(hash, &text, row->vars);
    value_add(hash, &text, row->messages);
    if (!row->id) {
        sha256_peek_hex(hash, hex);
        row->id = mem_text_n(hex, ID_HEX);
    }
    value_add(hash, &text, row->reference);
    sha256_end_hex(hash, row->digest);
    sha256_free(hash);
    buf_release(&text);
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

void eval_case_fill(struct eval_case *row, const struct found_row *found)
{
    const struct value *root = document_root(&row->document);
    const struct value *weight = value_member(root, "weight");
    const struct value *must_pass = value_member(root, "must_pass");

    row->vars = value_member(root, "vars");
    row->reference = value_member(root, "reference");
    row->messages = value_member(root, "messages");
    row->graders = value_member(root, "graders");
    row->skip_graders = value_member(root, "skip_graders");
    row->metadata = value_member(root, "metadata");
    row->tags = value_member(root, "tags");
    row->weight = weight && value_is_number(weight) ? value_double(weight) : 1;
    row->must_pass = must_pass && must_pass->type == VALUE_TRUE;
    row->id = text_of(value_member(root, "id"));
    row->group = text_of(value_member(root, "group"));
    if (!digests_take(row, found))
        digests_make(row);
}

struct template_scope case_scope(const struct eval_case *row, const struct cohort *cohort,
                                 const struct suite *suite, const struct prompt *prompt,
                                 const struct value *reserved)
{
    struct template_scope scope = {.count = 5};

    scope.objects[0] = row->vars;
    scope.objects[1] = document_root(&cohort->vars);
    scope.objects[2] = document_root(&suite->vars);
    scope.objects[3] = prompt ? document_root(&prompt->vars) : NULL;
    scope.objects[4] = reserved;
    return scope;
}
