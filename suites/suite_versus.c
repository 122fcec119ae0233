/* suites/suite_versus.c - two variants in place of those that the suite compares. */
#include "base/mem.h"
#include "base/shown.h"
#include "suites/suite_loading.h"

#include <stdlib.h>
#include <string.h>

enum { NAMES_SHOWN = 10, HINT_BYTES_MAX = 8192 };

static const struct suite_versus_side *side_of(const struct suite_loading *loading,
                                               enum versus side)
{
    return &loading->options->versus[side];
}

/* `known`: what there is, each behind ", "; taken. */
static void unknown_tell(struct suite_loading *loading, const char *noun,
                         const char *word, struct buf *known)
{
    const struct place place = {loading->suite->path, 0, 0, 0};
    char *quoted = shown_quoted(word, strlen(word), 100);

    error_list_at(loading->errors, &place, "N0955", "the suite has no %s %s", noun,
                  quoted);
    if (known->length)
        error_hint(error_list_last(loading->errors), "it has %s", buf_text(known) + 2);
    buf_release(known);
    free(quoted);
}

static void known_add(struct buf *known, const char *name)
{
    buf_append_text(known, ", ");
    shown_append(known, name, strlen(name), 100);
}

static void prompt_unknown(struct suite_loading *loading, const char *word)
{
    struct buf known = BUF_INIT(HINT_BYTES_MAX);

    for (size_t i = 0; i < loading->suite->prompt_count && i < NAMES_SHOWN; i++) {
        known_add(&known, loading->suite->prompts[i].name);
        buf_append_format(&known, "@%s", loading->suite->prompts[i].version);
    }
    unknown_tell(loading, "prompt", word, &known);
}

static void model_unknown(struct suite_loading *loading, const char *word)
{
    struct buf known = BUF_INIT(HINT_BYTES_MAX);
    const struct suite *suite = loading->suite;
    unsigned shown = 0;

    for (size_t i = 0; i < suite->model_count && shown < NAMES_SHOWN; i++)
        if (suite->models[i].role == MODEL_CANDIDATE) {
            known_add(&known, suite->models[i].id);
            shown++;
        }
    unknown_tell(loading, "model", word, &known);
}

/* A file in place of what the suite names, under a version of its own. */
static int file_take(struct suite_loading *loading, const struct suite_versus_side *side)
{
    const struct file_rules rules = {side->root, false};
    struct prompt prompt = PROMPT_INIT;

    if (prompt_load(side->file, &rules, &prompt, loading->errors))
        return -1;
    free(prompt.version);
    free(prompt.path);
    prompt.version = mem_text(side->version);
    prompt.path = mem_text(side->shown);
    return suite_keep_prompt(loading, &prompt, false);
}

static int prompt_take(struct suite_loading *loading, enum versus which)
{
    const struct suite_versus_side *side = side_of(loading, which);
    int index;

    if (side->file)
        return file_take(loading, side);
    index = suite_named_prompt(loading->suite, side->prompt);
    if (index < 0)
        prompt_unknown(loading, side->prompt);
    return index;
}

static bool names_prompt(const struct suite_versus_side *side)
{
    return side->prompt || side->file;
}

static void prompts_choose(struct suite_loading *loading)
{
    const struct suite_versus_side *was = side_of(loading, VERSUS_OLD);
    const struct suite_versus_side *is = side_of(loading, VERSUS_NEW);
    int old_prompt, new_prompt;

    loading->baseline_prompt_index = VARIANT_NO_PROMPT;
    if (!names_prompt(was) || !names_prompt(is))
        return;
    old_prompt = prompt_take(loading, VERSUS_OLD);
    new_prompt = was->prompt && is->prompt && !strcmp(was->prompt, is->prompt)
                     ? old_prompt
                     : prompt_take(loading, VERSUS_NEW);
    if (old_prompt < 0 || new_prompt < 0)
        return;
    for (size_t i = 0; i < loading->suite->prompt_count; i++)
        loading->is_candidate_prompt[i] = (int)i == new_prompt;
    if (old_prompt != new_prompt)
        loading->baseline_prompt_index = old_prompt;
}

static int model_take(struct suite_loading *loading, enum versus which)
{
    const char *id = side_of(loading, which)->model;

    for (size_t i = 0; i < loading->suite->model_count; i++)
        if (loading->suite->models[i].role == MODEL_CANDIDATE &&
            !strcmp(loading->suite->models[i].id, id))
            return (int)i;
    model_unknown(loading, id);
    return -1;
}

static void models_choose(struct suite_loading *loading)
{
    int old_model, new_model;

    loading->baseline_model_index = -1;
    if (!side_of(loading, VERSUS_OLD)->model)
        return;
    old_model = model_take(loading, VERSUS_OLD);
    new_model = model_take(loading, VERSUS_NEW);
    if (old_model < 0 || new_model < 0)
        return;
    for (size_t i = 0; i < loading->suite->model_count; i++)
        loading->is_candidate_model[i] = (int)i == new_model;
    if (old_model != new_model)
        loading->baseline_model_index = old_model;
}

void suite_choose_variants(struct suite_loading *loading)
{
    const struct place place = {loading->suite->path, 0, 0, 0};
    const size_t errors = loading->errors->error_count;

    models_choose(loading);
    prompts_choose(loading);
    if (loading->errors->error_count > errors || loading->baseline_model_index >= 0 ||
        loading->baseline_prompt_index >= 0)
        return;
    error_list_at(loading->errors, &place, "N0955",
                  "both sides are the same prompt and model");
    error_hint(error_list_last(loading->errors), "name two that differ");
}
