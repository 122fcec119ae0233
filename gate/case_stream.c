/* gate/case_stream.c - cases written one after the other in few bytes. */
#include "gate/case_stream.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

/* Two numbers, a weight and two scores; and what a reader of the last of them may look at
 * beyond it. */
enum {
    BYTES_FIRST = 64,
    CASE_BYTES_MAX =
        2 * 5 + (int)sizeof(double) + 2 * SHORT_SCORE_BYTES_MAX + SHORT_BYTES_BEYOND
};

static void number_write(struct case_stream *stream, uint32_t number)
{
    for (; number > 127; number >>= 7)
        stream->bytes[stream->length++] = (uint8_t)(number | 128);
    stream->bytes[stream->length++] = (uint8_t)number;
}

static void bytes_write(struct case_stream *stream, const void *bytes, size_t length)
{
    memcpy(stream->bytes + stream->length, bytes, length);
    stream->length += length;
}

/* The lowest bit is the sort, the next one the sign: small steps are small numbers. */
static void group_write(struct case_stream *stream, int32_t group)
{
    const bool is_together = group >= GROUP_TOGETHER;
    int32_t *last = is_together ? &stream->together : &stream->group;
    const int32_t number = is_together ? group - GROUP_TOGETHER : group;
    const int32_t step = number - *last;
    const uint32_t zigzag = (uint32_t)step << 1 ^ (step < 0 ? UINT32_MAX : 0);

    number_write(stream, zigzag << 1 | is_together);
    *last = number;
}

static void stream_grow(struct case_stream *stream)
{
    if (stream->capacity - stream->length >= CASE_BYTES_MAX)
        return;
    stream->capacity = stream->capacity ? 2 * stream->capacity : BYTES_FIRST;
    stream->bytes = mem_resize(stream->bytes, stream->capacity, 1);
}

void case_stream_add(struct case_stream *stream, uint32_t kind, unsigned own,
                     const struct case_own *values)
{
    stream_grow(stream);
    number_write(stream, kind);
    if (own & OWN_GROUP)
        group_write(stream, values->group);
    if (own & OWN_WEIGHT)
        bytes_write(stream, &values->weight, sizeof values->weight);
    if (own & OWN_WEIGHT_MILLIONTHS) {
        const uint32_t count = (uint32_t)nearbyint(values->weight * 1e6);

        bytes_write(stream, &count, sizeof count);
    }
    if (own & OWN_WEIGHT_SHORT) {
        short_weight_write(stream->bytes + stream->length, values->weight);
        stream->length += SHORT_WEIGHT_BYTES;
    }
    if (own & OWN_SCORE)
        stream->length +=
            short_score_write(stream->bytes + stream->length, values->score);
    if (own & OWN_BASE_SCORE)
        stream->length +=
            short_score_write(stream->bytes + stream->length, values->base_score);
}

void case_stream_release(struct case_stream *stream)
{
    free(stream->bytes);
    *stream = (struct case_stream){.bytes = NULL};
}
