/* suites/suite.h - a suite file, read, checked and resolved.
 *
 * suite_load() yields what the person wrote with every name resolved: fragments included,
 * short forms spelled out, `use` and `like` applied, prompts read. Nothing is compiled
 * here that belongs to a grader or a provider: their options stay JSON (checked by
 * schemas/suite.schema.json) with the place they came from, and runner/prepare.c compiles
 * them.
 */
#ifndef NOWORSE_SUITES_SUITE_H
#define NOWORSE_SUITES_SUITE_H

#include "base/error_list.h"
#include "base/money.h"
#include "suites/project.h"
#include "suites/prompt.h"
#include "suites/tree.h"
#include "values/value.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* A piece of JSON and where a person wrote it: pointers below it find their place in the
 * tree. */
struct source {
    const json_t *json;      /* borrowed from the tree; NULL: not given */
    const struct tree *tree; /* borrowed; NULL: it came from a dataset's row, see place */
    char *pointer;           /* owned: of json in the tree */
    struct place place;      /* of the whole; file borrowed */
};

/* The place of something below a source: pointer "" or "/pattern"; of a key with
 * source_key_place(). */
struct place source_place(const struct source *source, const char *pointer);
struct place source_key_place(const struct source *source, const char *pointer);
void source_release(struct source *source);

/* `when`: whether a grader judges only while nothing required has failed. */
enum grader_when {
    WHEN_UNSET,  /* WHEN_PASSED for one that costs money, else WHEN_ALWAYS */
    WHEN_PASSED, /* what has not failed yet */
    WHEN_ALWAYS
};

/* One entry of a `graders` list. */
struct grader_item {
    struct source source; /* the options: what stands under the type key; JSON null for a
                             bare type */
    char *type;           /* "regex"; or "vendor.name" */
    char *name;    /* unique in what it belongs to: the type; "type-2" for the second */
    bool is_named; /* the person gave the name */
    bool required;
    double weight;
    enum grader_when when;
    struct source gate; /* json NULL: none */
};

struct grader_list {
    struct grader_item *items; /* owned */
    size_t count;
    json_t *made; /* array: owns the options that no tree holds */
};

enum { LIMIT_UNSET = -1 };
struct model_limits {                              /* defaults are filled in */
    unsigned concurrency;                          /* 16 */
    double requests_per_minute, tokens_per_minute; /* 0: no limit */
    double timeout_s;                              /* 600 */
    double idle_s;                                 /* 60 */
    unsigned retries;                              /* 2 */
    double retry_for_s;                            /* 120 */
    size_t reply_bytes;                            /* 8 MiB */
};

/* What a model is for. One with a role is never a variant: graders ask it. */
enum model_role { MODEL_CANDIDATE, MODEL_JUDGE, MODEL_EMBEDDER };

struct suite_model {
    char *id;
    enum model_role role;
    bool is_defined; /* it has a role, and stands in `define.models` alone */
    char *provider;  /* "openai": the vendor of `vendor/name`, or `provider` */
    char *name;      /* what is sent as the model; NULL for http and exec without one */
    struct source source; /* the model's map (for the short form: an empty object), `like`
                             applied */
    struct model_limits limits;
};

/* `budget`; 0: no limit. */
struct suite_budget {
    struct source source; /* json NULL: none */
    int64_t cost;         /* base/money.h */
    int64_t requests, tokens;
    double minutes;
    bool judge_complete; /* at the limit, the complete rounds are judged */
};

/* `baseline` where it is a file, or what --baseline says in its place. All NULL: a
 * variant, or nothing. */
struct suite_baseline {
    char *file;   /* joined; need not be there */
    char *at;     /* git reference: the file at its merge base with HEAD */
    char *anchor; /* a second, older file; with a git reference, as it is there, too */
    char *word; /* --baseline: FILE, RUN, git:REF or "none"; nothing else is set then, but
                   with git:REF the anchor */
    struct place place; /* of `baseline`, or of `file` in it; of the suite for a word */
    struct place anchor_place;
};

/* A case that runs and does not gate for a while. */
struct suite_quarantine {
    char *name; /* "cohort/id", or the id alone */
    char *reason, *owner;
    char *until; /* "2026-12-31": the last day */
    struct place place;
};

/* How many of the cases are asked, drawn by a seeded hash of their names. */
struct suite_sample {
    int64_t cases;    /* in all; 0: no more than at_least asks */
    int64_t at_least; /* of each cohort; both 0: all cases are asked */
    int64_t seed;
};

enum variant_role { VARIANT_CANDIDATE, VARIANT_BASELINE };
enum { VARIANT_NO_PROMPT = -1, VARIANT_NO_BASELINE = -1 };

struct variant {
    int prompt; /* index into prompts, or VARIANT_NO_PROMPT */
    int model;  /* index into models */
    enum variant_role role;
    int baseline; /* of a candidate: the index of the variant it is compared with, or
                     VARIANT_NO_BASELINE */
    char *name;   /* "refund@v8/mini" */
    char *label;  /* for consoles: what is the same in all variants left out ("v8"); never
                     empty */
};

