/* providers/model_options.h - reading a model's map, for those that compile it. */
#ifndef NOWORSE_PROVIDERS_MODEL_OPTIONS_H
#define NOWORSE_PROVIDERS_MODEL_OPTIONS_H

#include "providers/endpoint.h"
#include "providers/provider.h"
#include "suites/environment.h"

/* What compile() reads from and reports to. Begin with zeros; borrowed but for secrets.
 */
struct model_options {
    const struct provider_context *context;
    const struct suite_model *model;
    struct error_list *errors;
    struct secrets secrets; /* owned: values of variables that were used */
};

/* Places of a key of the model, or of its value. */
struct place model_key_place(const struct model_options *options, const char *key);
struct place model_value_place(const struct model_options *options, const char *key);

/* Refuses keys that mean nothing to this provider: those that all models have, and
 * `keys` (ended by NULL), are allowed. */
void model_keys_check(const struct model_options *options, const char *const *keys);

/* A value of the environment was used: to be masked here and by the caller's caller. */
void model_secret_add(struct model_options *options, const char *value);

/* The string under the key with ${NAME} replaced; the caller's. NULL: not there, or an
 * error was added. */
char *model_text(struct model_options *options, const char *key);

/* The URL under the key (or `fallback` where it is not given); -1: an error was added. */
int model_endpoint(struct model_options *options, const char *key, const char *fallback,
                   const char *suffix, struct endpoint *out);

/* "Name: value" lines, or "NAME=value"; ended by NULL as struct request wants them. */
struct header_lines {
    char **items; /* owned */
    size_t count, capacity;
};
void header_lines_add(struct header_lines *lines, const char *name, const char *value);
void header_lines_take(struct header_lines *lines, char *line);
bool header_lines_have(const struct header_lines *lines, const char *name);
void header_lines_release(struct header_lines *lines);

/* Adds the model's `headers`, checked and with ${NAME} replaced. */
void model_headers(struct model_options *options, struct header_lines *lines);

/* Appends the model's headers as they were written: for describe(). */
void model_headers_describe(const struct suite_model *model, struct buf *out);

#endif
