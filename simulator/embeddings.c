/* simulator/embeddings.c - vectors made of the texts themselves. */
#include "simulator/embeddings.h"

#include "base/mem.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    DIMENSIONS_DEFAULT = 256,
    DIMENSIONS_MAX = 4096,
    INPUTS_MAX = 2048, /* as OpenAI has it, and this: */
    INPUT_TOKENS_MAX = 8192,
    BODY_DEPTH_MAX = 8,
    PIECE = 3,
    TOKEN_BYTES = 4
};

static bool is_filled_text(const struct value *value)
{
    return value && value->type == VALUE_STRING && value->size > 0;
}

static size_t input_count(const struct value *input)
{
    return input->type == VALUE_ARRAY ? input->size : 1;
}

static const struct value *input_first(const struct value *input)
{
    return input->type == VALUE_ARRAY ? value_element(input, 0) : input;
}

static int input_check(const struct value *input, struct chat_error *error)
{
    const struct value *text;

    if (!input)
        return chat_error_set(error, "input", "missing required parameter: 'input'");
    if (input_count(input) == 0 || input_count(input) > INPUTS_MAX)
        return chat_error_set(error, "input", "'input' must have from 1 to %d texts",
                              INPUTS_MAX);
    text = input_first(input);
    for (size_t i = 0; i < input_count(input); i++, text = value_next(text)) {
        if (!is_filled_text(text))
            return chat_error_set(error, "input",
                                  "'input' must be texts that are not empty");
        if (text->size > INPUT_TOKENS_MAX * TOKEN_BYTES)
            return chat_error_set(error, "input",
                                  "a text may have %d tokens, of four bytes each",
                                  INPUT_TOKENS_MAX);
    }
    return 0;
}

static int form_read(struct embedding_request *request, const struct value *root,
                     struct chat_error *error)
{
    const struct value *dimensions = value_member(root, "dimensions");
    const struct value *format = value_member(root, "encoding_format");

    if (dimensions && (dimensions->type != VALUE_INTEGER || dimensions->as.integer < 1 ||
                       dimensions->as.integer > DIMENSIONS_MAX))
        return chat_error_set(error, "dimensions", "'dimensions' must be from 1 to %d",
                              DIMENSIONS_MAX);
    request->dimensions =
        dimensions ? (size_t)dimensions->as.integer : DIMENSIONS_DEFAULT;
    request->is_base64 = format && value_is_text(format, "base64");
    if (format && !request->is_base64 && !value_is_text(format, "float"))
        return chat_error_set(error, "encoding_format",
                              "'encoding_format' must be float or base64");
    return 0;
}

int embedding_request_read(struct embedding_request *request, struct document *document,
                           const char *body, size_t length, struct chat_error *error)
{
    struct read_options options = {.depth_max = BODY_DEPTH_MAX,
                                   .duplicates = DUPLICATES_LAST_WINS};
    const struct value *root;
    struct error err;

    if (document_read(document, body, length, &options, &err))
        return chat_error_set(error, "",
                              "the body is not valid JSON: line %u, column %u: %s",
                              err.line, err.column, err.message);
    root = document_root(document);
    if (root->type != VALUE_OBJECT)
        return chat_error_set(error, "", "the body must be a JSON object");
    request->model = value_member(root, "model");
    if (!is_filled_text(request->model))
        return chat_error_set(error, "model", "'model' must be the name of a model");
    request->input = value_member(root, "input");
    return input_check(request->input, error) ? -1 : form_read(request, root, error);
}

/* FNV-1a, 64 bits. */
static uint64_t piece_hash(const char *bytes, size_t length)
{
    uint64_t hash = 0xcbf29ce484222325;

    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)tolower((unsigned char)bytes[i])) * 0x100000001b3;
    return hash ^ hash >> 32;
}

