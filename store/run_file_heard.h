/* store/run_file_heard.h - what models replied to the graders of a sample, as soon as it
 * came: a run that goes on does not pay for it again.
 */
#ifndef NOWORSE_STORE_RUN_FILE_HEARD_H
#define NOWORSE_STORE_RUN_FILE_HEARD_H

#include "store/run_file.h"

/* A longer one is no verdict of a judge, and may be asked for again. */
enum { HEARD_BYTES_MAX = 256 * 1024 };

/* One reply. Borrowed texts. */
struct heard_record {
    int64_t case_number;
    int variant;
    unsigned repeat;
    int64_t call;               /* that brought it */
    const char *request_digest; /* hex: what was asked */
    unsigned vote;              /* of those that ask the same several times */
    const char *text;           /* NULL: there is none */
    size_t text_length;
    const char *refusal; /* or NULL */
};

int run_file_add_heard(struct run_file *file, const struct heard_record *row,
                       struct error *err);

/* Those of one sample, in order of their calls; texts are valid during the call. Not 0
 * from the function ends the walk, which then returns that. */
typedef int run_file_heard_fn(void *context, const struct heard_record *row);
int run_file_each_heard(struct run_file *file, int64_t case_number, int variant,
                        unsigned repeat, run_file_heard_fn *fn, void *context,
                        struct error *err);

#endif
