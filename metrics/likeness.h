/* metrics/likeness.h - how alike two texts are, from 0 to 1, by the usual metrics.
 *
 * Each is a pure function of two texts; where its authors published a script, ours gives
 * the script's number (tests/metrics/vectors has the comparison). A list of references is
 * the caller's business. The texts are UTF-8 without ill-formed bytes; whoever wants one
 * normal form for both brings them to it before.
 *
 * token_f1: F1 of the bags of words. Rajpurkar et al., "SQuAD: 100,000+ Questions for
 *     Machine Comprehension of Text", 2016, evaluate-v1.1.py; for other languages Lewis
 *     et al., "MLQA", 2020, mlqa_evaluation_v1.py. Words: see text_words.h.
 * rouge_1, rouge_2: F1 of the bags of words, of pairs of neighbouring words; rouge_l: F1
 *     by the longest common subsequence of words. Lin, "ROUGE: A Package for Automatic
 *     Evaluation of Summaries", 2004; precision and recall weigh the same, nothing is
 *     stemmed, as rouge_score 0.0.4 has it, which its authors compared with ROUGE-1.5.5.
 * bleu: Papineni et al., 2002, of one sentence as sacreBLEU 2.6.0's sentence_bleu() has
 *     it (Post, "A Call for Clarity in Reporting BLEU Scores", 2018): up to four words,
 *     tokenizer 13a (of the language "zh": zh), exponential smoothing, effective order.
 *     Over 100, as all here is a share.
 * chrf: chrF2, Popović, "chrF: character n-gram F-score", 2015, as sacreBLEU has it: up
 *     to six characters, white space left out, recall counts twice (beta 2), effective
 *     order. Over 100.
 * edit_similarity: 1 − Levenshtein distance / length of the longer text, in code points;
 *     of two empty texts 1.
 */
#ifndef NOWORSE_METRICS_LIKENESS_H
#define NOWORSE_METRICS_LIKENESS_H

#include <stddef.h>

enum likeness_metric {
    METRIC_BLEU,
    METRIC_CHRF,
    METRIC_EDIT_SIMILARITY,
    METRIC_ROUGE_1,
    METRIC_ROUGE_2,
    METRIC_ROUGE_L,
    METRIC_TOKEN_F1,
};

/* All borrowed. */
struct text_pair {
    const char *answer;
    size_t answer_length;
    const char *reference;
    size_t reference_length;
    const char *language; /* "en", "de", "tr"; NULL: not said */
};

struct likeness {
    double score;             /* from 0 to 1 */
    double precision, recall; /* NaN: the metric has none */
    size_t reference_units;   /* words, pairs of words, characters in the reference; where
                                 there are none every answer has the score 0 */
    const char *limit;        /* why there is no score; NULL: there is one */
};

/* Room for the work, one a thread; no meaning between calls. */
struct metric_room;
struct metric_room *metric_room_new(void);
void metric_room_free(struct metric_room *room); /* takes NULL */

enum {
    LIKENESS_BYTES_MAX = 4 * 1024 * 1024, /* of both texts; keeps memory below 400 MB */
};
/* Cells of the table that an edit distance or a longest common subsequence stands for:
 * two texts of 130,000 characters without a common end, about a second. */
static const unsigned long long likeness_cells_max = 1ULL << 34;

/* -1: a limit was passed, and out->limit says which. */
int likeness_measure(enum likeness_metric metric, const struct text_pair *pair,
                     struct metric_room *room, struct likeness *out);

#endif
