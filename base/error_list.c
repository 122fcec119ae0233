/* error_list.c - the mistakes of one pass over the user's input. */
#include "base/error_list.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { SAME_TOLD_MAX = 3 /* so few are told one by one */ };

void error_list_release(struct error_list *list)
{
    free(list->items);
    *list = (struct error_list)ERROR_LIST_INIT;
}

static bool error_is_same(const struct error *a, const struct error *b)
{
    return a->line == b->line && a->column == b->column && !strcmp(a->file, b->file) &&
           !strcmp(a->code, b->code) && !strcmp(a->message, b->message);
}

/* One cause told twice, by a pass that warns and one that refuses. */
static bool is_told_at(const struct error *a, const struct error *b)
{
    return a->line && a->line == b->line && a->column == b->column &&
           a->severity != b->severity && !strcmp(a->file, b->file) &&
           !strcmp(a->code, b->code);
}

int error_list_add(struct error_list *list, const struct error *err)
{
    for (size_t i = 0; i < list->count; i++) {
        if (error_is_same(&list->items[i], err))
            return -1;
        if (!is_told_at(&list->items[i], err))
            continue;
        if (err->severity == SEVERITY_ERROR) {
            list->items[i] = *err;
            list->warning_count--;
            list->error_count++;
        }
        return -1;
    }
    if (err->severity == SEVERITY_WARNING)
        list->warning_count++;
    else
        list->error_count++;
    if (list->count < ERRORS_KEPT_MAX) {
        MEM_GROW(list->items, list->count, list->capacity);
        list->items[list->count++] = *err;
    }
    return -1;
}

int error_list_warn(struct error_list *list, const struct error *err)
{
    struct error warning = *err;

    warning.severity = SEVERITY_WARNING;
    return error_list_add(list, &warning);
}

int error_list_at(struct error_list *list, const struct place *place, const char *code,
                  const char *fmt, ...)
{
    struct error err;
    char message[sizeof err.message];
    va_list args;

    va_start(args, fmt);
    vsnprintf(message, sizeof message, fmt, args);
    va_end(args);
    error_at(&err, place, code, "%s", message);
    return error_list_add(list, &err);
}

struct error *error_list_last(struct error_list *list)
{
    return &list->items[list->count - 1];
}

bool error_list_is_clean(const struct error_list *list)
{
    return list->error_count == 0;
}

static int error_compare(const void *left, const void *right)
{
    const struct error *a = left;
    const struct error *b = right;
    int order = strcmp(a->file, b->file);

    if (a->severity != b->severity)
        return a->severity == SEVERITY_ERROR ? -1 : 1;
    if (order)
        return order;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    return a->column < b->column ? -1 : a->column > b->column;
}

/* Insertion sort: stable, and the list is short. */
void error_list_sort(struct error_list *list)
{
    for (size_t i = 1; i < list->count; i++) {
        struct error moved = list->items[i];
        size_t at = i;

        while (at > 0 && error_compare(&list->items[at - 1], &moved) > 0) {
            list->items[at] = list->items[at - 1];
            at--;
        }
        list->items[at] = moved;
    }
}

/* The same in other lines of a file, as every row of a dataset may have it. */
static bool is_same_elsewhere(const struct error *a, const struct error *b)
{
    return a->line && a->file[0] && !strcmp(a->code, b->code) &&
           !strcmp(a->message, b->message) && !strcmp(a->hint, b->hint) &&
           !strcmp(a->file, b->file) && a->severity == b->severity;
}

/* How many are left out where the first of them is told for all; 0: each is told. */
static size_t same_count(const struct error_list *list, size_t index, size_t *first)
{
    size_t count = 0;

    *first = list->count;
    for (size_t i = 0; i < list->count; i++)
        if (is_same_elsewhere(&list->items[index], &list->items[i])) {
            *first = i < *first ? i : *first;
            count++;
        }
    return count > SAME_TOLD_MAX ? count - 1 : 0;
}

void error_list_print(struct error_list *list, FILE *stream, enum color color)
{
    size_t all = list->error_count + list->warning_count;
    size_t told = 0, printed = 0;

    error_list_sort(list);
    for (size_t i = 0; i < list->count && printed < ERRORS_SHOWN_MAX; i++) {
        size_t first;
        const size_t more = same_count(list, i, &first);

        if (more && first < i)
            continue;
        error_print(&list->items[i], stream, color);
        told += 1 + more;
        printed++;
        if (more)
            fprintf(stream, "   and %zu more like this in %s\n", more,
                    list->items[i].file);
        fputc('\n', stream);
    }
    if (all > told)
        fprintf(stream, "and %zu more\n\n", all - told);
}
