/* graders/json_reading.h - how the JSON that is judged was read out of a reply: which
 * part of it, what was passed over, what was repaired.
 */
#ifndef NOWORSE_GRADERS_JSON_READING_H
#define NOWORSE_GRADERS_JSON_READING_H

#include "base/error.h"
#include "graders/json_extract.h"
#include "graders/json_repair.h"

struct json_reading {
    const char *reply; /* borrowed: what places are told in */
    size_t length;
    enum json_rule { JSON_WHOLE, JSON_FENCED, JSON_FIRST } rule;
    struct json_found found; /* offsets in the reply */
    bool is_repaired;        /* what was read is repair->text */
    const struct json_repair *repair;
    struct error wrong; /* where it is repaired: why it could not be read as it is */
};

/* Line and column in the reply of an offset in the text that was read. */
void json_reading_find(const struct json_reading *reading, size_t offset,
                       struct place_finder *finder);

/* A place in the text that was read, as document_read() tells it, as one in the reply. */
void json_reading_shift(const struct json_reading *reading, unsigned *line,
                        unsigned *column);

/* Begins at the reply's first byte. */
struct place_finder json_reading_finder(const struct json_reading *reading);

/* Whether the text ends before the JSON does. */
bool json_reading_is_cut(const struct json_reading *reading);

/* What was done, in one line: "JSON was taken from a fenced block at line 3; 2 lines of
 * prose around it; reasoning skipped". The caller's; NULL: all of the reply was read, as
 * it is. */
char *json_reading_told(const struct json_reading *reading);

#endif
