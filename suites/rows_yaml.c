/* suites/rows_yaml.c - lists: a YAML file (as large as a tree may be, 4 MB, and so held
 * in memory), or cases that stand in the suite file. A row's offset is its index.
 */
#include "base/mem.h"
#include "suites/row_reader.h"
#include "values/pointer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int yaml_open(struct row_file *file, struct error_list *errors)
{
    struct place place;

    if (tree_load(&file->own, file->path, errors))
        return -1;
    file->tree = &file->own;
    file->pointer = mem_text("");
    file->list = file->own.root;
    if (json_is_array(file->own.root))
        return 0;
    place = tree_place(&file->own, "");
    error_list_at(errors, &place, "N0316", "a dataset in YAML is a list of cases");
    return error_hint(error_list_last(errors), "begin each case with \"- \"");
}

void row_file_from_list(struct row_file *file, const struct tree *tree,
                        const char *pointer, const json_t *list)
{
    *file = (struct row_file){.reader = &row_reader_yaml,
                              .path = tree->file,
                              .tree = tree,
                              .own = TREE_INIT,
                              .list = list,
                              .pointer = mem_text(pointer)};
}

static int yaml_read_at(struct row_file *file, struct row *row, struct error *err)
{
    char *pointer = mem_format("%s/%llu", file->pointer, (unsigned long long)row->offset);
    struct place place = tree_place(file->tree, pointer);
    const json_t *item = json_array_get(file->list, (size_t)row->offset);

    free(pointer);
    row->line = place.line;
    row->column = place.column;
    if (!item)
        return error_set(err, ERROR_INPUT, "N0313",
                         "%s has changed since its rows were checked", file->path);
    return document_from_json(&row->document, item, err);
}

static enum row_step yaml_next(struct row_file *file, struct row *row, struct error *err)
{
    if (file->next == json_array_size(file->list))
        return ROW_END;
    row->offset = file->next++;
    row->length = 0;
    return yaml_read_at(file, row, err) ? ROW_BAD : ROW_READ;
}

static struct place yaml_place(const struct row_file *file, const struct row *row,
                               size_t index, bool of_key)
{
    const struct value *key = value_first(document_root(&row->document));
    struct buf pointer = BUF_INIT((size_t)64 * 1024);
    struct place place;

    for (size_t i = 0; i < index; i++)
        key = value_next(value_next(key));
    buf_append_text(&pointer, file->pointer);
    pointer_push_index(&pointer, (size_t)row->offset);
    pointer_push(&pointer, key->text, key->size);
    place = of_key ? tree_key_place(file->tree, buf_text(&pointer))
                   : tree_place(file->tree, buf_text(&pointer));
    buf_release(&pointer);
    return place;
}

const struct row_reader row_reader_yaml = {
    .open = yaml_open,
    .next = yaml_next,
    .read_at = yaml_read_at,
    .place = yaml_place,
};
