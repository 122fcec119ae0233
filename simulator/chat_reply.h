/* simulator/chat_reply.h - bodies of replies, as OpenAI's chat interface writes them. */
#ifndef NOWORSE_SIMULATOR_CHAT_REPLY_H
#define NOWORSE_SIMULATOR_CHAT_REPLY_H

#include "base/buf.h"
#include "simulator/chat_request.h"
#include "simulator/script.h"

/* What a reply is made of; all borrowed. */
struct chat_reply {
    const struct settings *settings;
    const struct chat_request *request;
    const struct answer *answer;
    const struct groups *groups;
    const uint8_t *digest; /* SHA-256 of the request; ids are made from it */
    int64_t created_s;     /* seconds since 1970 */
};

/* Appends a chat.completion; with request->stream the events of a stream, to "[DONE]". */
void chat_reply_append(struct buf *out, const struct chat_reply *reply);

/* Appends {"error": …}; param and code may be NULL or "". */
void chat_error_append(struct buf *out, const char *message, const char *type,
                       const char *param, const char *code);

/* Appends GET /v1/models: the models that the script names. */
void chat_models_append(struct buf *out, const struct simulator_script *script);

#endif
