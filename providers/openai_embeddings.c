/* providers/openai_embeddings.c - embeddings of OpenAI and of every compatible server. */
#include "providers/openai_embeddings.h"

#include "base/mem.h"
#include "providers/openai_read.h"
#include "providers/reading.h"
#include "providers/vendor_error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char not_numbers[] = "an embedding is no list of finite numbers";

void openai_input_append(struct buf *body, const struct messages *texts)
{
    buf_append_text(body, "\"input\":[");
    for (size_t i = 0; i < texts->count; i++) {
        if (i)
            buf_append_char(body, ',');
        json_quote(body, texts->items[i].text, texts->items[i].length);
    }
    buf_append_char(body, ']');
}

void openai_vector_append(const struct reply *reply, struct buf *body)
{
    const float *numbers = vector_at(&reply->vectors, 0);

    buf_append_text(body, "{\"data\":[{\"index\":0,\"embedding\":[");
    for (size_t i = 0; i < reply->vectors.dimension; i++)
        buf_append_format(body, "%s%.9g", i ? "," : "", (double)numbers[i]);
    buf_append_text(body, "]}]");
    if (reply->model_served) {
        buf_append_text(body, ",\"model\":");
        json_quote(body, reply->model_served, strlen(reply->model_served));
    }
    buf_append_char(body, '}');
}

static int sextet_of(char letter)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = letter ? strchr(letters, letter) : NULL;

    return at ? (int)(at - letters) : -1;
}

/* Little-endian float32, in base64 with or without its padding. False: it is none. */
static bool base64_read(const char *text, size_t length, float *out, size_t dimension)
{
    uint32_t bits = 0, word = 0;
    size_t held = 0, bytes = 0;

    while (length && text[length - 1] == '=')
        length--;
    for (size_t i = 0; i < length; i++) {
        const int sextet = sextet_of(text[i]);

        if (sextet < 0)
            return false;
        bits = bits << 6 | (uint32_t)sextet;
        held += 6;
        if (held < 8)
            continue;
        held -= 8;
        word |= (bits >> held & 0xff) << bytes % 4 * 8;
        if (++bytes % 4)
            continue;
        memcpy(&out[bytes / 4 - 1], &word, sizeof word);
        word = 0;
    }
    return bytes == dimension * 4;
}

static bool numbers_read(const struct value *list, float *out)
{
    const struct value *number = value_element(list, 0);

    for (uint32_t i = 0; i < list->size; i++, number = value_next(number)) {
        if (!value_is_number(number))
            return false;
        out[i] = (float)value_double(number);
    }
    return true;
}

/* How many numbers it has; 0: it is no embedding. */
static size_t dimension_of(const struct value *embedding)
{
    size_t length;

    if (!embedding)
        return 0;
    if (embedding->type == VALUE_ARRAY)
        return embedding->size;
    if (embedding->type != VALUE_STRING)
        return 0;
    length = embedding->size;
    while (length && embedding->text[length - 1] == '=')
        length--;
    return length * 3 / 4 / sizeof(float);
}

static int embedding_read(const struct value *embedding, struct vectors *vectors,
                          size_t index, struct reply *reply)
{
    float *out = vectors->numbers + index * vectors->dimension;
    bool is_read =
        embedding->type == VALUE_ARRAY
            ? numbers_read(embedding, out)
            : base64_read(embedding->text, embedding->size, out, vectors->dimension);

    for (size_t i = 0; is_read && i < vectors->dimension; i++)
        is_read = isfinite(out[i]);
    return is_read ? 0 : reply_fail(reply, FAILURE_UNREADABLE, "%s", not_numbers);
}

/* The length of all of them; before room is made for so many. 0: failed. */
static size_t common_dimension(const struct value *data, struct reply *reply)
{
    const struct value *item = value_element(data, 0);
    const size_t dimension = dimension_of(value_member(item, "embedding"));

    for (uint32_t i = 0; item && i < data->size; i++, item = value_next(item))
        if (dimension_of(value_member(item, "embedding")) != dimension) {
            reply_fail(reply, FAILURE_UNREADABLE, "the embeddings have several lengths");
            return 0;
        }
    if (dimension == 0)
        reply_fail(reply, FAILURE_UNREADABLE, "%s", not_numbers);
    if (dimension <= VECTOR_DIMENSION_MAX)
        return dimension;
    reply_fail(reply, FAILURE_UNREADABLE, "an embedding has %zu numbers, more than %d",
               dimension, VECTOR_DIMENSION_MAX);
    return 0;
}

/* Where it belongs; a server that gives no index gives them in order. */
static size_t index_of(const struct value *item, size_t otherwise)
{
    const struct value *index = value_member(item, "index");

    if (!index)
        return otherwise;
    return index->type == VALUE_INTEGER && index->as.integer >= 0
               ? (size_t)index->as.integer
               : SIZE_MAX;
}

static void items_read(const struct value *data, struct vectors *vectors,
                       struct reply *reply)
{
    const struct value *item = value_element(data, 0);
    bool *is_there = mem_new(vectors->count, sizeof *is_there);

    for (size_t i = 0; i < vectors->count; i++, item = value_next(item)) {
        const size_t index = index_of(item, i);

        if (index >= vectors->count || is_there[index]) {
            reply_fail(reply, FAILURE_UNREADABLE,
                       "the embeddings are not numbered from 0 to %zu",
                       vectors->count - 1);
            break;
        }
        is_there[index] = true;
        if (embedding_read(value_member(item, "embedding"), vectors, index, reply))
            break;
    }
    free(is_there);
}

static void data_read(const struct value *data, struct reply *reply)
{
    struct vectors *vectors = &reply->vectors;

    if (!data || data->type != VALUE_ARRAY || data->size == 0) {
        reply_fail(reply, FAILURE_UNREADABLE, "the answer has no embeddings");
        return;
    }
    vectors->dimension = common_dimension(data, reply);
    if (!vectors->dimension)
        return;
    vectors->count = data->size;
    vectors->numbers = mem_new(vectors->count * vectors->dimension, sizeof(float));
    items_read(data, vectors, reply);
}

static void usage_read(const struct value *usage, struct reply *reply)
{
    reply->usage.input_total = count_of(value_member(usage, "prompt_tokens"));
    if (reply->usage.input_total == UNKNOWN_COUNT)
        reply->usage.input_total = count_of(value_member(usage, "total_tokens"));
    if (reply->usage.input_total != UNKNOWN_COUNT)
        reply->usage.output_total = 0;
    reply->cost_usd = amount_of(value_member(usage, "cost"));
}

void openai_embeddings_read(const struct response *response,
                            const struct secrets *secrets, struct reply *reply)
{
    const struct value *body = openai_body_read(response, secrets, reply);
    const struct value *error;

    if (!body)
        return;
    usage_read(value_member(body, "usage"), reply);
    error = value_member(body, "error");
    if (error && error->type != VALUE_NULL)
        reply_fail_words(reply, response, error, secrets);
    else
        data_read(value_member(body, "data"), reply);
}
