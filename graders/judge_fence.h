/* graders/judge_fence.h - untrusted texts in a prompt, each between two lines that no
 * text can forge.
 *
 * The lines hold a boundary of 128 bits: the front of a SHA-256 over the question and all
 * the fenced texts themselves. A text that held its own boundary would hold its own hash,
 * so nobody who writes one can know it; and the same texts give the same boundary, so a
 * kept reply is found again. That the fence holds is all that is promised: what a model
 * makes of the text inside is up to the model.
 */
#ifndef NOWORSE_GRADERS_JUDGE_FENCE_H
#define NOWORSE_GRADERS_JUDGE_FENCE_H

#include "base/buf.h"
#include "graders/folding.h"

enum { FENCES_MAX = 8, FENCE_BOUNDARY_SIZE = 33 };

struct fenced {
    const char *label; /* ours, never a stranger's: "answer" */
    struct text text;
};

struct fences {
    struct fenced items[FENCES_MAX];
    size_t count;
    char boundary[FENCE_BOUNDARY_SIZE];
};

void fences_add(struct fences *fences, const char *label, struct text text);
/* After the last one; trusted: what stands outside of the fences. */
void fences_close(struct fences *fences, const char *trusted);

/* The rule that a model is to keep, for the system message. */
void fences_declare(const struct fences *fences, struct buf *out);
void fences_append(const struct fences *fences, struct buf *out); /* all of them */

#endif
