/* reports/word_diff.c - what differs between two texts, word by word. */
#include "reports/word_diff.h"

#include "base/mem.h"
#include "reports/words.h"

#include <limits.h>
#include <stdlib.h>

/* Words from old_at to old_end against new_at to new_end. */
struct box {
    long old_at, old_end, new_at, new_end;
};

/* Each box has half the changes of the one that it was cut from. */
enum { BOXES_MAX = 64 };

struct search {
    const struct word_list *old_words, *new_words;
    const uint32_t *a, *b;    /* their numbers */
    long *forward, *backward; /* by diagonal, old minus new: how far a path has come */
    long work;                /* steps left */
    struct box boxes[BOXES_MAX];
    size_t box_count;
    struct word_diff *out;
};

/* Two paths, one from each end; both stand on diagonals low to high. */
struct path {
    long *reach;
    long low, high;
};

static void path_widen(struct path *path, const struct box *box, long unreached)
{
    if (path->low > box->old_at - box->new_end)
        path->reach[--path->low - 1] = unreached;
    else
        path->low++;
    if (path->high < box->old_end - box->new_at)
        path->reach[++path->high + 1] = unreached;
    else
        path->high--;
}

/* One more change from the front; true: it met the other path at *x. */
static bool forward_step(struct search *search, const struct box *box, struct path *path,
                         const struct path *other, bool may_meet, long *x, long *diagonal)
{
    path_widen(path, box, LONG_MIN / 2);
    for (long k = path->high; k >= path->low; k -= 2) {
        const long below = path->reach[k - 1] + 1;
        long at = below > path->reach[k + 1] ? below : path->reach[k + 1];
        const long from = at;

        while (at < box->old_end && at - k < box->new_end &&
               search->a[at] == search->b[at - k])
            at++;
        path->reach[k] = at;
        search->work -= 1 + at - from;
        if (may_meet && k >= other->low && k <= other->high && other->reach[k] <= at) {
            *x = at;
            *diagonal = k;
            return true;
        }
    }
    return false;
}

static bool backward_step(struct search *search, const struct box *box, struct path *path,
                          const struct path *other, bool may_meet, long *x,
                          long *diagonal)
{
    path_widen(path, box, LONG_MAX / 2);
    for (long k = path->high; k >= path->low; k -= 2) {
        const long above = path->reach[k + 1] - 1;
        long at = above < path->reach[k - 1] ? above : path->reach[k - 1];
        const long from = at;

        while (at > box->old_at && at - k > box->new_at &&
               search->a[at - 1] == search->b[at - k - 1])
            at--;
        path->reach[k] = at;
        search->work -= 1 + from - at;
        if (may_meet && k >= other->low && k <= other->high && at <= other->reach[k]) {
            *x = at;
            *diagonal = k;
            return true;
        }
    }
    return false;
}

/* A point on a shortest path, about its middle. false: the work is used up. */
static bool box_middle(struct search *search, const struct box *box, long *old_at,
                       long *new_at)
{
    const long front = box->old_at - box->new_at;
    const long back = box->old_end - box->new_end;
    const bool is_odd = ((front - back) & 1) != 0;
    struct path forward = {search->forward, front, front};
    struct path backward = {search->backward, back, back};
    long diagonal = 0;

    forward.reach[front] = box->old_at;
    backward.reach[back] = box->old_end;
    while (search->work-- > 0) {
        if (forward_step(search, box, &forward, &backward, is_odd, old_at, &diagonal) ||
            backward_step(search, box, &backward, &forward, !is_odd, old_at, &diagonal)) {
            *new_at = *old_at - diagonal;
            return true;
        }
    }
    return false;
}

static void change_add(struct word_diff *out, const struct word_change *change)
{
    if (out->count) {
        struct word_change *last = &out->changes[out->count - 1];

        if (last->old_at + last->old_length == change->old_at &&
            last->new_at + last->new_length == change->new_at) {
            last->old_length += change->old_length;
            last->new_length += change->new_length;
            return;
        }
    }
    MEM_GROW(out->changes, out->count, out->capacity);
    out->changes[out->count++] = *change;
}

