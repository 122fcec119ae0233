/* suites/dataset_types.c - what a file of cases may be, by its ending. */
#include "base/path.h"
#include "suites/dataset.h"
#include "suites/row_reader.h"

#include <string.h>

static const struct dataset_type dataset_csv = {
    .name = "csv",
    .endings = ".csv",
    .summary = "a table separated by commas (RFC 4180), with a header",
    .reader = &row_reader_csv,
};

static const struct dataset_type dataset_jsonl = {
    .name = "jsonl",
    .endings = ".jsonl .ndjson",
    .summary = "a JSON object a line",
    .reader = &row_reader_jsonl,
};

static const struct dataset_type dataset_tsv = {
    .name = "tsv",
    .endings = ".tsv",
    .summary = "a table separated by tabs, with a header",
    .reader = &row_reader_tsv,
};

static const struct dataset_type dataset_yaml = {
    .name = "yaml",
    .endings = ".yaml .yml",
    .summary = "a list of cases in YAML, at most 4 MB",
    .reader = &row_reader_yaml,
};

const struct dataset_type *const dataset_types[] = {
    &dataset_csv, &dataset_jsonl, &dataset_tsv, &dataset_yaml, NULL,
};

static bool path_fits(const char *path, const char *endings)
{
    while (*endings) {
        size_t length = strcspn(endings, " ");
        char ending[16];

        memcpy(ending, endings, length);
        ending[length] = '\0';
        if (path_has_ending(path, ending))
            return true;
        endings += length + (endings[length] == ' ');
    }
    return false;
}

const struct dataset_type *dataset_type_for(const char *path)
{
    for (size_t i = 0; dataset_types[i]; i++)
        if (path_fits(path, dataset_types[i]->endings))
            return dataset_types[i];
    return NULL;
}
