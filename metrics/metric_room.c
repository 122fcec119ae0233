/* metrics/metric_room.c - what the metrics need room for. */
#include "metrics/metric_room.h"

#include "base/mem.h"
#include "metrics/text_words.h"

#include <stdlib.h>
#include <string.h>

static const size_t room_text_max = 8 * (size_t)LIKENESS_BYTES_MAX;

struct metric_room *metric_room_new(void)
{
    struct metric_room *room = mem_new(1, sizeof *room);

    room_empty(room);
    return room;
}

void metric_room_free(struct metric_room *room)
{
    if (room)
        room_empty(room);
    free(room);
}

void room_empty(struct metric_room *room)
{
    numbering_release(&room->numbering);
    free(room->answer.items);
    free(room->reference.items);
    free(room->answer_grams.items);
    free(room->reference_grams.items);
    free(room->counts.items);
    free(room->masks);
    free(room->columns);
    buf_release(&room->lower);
    buf_release(&room->kept);
    buf_release(&room->breaks);
    *room = (struct metric_room){
        .lower = BUF_INIT(room_text_max),
        .kept = BUF_INIT(room_text_max),
        .breaks = BUF_INIT(room_text_max),
    };
}

void symbols_clear(struct symbols *symbols, size_t room)
{
    if (room > symbols->capacity) {
        symbols->items = mem_resize(symbols->items, room, sizeof *symbols->items);
        symbols->capacity = room;
    }
    symbols->count = 0;
}

void symbols_push(struct symbols *symbols, uint32_t number)
{
    MEM_GROW(symbols->items, symbols->count, symbols->capacity);
    symbols->items[symbols->count++] = number;
}

static void points_read(const char *text, size_t length, enum space_rule rule,
                        struct symbols *out)
{
    symbols_clear(out, length);
    for (size_t at = 0; at < length;) {
        const uint32_t point = point_next(text, length, &at);

        if (rule == SPACE_KEPT || !is_white_space(point))
            out->items[out->count++] = point;
    }
}

void characters_read(const struct text_pair *pair, enum space_rule rule,
                     struct metric_room *room)
{
    points_read(pair->answer, pair->answer_length, rule, &room->answer);
    points_read(pair->reference, pair->reference_length, rule, &room->reference);
    numbering_clear(&room->numbering, 0);
    for (size_t i = 0; i < room->reference.count; i++)
        room->reference.items[i] =
            numbering_pair(&room->numbering, 0, room->reference.items[i]);
    for (size_t i = 0; i < room->answer.count; i++)
        room->answer.items[i] =
            numbering_pair(&room->numbering, 0, room->answer.items[i]);
}

void room_bits(struct metric_room *room, size_t columns)
{
    const size_t numbers = room->numbering.count;

    if (numbers > room->masks_capacity) {
        room->masks = mem_resize(room->masks, numbers, sizeof *room->masks);
        room->masks_capacity = numbers;
    }
    if (columns > room->columns_capacity) {
        room->columns = mem_resize(room->columns, columns, sizeof *room->columns);
        room->columns_capacity = columns;
    }
    if (numbers)
        memset(room->masks, 0, numbers * sizeof *room->masks);
    if (columns)
        memset(room->columns, 0, columns);
}

double f1_of(double precision, double recall)
{
    return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
}