static void box_replace(struct search *search, const struct box *box)
{
    const size_t *old_starts = search->old_words->starts;
    const size_t *new_starts = search->new_words->starts;
    struct word_change change = {
        .old_at = old_starts[box->old_at],
        .old_length = old_starts[box->old_end] - old_starts[box->old_at],
        .new_at = new_starts[box->new_at],
        .new_length = new_starts[box->new_end] - new_starts[box->new_at],
    };

    if (change.old_length || change.new_length)
        change_add(search->out, &change);
}

static void box_trim(struct search *search, struct box *box)
{
    while (box->old_at < box->old_end && box->new_at < box->new_end &&
           search->a[box->old_at] == search->b[box->new_at]) {
        box->old_at++;
        box->new_at++;
    }
    while (box->old_at < box->old_end && box->new_at < box->new_end &&
           search->a[box->old_end - 1] == search->b[box->new_end - 1]) {
        box->old_end--;
        box->new_end--;
    }
}

/* Takes boxes from the stack until it is empty: the front half of each before its back
 * half, so that changes come in order. */
static void boxes_compare(struct search *search)
{
    while (search->box_count > 0) {
        struct box box = search->boxes[--search->box_count];
        long old_at, new_at;

        box_trim(search, &box);
        if (box.old_at == box.old_end || box.new_at == box.new_end) {
            box_replace(search, &box);
        } else if (search->box_count + 2 > BOXES_MAX ||
                   !box_middle(search, &box, &old_at, &new_at)) {
            search->out->is_coarse = true;
            box_replace(search, &box);
        } else {
            search->boxes[search->box_count++] =
                (struct box){old_at, box.old_end, new_at, box.new_end};
            search->boxes[search->box_count++] =
                (struct box){box.old_at, old_at, box.new_at, new_at};
        }
    }
}

static bool is_blank(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (text[i] != ' ' && text[i] != '\n' && text[i] != '\t' && text[i] != '\r')
            return false;
    return true;
}

/* "[-one-]{+two+} [-three-]{+four+}" is read as "[-one three-]{+two four+}". Where one
 * text has nothing in both changes, the blanks stay outside. */
static void blanks_join(const char *old_text, struct word_diff *diff)
{
    size_t kept = 0;

    for (size_t i = 1; i < diff->count; i++) {
        struct word_change *last = &diff->changes[kept];
        const struct word_change *next = &diff->changes[i];
        const size_t end = last->old_at + last->old_length;
        const size_t gap = next->old_at - end;

        if ((last->old_length || next->old_length) &&
            (last->new_length || next->new_length) && is_blank(old_text + end, gap)) {
            last->old_length += gap + next->old_length;
            last->new_length += gap + next->new_length;
        } else {
            diff->changes[++kept] = *next;
        }
    }
    if (diff->count)
        diff->count = kept + 1;
}

void word_diff_make(const char *old_text, size_t old_length, const char *new_text,
                    size_t new_length, long work, struct word_diff *out)
{
    struct word_list old_words = {NULL, NULL, 0};
    struct word_list new_words = {NULL, NULL, 0};
    struct search search = {
        .old_words = &old_words, .new_words = &new_words, .work = work, .out = out};
    long *reach;
    size_t diagonals;

    *out = (struct word_diff){NULL, 0, 0, false};
    words_cut(old_text, old_length, new_text, new_length, &old_words, &new_words);
    diagonals = old_words.count + new_words.count + 3;
    reach = mem_new(2 * diagonals, sizeof *reach);
    search.a = old_words.numbers;
    search.b = new_words.numbers;
    search.forward = reach + new_words.count + 1;
    search.backward = search.forward + diagonals;
    search.boxes[search.box_count++] =
        (struct box){0, (long)old_words.count, 0, (long)new_words.count};
    boxes_compare(&search);
    blanks_join(old_text, out);
    free(reach);
    word_list_release(&old_words);
    word_list_release(&new_words);
}

void word_diff_release(struct word_diff *diff)
{
    free(diff->changes);
    *diff = (struct word_diff){NULL, 0, 0, false};
}
