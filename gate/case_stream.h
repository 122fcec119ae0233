/* gate/case_stream.h - cases that have something of their own, one after the other in few
 * bytes.
 *
 * A case is the number of its kind, 7 bits a byte, and what that kind says its cases
 * have: how far its group's number is from that of the case before that has one of this
 * sort (1 byte where cases of a group stand together), a weight (4 bytes where it is
 * whole millionths, 7 from 1/256 up to 256, else 8), a score of each side (1 to 9,
 * short_number.h). All of them come back to the last bit. Written once, read from the
 * front, in the machine's own byte order.
 */
#ifndef NOWORSE_GATE_CASE_STREAM_H
#define NOWORSE_GATE_CASE_STREAM_H

#include "gate/short_number.h"

#include <string.h>

/* What the cases of a kind have of their own; bits. */
enum {
    OWN_GROUP = 1,
    OWN_WEIGHT = 2,
    OWN_WEIGHT_MILLIONTHS = 4, /* in place of OWN_WEIGHT: where weight_is_millionths() */
    OWN_WEIGHT_SHORT = 8,      /* likewise: where weight_is_short() */
    OWN_WEIGHTS = OWN_WEIGHT | OWN_WEIGHT_MILLIONTHS | OWN_WEIGHT_SHORT,
    OWN_SCORE = 16,
    OWN_BASE_SCORE = 32
};

/* From here on numbers of groups whose cases all stand together, within one cohort and
 * with no case between them, whatever of them is left out; below it, of any others. */
#define GROUP_TOGETHER (INT32_C(1) << 30)

struct case_own {
    int32_t group; /* from 0 */
    double weight, score, base_score;
};

/* Begin zeroed. */
struct case_stream {
    uint8_t *bytes; /* owned */
    size_t length, capacity;
    int32_t group, together; /* of the last case that has one, of either sort, from 0 */
};

/* own: bits; other fields of `values` are not looked at. */
void case_stream_add(struct case_stream *stream, uint32_t kind, unsigned own,
                     const struct case_own *values);
void case_stream_release(struct case_stream *stream);

/* Where a reader is; begin zeroed. While at < length: the kind, then what it has. */
struct stream_place {
    size_t at;
    int32_t group, together;
};

static inline uint32_t stream_number(const struct case_stream *stream,
                                     struct stream_place *place)
{
    uint32_t byte = stream->bytes[place->at++], number = byte & 127;

    for (unsigned shift = 7; byte & 128; shift += 7) {
        byte = stream->bytes[place->at++];
        number |= (byte & 127) << shift;
    }
    return number;
}

static inline double stream_double(const struct case_stream *stream,
                                   struct stream_place *place)
{
    double value;

    memcpy(&value, stream->bytes + place->at, sizeof value);
    place->at += sizeof value;
    return value;
}

static inline double stream_millionths(const struct case_stream *stream,
                                       struct stream_place *place)
{
    uint32_t count;

    memcpy(&count, stream->bytes + place->at, sizeof count);
    place->at += sizeof count;
    return (double)count / 1e6;
}

static inline double stream_weight(const struct case_stream *stream,
                                   struct stream_place *place, unsigned own)
{
    if (own & OWN_WEIGHT)
        return stream_double(stream, place);
    if (own & OWN_WEIGHT_MILLIONTHS)
        return stream_millionths(stream, place);
    place->at += SHORT_WEIGHT_BYTES;
    return short_weight_read(stream->bytes + place->at - SHORT_WEIGHT_BYTES);
}

static inline int32_t stream_group(const struct case_stream *stream,
                                   struct stream_place *place)
{
    const uint32_t number = stream_number(stream, place);
    const int32_t step = (int32_t)(number >> 2) ^ -(int32_t)(number >> 1 & 1);

    return number & 1 ? GROUP_TOGETHER + (place->together += step)
                      : (place->group += step);
}

/* Sets those fields that are there. */
static inline void stream_values(const struct case_stream *stream,
                                 struct stream_place *place, unsigned own,
                                 struct case_own *out)
{
    if (own & OWN_GROUP)
        out->group = stream_group(stream, place);
    if (own & OWN_WEIGHTS)
        out->weight = stream_weight(stream, place, own);
    if (own & OWN_SCORE)
        out->score = short_score_read(stream->bytes, &place->at);
    if (own & OWN_BASE_SCORE)
        out->base_score = short_score_read(stream->bytes, &place->at);
}

#endif
