/* graders/json_compare.c - an answer's JSON beside the reference's. */
#include "graders/json_compare.h"

#include "base/mem.h"
#include "base/shown.h"
#include "base/utf8.h"
#include "graders/matching.h"
#include "values/pointer.h"

#include <stdlib.h>
#include <string.h>

enum {
    STEPS_MAX = 2000000,
    DEPTH_MAX = 200, /* below it values are equal as a whole, or not */
    PATH_BYTES_MAX = 1 << 30,
    POINTER_BYTES_MAX = 512,
    SCALAR_BYTES_MAX = 4096,
    SHOWN_MAX = 60,
    VALUES_SHOWN_MAX = 24
};

struct walk {
    const struct compare_rules *rules;
    struct comparison *out;
    struct buf pointer;
    size_t steps;
    unsigned depth;
    bool is_quiet;  /* differences are counted and not kept */
    bool ends_soon; /* at the first difference */
};

static void values_compare(struct walk *walk, const struct value *wanted,
                           const struct value *got);

/* False: nothing more is to be looked at. */
static bool walk_step(struct walk *walk, size_t cost)
{
    walk->steps += cost;
    if (walk->steps > STEPS_MAX)
        walk->out->is_over = true;
    return !walk->out->is_over && !(walk->ends_soon && walk->out->total);
}

static bool is_skipped(const struct walk *walk)
{
    for (size_t i = 0; i < walk->rules->skipped_count; i++)
        if (!strcmp(walk->rules->skipped[i], buf_text(&walk->pointer)))
            return true;
    return false;
}

/* A key of the answer may be as long as the answer. */
static char *pointer_kept(const struct buf *pointer)
{
    if (pointer->length <= POINTER_BYTES_MAX)
        return mem_text(buf_text(pointer));
    return mem_format("%.*s…", (int)utf8_cut(buf_text(pointer), POINTER_BYTES_MAX),
                      buf_text(pointer));
}

static void difference_add(struct walk *walk, enum difference_kind kind,
                           const struct value *wanted, const struct value *got)
{
    struct comparison *out = walk->out;

    out->total++;
    if (!walk->is_quiet && out->kept < DIFFERENCES_KEPT)
        out->items[out->kept++] =
            (struct difference){kind, pointer_kept(&walk->pointer), wanted, got};
}

/* Places in a value that hold no other. */
static size_t places_of(struct walk *walk, const struct value *value)
{
    const bool is_object = value->type == VALUE_OBJECT;
    const struct value *at = value + 1;
    size_t count = 0;

    if (!walk_step(walk, 1) || is_skipped(walk))
        return 0;
    if (value->type < VALUE_ARRAY || value->size == 0 || walk->depth >= DEPTH_MAX)
        return 1;
    walk->depth++;
    for (uint32_t i = 0; i < value->size; i++) {
        if (is_object)
            pointer_push(&walk->pointer, at->text, at->size);
        else
            pointer_push_index(&walk->pointer, i);
        count += places_of(walk, at + is_object);
        pointer_pop(&walk->pointer);
        at = value_next(at + is_object);
    }
    walk->depth--;
    return count;
}

static void missing_add(struct walk *walk, const struct value *wanted)
{
    if (is_skipped(walk))
        return;
    walk->out->places += places_of(walk, wanted);
    difference_add(walk, MISSING, wanted, NULL);
}

static void extra_add(struct walk *walk, const struct value *got)
{
    if (is_skipped(walk))
        return;
    walk->out->places++;
    difference_add(walk, EXTRA, NULL, got);
}

static void objects_compare(struct walk *walk, const struct value *wanted,
                            const struct value *got)
{
    const struct value *key = wanted + 1;
    const struct value *found;

    for (uint32_t i = 0; i < wanted->size; i++, key = value_next(key + 1)) {
        if (!walk_step(walk, 1 + got->size / 8))
            return;
        pointer_push(&walk->pointer, key->text, key->size);
        found = value_member_n(got, key->text, key->size);
        if (found)
            values_compare(walk, key + 1, found);
        else
            missing_add(walk, key + 1);
        pointer_pop(&walk->pointer);
    }
    key = got + 1;
    for (uint32_t i = 0; !walk->rules->allow_extra && i < got->size;
         i++, key = value_next(key + 1)) {
        if (!walk_step(walk, 1 + wanted->size / 8))
            return;
        if (value_member_n(wanted, key->text, key->size))
            continue;
        pointer_push(&walk->pointer, key->text, key->size);
        extra_add(walk, key + 1);
        pointer_pop(&walk->pointer);
    }
}

