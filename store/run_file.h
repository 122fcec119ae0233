/* store/run_file.h - a run is a file: everything about it, in one SQLite database.
 *
 * Written by one process, in WAL mode while the run goes on, one plain file when it has
 * ended. It has an application id of its own and a schema version. Every function that
 * returns int gives -1 with ERROR_SYSTEM (disk full, locked, damaged) and leaves what was
 * committed as it is.
 */
#ifndef NOWORSE_STORE_RUN_FILE_H
#define NOWORSE_STORE_RUN_FILE_H

#include "base/error_list.h"
#include "graders/grader.h"
#include "providers/reply.h"
#include "store/run_plan.h"

struct run_file;

enum run_status {
    RUN_RUNNING,      /* or its process died */
    RUN_FINISHED,     /* every planned sample was asked */
    RUN_INTERRUPTED,  /* by a signal */
    RUN_FAILED,       /* as many samples failed as it was to stop at; `reason` */
    RUN_STOPPED,      /* the endpoint, the disk or a limit ended it; `reason` says what */
    RUN_SPENT,        /* it met its budget; `reason` says which limit */
    RUN_SPENT_JUDGED, /* likewise, and the rounds of repeats that are complete are judged;
                         there is one at least */
    RUN_DECIDED /* it stopped early, for the comparison had decided; `reason` says how
                   much that saved. What was not asked is not missing */
};
const char *run_status_name(enum run_status status);
bool run_status_is_judged(enum run_status status); /* it has a verdict */
bool run_status_is_over(enum run_status status);   /* nothing is left to go on with */

struct run_info { /* all texts owned where run_file_info() fills it, borrowed where it is
                     given */
    char id[27];
    int64_t started_ms, ended_ms; /* 0: not ended */
    enum run_status status;
    int signal;    /* RUN_INTERRUPTED: which */
    char *reason;  /* one sentence, or NULL */
    char *version; /* of noworse */
    char *commit;  /* of the repository, or NULL */
};

/* Makes a new run file; one that exists is an error. NULL path: a temporary one, for
 * `check` and `plan`. */
int run_file_create(const char *path, const struct run_info *info, struct run_file **out,
                    struct error *err);
/* Opens for reading; what is no run file, or one of a newer schema, is an error. */
int run_file_open(const char *path, struct run_file **out, struct error *err);
/* Opens one that did not finish, to go on with it (run_file_continue.h); nothing is
 * written yet. Its pages are checked. One that another process writes, that is damaged or
 * of an older schema is an error. */
int run_file_open_again(const char *path, struct run_file **out, struct error *err);
/* Whether a process writes it just now; not for a file that this one has open. */
bool run_file_is_live(const char *path);
/* The file of `run` (a path, an id, a unique prefix of one, or "latest") in folder/runs;
 * the caller's. */
int run_file_find(const char *state_folder, const char *run, char **path,
                  struct error *err);
/* Takes NULL; ends an open turn; a finished file loses its WAL. */
void run_file_close(struct run_file *file);
/* A run file that came to nothing, with its companions; it is closed. */
void run_file_remove(const char *path);
/* Removes what a run that was killed before it had a plan left at path, and what is empty
 * there: nothing was asked of it, and nothing is in it. All else stays, and false. */
bool run_file_remove_blank(const char *path);
const char *run_file_path(const struct run_file *file); /* NULL: a temporary one */

/* A turn: all between is committed at once, or, where a part of it failed, none. What is
 * written outside of a turn is a turn of its own. */
int run_file_begin(struct run_file *file, struct error *err);
int run_file_commit(struct run_file *file, struct error *err);

int run_file_set_plan(struct run_file *file, const struct run_plan *plan,
                      struct error *err);
int run_file_plan(struct run_file *file, struct run_plan **out,
                  struct error *err); /* the caller's */
int run_file_info(struct run_file *file, struct run_info *out, struct error *err);
void run_info_release(struct run_info *info);
/* Commits an open turn and writes how the run ended. Reading goes on. */
int run_file_end(struct run_file *file, enum run_status status, int signal,
                 const char *reason, int64_t ended_ms, struct error *err);

/* What the run's own gate said when it had ended, for later runs of the same candidate,
 * once its reports are written: until then the run did not finish. Whoever judges the
 * file again makes the verdict anew. */
int run_file_set_verdict(struct run_file *file, const char *verdict, struct error *err);
bool run_file_has_verdict(struct run_file *file); /* false also where it cannot be read */

/* Makes one plain file of a run that has ended, on the disk (where another process reads
 * it just now, the last to close it does), and lets others write it. Reading goes on. */
int run_file_settle(struct run_file *file, struct error *err);

/* A case as planned. Borrowed texts. */
struct case_record {
    int64_t number;                  /* from 0, in order of the suite */
    int cohort;                      /* index in the plan */
    const char *id, *digest, *group; /* group: NULL: its own */
    double weight;
    bool must_pass;
    unsigned source; /* where to read it again: see suites/dataset.h */
    uint64_t offset, length;
    uint64_t row_hash; /* 0: none, or not read */
    unsigned line;
    const char *file;    /* as errors name it */
    unsigned grader_set; /* which graders judge it: run_file_add_grader_set(); not read
                            back by run_file_case() and the walks */
};

