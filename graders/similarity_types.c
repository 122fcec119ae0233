/* graders/similarity_types.c - the types of the similarity rule: a metric each. */
#include "graders/builtin_graders.h"
#include "graders/similarity_rule.h"

/* sacreBLEU cuts these with MeCab. */
static const char *const without_words[] = {"ja", "ko", NULL};

static int bleu_compile(const json_t *options, const struct grader_context *context,
                        void **state, struct error_list *errors)
{
    static const struct similarity_kind kind = {
        .name = "bleu",
        .metric = METRIC_BLEU,
        .unit = "word",
        .languages_refused = without_words,
    };

    return similarity_compile(&kind, options, context, state, errors);
}

const struct grader_type grader_bleu = {
    .name = "bleu",
    .summary = "BLEU of the answer and the reference",
    .needs_reference = true,
    .applies_pass = true,
    .compile = bleu_compile,
    .check_reference = similarity_check,
    .grade = similarity_grade,
    .free = similarity_free,
};

static int chrf_compile(const json_t *options, const struct grader_context *context,
                        void **state, struct error_list *errors)
{
    static const struct similarity_kind kind = {
        .name = "chrf",
        .metric = METRIC_CHRF,
        .unit = "character",
    };

    return similarity_compile(&kind, options, context, state, errors);
}

const struct grader_type grader_chrf = {
    .name = "chrf",
    .summary = "chrF of the answer and the reference",
    .needs_reference = true,
    .applies_pass = true,
    .compile = chrf_compile,
    .check_reference = similarity_check,
    .grade = similarity_grade,
    .free = similarity_free,
};

static int edit_similarity_compile(const json_t *options,
                                   const struct grader_context *context, void **state,
                                   struct error_list *errors)
{
    static const struct similarity_kind kind = {
        .name = "edit_similarity",
        .metric = METRIC_EDIT_SIMILARITY,
    };

    return similarity_compile(&kind, options, context, state, errors);
}

const struct grader_type grader_edit_similarity = {
    .name = "edit_similarity",
    .summary = "how few edits make the answer the reference",
    .needs_reference = true,
    .applies_pass = true,
    .compile = edit_similarity_compile,
    .check_reference = similarity_check,
    .grade = similarity_grade,
    .free = similarity_free,
};

static int rouge_1_compile(const json_t *options, const struct grader_context *context,
                           void **state, struct error_list *errors)
{
    static const struct similarity_kind kind = {
        .name = "rouge_1",
        .metric = METRIC_ROUGE_1,
        .unit = "word",
    };

    return similarity_compile(&kind, options, context, state, errors);
}

const struct grader_type grader_rouge_1 = {
    .name = "rouge_1",
    .summary = "ROUGE-1 of the answer and the reference",
    .needs_reference = true,
    .applies_pass = true,
    .compile = rouge_1_compile,
    .check_reference = similarity_check,
    .grade = similarity_grade,
    .free = similarity_free,
};

static int rouge_2_compile(const json_t *options, const struct grader_context *context,
                           void **state, struct error_list *errors)
{
    static const struct similarity_kind kind = {
        .name = "rouge_2",
        .metric = METRIC_ROUGE_2,
        .unit = "pair of words",
    };

    return similarity_compile(&kind, options, context, state, errors);
}

const struct grader_type grader_rouge_2 = {
    .name = "rouge_2",
    .summary = "ROUGE-2 of the answer and the reference",
    .needs_reference = true,
    .applies_pass = true,
    .compile = rouge_2_compile,
    .check_reference = similarity_check,
    .grade = similarity_grade,
    .free = similarity_free,
};

static int rouge_l_compile(const json_t *options, const struct grader_context *context,
                           void **state, struct error_list *errors)
{
    static const struct similarity_kind kind = {
        .name = "rouge_l",
        .metric = METRIC_ROUGE_L,
        .unit = "word",
    };

    return similarity_compile(&kind, options, context, state, errors);
}

const struct grader_type grader_rouge_l = {
    .name = "rouge_l",
    .summary = "ROUGE-L of the answer and the reference",
    .needs_reference = true,
    .applies_pass = true,
    .compile = rouge_l_compile,
    .check_reference = similarity_check,
    .grade = similarity_grade,
    .free = similarity_free,
};

static int token_f1_compile(const json_t *options, const struct grader_context *context,
                            void **state, struct error_list *errors)
{
    static const struct similarity_kind kind = {
        .name = "token_f1",
        .metric = METRIC_TOKEN_F1,
        .unit = "word",
    };

    return similarity_compile(&kind, options, context, state, errors);
}

const struct grader_type grader_token_f1 = {
    .name = "token_f1",
    .summary = "F1 of the words of the answer and the reference",
    .needs_reference = true,
    .applies_pass = true,
    .compile = token_f1_compile,
    .check_reference = similarity_check,
    .grade = similarity_grade,
    .free = similarity_free,
};
