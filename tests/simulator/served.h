/* tests/simulator/served.h - a simulator in a thread, and a client for it. */
#ifndef NOWORSE_TESTS_SIMULATOR_SERVED_H
#define NOWORSE_TESTS_SIMULATOR_SERVED_H

#include "simulator/simulator.h"

#include <curl/curl.h>
#include <jansson.h>
#include <pthread.h>

struct served {
    struct simulator *simulator;
    pthread_t thread;
    char url[64]; /* http://127.0.0.1:PORT */
};

/* What came back. End with got_release(). */
struct got {
    CURLcode code;
    long status;
    char *head, *body;
    json_t *json; /* of the body; NULL: it is none */
    double seconds;
};

/* options may be NULL; its script_text is set to `script`. */
void served_start(struct served *served, const char *script,
                  const struct simulator_options *options);
struct simulator_counts served_stop(struct served *served);

/* method NULL: POST where there is a body, else GET. key NULL: no Authorization. */
struct got served_call(const struct served *served, const char *method, const char *path,
                       const char *body, const char *key);

/* POST of a chat request with this one message of the user. */
struct got served_ask(const struct served *served, const char *text);

/* The first choice's content, or the error's message, or "". Borrowed. */
const char *got_text(const struct got *got);
void got_release(struct got *got);

#endif