/* Which graders (indexes in the plan) judge the cases of a set where `variant` answers.
 */
int run_file_add_grader_set(struct run_file *file, unsigned number, int variant,
                            const int *graders, size_t count, struct error *err);

/* 1: the cohort has a case of this id already: *first_line and *first_file say where
 * (file: the caller's, for free()). */
int run_file_add_case(struct run_file *file, const struct case_record *row,
                      unsigned *first_line, char **first_file, struct error *err);
/* Case by number, with its row_hash; 1: there is none. Texts are borrowed until the next
 * call. Some that follow are read with it: cases are cheapest in order. */
int run_file_case(struct run_file *file, int64_t number, struct case_record *out,
                  struct error *err);

/* The number of a cohort's case by its id; -1: it has none of that id. */
int run_file_case_number(struct run_file *file, int cohort, const char *id,
                         int64_t *number, struct error *err);

struct grade_record {
    int grader; /* index in the plan */
    enum verdict verdict;
    double score;
    const char *reason;  /* or NULL */
    const char *details; /* JSON, an object; or NULL */
    bool is_open;      /* unscored as yet: the run ended before what it asks was asked */
    bool is_not_asked; /* unscored, for a required one had failed (`when: passed`) */
};

/* One sample as it ended. Borrowed texts. */
struct sample_record {
    int64_t case_number;
    int variant;     /* index in the plan */
    unsigned repeat; /* from 1 */
    enum verdict verdict;
    double score; /* NaN: missing */
    const struct reply *reply;
    const char *request_digest; /* hex */
    int64_t call;               /* the last that was sent for it; 0: none was */
    int64_t started_ms;         /* wall clock, of the first attempt */
    int64_t ended_ms;           /* of that call; 0: there was none */
    double latency_ms;          /* of the last attempt; NaN: none */
    double first_byte_ms;       /* NaN: unknown */
    unsigned attempts;
    const char *cost_source; /* "vendor", "table", "price"; NULL: the cost is unknown */
    int64_t cached_ms; /* wall clock: when the reply used again was first stored; 0: it
                          was asked for now */
    double queued_ms;  /* ready, before its first attempt; NaN: there was none */
    const struct grade_record *grades;
    size_t grade_count;
};
int run_file_add_sample(struct run_file *file, const struct sample_record *row,
                        struct error *err);
/* The number of the one that was just added (sample_view.number). */
int64_t run_file_added_sample(const struct run_file *file);

/* Gives a stored sample (by sample_view.number), whose grades were removed, new ones. */
int run_file_regrade(struct run_file *file, int64_t sample, enum verdict verdict,
                     double score, const struct grade_record *grades, size_t count,
                     struct error *err);

/* A call about to be sent: the journal. Borrowed texts. */
struct call_record {
    int64_t case_number;
    int variant;
    unsigned repeat;
    const char *purpose;     /* NULL: the sample's own answer; else what for: "judge" */
    unsigned tries;          /* of its sample, this one included */
    int64_t sent_ms;         /* wall clock */
    double reserved_usd;     /* what it may cost at most; NaN: not known */
    int64_t reserved_tokens; /* what it may use at most; UNKNOWN_COUNT: not known */
};

/* What became of it. */
struct call_outcome {
    int64_t ended_ms;
    enum failure failure;
    int status;                          /* HTTP; 0: none */
    int64_t input_tokens, output_tokens; /* UNKNOWN_COUNT: not told */
    double cost_usd;                     /* as it counts in the ledger; NaN: unknown */
    const char *cost_source; /* "vendor", "table", "price"; "reserved": it failed and may
                                have been billed; NULL: unknown */
    int64_t wait_ms;         /* until the next try; -1: there is none */
};

/* Committed with its turn, before the call is sent, so that whatever happens then the
 * file knows of it: a call without an end was in flight when its process died. The last
 * call of a sample needs no end of its own where it brought the answer, is the `call` of
 * the sample's row, and cost what that says: then it ended as the row tells. */
int run_file_add_call(struct run_file *file, const struct call_record *row,
                      int64_t *number, struct error *err);
int run_file_end_call(struct run_file *file, int64_t number,
                      const struct call_outcome *outcome, struct error *err);

