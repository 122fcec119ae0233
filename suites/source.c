/* suites/source.c - a piece of JSON and where a person wrote it. */
#include "base/mem.h"
#include "suites/suite_loading.h"
#include "values/pointer.h"

#include <stdlib.h>
#include <string.h>

static const size_t pointer_bytes_max = 64 * 1024;

struct place source_place(const struct source *source, const char *pointer)
{
    struct place place = source->place;

    if (source->tree) {
        char *whole = mem_format("%s%s", source->pointer, pointer);

        place = tree_place(source->tree, whole);
        free(whole);
    }
    return place;
}

struct place source_key_place(const struct source *source, const char *pointer)
{
    struct place place = source->place;

    if (source->tree) {
        char *whole = mem_format("%s%s", source->pointer, pointer);

        place = tree_key_place(source->tree, whole);
        free(whole);
    }
    return place;
}

void source_release(struct source *source)
{
    free(source->pointer);
    *source = (struct source){0};
}

struct source source_in(const struct tree *tree, const json_t *json, const char *pointer)
{
    if (!json)
        return (struct source){0};
    return (struct source){.json = json,
                           .tree = tree,
                           .pointer = mem_text(pointer),
                           .place = tree_place(tree, pointer)};
}

struct source source_made(json_t *owner, json_t *json, const struct source *where)
{
    json_array_append_new(owner, json);
    return (struct source){.json = json,
                           .tree = where->tree,
                           .pointer = where->tree ? mem_text(where->pointer) : NULL,
                           .place = where->place};
}

struct source source_member(const struct source *source, const json_t *json,
                            const char *key)
{
    struct buf pointer = BUF_INIT(pointer_bytes_max);
    struct source member = {.json = json, .tree = source->tree, .place = source->place};

    if (json && source->tree) {
        buf_append_text(&pointer, source->pointer);
        pointer_push(&pointer, key, strlen(key));
        member.place = tree_place(source->tree, buf_text(&pointer));
        member.pointer = buf_detach(&pointer);
    }
    if (!json)
        member = (struct source){0};
    buf_release(&pointer);
    return member;
}
