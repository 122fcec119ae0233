/* simulator/service.c - what is answered to one request. */
#include "simulator/embeddings.h"
#include "simulator/record.h"

#include <event2/buffer.h>
#include <event2/http.h>
#include <string.h>
#include <strings.h>

static const char json_content[] = "application/json";
static const char invalid_request[] = "invalid_request_error";

/* An error that nobody planted, as a response. */
static void refuse(struct simulator *simulator, struct response *response, int status,
                   const char *message, const char *param, const char *code)
{
    *response = (struct response){.status = status, .type = json_content};
    buf_clear(&simulator->body);
    chat_error_append(&simulator->body, message,
                      status >= 500 ? "server_error" : invalid_request, param, code);
    simulator->counts.refused++;
}

static const char *fault_type(const struct fault *fault)
{
    if (fault->type)
        return fault->type;
    if (fault->status == 429)
        return "requests";
    return fault->status >= 500 ? "server_error" : invalid_request;
}

static const char *fault_code(const struct fault *fault)
{
    if (fault->code)
        return fault->code;
    return fault->status == 429 ? "rate_limit_exceeded" : NULL;
}

static void append_planted_error(struct buf *body, const struct fault *fault)
{
    const char *message = fault->message ? fault->message
                          : fault->status == 429
                              ? "rate limit reached; this fault is planted"
                              : "the server had an error; this fault is planted";

    chat_error_append(body, message, fault_type(fault), NULL, fault_code(fault));
}

/* A body in the format of RFC 1952 and 1951 that becomes `bytes` bytes and has no end:
 * one letter, and then "the last byte 258 times more" again and again, in 13 bits each,
 * so that its bytes repeat after 8 of them. */
static void append_bomb(struct buf *body, size_t bytes)
{
    static const char head[] = {0x1f, (char)0x8b, 8, 0, 0, 0, 0, 0, 0, 3};
    enum { PERIOD = 13, BITS = 15 * 8, LENGTH_258 = 0xa3, LETTER_O = 0xf9 };
    unsigned char out[BITS / 8 + 2] = {3 | (LETTER_O << 3 & 0xff), LETTER_O >> 5};
    size_t whole = bytes / 258 * PERIOD / 8 + 1;

    /* The codes stand with their first bit lowest; the distance's five are 0. */
    for (unsigned at = 11; at < BITS; at += PERIOD)
        for (unsigned bit = 0; bit < 8; bit++)
            out[(at + bit) / 8] |=
                (unsigned char)((LENGTH_258 >> bit & 1) << (at + bit) % 8);
    buf_append(body, head, sizeof head);
    buf_append(body, out, BITS / 8);
    while (body->length < whole && !buf_is_over(body)) {
        char again[PERIOD];

        memcpy(again, body->data + body->length - PERIOD, PERIOD);
        buf_append(body, again, PERIOD);
    }
}

/* The body as the fault wants it; the answer's own is there already. */
static void apply_fault(struct simulator *simulator, struct response *response)
{
    static const char page[] =
        "<!DOCTYPE html>\n<html><head><title>Bad gateway</title></head>\n"
        "<body><h1>Bad gateway</h1></body></html>\n";
    const struct fault *fault = response->fault;
    struct buf *body = &simulator->body;

    switch (fault->kind) {
    case FAULT_STATUS:
        response->status = (int)fault->status;
        response->type = json_content;
        buf_clear(body);
        append_planted_error(body, fault);
        break;
    case FAULT_HTML:
        response->type = "text/html; charset=utf-8";
        response->stream = false;
        buf_clear(body);
        buf_append_text(body, page);
        break;
    case FAULT_ERROR:
        response->type = json_content;
        response->stream = false;
        buf_clear(body);
        append_planted_error(body, fault);
        break;
    case FAULT_PLAIN:
        response->type = "text/plain; charset=utf-8";
        break;
    case FAULT_REDIRECT:
        response->status = (int)fault->status;
        response->stream = false;
        buf_clear(body);
        break;
    case FAULT_BOMB:
        response->stream = false;
        buf_clear(body);
        append_bomb(body, fault->bytes);
        break;
    case FAULT_RESET:
    case FAULT_HANG:
        response->status = 0;
        break;
    case FAULT_BAD_JSON:
        buf_truncate(body, body->length / 2);
        break;
    default:
        break;
    }
}

