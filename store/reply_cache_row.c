/* store/reply_cache_row.c - a kept reply as a row, and back; told apart from a damaged
 * one by its checksum. */
#include "store/reply_cache_database.h"

#include <math.h>
#include <string.h>
#include <zlib.h>

/* Below this, packing would cost more time than it saves in space. */
enum { PACKED_FROM_BYTES = 16 * 1024, LEVEL_FAST = 1 };

/* A body as it stands in the row: packed where that is shorter than `length`. */
struct stored_bytes {
    const void *bytes;
    size_t size, length;
};

static struct stored_bytes bytes_pack(const char *text, size_t length, struct buf *room)
{
    struct stored_bytes out = {text ? text : "", length, length};
    uLongf size = compressBound(length);

    buf_clear(room);
    if (length < PACKED_FROM_BYTES || buf_reserve(room, size))
        return out;
    if (compress2((Bytef *)room->data, &size, (const Bytef *)text, length, LEVEL_FAST) ==
            Z_OK &&
        size < length) {
        out.bytes = room->data;
        out.size = size;
    }
    return out;
}

static int bytes_unpack(const struct stored_bytes *stored, struct buf *room,
                        const char **text)
{
    uLongf length = stored->length;

    *text = stored->bytes;
    if (stored->size == stored->length)
        return 0;
    buf_clear(room);
    if (stored->size > stored->length || buf_reserve(room, stored->length) ||
        uncompress((Bytef *)room->data, &length, stored->bytes, stored->size) != Z_OK ||
        length != stored->length)
        return -1;
    *text = room->data;
    return 0;
}

/* A line each: no header's value has a line's end in it. */
static void headers_write(const struct kept_reply *reply, struct buf *out)
{
    buf_clear(out);
    for (size_t i = 0; i < reply->header_count; i++) {
        buf_append_text(out, reply->headers[i].name);
        buf_append_text(out, ": ");
        buf_append_text(out, reply->headers[i].value);
        buf_append_char(out, '\n');
    }
}

static int headers_read(struct buf *text, struct kept_reply *out)
{
    char *at = text->data;

    out->header_count = 0;
    while (at && *at) {
        char *end = strchr(at, '\n');
        char *colon = strstr(at, ": ");

        if (!end || !colon || colon > end || out->header_count == KEPT_HEADERS_MAX)
            return -1;
        *end = *colon = '\0';
        out->headers[out->header_count++] = (struct response_header){at, colon + 2};
        at = end + 1;
    }
    return 0;
}

/* Against damage, not against people: two sums of zlib's, at a tenth of what a digest
 * costs. */
struct sums {
    uLong crc, adler;
};

static void bytes_sum(struct sums *sums, const void *bytes, size_t length)
{
    sums->crc = crc32_z(sums->crc, bytes, length);
    sums->adler = adler32_z(sums->adler, bytes, length);
}

/* With its length, so that no two lists of fields are the same bytes. */
static void field_sum(struct sums *sums, const void *bytes, size_t length)
{
    const uint64_t size = bytes ? length : UINT64_MAX;

    bytes_sum(sums, &size, sizeof size);
    if (length)
        bytes_sum(sums, bytes, length);
}

static void text_sum(struct sums *sums, const char *text)
{
    field_sum(sums, text, text ? strlen(text) : 0);
}

static void number_sum(struct sums *sums, double number)
{
    double one = isnan(number) ? -1 : number + 0.0; /* there is one NaN, and one zero */

    bytes_sum(sums, &one, sizeof one);
}

/* Of all that is handed out, as it is stored; not of what changes later: the day it was
 * used, and whether it is held out. */
static int64_t checksum_of(const struct kept_reply *reply, const struct buf *headers,
                           const struct stored_bytes *request,
                           const struct stored_bytes *body)
{
    const int64_t numbers[] = {reply->stored_ms,        reply->repeat,
                               reply->status,           reply->input_tokens,
                               reply->output_tokens,    (int64_t)body->length,
                               (int64_t)request->length};
    struct sums sums = {0, 1};

    bytes_sum(&sums, reply->key, REPLY_KEY_BYTES);
    bytes_sum(&sums, numbers, sizeof numbers);
    number_sum(&sums, reply->latency_ms);
    number_sum(&sums, reply->first_byte_ms);
    number_sum(&sums, reply->cost_usd);
    text_sum(&sums, reply->provider);
    text_sum(&sums, reply->model);
    text_sum(&sums, reply->url);
    text_sum(&sums, reply->cohort);
    text_sum(&sums, reply->case_id);
    field_sum(&sums, buf_text(headers), headers->length);
    field_sum(&sums, request->bytes, request->size);
    field_sum(&sums, body->bytes, body->size);
    return (int64_t)((uint64_t)sums.crc << 32 | sums.adler);
}

static void text_bind(sqlite3_stmt *statement, int at, const char *text)
{
    sqlite3_bind_text(statement, at, text, -1, SQLITE_STATIC);
}

