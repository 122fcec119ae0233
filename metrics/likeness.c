/* metrics/likeness.c - how alike two texts are, from 0 to 1, by the usual metrics. */
#include "metrics/likeness.h"

#include "metrics/metric_room.h"

#include <math.h>

static int (*const metrics[])(const struct text_pair *pair, struct metric_room *room,
                              struct likeness *out) = {
    [METRIC_BLEU] = bleu_measure,
    [METRIC_CHRF] = chrf_measure,
    [METRIC_ROUGE_1] = rouge_1_measure,
    [METRIC_EDIT_SIMILARITY] = edit_similarity_measure,
    [METRIC_ROUGE_2] = rouge_2_measure,
    [METRIC_ROUGE_L] = rouge_l_measure,
    [METRIC_TOKEN_F1] = token_f1_measure,
};

/* The room that texts beyond this took is given back: it would be a thread's for good. */
static const size_t bytes_kept_for = 256 * 1024;

int likeness_measure(enum likeness_metric metric, const struct text_pair *pair,
                     struct metric_room *room, struct likeness *out)
{
    int rc;

    *out = (struct likeness){.precision = NAN, .recall = NAN};
    if (pair->answer_length > LIKENESS_BYTES_MAX ||
        pair->reference_length > LIKENESS_BYTES_MAX - pair->answer_length) {
        out->limit = "the answer and the reference have more than 4 MiB together";
        return -1;
    }
    rc = metrics[metric](pair, room, out);
    if (pair->answer_length + pair->reference_length > bytes_kept_for)
        room_empty(room);
    return rc;
}
