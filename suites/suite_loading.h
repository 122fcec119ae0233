/* suites/suite_loading.h - a suite being loaded: what the files suite_*.c share, and
 * nobody else includes.
 */
#ifndef NOWORSE_SUITES_SUITE_LOADING_H
#define NOWORSE_SUITES_SUITE_LOADING_H

#include "suites/suite.h"

struct suite_loading {
    struct suite *suite;                 /* being filled */
    struct file_rules rules;             /* root borrowed from the suite */
    struct error_list *errors;           /* borrowed */
    bool sound;                          /* the whole tree fits the schema */
    const struct suite_options *options; /* borrowed; never NULL */
    json_t *baseline_prompt; /* borrowed from the tree; NULL: baseline names none */
    json_t *baseline_model;
    bool *is_candidate_prompt; /* owned: by index into prompts */
    bool *is_candidate_model;  /* owned: by index into models */
    int baseline_prompt_index; /* VARIANT_NO_PROMPT: none */
    int baseline_model_index;  /* -1: none */
};

/* The value of a key of the suite file that fits the schema, or NULL: absent, or so wrong
 * that building on it would only give errors that follow from it. */
json_t *loading_part(struct suite_loading *loading, const char *key);

/* What stands under a key that a profile may change: the profile's, else the suite's. */
struct source loading_setting(struct suite_loading *loading, const char *key);

/* A source that stands in a tree. json NULL gives an empty one. */
struct source source_in(const struct tree *tree, const json_t *json, const char *pointer);

/* A piece of JSON that was put together: the array `owner` has it from here (the
 * reference is taken); its places are those of `where`. */
struct source source_made(json_t *owner, json_t *json, const struct source *where);

/* What stands under a key of a source; empty where json is NULL. */
struct source source_member(const struct source *source, const json_t *json,
                            const char *key);

/* suite_define.c: fragments, and what is defined by name. */
int suite_load_includes(struct suite_loading *loading);
void suite_check_definitions(struct suite_loading *loading);
/* kind: "models", "graders", "gates". False: there is none of that name. The source's
 * pointer is the caller's, for source_release(). */
bool suite_find_definition(const struct suite *suite, const char *kind, const char *name,
                           struct source *out);
/* The nearest defined name, or one of `others` (ended by NULL, may be NULL); borrowed. */
const char *suite_nearest_definition(const struct suite *suite, const char *kind,
                                     const char *word, const char *const *others);

/* suite_scan.c: what looks like a key, and ${…} where it is only text. */
void suite_scan(struct suite_loading *loading, const struct tree *tree);

/* suite_unsupported.c: what this version refuses, in a tree. */
void suite_refuse(struct suite_loading *loading, const struct tree *tree);

/* grader_check.c: the mistakes in grader items that a schema's union tells badly; each
 * bad item is replaced in the tree by a sound one, so that nothing follows from it. */
void suite_check_graders(struct suite_loading *loading, struct tree *tree);

/* suite_prompts.c: takes the prompt; its index. */
int suite_keep_prompt(struct suite_loading *loading, struct prompt *prompt,
                      bool is_candidate);
/* The prompt of that name@version or version, else the first of that name; -1. */
int suite_named_prompt(const struct suite *suite, const char *word);

/* Whether `baseline` is a variant of the same run. */
bool loading_has_baseline_variant(const struct suite_loading *loading);

/* The parts, in the order they are built. */
void suite_find_project(struct suite_loading *loading);
void suite_check_project(struct suite_loading *loading); /* the last */
void suite_build_profile(struct suite_loading *loading);
void suite_build_baseline(struct suite_loading *loading);
void suite_build_models(struct suite_loading *loading);
void suite_build_prompts(struct suite_loading *loading);
/* suite_versus.c: where options->versus is given, after what the suite names was built.
 */
void suite_choose_variants(struct suite_loading *loading);
void suite_build_variants(struct suite_loading *loading);
void suite_build_cohorts(struct suite_loading *loading);
void suite_apply_profile(struct suite_loading *loading); /* to the cohorts */
void suite_build_gate(struct suite_loading *loading);
void suite_build_budget(struct suite_loading *loading); /* `prices` too */
void suite_build_quarantine(struct suite_loading *loading);
void suite_release_quarantine(struct suite *suite);

/* suite_gates.c: a gate with its `use` resolved. where: the suite's words for the owner
 * of the gate in errors. */
enum gate_owner { GATE_OF_SUITE, GATE_OF_COHORT, GATE_OF_GRADER };
struct source suite_resolve_gate(struct suite_loading *loading, const struct source *gate,
                                 enum gate_owner owner);
/* The same for the gates of a list of graders, in place. */
void suite_resolve_grader_gates(struct suite_loading *loading, struct grader_list *list);
/* gate_graders.c: whether what gates say of labels and of fields is about a grader. */
void suite_check_gate_graders(struct suite_loading *loading);

/* suite_paths.c */
int suite_find_root(const char *path, const struct suite_options *options, char **root,
                    struct error *err);
/* Variables ({file: path} read); refuses reserved names. Appends to vars. */
int suite_load_vars(struct suite_loading *loading, const struct source *vars,
                    struct document *out);
/* One entry of `cases`: globs expanded, sorted by bytes; appended to files. */
int suite_find_files(struct suite_loading *loading, const struct source *path,
                     char ***files, size_t *count);

#endif
