/* providers/provider.h - one request made, one reply read, for each vendor; pure, no
 * sockets.
 *
 * A model of the suite is compiled once; what compile() made then builds many requests
 * and reads many replies, on any thread, and is never written again.
 *
 * To add one: write providers/<name>.c, name it in builtin_providers.h and
 * provider_types.c, describe it in README.md and docs/providers.md, and give it cases in
 * tests/providers/cases/<name>.json. The test providers/table fails until these agree.
 */
#ifndef NOWORSE_PROVIDERS_PROVIDER_H
#define NOWORSE_PROVIDERS_PROVIDER_H

#include "base/error_list.h"
#include "providers/reply.h"
#include "suites/prompt.h"
#include "suites/secrets.h"
#include "suites/suite.h"

/* What a sample asks; all borrowed. */
struct call {
    const char *cohort, *case_id;
    unsigned repeat; /* from 1 */
    const struct template_scope
        *scope; /* of the case; the prompt's defaults and `case`, `repeat` included */
    const struct value *vars;        /* of the case alone */
    const struct messages *messages; /* rendered; count 0 where the variant has no prompt
                                        and the case no messages */
    bool is_text;                    /* the prompt is one text: exec gets it as it is */
    const struct prompt *prompt;     /* for response_schema and tools; NULL */
    const json_t *response_schema;   /* before the prompt's and the model's: what a grader
                                        wants answered; NULL: theirs */
};

/* A request to send. Texts are borrowed from the provider's state, or stand in `texts`.
 */
struct request {
    const char *method, *url;
    const char *const *headers; /* "Name: value", ended by NULL */
    const char *const *command; /* exec: argv, ended by NULL */
    const char *const
        *environment;   /* exec: "NAME=value", ended by NULL: the whole of it */
    const char *folder; /* exec: where it runs */
    struct buf body;    /* owned: HTTP body, or standard input */
    struct buf texts;   /* owned: room for what was made for this request alone */
};
enum { REQUEST_BYTES_MAX = 64 * 1024 * 1024 };
void request_init(struct request *request);
void request_clear(struct request *request);
void request_release(struct request *request);

struct response_header {
    const char *name, *value;
};

/* A whole response; all borrowed. Transport failures never come here: the runner fills
 * the reply. */
struct response {
    int status; /* HTTP status, or exit code; -SIGNAL where the program died of a signal
                 */
    const struct response_header *headers;
    size_t header_count;
    const char *body;
    size_t length;
    const char *errors; /* exec: the last 2 KiB of standard error */
    size_t errors_length;
};
const char *response_header_find(const struct response *response,
                                 const char *name); /* any case; or NULL */

/* The headers that read() of any provider looks at in an answer, in lower case, ended by
 * NULL: what must be kept with a body so that it can be read again. */
extern const char *const response_headers_read[];

struct provider_context {
    const struct suite *suite;
    const struct suite_model *model;
    bool allow_exec;
    bool is_check; /* nothing will be sent: that a variable is not set is no error, since
                      the loader warned of it */
    struct secrets *secrets; /* gets the values of variables that are used; may be NULL */
};

/* What the runner and `check` must know of a compiled model. Borrowed from the state. */
struct provider_facts {
    const char *endpoint; /* scheme://host:port, or the program: for people and for limits
                             shared by endpoint */
    const char *key_env;  /* variable that holds the key; NULL: none is needed */
    bool key_is_missing;  /* the variable is unset or empty */
    bool is_loopback;     /* then a missing key is no error */
};

enum transport_kind { TRANSPORT_HTTP, TRANSPORT_PROGRAM };

struct provider_type {
    const char *name;    /* as suite files spell it: the vendor of vendor/name */
    const char *summary; /* one line for `noworse list providers` */
    enum transport_kind transport;
    bool needs_prompt; /* a variant without prompt is an error */
    bool needs_name;   /* a model without a name is an error */

    /* Makes *state, the caller's, for free(). All mistakes go to errors, with places in
     * the model's source. -1: there was one. */
    int (*compile)(const struct provider_context *context, void **state,
                   struct error_list *errors);
    struct provider_facts (*facts)(const void *state);

    /* -1: this sample cannot be asked (a body over the limit, a value that does not fit);
     * err has no place. */
    int (*build)(const void *state, const struct call *call, struct request *request,
                 struct error *err);

    /* Reads a whole response into a cleared reply; what is no answer sets reply->failure.
     */
    void (*read)(const void *state, const struct response *response, struct reply *reply);

    /* Of a provider whose models may have the role `embed`; NULL: they may not. build()
     * then asks for a vector of each message, and read() fills reply->vectors. Appends a
     * body that read() takes for the first of these vectors alone. */
    void (*append_vector)(const struct reply *reply, struct buf *body);

    /* Appends what makes two calls the same, secrets left out: provider, URL, name,
     * params: for digests. */
    void (*describe)(const void *state, struct buf *out);

    void (*free)(void *state); /* takes NULL */
};

/* Every provider, sorted by name, ended by NULL. */
extern const struct provider_type *const provider_types[];
const struct provider_type *provider_find(const char *name); /* or NULL */

#endif
