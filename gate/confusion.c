/* gate/confusion.c - labels expected and found, counted, and what follows. */
#include "gate/confusion.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

static void cells_make(struct confusion *confusion, size_t count)
{
    if (confusion->cells)
        return;
    confusion->count = count;
    confusion->cells = mem_new(count * (count + 1), sizeof *confusion->cells);
}

static size_t cell_of(const struct confusion *confusion, size_t expected, size_t found)
{
    return expected * (confusion->count + 1) + found;
}

const struct confusion_cell *confusion_at(const struct confusion *confusion,
                                          size_t expected, size_t found)
{
    return &confusion->cells[cell_of(confusion, expected, found)];
}

void confusion_add(struct confusion *confusion, size_t count, int expected, int found,
                   double weight)
{
    struct confusion_cell *cell;

    cells_make(confusion, count);
    if (expected < 0) {
        confusion->unread += weight;
        confusion->unread_samples++;
        return;
    }
    cell = &confusion->cells[cell_of(confusion, (size_t)expected,
                                     found < 0 ? count : (size_t)found)];
    cell->weight += weight;
    cell->samples++;
}

void confusion_merge(struct confusion *into, const struct confusion *from, double scale)
{
    into->unread += scale * from->unread;
    into->unread_samples += from->unread_samples;
    into->without += scale * from->without;
    if (!from->cells)
        return;
    cells_make(into, from->count);
    for (size_t i = 0; i < from->count * (from->count + 1); i++) {
        into->cells[i].weight += scale * from->cells[i].weight;
        into->cells[i].samples += from->cells[i].samples;
    }
}

double confusion_weight(const struct confusion *confusion)
{
    double sum = confusion->unread;

    for (size_t i = 0; i < confusion->count * (confusion->count + 1); i++)
        sum += confusion->cells[i].weight;
    return sum;
}

void confusion_release(struct confusion *confusion)
{
    free(confusion->cells);
    *confusion = (struct confusion){.count = 0};
}

/* Of one label. */
struct label_sums {
    double right, expected, found;
};

static struct label_sums sums_of(const struct confusion *confusion, size_t label)
{
    struct label_sums out = {0, 0, 0};

    if (!confusion->cells)
        return out;
    out.right = confusion_at(confusion, label, label)->weight;
    for (size_t i = 0; i < confusion->count; i++)
        out.found += confusion_at(confusion, i, label)->weight;
    for (size_t i = 0; i <= confusion->count; i++)
        out.expected += confusion_at(confusion, label, i)->weight;
    return out;
}

static double share_of(double part, double whole)
{
    return whole > 0 ? part / whole : (double)NAN;
}

struct confusion_share confusion_accuracy(const struct confusion *confusion)
{
    const double all = confusion_weight(confusion);
    const double without = confusion->without;
    double right = 0;

    for (size_t i = 0; confusion->cells && i < confusion->count; i++)
        right += confusion_at(confusion, i, i)->weight;
    return (struct confusion_share){share_of(right, all), share_of(right, all + without),
                                    share_of(right + without, all + without)};
}

/* A sample without a grade may have had the label, wrongly or rightly; what could not be
 * read had none. */
struct confusion_share confusion_precision(const struct confusion *confusion,
                                           size_t label)
{
    const struct label_sums sums = sums_of(confusion, label);
    const double without = confusion->without;

    return (struct confusion_share){share_of(sums.right, sums.found),
                                    share_of(sums.right, sums.found + without),
                                    share_of(sums.right + without, sums.found + without)};
}

/* It may be one of the label, missed or found; what could not be read may be one that is
 * missed. */
struct confusion_share confusion_recall(const struct confusion *confusion, size_t label)
{
    const struct label_sums sums = sums_of(confusion, label);
    const double without = confusion->without;

    return (struct confusion_share){
        share_of(sums.right, sums.expected),
        share_of(sums.right, sums.expected + without + confusion->unread),
        share_of(sums.right + without, sums.expected + without)};
}

struct confusion_share confusion_f1(const struct confusion *confusion, size_t label)
{
    const struct label_sums sums = sums_of(confusion, label);
    const double without = confusion->without;
    const double both = sums.expected + sums.found;

    return (struct confusion_share){
        share_of(2 * sums.right, both),
        share_of(2 * sums.right, both + without + confusion->unread),
        share_of(2 * (sums.right + without), both + 2 * without)};
}

struct confusion_share confusion_macro_f1(const struct confusion *confusion,
                                          size_t *undefined)
{
    const double count = (double)confusion->count;
    struct confusion_share sum = {0, 0, 0};

    *undefined = 0;
    for (size_t i = 0; i < confusion->count; i++) {
        const struct confusion_share one = confusion_f1(confusion, i);

        if (isnan(one.found) && !isnan(sum.found))
            *undefined = i;
        sum.found += one.found;
        sum.low += one.low;
        sum.high += one.high;
    }
    return (struct confusion_share){share_of(sum.found, count), share_of(sum.low, count),
                                    share_of(sum.high, count)};
}
