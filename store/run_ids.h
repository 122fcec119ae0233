/* store/run_ids.h - the run files of a folder, by their ids. */
#ifndef NOWORSE_STORE_RUN_IDS_H
#define NOWORSE_STORE_RUN_IDS_H

#include "base/error.h"

#include <stddef.h>

#define RUN_ENDING ".nwrun"

struct run_ids { /* sorted; ULIDs: by time */
    char **items;
    size_t count, capacity;
};

/* A folder that is not there holds no runs. */
int run_ids_load(struct run_ids *ids, const char *folder, struct error *err);
void run_ids_release(struct run_ids *ids);

#endif