struct cohort {
    char *name;
    char *parent; /* of a child of `split`: whose it is; else NULL, as the two below */
    char *split;  /* what its parent is split by */
    char *value;  /* what its cases have there */
    bool held_out;
    bool must_pass;
    bool is_left_out; /* not part of the profile in force */
    bool watch;
    double weight; /* its share in the overall rate; 0: by number of cases */
    char **files;  /* paths, globs expanded and sorted; NULL for inline cases */
    size_t file_count;
    struct source inline_cases; /* json NULL: files */
    struct source columns;      /* ours → theirs */
    struct source load;         /* variable → folder */
    struct document vars;       /* constants; an object, or empty */
    char *pin; /* "sha256:…" or NULL; has been checked against the file */
    struct grader_list graders; /* added to the suite's */
    char **skip_graders;        /* names */
    size_t skip_grader_count;
    struct source gate;
    bool gate_is_none; /* `gate: none` */
    char **tags;
    size_t tag_count;
    char *owner; /* or NULL */
    struct place place;
};

struct suite {
    char *path;   /* as it was named */
    char *folder; /* of the file */
    char *root; /* resolved: --root, else the nearest parent with .git, else the folder */
    struct project *project;          /* that holds for it; NULL: none */
    bool allow_outside;               /* files outside the root are read */
    char *name, *owner, *description; /* the last two may be NULL */
    struct tree tree;
    struct schema *schema; /* that of suites, compiled */
    struct tree *includes;
    size_t include_count;

    struct prompt *prompts;
    size_t prompt_count;
    struct suite_model *models; /* those that some variant uses, and all with a role */
    size_t model_count;
    struct variant *variants; /* in the order they are sent for a case: baseline first */
    size_t variant_count;

    struct cohort *cohorts;
    size_t cohort_count;
    struct document vars; /* constants for all cases; an object, or empty */
    struct source answer; /* the answer rule; json NULL: text */
    struct grader_list graders;
    unsigned repeats;
    unsigned concurrency; /* 0: none but the models' own */
    struct suite_budget budget;
    char *prices;         /* path of its own table; NULL: the one that is compiled in */
    struct source gate;   /* the default filled in; json NULL: the whole is not gated */
    bool gate_is_none;    /* `gate: none` */
    bool gate_is_default; /* nobody wrote it: {max_drop: 0.05} with a baseline, else
                             {pass_rate: 1} */
    bool has_baseline;    /* candidates are compared with something */
    struct suite_baseline baseline;
    struct suite_quarantine *quarantine;
    size_t quarantine_count;
    struct tree quarantine_file; /* where it has one */
    bool stop_early;
    struct place stop_early_place; /* line 0: --stop-early alone says it */
    char *profile;        /* in force; NULL: none. What follows is the profile's */
    struct source filter; /* a text; json NULL: all cases */
    struct suite_sample sample;
    const char *cache; /* "use", …; borrowed from the tree; NULL: not said */
    char digest[65];   /* of the suite file and the fragments */
    json_t *made;      /* array: owns what was put together (`use`, `like`, defaults) */
};

/* `noworse diff SUITE`: two variants in place of what the suite compares, the old one as
 * the baseline of the new one. Borrowed. */
enum versus { VERSUS_OLD, VERSUS_NEW };
struct suite_versus_side {
    const char *prompt;  /* name@version, version or name; NULL: each of the suite's */
    const char *model;   /* id; NULL: each */
    const char *file;    /* a prompt's file in place of `prompt`; NULL */
    const char *root;    /* what that file names is below it; resolved */
    const char *version; /* what its version is called */
    const char *shown;   /* what its path is called */
};

struct suite_options {
    const char *root;         /* --root; NULL: found */
    bool allow_outside;       /* files outside the root are read */
    const char *baseline;     /* --baseline: in place of the suite's; NULL: the suite's */
    unsigned repeats;         /* --repeats; 0: the suite's */
    bool stop_early;          /* --stop-early */
    const char *profile;      /* --profile; NULL: none */
    bool profile_is_optional; /* a suite without that profile is read plain */
    const struct suite_versus_side *versus; /* two, by enum versus; NULL: none */
};

/* Reads and checks a suite. All mistakes go to errors (warnings too); -1 and *out
 * untouched where there is an error. Datasets are opened by suites/dataset.h, not here;
 * but that each file is there and fits its pin is checked here. */
int suite_load(const char *path, const struct suite_options *options, struct suite **out,
               struct error_list *errors);
void suite_free(struct suite *suite);

/* The model of this role, by its id, or where id is NULL the only one of that role in
 * `models`, else in `define.models`; borrowed. NULL: none, or several, and *err (with no
 * place) says which there are: N0294. */
const struct suite_model *suite_role_model(const struct suite *suite,
                                           enum model_role role, const char *id,
                                           struct error *err);

/* False where nothing at all is gated (`gate: none` and no other threshold): no run of it
 * could have a verdict. A case's own `must_pass`, which only its row shows, is not seen
 * here. */
bool suite_gates_anything(const struct suite *suite);

/* Where a suite's baseline is kept, from its folder: what `baseline` in its tree names,
 * else baselines/<suite>.json. The caller's. */
char *suite_baseline_name(const json_t *root, const char *suite);
/* The same from where the suite's own path begins. */
char *suite_baseline_path(const json_t *root, const char *suite, const char *suite_path);
/* Whether --baseline says git:REF; REF is at word + 4. */
bool suite_baseline_word_is_ref(const char *word);

/* What files that the suite names must keep to; borrowed from the suite. */
struct file_rules suite_file_rules(const struct suite *suite);

#endif