static void piece_add(float *vector, size_t dimensions, const char *bytes, size_t length,
                      float weight)
{
    const uint64_t hash = piece_hash(bytes, length);

    vector[hash % dimensions] += hash >> 63 ? -weight : weight;
}

static bool is_of_word(char byte)
{
    return isalnum((unsigned char)byte) || (unsigned char)byte >= 0x80;
}

static void vector_make(float *vector, size_t dimensions, const char *text, size_t length)
{
    double square = 0;

    memset(vector, 0, dimensions * sizeof *vector);
    for (size_t at = 0; at < length;) {
        size_t end = at;

        while (end < length && is_of_word(text[end]))
            end++;
        if (end > at)
            piece_add(vector, dimensions, text + at, end - at, 2);
        for (size_t i = at; i + PIECE <= end; i++)
            piece_add(vector, dimensions, text + i, PIECE, 1);
        at = end + 1;
    }
    for (size_t i = 0; i < dimensions; i++)
        square += (double)vector[i] * vector[i];
    if (square == 0) { /* marks alone */
        piece_add(vector, dimensions, text, length, 1);
        square = 1;
    }
    for (size_t i = 0; i < dimensions; i++)
        vector[i] = (float)(vector[i] / sqrt(square));
}

static void base64_append(struct buf *out, const unsigned char *bytes, size_t length)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t i = 0; i < length; i += 3) {
        const size_t left = length - i;
        const unsigned bits = (unsigned)bytes[i] << 16 |
                              (left > 1 ? (unsigned)bytes[i + 1] << 8 : 0) |
                              (left > 2 ? bytes[i + 2] : 0);

        buf_append_char(out, letters[bits >> 18]);
        buf_append_char(out, letters[bits >> 12 & 63]);
        buf_append_char(out, left > 1 ? letters[bits >> 6 & 63] : '=');
        buf_append_char(out, left > 2 ? letters[bits & 63] : '=');
    }
}

/* Little-endian, whatever this machine is. */
static void vector_append_base64(struct buf *out, const float *vector, size_t dimensions)
{
    unsigned char *bytes = mem_new(dimensions, sizeof(float));

    for (size_t i = 0; i < dimensions; i++) {
        uint32_t word;

        memcpy(&word, &vector[i], sizeof word);
        for (size_t k = 0; k < sizeof word; k++)
            bytes[i * sizeof word + k] = (unsigned char)(word >> 8 * k);
    }
    buf_append_char(out, '"');
    base64_append(out, bytes, dimensions * sizeof(float));
    buf_append_char(out, '"');
    free(bytes);
}

static void vector_append(struct buf *out, const float *vector, size_t dimensions)
{
    for (size_t i = 0; i < dimensions; i++)
        buf_append_format(out, "%c%.9g", i ? ',' : '[', (double)vector[i]);
    buf_append_char(out, ']');
}

void embeddings_append(struct buf *out, const struct embedding_request *request)
{
    const struct value *text = input_first(request->input);
    float *vector = mem_new(request->dimensions, sizeof *vector);
    size_t tokens = 0;

    buf_append_text(out, "{\"object\":\"list\",\"data\":[");
    for (size_t i = 0; i < input_count(request->input); i++, text = value_next(text)) {
        buf_append_format(out, "%s{\"object\":\"embedding\",\"index\":%zu,\"embedding\":",
                          i ? "," : "", i);
        vector_make(vector, request->dimensions, text->text, text->size);
        if (request->is_base64)
            vector_append_base64(out, vector, request->dimensions);
        else
            vector_append(out, vector, request->dimensions);
        buf_append_char(out, '}');
        tokens += (text->size + TOKEN_BYTES - 1) / TOKEN_BYTES;
    }
    buf_append_text(out, "],\"model\":");
    json_quote(out, request->model->text, request->model->size);
    buf_append_format(out, ",\"usage\":{\"prompt_tokens\":%zu,\"total_tokens\":%zu}}",
                      tokens, tokens);
    free(vector);
}
