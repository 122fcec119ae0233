/* runner/case_reading.c - pass 2: a planned case read from its dataset again. */
#include "runner/case_reading.h"

#include <string.h>

int case_read_again(const struct prepared *prepared, const struct case_record *record,
                    struct eval_case *row, struct error *err)
{
    if (dataset_read_at(prepared->datasets[record->cohort], record->source,
                        record->offset, record->length, record->line, row, err))
        return -1;
    if (strcmp(row->digest, record->digest) != 0)
        return error_set(err, ERROR_INPUT, "N0720",
                         "%s changed while the run was reading it (line %u)",
                         record->file, record->line);
    return 0;
}
