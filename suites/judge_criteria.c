/* suites/judge_criteria.c - a `judge` with several criteria becomes one item for each. */
#include "suites/judge_criteria.h"

#include "base/mem.h"
#include "suites/grader_items.h"
#include "suites/suite_loading.h"

#include <stdlib.h>
#include <string.h>

static const json_t *criteria_of(const struct grader_item *item)
{
    return strcmp(item->type, "judge") ? NULL
                                       : json_object_get(item->source.json, "criteria");
}

static struct source source_copy(const struct source *source)
{
    struct source copy = *source;

    copy.pointer = source->pointer ? mem_text(source->pointer) : NULL;
    return copy;
}

static struct grader_item one_make(const struct grader_item *item, const char *criterion,
                                   json_t *owner)
{
    json_t *options = json_copy((json_t *)(uintptr_t)item->source.json);
    struct grader_item one = *item;

    json_object_set_new(options, "criterion", json_string(criterion));
    one.source = source_made(owner, options, &item->source);
    one.type = mem_text(item->type);
    one.name = mem_format("%s.%s", item->name, criterion);
    one.gate = source_copy(&item->gate);
    return one;
}

static void item_release(struct grader_item *item)
{
    source_release(&item->source);
    source_release(&item->gate);
    free(item->type);
    free(item->name);
}

static int names_check(const struct grader_list *list, const struct grader_list *before,
                       struct error_list *errors)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct grader_item *item = &list->items[i];
        const struct grader_item *other = grader_list_find(list, item->name);

        if (other == item)
            other = grader_list_find(before, item->name);
        if (!other)
            continue;
        error_list_at(errors, &item->source.place, "N0266",
                      "two graders are named \"%s\"", item->name);
        return error_hint(error_list_last(errors), "give this one a `name` of its own");
    }
    return 0;
}

int judge_criteria_expand(struct grader_list *list, const struct grader_list *before,
                          struct error_list *errors)
{
    struct grader_list made = {NULL, 0, list->made};
    size_t capacity = 0;
    bool is_any = false;

    for (size_t i = 0; i < list->count; i++)
        is_any |= criteria_of(&list->items[i]) != NULL;
    if (!is_any)
        return 0;
    for (size_t i = 0; i < list->count; i++) {
        const json_t *criteria = criteria_of(&list->items[i]);
        const char *name;
        json_t *question;

        if (!criteria) {
            MEM_GROW(made.items, made.count, capacity);
            made.items[made.count++] = list->items[i];
            continue;
        }
        json_object_foreach((json_t *)(uintptr_t)criteria, name, question)
        {
            MEM_GROW(made.items, made.count, capacity);
            made.items[made.count++] = one_make(&list->items[i], name, list->made);
        }
        item_release(&list->items[i]);
    }
    free(list->items);
    *list = made;
    return names_check(list, before, errors);
}