static void decide_answer(struct simulator *simulator, struct decision *decision,
                          const struct groups *groups, const struct chance *chance)
{
    struct response *response = &decision->response;
    struct timeval now;

    event_base_gettimeofday_cached(simulator->base, &now);
    struct chat_reply reply = {.settings = &simulator->script->settings,
                               .request = &simulator->request,
                               .answer = decision->answer,
                               .groups = groups,
                               .digest = chance->digest,
                               .created_s = now.tv_sec};
    chat_reply_append(&simulator->body, &reply);
    response->stream = simulator->request.stream;
    response->type = response->stream ? "text/event-stream" : json_content;
}

/* What follows from a rule that fits. */
static void decide_by_rule(struct simulator *simulator, struct decision *decision,
                           const struct groups *groups, struct chance *chance)
{
    const struct settings *settings = &simulator->script->settings;
    const struct rule *rule = decision->rule;
    struct response *response = &decision->response;

    response->status = 200;
    response->type = json_content;
    chance_attempt(chance, decision->attempt);
    if (simulator->faults == FAULTS_SCRIPTED)
        response->fault =
            chance_fault(chance, rule->has_faults ? &rule->faults : &settings->faults,
                         decision->attempt);
    response->latency_ms =
        simulator->latency_ms >= 0
            ? simulator->latency_ms
            : chance_latency_ms(chance,
                                rule->has_latency ? &rule->latency : &settings->latency);
    decision->answer = chance_answer(chance, rule);
    if (decision->answer)
        decide_answer(simulator, decision, groups, chance);
    if (response->fault) {
        apply_fault(simulator, response);
        simulator->counts.faults++;
    } else if (!decision->answer) {
        refuse(simulator, response, 500,
               "the rule has no answers, and no fault was drawn", NULL, NULL);
    }
    if (decision->answer && (!response->fault || response->fault->kind == FAULT_DRIP))
        simulator->counts.answers++;
}

static void decide(struct simulator *simulator, struct decision *decision,
                   const char *body, size_t length)
{
    struct response *response = &decision->response;
    struct chat_error error;
    struct chance chance;
    struct groups groups;

    if (chat_request_read(&simulator->request, body, length, &error)) {
        refuse(simulator, response, 400, error.message, error.param, error.code);
        return;
    }
    chance_draw(&chance, simulator->hash, simulator->script->settings.salt, body, length);
    decision->attempt = arrivals_count(&simulator->arrivals, chance.key);
    if (script_match(simulator->script, &simulator->request, &simulator->match,
                     &decision->rule, &groups))
        refuse(simulator, response, 500,
               "a pattern of the script reached its limit of work", NULL,
               "pattern_limit");
    else if (!decision->rule)
        refuse(simulator, response, 404, "no rule matches", NULL, "no_rule");
    else
        decide_by_rule(simulator, decision, &groups, &chance);
}

/* Whether the rate limit refuses it. */
static bool is_over_limit(struct simulator *simulator, struct response *response,
                          size_t length)
{
    static const char *const types[] = {"requests", "tokens"};
    struct allowance *allowance = &simulator->allowance;
    struct timeval now;

    if (!allowance_is_limited(allowance))
        return false;
    event_base_gettimeofday_cached(simulator->base, &now);
    response->is_counted = true;
    if (allowance_take(allowance, length, (int64_t)now.tv_sec * 1000000 + now.tv_usec))
        return false;
    *response = (struct response){
        .status = 429, .type = json_content, .is_counted = true, .is_limited = true};
    chat_error_append(&simulator->body, "the rate limit of the script is reached",
                      types[allowance->missing], NULL, "rate_limit_exceeded");
    document_clear(&simulator->request.document); /* the record shall not take it */
    simulator->counts.refused++;
    return true;
}

