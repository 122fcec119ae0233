/* store/cassette.c - kept replies as JSON Lines, written and read. */
#include "store/cassette.h"

#include "schemas/schema.h"
#include "suites/line_reader.h"

#include <jansson.h>
#include <math.h>
#include <string.h>
#include <strings.h>

static const char hex_digits[] = "0123456789abcdef";

static void text_write(struct buf *out, const char *name, const char *text)
{
    buf_append_format(out, ",\"%s\":", name);
    if (text)
        json_quote(out, text, strlen(text));
    else
        buf_append_text(out, "null");
}

static void amount_write(struct buf *out, const char *name, double amount)
{
    if (isfinite(amount))
        buf_append_format(out, ",\"%s\":%.17g", name, amount);
    else
        buf_append_format(out, ",\"%s\":null", name);
}

static void count_write(struct buf *out, const char *name, int64_t count)
{
    if (count == UNKNOWN_COUNT)
        buf_append_format(out, ",\"%s\":null", name);
    else
        buf_append_format(out, ",\"%s\":%lld", name, (long long)count);
}

/* Where it may stand as JSON and is some, then so; else as a text. */
static void body_write(struct buf *out, const char *name, bool may_be_json,
                       const char *text, size_t length)
{
    struct document document = DOCUMENT_INIT;
    struct error ignored;

    if (may_be_json && document_read(&document, text, length, NULL, &ignored) == 0) {
        buf_append_format(out, ",\"%s\":", name);
        value_format(out, document_root(&document));
    } else {
        buf_append_format(out, ",\"%s_text\":", name);
        json_quote(out, text, length);
    }
    document_release(&document);
}

static void headers_write(struct buf *out, const struct kept_reply *reply)
{
    buf_append_text(out, ",\"headers\":{");
    for (size_t i = 0; i < reply->header_count; i++) {
        buf_append_text(out, i ? "," : "");
        json_quote(out, reply->headers[i].name, strlen(reply->headers[i].name));
        buf_append_char(out, ':');
        json_quote(out, reply->headers[i].value, strlen(reply->headers[i].value));
    }
    buf_append_char(out, '}');
}

/* What is read as a text must come back with its blanks. */
static bool says_json(const struct kept_reply *reply)
{
    for (size_t i = 0; i < reply->header_count; i++)
        if (!strcasecmp(reply->headers[i].name, "content-type"))
            return strstr(reply->headers[i].value, "json") != NULL;
    return false;
}

void cassette_write(const struct kept_reply *reply, struct buf *out)
{
    buf_append_text(out, "{\"cassette\":1,\"key\":\"");
    for (size_t i = 0; i < REPLY_KEY_BYTES; i++) {
        buf_append_char(out, hex_digits[reply->key[i] >> 4]);
        buf_append_char(out, hex_digits[reply->key[i] & 15]);
    }
    buf_append_char(out, '"');
    text_write(out, "provider", reply->provider);
    text_write(out, "model", reply->model);
    text_write(out, "url", reply->url);
    text_write(out, "cohort", reply->cohort);
    text_write(out, "case", reply->case_id);
    buf_append_format(out, ",\"repeat\":%u", reply->repeat);
    if (reply->held_out)
        buf_append_text(out, ",\"held_out\":true");
    buf_append_format(out, ",\"stored_ms\":%lld", (long long)reply->stored_ms);
    amount_write(out, "latency_ms", reply->latency_ms);
    amount_write(out, "first_byte_ms", reply->first_byte_ms);
    amount_write(out, "cost_usd", reply->cost_usd);
    count_write(out, "input_tokens", reply->input_tokens);
    count_write(out, "output_tokens", reply->output_tokens);
    buf_append_format(out, ",\"status\":%d", reply->status);
    headers_write(out, reply);
    body_write(out, "request", true, reply->request, reply->request_length);
    body_write(out, "body", says_json(reply), reply->body, reply->body_length);
    buf_append_text(out, "}\n");
}

/* A file being read. */
struct cassette {
    const char *path;
    struct error_list *errors;
    struct schema *schema;
    struct schema_scratch *scratch;
    struct document document;
    struct buf line, request, body;
    cassette_fn *fn;
    void *context;
};

static void line_refuse(struct cassette *cassette, unsigned line)
{
    enum { ERRORS_A_LINE = 3 };
    struct schema_errors found = SCHEMA_ERRORS_INIT;

    schema_explain(cassette->schema, document_root(&cassette->document),
                   cassette->scratch, ERRORS_A_LINE, &found);
    for (size_t i = 0; i < found.count; i++) {
        struct place place = {.file = cassette->path};

        document_place(&cassette->document, found.items[i].offset, line, &place.line,
                       &place.column);
        error_list_at(cassette->errors, &place, "N0637", "%s", found.items[i].message);
        if (found.items[i].hint)
            error_hint(error_list_last(cassette->errors), "%s", found.items[i].hint);
    }
    schema_errors_release(&found);
}

static int hex_value(char digit)
{
    return (int)(strchr(hex_digits, digit) - hex_digits);
}

static const char *text_of(const json_t *json, const char *name)
{
    return json_string_value(json_object_get(json, name));
}

