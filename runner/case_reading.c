/* runner/case_reading.c - pass 2: a planned case read from its dataset again. */
#include "runner/case_reading.h"

#include <string.h>

int case_read_again(const struct prepared *prepared, const struct case_record *record,
                    struct eval_case *row, struct error *err)
{
    const struct found_row found = {.source = record->source,
                                    .offset = record->offset,
                                    .length = record->length,
                                    .hash = record->row_hash,
                                    .line = record->line,
                                    .id = record->id,
                                    .digest = record->digest};

    if (dataset_read_at(prepared->datasets[record->cohort], &found, row, err))
        return -1;
    if (strcmp(row->digest, record->digest) != 0)
        return error_set(err, ERROR_INPUT, "N0720",
                         "%s changed while the run was reading it (line %u)",
                         record->file, record->line);
    return 0;
}