static void lists_compare(struct walk *walk, const struct value *wanted,
                          const struct value *got)
{
    const struct value *a = wanted + 1;
    const struct value *b = got + 1;

    for (uint32_t i = 0; i < wanted->size || i < got->size; i++) {
        if (!walk_step(walk, 1))
            return;
        pointer_push_index(&walk->pointer, i);
        if (i >= got->size)
            missing_add(walk, a);
        else if (i >= wanted->size)
            extra_add(walk, b);
        else
            values_compare(walk, a, b);
        pointer_pop(&walk->pointer);
        a = i < wanted->size ? value_next(a) : a;
        b = i < got->size ? value_next(b) : b;
    }
}

/* A comparison of its own, of which only the counts are kept. */
static struct walk quiet_walk(struct walk *walk, struct comparison *counts,
                              bool ends_soon)
{
    struct walk quiet = *walk;

    counts->kept = counts->total = counts->right = counts->places = 0;
    counts->is_over = false;
    quiet.out = counts;
    quiet.is_quiet = true;
    quiet.ends_soon = ends_soon;
    return quiet;
}

/* How many places are right; *are_equal: nothing differs. */
static size_t pair_weigh(struct walk *walk, struct comparison *counts, bool ends_soon,
                         const struct value *wanted, const struct value *got,
                         bool *are_equal)
{
    struct walk quiet = quiet_walk(walk, counts, ends_soon);

    values_compare(&quiet, wanted, got);
    walk->pointer = quiet.pointer;
    walk->steps = quiet.steps;
    walk->out->is_over |= counts->is_over;
    *are_equal = !counts->is_over && counts->total == 0;
    return counts->right;
}

static void fits_fill(struct walk *walk, struct comparison *counts,
                      struct matching *matching, const struct value *wanted,
                      const struct value *got)
{
    const struct value *a = wanted + 1;
    const struct value *b;

    for (size_t row = 0; row < matching->rows; row++, a = value_next(a)) {
        pointer_push_index(&walk->pointer, row);
        b = got + 1;
        for (size_t column = 0; column < matching->columns; column++, b = value_next(b)) {
            if (!walk_step(walk, 1))
                break;
            pair_weigh(walk, counts, true, a, b,
                       &matching->fits[row * matching->columns + column]);
        }
        pointer_pop(&walk->pointer);
    }
}

/* The element left that has most in common; matching_none: none has anything. */
static size_t nearest_find(struct walk *walk, struct comparison *counts,
                           const struct matching *matching, const struct value *wanted,
                           const struct value *got)
{
    const struct value *b = got + 1;
    size_t found = matching_none;
    size_t most = 0;

    for (size_t column = 0; column < matching->columns; column++, b = value_next(b)) {
        bool are_equal;
        size_t right;

        if (matching->of_column[column] != matching_none || b->type < VALUE_ARRAY)
            continue;
        if (!walk_step(walk, 1))
            break;
        right = pair_weigh(walk, counts, false, wanted, b, &are_equal);
        if (right > most) {
            most = right;
            found = column;
        }
    }
    return found;
}

/* What has no equal on the other side. */
static void others_compare(struct walk *walk, struct comparison *counts,
                           struct matching *matching, const struct value *wanted,
                           const struct value *got)
{
    const struct value *at = wanted + 1;

    for (size_t row = 0; row < matching->rows; row++, at = value_next(at)) {
        size_t column = matching->of_row[row];

        pointer_push_index(&walk->pointer, row);
        if (column != matching_none) {
            const size_t places = places_of(walk, at);

            walk->out->right += places;
            walk->out->places += places;
        } else {
            column = nearest_find(walk, counts, matching, at, got);
            if (column == matching_none) {
                missing_add(walk, at);
            } else {
                matching->of_column[column] = row;
                values_compare(walk, at, value_element(got, column));
            }
        }
        pointer_pop(&walk->pointer);
    }
    at = got + 1;
    for (size_t column = 0; column < matching->columns; column++, at = value_next(at)) {
        if (matching->of_column[column] != matching_none)
            continue;
        pointer_push_index(&walk->pointer, column);
        extra_add(walk, at);
        pointer_pop(&walk->pointer);
    }
}