/* One sample as stored, with its case; all borrowed, valid during the call. */
struct sample_view {
    int64_t number;
    struct case_record test; /* the case */
    int variant;
    unsigned repeat;
    enum verdict verdict;
    double score;
    const char *answer; /* NULL: no answer came */
    size_t answer_length;
    enum failure failure;
    const char *message; /* why it failed, or NULL */
    int status;
    enum finish finish;
    const char *finish_raw;           /* as the vendor spelt it, or NULL */
    const char *refusal, *tool_calls; /* JSON text, or NULL */
    const char *trace;                /* JSON text, or NULL */
    const char *reasoning;            /* or NULL */
    const char *model_served, *fingerprint, *request_id, *response_id;
    struct usage usage;
    double cost_usd; /* NaN: unknown */
    int64_t started_ms;
    double latency_ms, first_byte_ms;
    unsigned attempts;
    const char *cost_source; /* these three: as in struct sample_record */
    int64_t cached_ms;
    double queued_ms;
    const struct grade_record *grades;
    size_t grade_count;
};

/* Not 0 from the function ends the walk, which then returns that. */
typedef int run_file_sample_fn(void *context, const struct sample_view *view);

/* Every sample, by case, then variant, then repeat; memory does not grow with them. The
 * function may read other things of the file. Reports do not call this but
 * reports/visible.h. */
int run_file_each_sample(struct run_file *file, run_file_sample_fn *fn, void *context,
                         struct error *err);
/* Those of one case. */
int run_file_case_samples(struct run_file *file, int64_t number, run_file_sample_fn *fn,
                          void *context, struct error *err);

/* How a case stands to what its variant is compared with. */
enum pairing {
    PAIRING_NONE,    /* the variant is compared with nothing */
    PAIRING_PAIRED,  /* the same case, graded alike */
    PAIRING_NEW,     /* the baseline has no such case */
    PAIRING_CHANGED, /* its case has another content */
    PAIRING_GRADERS  /* the same case; the graders that count are others now */
};

/* What the same case came to there; shown, and compared only where it is paired. */
struct case_partner {
    enum pairing pairing;                       /* by pass: only required graders count */
    enum pairing score_pairing;                 /* by score: all of them do */
    unsigned passed, failed, unscored, missing; /* repeats */
    double score_sum;
    unsigned score_count;
    double cost_usd; /* sum over cost_count repeats; 0 of a file, whose entries have it */
    unsigned cost_count;
    const double *latencies_ms; /* of repeats with an answer; none of a file */
    size_t latency_count;
};

/* What a `label` grader found in one sample; indexes into the plan's labels. */
struct graded_label {
    int expected; /* -1: not told, for the answer could not be read */
    int found;    /* -1: none, or several */
};

/* What became of a field of a `json` grader: repeats. */
struct graded_field {
    unsigned passed, failed, unscored;
};

/* What one grader made of them: of those that have a gate. A sample for which it was not
 * asked (`when: passed`) counts nowhere; one that has no answer is unscored. */
struct grader_outcome {
    int gate;                                   /* index in the plan's grader_gates */
    int grader;                                 /* in its graders */
    unsigned passed, failed, unscored, missing; /* repeats */
    double score_sum;                           /* over score_count repeats */
    unsigned score_count;
    const struct graded_label *labels; /* passed + failed of them; NULL: no label rules */
    const struct graded_field *fields; /* by the gate's fields; NULL: it has none */
    struct case_partner baseline, anchor; /* by this grader alone: paired where its digest
                                             is the same; without costs and latencies */
};

/* What the samples of one case and variant add up to. */
struct case_outcome {
    int64_t number; /* of the case */
    int cohort;
    int variant;
    const char *id, *digest; /* borrowed, during the call; of tests: may be NULL */
    double weight;
    bool must_pass;
    unsigned passed, failed, unscored; /* repeats */
    unsigned missing;                  /* repeats that were never asked */
    unsigned cached;                   /* of the repeats: their replies were used again */
    int64_t oldest_cached_ms; /* when the first of these was stored; 0: there is none */
    int64_t newest_cached_ms; /* when the last of them was */
    double score_sum;         /* over score_count repeats that have a score */
    unsigned score_count;
    const double *latencies_ms; /* of the repeats with an answer */
    size_t latency_count;
    const char *group; /* its cluster; NULL: the case is one of its own */
    double cost_usd;   /* sum over the cost_count repeats whose cost is known, without
                          the judge's */
    unsigned cost_count;
    int quarantine; /* index in the plan, also of an entry that has expired; -1: none */
    struct case_partner baseline, anchor;
    const struct grader_outcome *graders; /* that it has and that have a gate */
    size_t grader_count;
};
/* What a variant of the same run is to its candidates: the same case, graded alike. */
struct case_partner case_partner_of(const struct case_outcome *outcome);

typedef int run_file_outcome_fn(void *context, const struct case_outcome *outcome);

/* How many rounds, from the first, have every sample they planned. */
int run_file_complete_rounds(struct run_file *file, unsigned *rounds, struct error *err);

/* Every planned case × variant, by case, then variant, also those without any sample. Of
 * a run that is RUN_SPENT_JUDGED: over its complete rounds, as if no more were planned.
 * Of one that is RUN_DECIDED: the cases alone of which every sample is there. */
int run_file_each_outcome(struct run_file *file, run_file_outcome_fn *fn, void *context,
                          struct error *err);

#endif