static void count_bind(sqlite3_stmt *statement, int at, int64_t count)
{
    if (count == UNKNOWN_COUNT)
        sqlite3_bind_null(statement, at);
    else
        sqlite3_bind_int64(statement, at, count);
}

void reply_bind(struct reply_cache *cache, sqlite3_stmt *statement,
                const struct kept_reply *reply)
{
    const struct stored_bytes request =
        bytes_pack(reply->request, reply->request_length, &cache->request);
    const struct stored_bytes body =
        bytes_pack(reply->body, reply->body_length, &cache->body);

    headers_write(reply, &cache->headers);
    sqlite3_bind_blob(statement, 1, reply->key, REPLY_KEY_BYTES, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 2, reply->stored_ms);
    sqlite3_bind_int64(statement, 3, cache->today);
    sqlite3_bind_int(statement, 4, reply->held_out);
    text_bind(statement, 5, reply->provider);
    text_bind(statement, 6, reply->model);
    text_bind(statement, 7, reply->url);
    text_bind(statement, 8, reply->cohort);
    text_bind(statement, 9, reply->case_id);
    sqlite3_bind_int64(statement, 10, reply->repeat);
    sqlite3_bind_int(statement, 11, reply->status);
    sqlite3_bind_double(statement, 12, reply->latency_ms); /* SQLite: NaN is NULL */
    sqlite3_bind_double(statement, 13, reply->first_byte_ms);
    sqlite3_bind_double(statement, 14, reply->cost_usd);
    count_bind(statement, 15, reply->input_tokens);
    count_bind(statement, 16, reply->output_tokens);
    text_bind(statement, 17, buf_text(&cache->headers));
    sqlite3_bind_int64(statement, 18, (sqlite3_int64)request.length);
    sqlite3_bind_blob64(statement, 19, request.bytes, request.size, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 20, (sqlite3_int64)body.length);
    sqlite3_bind_blob64(statement, 21, body.bytes, body.size, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 22,
                       checksum_of(reply, &cache->headers, &request, &body));
}

/* Columns count from 0. */
static const char *text_column(sqlite3_stmt *statement, int at)
{
    return (const char *)sqlite3_column_text(statement, at);
}

static double number_column(sqlite3_stmt *statement, int at)
{
    return sqlite3_column_type(statement, at) == SQLITE_NULL
               ? (double)NAN
               : sqlite3_column_double(statement, at);
}

static int64_t count_column(sqlite3_stmt *statement, int at)
{
    return sqlite3_column_type(statement, at) == SQLITE_NULL
               ? UNKNOWN_COUNT
               : sqlite3_column_int64(statement, at);
}

static struct stored_bytes bytes_column(sqlite3_stmt *statement, int length_at)
{
    struct stored_bytes out;

    out.length = (size_t)sqlite3_column_int64(statement, length_at);
    out.bytes = sqlite3_column_blob(statement, length_at + 1);
    out.size = (size_t)sqlite3_column_bytes(statement, length_at + 1);
    if (!out.bytes)
        out.bytes = "";
    return out;
}

static void facts_read(sqlite3_stmt *statement, struct kept_reply *out)
{
    out->stored_ms = sqlite3_column_int64(statement, 1);
    out->held_out = sqlite3_column_int(statement, 3);
    out->provider = text_column(statement, 4);
    out->model = text_column(statement, 5);
    out->url = text_column(statement, 6);
    out->cohort = text_column(statement, 7);
    out->case_id = text_column(statement, 8);
    out->repeat = (unsigned)sqlite3_column_int64(statement, 9);
    out->status = sqlite3_column_int(statement, 10);
    out->latency_ms = number_column(statement, 11);
    out->first_byte_ms = number_column(statement, 12);
    out->cost_usd = number_column(statement, 13);
    out->input_tokens = count_column(statement, 14);
    out->output_tokens = count_column(statement, 15);
}

int reply_read(struct reply_cache *cache, sqlite3_stmt *statement, const uint8_t *key,
               struct kept_reply *out)
{
    const struct stored_bytes request = bytes_column(statement, 17);
    const struct stored_bytes body = bytes_column(statement, 19);
    const char *headers = text_column(statement, 16);
    const void *own_key = sqlite3_column_blob(statement, 0);
    int64_t checksum = sqlite3_column_int64(statement, 21);

    if (!own_key || sqlite3_column_bytes(statement, 0) != REPLY_KEY_BYTES)
        return -1;
    memcpy(out->key, key ? key : own_key, REPLY_KEY_BYTES);
    facts_read(statement, out);
    buf_clear(&cache->headers);
    buf_append_text(&cache->headers, headers ? headers : "");
    if (checksum_of(out, &cache->headers, &request, &body) != checksum ||
        !out->provider || !out->url || !out->cohort || !out->case_id ||
        headers_read(&cache->headers, out))
        return -1;
    out->request_length = request.length;
    out->body_length = body.length;
    return bytes_unpack(&request, &cache->request, &out->request) ||
                   bytes_unpack(&body, &cache->body, &out->body)
               ? -1
               : 0;
}