static void sets_compare(struct walk *walk, const struct value *wanted,
                         const struct value *got)
{
    struct comparison *counts = NULL;
    struct matching matching;

    if (matching_init(&matching, wanted->size, got->size)) {
        walk->out->is_over = true;
        return;
    }
    counts = mem_new(1, sizeof *counts);
    fits_fill(walk, counts, &matching, wanted, got);
    if (!walk->out->is_over && matching_find(&matching))
        walk->out->is_over = true;
    if (!walk->out->is_over)
        others_compare(walk, counts, &matching, wanted, got);
    matching_release(&matching);
    free(counts);
}

static bool are_of_a_kind(const struct value *a, const struct value *b)
{
    return a->type == b->type && a->type >= VALUE_ARRAY;
}

static void values_compare(struct walk *walk, const struct value *wanted,
                           const struct value *got)
{
    size_t places;

    if (!walk_step(walk, 1) || is_skipped(walk))
        return;
    if (!are_of_a_kind(wanted, got) || walk->depth >= DEPTH_MAX) {
        places = places_of(walk, wanted);
        walk->out->places += places;
        if (value_equal(wanted, got))
            walk->out->right += places;
        else
            difference_add(walk, DIFFERS, wanted, got);
        return;
    }
    if (wanted->size == 0) { /* an empty one is a place, and this is one */
        walk->out->places++;
        walk->out->right++;
    }
    walk->depth++;
    if (wanted->type == VALUE_OBJECT)
        objects_compare(walk, wanted, got);
    else if (walk->rules->arrays_are_sets)
        sets_compare(walk, wanted, got);
    else
        lists_compare(walk, wanted, got);
    walk->depth--;
}

void json_compare(const struct value *wanted, const struct value *got,
                  const struct compare_rules *rules, struct comparison *out)
{
    struct walk walk = {.rules = rules, .out = out, .pointer = BUF_INIT(PATH_BYTES_MAX)};

    out->kept = out->total = out->right = out->places = 0;
    out->is_over = false;
    values_compare(&walk, wanted, got);
    buf_release(&walk.pointer);
}

void comparison_release(struct comparison *comparison)
{
    for (size_t i = 0; i < comparison->kept; i++)
        free(comparison->items[i].pointer);
    comparison->kept = 0;
}

char *json_shown(const struct value *value)
{
    struct buf text = BUF_INIT(POINTER_BYTES_MAX + SCALAR_BYTES_MAX);
    struct buf shown = BUF_INIT(POINTER_BYTES_MAX + SCALAR_BYTES_MAX);

    if (value->type == VALUE_STRING)
        return shown_quoted(value->text, value->size, SHOWN_MAX);
    if (value->type >= VALUE_ARRAY && value->span > VALUES_SHOWN_MAX)
        return mem_format("%s of %u %s%s",
                          value->type == VALUE_ARRAY ? "an array" : "an object",
                          value->size, value->type == VALUE_ARRAY ? "item" : "key",
                          value->size == 1 ? "" : "s");
    value_format(&text, value);
    shown_append(&shown, buf_text(&text), text.length, SHOWN_MAX);
    buf_release(&text);
    return buf_detach(&shown);
}

char *difference_told(const struct difference *difference)
{
    char *wanted = difference->wanted ? json_shown(difference->wanted) : NULL;
    char *got = difference->got ? json_shown(difference->got) : NULL;
    char *told;

    if (difference->kind == MISSING)
        told = mem_format("missing, expected %s", wanted);
    else if (difference->kind == EXTRA)
        told = mem_format("not expected: %s", got);
    else
        told = mem_format("expected %s, got %s", wanted, got);
    free(wanted);
    free(got);
    return told;
}
