/* graders/grader.h - judging one model output.
 *
 * A grader's options are compiled once, while the suite is prepared, so that a mistake in
 * them is reported before any request is sent. What compile() made then grades many
 * samples, on any thread, so grade() may not change it. A grader never asks, it says what
 * it wants asked.
 *
 * To add one: write graders/<name>.c, name it in builtin_graders.h and grader_types.c,
 * describe it in README.md and docs/graders.md, and give it cases in
 * tests/graders/cases/<name>.json. The test graders/table fails until these agree.
 */
#ifndef NOWORSE_GRADERS_GRADER_H
#define NOWORSE_GRADERS_GRADER_H

#include "base/error_list.h"
#include "base/sha256.h"
#include "providers/reply.h"
#include "suites/prompt.h"
#include "suites/suite.h"
#include "values/value.h"

enum verdict {
    VERDICT_PASS,
    VERDICT_FAIL,
    VERDICT_UNSCORED /* could not be judged: counted apart, part of no mean */
};
const char *verdict_name(enum verdict verdict); /* "pass", "fail", "unscored" */

enum grade_step { GRADE_DONE, GRADE_ASK };

struct grading;       /* grading.h */
struct json_reading;  /* json_reading.h */
struct grade_scratch; /* one a thread: match data, stacks, documents; no meaning between
                         calls */
struct grade_scratch *grade_scratch_new(void);
void grade_scratch_free(struct grade_scratch *scratch);

/* What a grader wants asked: the runner sends it on its own path, with its limits,
 * retries, cache and money. */
struct grade_request {
    enum grade_ask { ASK_MODEL, ASK_EMBEDDING, ASK_PLUGIN } kind;
    const char *model;        /* id; borrowed from the grader's state */
    unsigned vote;            /* of those that ask the same several times; from 0 */
    struct messages messages; /* ASK_MODEL, ASK_EMBEDDING: texts */
    struct buf line; /* ASK_PLUGIN: members of a JSON object; the runner adds an `id` */
    const struct program_command *program; /* ASK_PLUGIN; borrowed from the state */
    double timeout_s;                      /* ASK_PLUGIN */
    const json_t *response_schema;         /* borrowed; NULL: none */
    /* Of one that is foreseen: */
    unsigned lacking; /* answers that will stand in it */
    size_t number;    /* of those of its grader, from 0 */
};

struct grade_reply {
    const struct reply *reply; /* its failure says that the request failed */
    const struct value *grade; /* of ASK_PLUGIN: what the program replied; NULL: */
    const char *failure;       /* why there is nothing; untrusted text */
};

/* One grading under way; one a sample and grader, kept by the runner between the steps.
 */
struct grade_turn {
    unsigned step;                   /* 0 at first, one more after each reply */
    const struct grade_reply *reply; /* borrowed; NULL at step 0 */
    struct grade_request *request;   /* to fill before GRADE_ASK */
    void *memory; /* the grader's own, for this sample; forget() ends it */
};

/* What a grader looks at; all borrowed. */
struct sample {
    const char *answer; /* the part that is judged, as text */
    size_t answer_length;
    const struct value *answer_value; /* the part as JSON, where `at`, `trace` or `{json:
                                         …}` picked it; NULL: text */
    const struct json_reading
        *reading; /* how answer_value was read; NULL: it is not from the reply */
    const struct value *reference, *vars, *tool_calls,
        *trace;          /* NULL where there is none */
    const char *refusal; /* the vendor's words for one; NULL */
    enum finish finish;
    const struct usage *usage;
    const char *baseline_answer; /* the baseline's to the same, the same part of it; NULL:
                                    none */
    size_t baseline_answer_length;
    bool is_baseline;              /* it is the baseline's own answer that is judged */
    double latency_ms;             /* NaN: unknown */
    double cost_usd;               /* NaN: unknown */
    const json_t *response_schema; /* the model's; NULL */
};

/* What it found. Begin with GRADE_INIT, end with grade_release(). */
struct grade {
    enum verdict verdict;
    double score;       /* from 0 to 1; 0 while unscored */
    bool is_unreadable; /* a fail because the answer could not be read as asked: `not`
                           keeps it a fail */
    bool is_not_asked;  /* unscored, for a required grader had failed (`when: passed`):
                           counts 0 in the sample's score */
    char *reason; /* owned; one line for a person, untrusted text in it shown safely; or
                     NULL */
    json_t *details; /* owned; an object: what is worth keeping beside the reason
                        (docs/reports.md); or NULL */
};
#define GRADE_INIT                                                                       \
    {                                                                                    \
        VERDICT_UNSCORED, 0.0, false, false, NULL, NULL                                  \
    }
void grade_release(struct grade *grade);

/* Adds to the details; takes the value. */
void grade_detail(struct grade *grade, const char *key, json_t *value);

