/* runner/prepare.h - a suite made ready: everything compiled, every case read once and
 * checked.
 *
 * `check`, `plan` and `run` all prepare and differ only in what follows. This is the
 * first folder that sees all tables: it compiles graders and providers, reads each
 * dataset through (pass 1), renders every prompt for every case, and writes the cases to
 * the run file. Every mistake is found here, before a request is sent.
 */
#ifndef NOWORSE_RUNNER_PREPARE_H
#define NOWORSE_RUNNER_PREPARE_H

#include "base/error_list.h"
#include "base/sha256.h"
#include "limits/budget.h"
#include "providers/cost.h"
#include "providers/provider.h"
#include "runner/grader_sets.h"
#include "runner/kept_cases.h"
#include "runner/quarantine.h"
#include "runner/selection.h"
#include "store/reply_cache.h"
#include "store/run_file.h"
#include "suites/cache_mode.h"
#include "suites/dataset.h"
#include "suites/secrets.h"
#include "suites/suite.h"

enum prepare_purpose {
    PREPARE_CHECK, /* a missing key is a warning */
    PREPARE_RUN    /* a missing key is an error, unless the endpoint is loopback */
};

struct prepare_options {
    enum prepare_purpose purpose;
    bool allow_exec;
    const char *plugins; /* the folder whose shared objects may be loaded; NULL: none */
    struct reply_cache *replies; /* borrowed; NULL: none are here */
    enum cache_mode cache;       /* the command line's; CACHE_UNSET: it says nothing */
    struct selection selection;  /* the command line's */
    const char *grader;  /* of all graders this one alone, and no variant is asked; NULL:
                            all graders, and all variants */
    int64_t now_ms;      /* wall clock: whether a quarantine has ended */
    int64_t max_cost;    /* base/money.h: besides the suite's own limit; 0: none */
    const char *command; /* that made the run; NULL: not told */
};

struct baseline_answers;

struct prepared_model {
    const struct provider_type *type;
    void *state;             /* owned; the type's */
    struct sha256 *asked;    /* owned: the front of each request's digest: what
                                describe() tells of the model; NULL with state */
    json_t *response_schema; /* owned reference; NULL: none */
    struct model_price price;
    bool key_is_missing;   /* nothing can be sent */
    bool is_asked;         /* by a variant, or by a grader */
    enum cache_mode cache; /* what holds for it; never CACHE_UNSET */
};

struct prepared {
    const struct suite *suite;     /* borrowed */
    struct prepared_model *models; /* one for each of the suite's */
    struct selection selection;    /* with what the profile says */
    int *variants;                 /* owned: what is asked, by the suite's indexes */
    int *cohorts; /* likewise; the plan's and the run file's indexes are into these */
    size_t variant_count, cohort_count;
    struct quarantine *quarantine;
    struct dataset **datasets;     /* one for each of `cohorts` */
    struct kept_cases *kept;       /* NULL: nothing will be asked */
    struct shared_plugins *shared; /* NULL: none may be loaded */
    struct grader_sets *sets;
    const char *only_grader;                   /* borrowed: that of the options */
    bool has_judges;                           /* some grader asks a model */
    bool graders_ask;                          /* some grader asks a model or a program */
    struct baseline_answers *baseline_answers; /* of an earlier run, for graders that
                                                  compare with them; NULL: none */
    char *new_graders; /* owned: "judge, tone", required ones that judged nothing of the
                          baseline as they are now; NULL: none */
    struct run_plan *plan;
    struct run_file *file; /* borrowed: its case table is filled */
    struct prices *prices;
    struct budget_limits budget; /* the lower of both, where the suite and the command
                                    line have a limit */
    struct secrets secrets; /* values of the environment that were used: masked wherever
                               text is written */
};

/* Fills the case table and the plan of `file`, which may be a temporary one. All mistakes
 * go to errors; -1: there was one, or the selection matched no case (ERROR_NO_CASES is in
 * the list then). */
int prepare_suite(const struct suite *suite, const struct prepare_options *options,
                  struct run_file *file, struct prepared *out, struct error_list *errors);
void prepared_release(struct prepared *prepared);

/* By the plan's index; borrowed from the suite. */
const struct variant *prepared_variant(const struct prepared *prepared, int variant);
/* What the variant's answers must look like: the prompt's, else the model's; NULL: none.
 */
const json_t *prepared_response_schema(const struct prepared *prepared, int variant);
/* What a count of samples is of: "calls"; where graders ask, too, "samples". */
const char *prepared_samples_word(const struct prepared *prepared);
/* Of a model that a grader may ask: the suite's index. */
int prepared_model_of(const struct prepared *prepared, const char *id);
const struct cohort *prepared_cohort(const struct prepared *prepared, int cohort);

#endif
