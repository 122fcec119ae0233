/* suites/tree.c - a YAML file as a JSON tree, and where each part of it stands. */
#include "suites/tree.h"

#include "base/file.h"
#include "base/mem.h"
#include "suites/tree_places.h"
#include "suites/tree_reader.h"

#include <stdlib.h>

int tree_load(struct tree *tree, const char *file, struct error_list *errors)
{
    struct buf text = BUF_INIT(TREE_BYTES_MAX);
    struct error err;
    int rc = -1;

    if (file_read(file, &text, &err)) {
        error_place(&err, &(struct place){.file = file});
        error_list_add(errors, &err);
        goto done;
    }
    rc = tree_parse(tree, file, buf_text(&text), text.length, errors);

done:
    buf_release(&text);
    return rc;
}

int tree_parse(struct tree *tree, const char *file, const char *text, size_t length,
               struct error_list *errors)
{
    struct error err;

    *tree = (struct tree){.file = mem_text(file), .places = places_new()};
    sha256_hex_of(text, length, tree->digest);
    if (length > TREE_BYTES_MAX) {
        error_at(&err, &(struct place){.file = tree->file}, "N0003",
                 "%s is larger than %d bytes", tree->file, TREE_BYTES_MAX);
        return error_list_add(errors, &err);
    }
    if (yaml_text_read(&tree->places->text, tree->file, text, length, &err))
        return error_list_add(errors, &err);
    return tree_read(tree->places, &tree->root, errors);
}

void tree_release(struct tree *tree)
{
    free(tree->file);
    json_decref(tree->root);
    places_free(tree->places);
    *tree = (struct tree)TREE_INIT;
}

static struct place entry_place(const struct tree *tree, const char *pointer, bool of_key)
{
    const struct tree_places *places = tree->places;
    const struct tree_entry *entry;
    struct span span;

    if (!places || places->count == 0)
        return (struct place){.file = tree->file};
    entry = &places->entries[places_find(places, pointer)];
    span = of_key ? entry->key : entry->value;
    return yaml_text_place(&places->text, span.start, span.end);
}

struct place tree_place(const struct tree *tree, const char *pointer)
{
    return entry_place(tree, pointer, false);
}

struct place tree_key_place(const struct tree *tree, const char *pointer)
{
    return entry_place(tree, pointer, true);
}

const char *tree_source(const struct tree *tree, const char *pointer, size_t *length,
                        struct place *place)
{
    const struct tree_places *places = tree->places;
    const struct tree_entry *entry;
    size_t start;

    *length = 0;
    *place = (struct place){.file = tree->file};
    if (!places || places->count == 0)
        return NULL;
    entry = &places->entries[places_find(places, pointer)];
    while (entry->target != places_none)
        entry = &places->entries[entry->target];
    start = yaml_text_offset(&places->text, entry->value.start);
    *length = yaml_text_offset(&places->text, entry->value.end) - start;
    *place = yaml_text_place(&places->text, entry->value.start, entry->value.end);
    return places->text.bytes + start;
}
