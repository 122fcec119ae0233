/* tests/fuzz/fuzz_likeness.c - any two texts have a likeness that is a share, the same
 * whichever was measured before. */
#include "base/buf.h"
#include "graders/folding.h"
#include "metrics/likeness.h"
#include "tests/fuzz/fuzz_target.h"

enum { TEXT_MAX = 1 << 20 };

static void text_fill(struct buf *out, const uint8_t *data, size_t size)
{
    text_repair((const char *)data, size, out);
}

static double measured(int metric, const struct buf *answer, const struct buf *reference,
                       const char *language, struct metric_room *room)
{
    const struct text_pair pair = {buf_text(answer), answer->length, buf_text(reference),
                                   reference->length, language};
    struct likeness got;

    if (likeness_measure((enum likeness_metric)metric, &pair, room, &got)) {
        must(got.limit != NULL);
        return 0;
    }
    must(got.score >= 0 && got.score <= 1 + 1e-12);
    must(got.reference_units > 0 || got.score == 0 || metric == METRIC_EDIT_SIMILARITY);
    return got.score;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const languages[] = {NULL, "de", "tr", "zh"};
    const size_t first = first_length(data, size);
    const char *language = languages[size % 4];
    struct metric_room *room = metric_room_new();
    struct buf answer = BUF_INIT(TEXT_MAX), reference = BUF_INIT(TEXT_MAX);

    text_fill(&answer, data, first);
    if (first < size)
        text_fill(&reference, data + first + 1, size - first - 1);
    for (int metric = 0; metric <= METRIC_TOKEN_F1; metric++) {
        const double score = measured(metric, &answer, &reference, language, room);
        const double itself = measured(metric, &reference, &reference, language, room);

        must(itself == 0 || (itself > 1 - 1e-9 && itself < 1 + 1e-9));
        must(measured(metric, &answer, &reference, language, room) == score);
    }
    buf_release(&reference);
    buf_release(&answer);
    metric_room_free(room);
    return 0;
}
