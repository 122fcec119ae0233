/* graders/nested.c - graders made of graders. */
#include "graders/nested.h"

#include "base/mem.h"
#include "base/shown.h"
#include "graders/grade_scratch.h"
#include "values/pointer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const size_t pointer_bytes_max = 64 * 1024;

static bool is_one_of(const char *word, const char *const *words)
{
    for (size_t i = 0; words[i]; i++)
        if (!strcmp(words[i], word))
            return true;
    return false;
}

/* The source of what `key` leads to from a source's pointer and `pointer`. */
static struct source source_below(const struct source *above, const json_t *json,
                                  const char *pointer, const char *key)
{
    struct buf whole = BUF_INIT(pointer_bytes_max);
    struct source source = {.json = json, .tree = above->tree};

    buf_append_text(&whole, pointer);
    if (key)
        pointer_push(&whole, key, strlen(key));
    source.place = key ? source_key_place(above, buf_text(&whole))
                       : source_place(above, buf_text(&whole));
    source.pointer =
        mem_format("%s%s", above->pointer ? above->pointer : "", buf_text(&whole));
    buf_release(&whole);
    return source;
}

static int key_refuse(const struct source *above, const char *pointer, const char *key,
                      struct error_list *errors)
{
    struct source below = source_below(above, NULL, pointer, key);

    error_list_at(errors, &below.place, "N0515",
                  "`%s` has no meaning for a nested grader", key);
    error_hint(error_list_last(errors),
               "it counts for an entry of the suite's `graders`: move it out there");
    source_release(&below);
    return -1;
}

/* Reads a map with one type key, and the keys beside it. */
static int map_read(const json_t *map, const struct source *above, const char *pointer,
                    const char *const *keys, struct grader_item *out,
                    struct error_list *errors)
{
    static const char *const beside[] = {"name", "required", "weight", "gate",
                                         "when", "override", NULL};
    struct place place = source_place(above, pointer);
    const json_t *weight = json_object_get(map, "weight");
    const char *name = json_string_value(json_object_get(map, "name"));
    const char *key;
    json_t *value;
    int rc = 0;

    json_object_foreach((json_t *)(uintptr_t)map, key, value)
    {
        if (is_one_of(key, beside)) {
            if (!is_one_of(key, keys))
                rc = key_refuse(above, pointer, key, errors);
        } else if (out->type) {
            rc = error_list_at(errors, &place, "N0518",
                               "expected one type of grader, found `%s` and `%s`",
                               out->type, key);
        } else {
            out->type = mem_text(key);
            out->source = source_below(above, value, pointer, key);
        }
    }
    if (!out->type)
        return error_list_at(errors, &place, "N0518",
                             "expected a grader: its name, or a map with its type");
    if (weight)
        out->weight = json_number_value(weight);
    out->name = mem_text(name ? name : out->type);
    return rc;
}

static void item_release(struct grader_item *item)
{
    source_release(&item->source);
    free(item->type);
    free(item->name);
}

static int item_compile(struct nested *nested, struct grader_item *item,
                        const struct grader_context *context, struct error_list *errors)
{
    struct grader_context below = *context;
    struct grading *grading;
    char weight[32];

    below.depth++;
    if (below.depth > NESTING_MAX || *below.nested_left == 0) {
        error_list_at(errors, &item->source.place, "N0514",
                      "expected graders at most %d deep and 1000 in one entry",
                      NESTING_MAX);
        return error_hint(error_list_last(errors),
                          "does a definition name itself, perhaps through another?");
    }
    --*below.nested_left;
    if (grading_compile(item, context->answer, &below, &grading, errors))
        return -1;
    sha256_add_text(context->digest, grading_digest(grading));
    snprintf(weight, sizeof weight, "%.17g", grading_weight(grading));
    sha256_add_text(context->digest, strcmp(weight, "1") == 0 ? NULL : weight);
    MEM_GROW(nested->items, nested->count, nested->capacity);
    nested->items[nested->count++] = grading;
    return 0;
}

int nested_add(struct nested *nested, const json_t *item, const char *pointer,
               const char *const *keys, const struct grader_context *context,
               struct error_list *errors)
{
    const char *name = json_string_value(item);
    struct grader_item own = {.required = true, .weight = 1.0};
    int rc = 0;

    if (name) {
        own.type = mem_text(name);
        own.name = mem_text(name);
        own.source = source_below(context->source, json_null(), pointer, NULL);
    } else {
        rc = map_read(item, context->source, pointer, keys, &own, errors);
    }
    if (!rc)
        rc = item_compile(nested, &own, context, errors);
    item_release(&own);
    return rc;
}

void nested_release(struct nested *nested)
{
    for (size_t i = 0; i < nested->count; i++)
        grading_free(nested->items[i]);
    free(nested->items);
    *nested = (struct nested){0};
}

/* Between the steps of graders that ask. */
struct nested_memory {
    const struct nested *nested; /* borrowed */
    struct grade *grades;
    size_t index;  /* the one under way */
    unsigned step; /* its own */
    void *memory;  /* its own */
};

static struct grade *grades_new(size_t count)
{
    struct grade *grades = mem_new(count, sizeof *grades);

    for (size_t i = 0; i < count; i++)
        grades[i] = (struct grade)GRADE_INIT;
    return grades;
}

void nested_grades_free(struct grade *grades, size_t count)
{
    for (size_t i = 0; i < count; i++)
        grade_release(&grades[i]);
    free(grades);
}

void nested_details_keep(const struct nested *nested, struct grade *grades,
                         struct grade *whole)
{
    json_t *parts = json_array();

    for (size_t i = 0; i < nested->count; i++)
        if (grades[i].details)
            json_array_append_new(
                parts, json_pack("{ss? ss sO}", "name", grading_name(nested->items[i]),
                                 "verdict", verdict_name(grades[i].verdict), "details",
                                 grades[i].details));
    if (json_array_size(parts) > 0)
        grade_detail(whole, "parts", parts);
    else
        json_decref(parts);
}

void nested_forget(void *memory)
{
    struct nested_memory *own = memory;

    if (own->memory)
        grading_forget(own->nested->items[own->index], own->memory);
    nested_grades_free(own->grades, own->nested->count);
    free(own);
}

enum grade_step nested_grade(const struct nested *nested, struct grade_scratch *scratch,
                             const struct sample *sample, struct grade_turn *turn,
                             struct grade **grades)
{
    struct nested_memory fresh = {.nested = nested};
    struct nested_memory *kept = turn->memory;
    struct nested_memory now = kept ? *kept : fresh;
    struct grade_turn own = {
        .step = now.step, .memory = now.memory, .request = turn->request};

    if (kept)
        own.reply = turn->reply;
    else
        now.grades = grades_new(nested->count);
    for (; now.index < nested->count; now.index++) {
        if (grading_grade(nested->items[now.index], scratch, sample, &own,
                          &now.grades[now.index]) == GRADE_ASK) {
            now.step = own.step + 1;
            now.memory = own.memory;
            turn->memory = kept ? kept : mem_new(1, sizeof now);
            memcpy(turn->memory, &now, sizeof now);
            return GRADE_ASK;
        }
        own = (struct grade_turn){.request = turn->request};
    }
    free(kept);
    turn->memory = NULL;
    *grades = now.grades;
    return GRADE_DONE;
}