/* No rule has a part in it: the script's own faults and latency alone. */
static void decide_embeddings(struct simulator *simulator, struct decision *decision,
                              const char *body, size_t length)
{
    const struct settings *settings = &simulator->script->settings;
    struct response *response = &decision->response;
    struct embedding_request request;
    struct chat_error error;
    struct chance chance;

    if (embedding_request_read(&request, &simulator->request.document, body, length,
                               &error)) {
        refuse(simulator, response, 400, error.message, error.param, error.code);
        return;
    }
    chance_draw(&chance, simulator->hash, settings->salt, body, length);
    decision->attempt = arrivals_count(&simulator->arrivals, chance.key);
    chance_attempt(&chance, decision->attempt);
    response->status = 200;
    response->type = json_content;
    if (simulator->faults == FAULTS_SCRIPTED)
        response->fault = chance_fault(&chance, &settings->faults, decision->attempt);
    response->latency_ms = simulator->latency_ms >= 0
                               ? simulator->latency_ms
                               : chance_latency_ms(&chance, &settings->latency);
    embeddings_append(&simulator->body, &request);
    if (response->fault) {
        apply_fault(simulator, response);
        simulator->counts.faults++;
    } else {
        simulator->counts.answers++;
    }
}

typedef void deciding(struct simulator *simulator, struct decision *decision,
                      const char *body, size_t length);

static void serve(struct simulator *simulator, struct evhttp_request *http_request,
                  deciding *decide_it)
{
    struct evbuffer *input = evhttp_request_get_input_buffer(http_request);
    size_t length = evbuffer_get_length(input);
    const char *body = length ? (const char *)evbuffer_pullup(input, -1) : "";
    struct decision decision = {.rule = NULL};

    buf_clear(&simulator->body);
    if (!is_over_limit(simulator, &decision.response, length))
        decide_it(simulator, &decision, body, length);
    record_write(simulator, &decision, body, length);
    exchange_begin(simulator, http_request, &decision.response);
}

void service_reset(struct simulator *simulator)
{
    static const struct fault fault = {.kind = FAULT_RESET, .name = "reset_connections"};
    const struct decision decision = {.response.fault = &fault};

    simulator->counts.faults++;
    document_release(&simulator->request.document);
    record_write(simulator, &decision, NULL, 0);
}

static bool has_key(const struct simulator *simulator,
                    struct evhttp_request *http_request)
{
    const char *key = simulator->script->settings.key;
    const char *given = evhttp_find_header(evhttp_request_get_input_headers(http_request),
                                           "Authorization");

    return !key || (given && strncasecmp(given, "Bearer ", 7) == 0 &&
                    strcmp(given + 7, key) == 0);
}

struct place_served {
    const char *path;
    enum evhttp_cmd_type method;
    bool is_secret;   /* wants the key */
    deciding *decide; /* NULL: the same for everybody */
};

static const struct place_served *place_find(const char *path)
{
    static const struct place_served places[] = {
        {"/health", EVHTTP_REQ_GET, false, NULL},
        {"/v1/models", EVHTTP_REQ_GET, true, NULL},
        {"/v1/chat/completions", EVHTTP_REQ_POST, true, decide},
        {"/v1/embeddings", EVHTTP_REQ_POST, true, decide_embeddings}};

    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (strcmp(path, places[i].path) == 0)
            return &places[i];
    return NULL;
}

void service_request(struct evhttp_request *http_request, void *context)
{
    enum evhttp_cmd_type method = evhttp_request_get_command(http_request);
    const struct evhttp_uri *uri = evhttp_request_get_evhttp_uri(http_request);
    const char *path = uri ? evhttp_uri_get_path(uri) : NULL;
    struct simulator *simulator = context;
    struct response response = {.status = 200, .type = json_content};

    const struct place_served *place = path ? place_find(path) : NULL;

    simulator->counts.requests++;
    buf_clear(&simulator->body);
    if (!path) /* evhttp could not read it, or it is over a limit */
        refuse(simulator, &response, 400, "the request cannot be read", NULL, NULL);
    else if (place && !place->is_secret && place->method == method)
        buf_append_text(&simulator->body, "{\"status\":\"ok\"}");
    else if (!has_key(simulator, http_request))
        refuse(simulator, &response, 401, "incorrect API key provided", NULL,
               "invalid_api_key");
    else if (!place)
        refuse(simulator, &response, 404, "there is nothing at this path", NULL,
               "unknown_url");
    else if (place->method != method)
        refuse(simulator, &response, 405, "this method is not allowed here", NULL,
               "method_not_allowed");
    else if (place->decide) {
        serve(simulator, http_request, place->decide);
        return;
    } else {
        chat_models_append(&simulator->body, simulator->script);
    }
    exchange_begin(simulator, http_request, &response);
}