/* Set verdict, score and reason in one (NULL fmt: no reason); the details stay. */
void grade_pass(struct grade *grade);
void grade_pass_with(struct grade *grade, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void grade_fail(struct grade *grade, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void grade_unreadable(struct grade *grade, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void grade_unscored(struct grade *grade, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void grade_not_asked(struct grade *grade);

/* `calibrated`: how well a judge is to agree with people before a verdict rests on it. */
struct calibration_demand {
    double min_j;        /* Youden's J by its lower limit, at least */
    double max_age_days; /* no older than; 0: however old */
};

/* What a grader is compiled with. Who calls grading_compile() fills the first ones; the
 * others are for the graders. */
struct grader_context {
    const struct suite *suite;     /* root of the files it names; NULL in some tests */
    const json_t *response_schema; /* of the model and prompt; NULL */
    const struct grader_type *const
        *plugins;    /* known beside the built-in ones, ended by NULL; or NULL */
    bool allow_exec; /* programs may be run */
    struct shared_plugins *shared; /* NULL: no shared object may be loaded */
    struct secrets *secrets; /* takes values of the environment that are used; or NULL */

    const struct grader_type *type; /* this one */
    const struct source *source;    /* the options: places of mistakes */
    const struct source *answer;    /* graders made of graders: their answer rule; NULL */
    struct sha256 *digest; /* takes, as fields, what is read beside the options: files */
    unsigned depth;        /* graders around this one */
    const char *field;     /* JSON Pointer: what is judged, and what it is compared with,
                              are there; NULL: all */
    size_t *nested_left;   /* graders that may still be nested below this item */
};

struct grader_type {
    const char *name;     /* as suite files spell it */
    const char *summary;  /* one line for `noworse list graders` */
    bool needs_reference; /* always; those that need one only sometimes have the function
                             below */
    bool asks;            /* its grade() may return GRADE_ASK */
    bool is_free;         /* of those that ask: it costs no money, so that it is asked
                             whatever the others say */
    bool reads_json;      /* with `answer: text` the answer is read as {json: whole} */
    bool judges_reply;    /* judges the reply and not the answer in it: the rule `answer`
                             from above is not for it, only keys of its own are */
    bool shows_reference; /* takes the case's whole reference where there is one, also
                             where it compares with none */
    bool repairs_json;    /* has the option `repair`: where it is not `off` and the answer
                             is nearly JSON, answer_value is what it is when repaired, and
                             the reading says so */

    bool is_foreign; /* code that is not ours: never on the loop's own thread */

    bool applies_pass; /* judges by `pass` itself; else a score below it is a fail */

    /* Makes *state, the caller's, for free(). options is borrowed (JSON null for the bare
     * form), fits the type's entry in suite.schema.json and may hold the common keys,
     * which are none of the grader's business. All mistakes go to errors, with places.
     * -1: there was one. */
    int (*compile)(const json_t *options, const struct grader_context *context,
                   void **state, struct error_list *errors);

    /* Whether what was compiled compares with the case's reference; NULL: needs_reference
     * says it. */
    bool (*uses_reference)(const void *state);

    /* Whether what was compiled compares with the baseline's answer; NULL: it does not.
     */
    bool (*uses_baseline)(const void *state);

    /* Whether this reference can be compared with at all (a label that is none of the
     * labels cannot); NULL: any can. -1: *err says why, with no place. grade() says the
     * same as VERDICT_UNSCORED. */
    int (*check_reference)(const void *state, const struct value *reference,
                           struct error *err);

    /* What is kept of an answer of which no part could be picked, a fail; *reference is
     * what it would have been compared with. NULL: nothing. */
    void (*keep_unread)(const void *state, const struct value *reference,
                        struct grade *grade);

    /* Whether a case's variables (NULL: none) have what it shows besides; NULL: it shows
     * none. -1 as check_reference(). */
    int (*check_vars)(const void *state, const struct value *vars, struct error *err);

    /* The graders inside it (`not`, `all`, `any`, `json`), *count of them; NULL: it has
     * none. Borrowed from the state. A type that is nothing but its parts leaves the
     * common keys to them; one that judges something itself has them itself. */
    struct grading *const *(*parts)(const void *state, size_t *count);
    bool judges_itself; /* beside its parts */

    /* The ids of the models that it may ask, ended by NULL; NULL: it asks none. Borrowed
     * from the state. */
    const char *const *(*models)(const void *state);

    /* What it demands of its calibration; NULL: nothing, as where the function is NULL.
     * Borrowed from the state. */
    const struct calibration_demand *(*calibrated)(const void *state);

    /* Judges one sample: GRADE_DONE, or GRADE_ASK for something only the runner can get;
     * then it is called again with the reply. A bad answer is a VERDICT_FAIL, never an
     * error. state is shared by threads and never written. */
    enum grade_step (*grade)(const void *state, struct grade_scratch *scratch,
                             const struct sample *sample, struct grade_turn *turn,
                             struct grade *grade);

    /* The request that it would make as number `at` (from 0) about this sample, whose
     * answer may not be there yet (NULL), nor the reply that it is of, nor the
     * baseline's: what is not there is left out. False: there is no further one. Requests
     * that depend on a reply are not told. NULL where it asks no model. */
    bool (*foresee)(const void *state, const struct sample *sample, size_t at,
                    struct grade_request *request);

    void (*forget)(void *memory); /* NULL where the grader never asks */
    void (*free)(void *state);    /* takes NULL */
};

/* Every grader, sorted by name, ended by NULL. */
extern const struct grader_type *const grader_types[];
const struct grader_type *grader_find(const char *name); /* or NULL */

#endif
