/* providers/openai_params.h - the `params` of a chat completion. */
#ifndef NOWORSE_PROVIDERS_OPENAI_PARAMS_H
#define NOWORSE_PROVIDERS_OPENAI_PARAMS_H

#include "providers/model_options.h"

enum params_rule {
    PARAMS_OF_VENDOR,    /* a name that the vendor does not know is an error */
    PARAMS_OF_COMPATIBLE /* servers add names of their own: only one that looks like a
                            misspelled name is warned about */
};

/* Checks the names and appends each as `,"name":value`; `seed: auto` is left out and sets
 * *seed_is_auto. Mistakes go to options->errors. */
void openai_params_compile(const struct model_options *options, enum params_rule rule,
                           struct buf *out, bool *seed_is_auto);

/* Whether the model's params have this name. */
bool openai_params_have(const struct suite_model *model, const char *name);

/* The seed of `seed: auto`: the first four bytes, big endian, of SHA-256 over the text
 * "cohort/id/repeat", without the highest bit. */
uint32_t openai_seed(const struct call *call);

#endif
