/* runner/asking.h - one sample's request: the prompt rendered for the case, the
 * provider's request built. */
#ifndef NOWORSE_RUNNER_ASKING_H
#define NOWORSE_RUNNER_ASKING_H

#include "base/sha256.h"
#include "providers/provider.h"
#include "runner/prepare.h"
#include "suites/dataset.h"

/* What rendering and building need and leave behind; reused from sample to sample. */
struct asking {
    struct messages messages;
    const struct eval_case *row; /* borrowed, and the repeat: what is asked now */
    unsigned repeat;
    struct document reserved; /* {"case": {"id": …}, "repeat": n}; empty until it is
                                 looked at */
    struct buf reserved_text; /* what it was read from */
    struct request request;
    struct template_undefined undefined;
};

void asking_init(struct asking *asking);
void asking_release(struct asking *asking);

/* Fills asking->request; cohort and variant by the plan's index. -1: a name is undefined
 * (asking->undefined.name is set, err->code is N0131), or the request cannot be built;
 * err may have no place. */
int asking_build(struct asking *asking, const struct prepared *prepared, int cohort,
                 int variant, unsigned repeat, const struct eval_case *row,
                 struct error *err);

/* Likewise what a grader wants asked about an answer to the case; model: the suite's
 * index. A text that is to be embedded is copied to asking->messages. */
int asking_build_question(struct asking *asking, const struct prepared *prepared,
                          int cohort, int model, unsigned repeat,
                          const struct eval_case *row,
                          const struct grade_request *question, struct error *err);

/* Builds it again, for several texts to embed in one request; of each the first message
 * is asking->messages of whoever asks. */
int asking_build_texts(struct asking *asking, const struct prepared_model *model,
                       const struct messages *texts, struct error *err);

/* SHA-256, hex, of what was built: method, URL without secrets, model, body. */
void asking_digest(const struct asking *asking, const struct prepared_model *model,
                   struct sha256 *hash, char out[SHA256_HEX_SIZE]);

/* SHA-256 of that digest and the draw: the same for all variants that ask the same. vote:
 * of a grader that asks the same several times; else 0. What does not depend on whose it
 * is (a text's embedding) has "", "" and 0. */
void asking_key(const char *digest, const char *cohort, const char *case_id,
                unsigned repeat, unsigned vote, struct sha256 *hash,
                uint8_t out[SHA256_BYTES]);

#endif
