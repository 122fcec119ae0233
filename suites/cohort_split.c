/* suites/cohort_split.c - the values that a cohort is split by. */
#include "suites/cohort_split.h"

#include "base/mem.h"
#include "base/sha256.h"
#include "base/shown.h"

#include <stdlib.h>
#include <string.h>

enum { NAME_BYTES_MAX = 60, DIGITS = 6, VALUE_BYTES_MAX = 4096 };

/* NULL: no value, or several. */
static const struct value *part_of(const char *split, const struct eval_case *row)
{
    static const char front[] = "metadata/";

    if (!strcmp(split, "reference"))
        return row->reference;
    if (!strcmp(split, "tags"))
        return row->tags && row->tags->type == VALUE_ARRAY && row->tags->size == 1
                   ? value_first(row->tags)
                   : NULL;
    if (!strncmp(split, front, sizeof front - 1))
        return row->metadata ? value_member(row->metadata, split + sizeof front - 1)
                             : NULL;
    return row->vars ? value_member(row->vars, split) : NULL;
}

char *split_value_of(const char *split, const struct eval_case *row)
{
    const struct value *part = part_of(split, row);
    struct buf text = BUF_INIT(VALUE_BYTES_MAX);

    if (!part || part->type == VALUE_NULL || part->type >= VALUE_ARRAY)
        return NULL;
    if (part->type == VALUE_STRING)
        buf_append(&text, part->text, part->size);
    else
        value_format(&text, part);
    if (text.length == 0 || memchr(text.data, '\0', text.length)) {
        buf_release(&text);
        return NULL;
    }
    return buf_detach(&text);
}

static void value_add(struct split_values *out, char *text)
{
    size_t at = 0;

    out->cases++;
    while (at < out->count && strcmp(out->items[at].text, text) < 0)
        at++;
    if (at < out->count && !strcmp(out->items[at].text, text)) {
        out->items[at].cases++;
        free(text);
        return;
    }
    out->items = mem_resize(out->items, out->count + 1, sizeof *out->items);
    memmove(out->items + at + 1, out->items + at, (out->count - at) * sizeof *out->items);
    out->items[at] = (struct split_value){text, 1};
    out->count++;
}

static void none_tell(struct suite_loading *loading, const struct cohort *cohort,
                      const struct eval_case *row, const char *split)
{
    char *shown = shown_quoted(split, strlen(split), 60);
    struct error *err;

    error_list_at(loading->errors, &row->place, "N0587",
                  "the cohort is split by %s, and this case has no single value there",
                  shown);
    err = error_list_last(loading->errors);
    error_hint(err, "give it a text, or split by another key");
    if (cohort->held_out)
        err->excerpt = EXCERPT_HIDDEN;
    free(shown);
}

static void too_many_tell(struct suite_loading *loading, const struct source *source)
{
    struct place place = source_key_place(source, "/split");

    error_list_at(loading->errors, &place, "N0588",
                  "`split` makes at most %d cohorts, and there are more values",
                  SPLIT_CHILDREN_MAX);
    error_hint(error_list_last(loading->errors), "split by a key with fewer values");
}

void split_values_read(struct suite_loading *loading, const struct cohort *cohort,
                       const struct source *source, struct split_values *out)
{
    const char *split = json_string_value(json_object_get(source->json, "split"));
    struct error_list unheard = ERROR_LIST_INIT;
    struct eval_case row = EVAL_CASE_INIT;
    struct dataset *dataset = NULL;
    enum dataset_step step = DATASET_CASE;
    struct error err;
    bool is_told = false;

    *out = (struct split_values){.items = NULL};
    if (dataset_open(loading->suite, cohort, &dataset, &err))
        return;
    while (out->count <= SPLIT_CHILDREN_MAX &&
           (step = dataset_next(dataset, &row, &unheard)) != DATASET_END &&
           step != DATASET_FAILED) {
        char *text = step == DATASET_CASE ? split_value_of(split, &row) : NULL;

        if (text)
            value_add(out, text);
        else if (step == DATASET_CASE && !is_told)
            none_tell(loading, cohort, &row, split);
        is_told = is_told || (step == DATASET_CASE && !text);
    }
    if (out->count > SPLIT_CHILDREN_MAX) {
        too_many_tell(loading, source);
        split_values_release(out);
    }
    eval_case_release(&row);
    dataset_free(dataset);
    error_list_release(&unheard);
}

void split_values_release(struct split_values *values)
{
    for (size_t i = 0; i < values->count; i++)
        free(values->items[i].text);
    free(values->items);
    *values = (struct split_values){.items = NULL};
}

static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '.' || c == '_' || c == '-';
}

char *split_name(const char *parent, const char *value)
{
    struct buf name = BUF_INIT(NAME_BYTES_MAX + 1);
    bool is_same = true;
    char digest[SHA256_HEX_SIZE];
    struct sha256 *hash;
    char *out;

    for (const char *at = value; *at && name.length < NAME_BYTES_MAX; at++) {
        if (is_plain(*at))
            buf_append_char(&name, *at);
        else if (name.length == 0 || buf_text(&name)[name.length - 1] != '-')
            buf_append_char(&name, '-');
        is_same = is_same && is_plain(*at);
    }
    is_same = is_same && name.length == strlen(value);
    hash = sha256_new();
    sha256_add_text(hash, value);
    sha256_end_hex(hash, digest);
    sha256_free(hash);
    out = is_same ? mem_format("%s/%s", parent, buf_text(&name))
                  : mem_format("%s/%s-%.*s", parent, buf_text(&name), DIGITS, digest);
    buf_release(&name);
    return out;
}
