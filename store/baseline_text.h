/* store/baseline_text.h - a baseline's text taken apart: for baseline_*.c alone. */
#ifndef NOWORSE_STORE_BASELINE_TEXT_H
#define NOWORSE_STORE_BASELINE_TEXT_H

#include "schemas/schema.h"
#include "store/baseline_file.h"

/* All but the cases, of which there is none in the document: its version, then its form.
 */
int baseline_head_check(const struct document *document, const char *path,
                        struct error *err);

/* Finds where the cases begin; appends what stands before them to *head, the '[' as well.
 */
int baseline_cases_find(struct baseline_file *file, struct buf *head, struct error *err);

#endif