static double amount_of(const json_t *json, const char *name)
{
    const json_t *value = json_object_get(json, name);

    return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

static int64_t count_of(const json_t *json, const char *name)
{
    const json_t *value = json_object_get(json, name);

    return json_is_number(value) ? (int64_t)json_number_value(value) : UNKNOWN_COUNT;
}

static void body_read(const struct value *root, const char *name, const char *text_name,
                      struct buf *room)
{
    const struct value *json = value_member(root, name);
    const struct value *text = value_member(root, text_name);

    buf_clear(room);
    if (json)
        value_format(room, json);
    else if (text)
        buf_append(room, text->text, text->size);
}

static void headers_read(const json_t *json, struct kept_reply *out)
{
    const char *name;
    json_t *value;

    json_object_foreach((json_t *)(uintptr_t)json, name, value)
    {
        if (out->header_count < KEPT_HEADERS_MAX)
            out->headers[out->header_count++] =
                (struct response_header){name, json_string_value(value)};
    }
}

/* Of a line that the schema has found good. */
static void reply_hand_out(struct cassette *cassette)
{
    const struct value *root = document_root(&cassette->document);
    json_t *json = value_to_json(root);
    const char *key = text_of(json, "key");
    struct kept_reply reply = {
        .provider = text_of(json, "provider"),
        .model = text_of(json, "model"),
        .url = text_of(json, "url"),
        .cohort = text_of(json, "cohort"),
        .case_id = text_of(json, "case"),
        .repeat = (unsigned)count_of(json, "repeat"),
        .held_out = json_is_true(json_object_get(json, "held_out")),
        .status = (int)json_number_value(json_object_get(json, "status")),
        .stored_ms = count_of(json, "stored_ms"),
        .latency_ms = amount_of(json, "latency_ms"),
        .first_byte_ms = amount_of(json, "first_byte_ms"),
        .cost_usd = amount_of(json, "cost_usd"),
        .input_tokens = count_of(json, "input_tokens"),
        .output_tokens = count_of(json, "output_tokens")};

    for (size_t i = 0; i < REPLY_KEY_BYTES; i++)
        reply.key[i] = (uint8_t)(hex_value(key[2 * i]) << 4 | hex_value(key[2 * i + 1]));
    headers_read(json_object_get(json, "headers"), &reply);
    body_read(root, "request", "request_text", &cassette->request);
    body_read(root, "body", "body_text", &cassette->body);
    reply.request = buf_text(&cassette->request);
    reply.request_length = cassette->request.length;
    reply.body = buf_text(&cassette->body);
    reply.body_length = cassette->body.length;
    cassette->fn(cassette->context, &reply);
    json_decref(json);
}

static void line_take(struct cassette *cassette, unsigned number)
{
    const struct read_options options = {.file = cassette->path, .first_line = number};
    const char *text = buf_text(&cassette->line);
    size_t length = cassette->line.length;
    struct error err;

    if (strspn(text, " \t\r\n") == length)
        return;
    if (document_read(&cassette->document, text, length, &options, &err))
        error_list_add(cassette->errors, &err);
    else if (schema_validate(cassette->schema, document_root(&cassette->document),
                             cassette->scratch) != SCHEMA_VALID)
        line_refuse(cassette, number);
    else if (cassette->fn)
        reply_hand_out(cassette);
}

static void lines_read(struct cassette *cassette)
{
    struct line_reader lines;
    enum line_step step = LINE_READ;
    struct error err;

    if (line_reader_open(&lines, cassette->path, CASSETTE_LINE_MAX, &err)) {
        error_list_add(cassette->errors, &err);
        return;
    }
    while (step == LINE_READ || step == LINE_TOO_LONG) {
        struct place place = {.file = cassette->path, .line = lines.number, .column = 1};

        buf_clear(&cassette->line);
        step = line_next(&lines, &cassette->line);
        if (step == LINE_READ)
            line_take(cassette, place.line);
        else if (step == LINE_TOO_LONG)
            error_list_at(cassette->errors, &place, "N0637", "a line is over %d bytes",
                          CASSETTE_LINE_MAX);
        else if (step == LINE_FAILED)
            error_list_at(cassette->errors, &place, "N0637", "the file cannot be read");
    }
    line_reader_close(&lines);
}

int cassette_read(const char *path, cassette_fn *fn, void *context,
                  struct error_list *errors)
{
    struct cassette cassette = {.path = path,
                                .errors = errors,
                                .document = DOCUMENT_INIT,
                                .line = BUF_INIT(CASSETTE_LINE_MAX),
                                .request = BUF_INIT(REQUEST_BYTES_MAX),
                                .body = BUF_INIT(REPLY_TEXT_MAX),
                                .fn = fn,
                                .context = context};
    size_t before = errors->error_count, length;
    const char *text = schema_own("cassette", &length);
    struct error err;

    if (schema_compile(text, length, NULL, &cassette.schema, &err))
        return error_list_add(errors, &err);
    cassette.scratch = schema_scratch_new();
    lines_read(&cassette);
    schema_scratch_free(cassette.scratch);
    schema_free(cassette.schema);
    document_release(&cassette.document);
    buf_release(&cassette.line);
    buf_release(&cassette.request);
    buf_release(&cassette.body);
    return errors->error_count == before ? 0 : -1;
}
