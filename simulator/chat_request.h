/* simulator/chat_request.h - the body of POST /v1/chat/completions, read and checked. */
#ifndef NOWORSE_SIMULATOR_CHAT_REQUEST_H
#define NOWORSE_SIMULATOR_CHAT_REQUEST_H

#include "base/buf.h"
#include "values/value.h"

#include <stdbool.h>
#include <stddef.h>

/* Fields of {"error": …}, as OpenAI's interface writes them. */
struct chat_error {
    char message[400];
    char param[64];   /* "": null */
    const char *code; /* borrowed; NULL: null */
};

/* What is wrong with a request, and in which field of it. Returns -1. */
int chat_error_set(struct chat_error *error, const char *param, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

struct chat_message {
    const struct value *role; /* borrowed from the document; a string */
    size_t start, length;     /* of its text in `texts`; parts are joined */
};

/* Begin with chat_request_init(); reading again reuses the memory. */
struct chat_request {
    struct document document;
    const struct value *model; /* a string */
    struct buf texts;          /* of all messages, each followed by NUL */
    struct chat_message *messages;
    size_t message_count, message_capacity;
    bool stream;
    bool include_usage; /* stream_options.include_usage */
};

void chat_request_init(struct chat_request *request);
void chat_request_release(struct chat_request *request);

/* The body is borrowed as long as the request is used. -1: *error says what is wrong. */
int chat_request_read(struct chat_request *request, const char *body, size_t length,
                      struct chat_error *error);

#endif
