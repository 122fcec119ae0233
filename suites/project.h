/* suites/project.h - noworse.yaml: what holds for all suites at and below its folder.
 *
 * Found upward from the suite to the root; the nearest holds. Nothing in it changes a
 * verdict: it requires, caps, restricts, and has defaults of places and reports.
 */
#ifndef NOWORSE_SUITES_PROJECT_H
#define NOWORSE_SUITES_PROJECT_H

#include "base/error_list.h"
#include "suites/tree.h"

#include <stdbool.h>
#include <stdint.h>

#define PROJECT_FILE "noworse.yaml"

/* 0: no limit. Of a command, all its suites together. */
struct project_budget {
    int64_t cost; /* base/money.h */
    int64_t requests, tokens;
    double minutes;
};

struct project {
    struct tree tree;
    char *folder; /* of the file */
    struct project_budget budget;
    char *prices;         /* joined; NULL: none */
    char *runs_dir;       /* joined; NULL: .noworse below the root */
    unsigned keep_days;   /* 0: runs are kept */
    bool junit_is_strict; /* reports.junit_cases */
};

/* The file that holds for a folder (resolved) below the root; NULL: there is none. */
char *project_find(const char *folder, const char *root);

/* -1: all mistakes are in errors. root: resolved; what files may be named. */
int project_load(const char *path, const char *root, struct project **out,
                 struct error_list *errors);
void project_free(struct project *project); /* NULL is none */

/* The files that the globs of `suites` name, sorted within each; the caller's, also each
 * text. A glob that fits nothing is a mistake. */
int project_suites(const struct project *project, const char *root, char ***files,
                   size_t *count, struct error_list *errors);

/* Whether suites in a folder (resolved) may start programs. */
bool project_allows_exec(const struct project *project, const char *folder);

/* Whether requests may go to "https://host:port". Without `hosts`: anywhere. */
bool project_allows_host(const struct project *project, const char *endpoint);

#endif
