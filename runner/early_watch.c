/* runner/early_watch.c - watches a run that may stop early, as its cases are answered. */
#include "runner/early_watch.h"

#include "base/mem.h"
#include "base/money.h"
#include "base/shown.h"

#include <stdlib.h>
#include <string.h>

enum { WAITING_MAX = 1 << 16, REASON_BYTES_MAX = 1024 };

/* One that is announced and not taken. */
struct awaited {
    int64_t number, turn;
    unsigned to_come;
};

struct early_watch {
    const struct prepared *prepared;
    struct run_order order;
    struct early_end *end; /* NULL: an order, and nothing that could be decided */
    struct outcome_reader *reader;
    struct awaited *waiting; /* owned; from `first` on */
    size_t first, count, capacity;
    int64_t taken; /* cases: the place of the first that waits */
    int64_t turn;  /* of the cluster that is being fed; -1: none */
    bool is_closed;
};

int early_watch_new(const struct prepared *prepared, struct early_watch **out,
                    struct error *err)
{
    const struct run_plan *plan = prepared->plan;
    struct early_watch *watch;

    *out = NULL;
    if (!plan->stop_early)
        return 0;
    watch = mem_new(1, sizeof *watch);
    watch->prepared = prepared;
    watch->turn = -1;
    if (run_file_order(prepared->file, plan, &watch->order, err) ||
        (early_end_applies(plan) &&
         (early_end_new(plan, &watch->order, &watch->end, err) ||
          outcome_reader_new(prepared->file, plan, &watch->reader, err)))) {
        early_watch_free(watch);
        return -1;
    }
    *out = watch;
    return 0;
}

void early_watch_free(struct early_watch *watch)
{
    if (!watch)
        return;
    outcome_reader_free(watch->reader);
    early_end_free(watch->end);
    run_order_release(&watch->order);
    free(watch->waiting);
    free(watch);
}

/* What was taken makes room before more is asked for. */
static void room_make(struct early_watch *watch)
{
    if (watch->first + watch->count < watch->capacity)
        return;
    if (watch->first > watch->capacity / 2) {
        memmove(watch->waiting, watch->waiting + watch->first,
                watch->count * sizeof *watch->waiting);
        watch->first = 0;
        return;
    }
    watch->capacity = watch->capacity ? 2 * watch->capacity : 256;
    watch->waiting = mem_resize(watch->waiting, watch->capacity, sizeof *watch->waiting);
}

void early_watch_announce(struct early_watch *watch, int64_t number, int64_t turn,
                          unsigned to_come)
{
    if (!watch->end)
        return;
    room_make(watch);
    watch->waiting[watch->first + watch->count++] =
        (struct awaited){number, turn, to_come};
}

void early_watch_close(struct early_watch *watch)
{
    watch->is_closed = true;
}

void early_watch_sample(struct early_watch *watch, int64_t place)
{
    if (watch->end)
        watch->waiting[watch->first + (size_t)(place - watch->taken)].to_come--;
}

static int outcome_take(void *context, const struct case_outcome *outcome)
{
    early_end_add(context, outcome);
    return 0;
}

static int case_take(struct early_watch *watch, struct error *err)
{
    const struct awaited next = watch->waiting[watch->first];

    if (watch->turn >= 0 && next.turn != watch->turn &&
        early_end_close_cluster(watch->end, err))
        return -1;
    watch->turn = next.turn;
    watch->first++;
    watch->count--;
    watch->taken++;
    return outcome_reader_read(watch->reader, next.number, outcome_take, watch->end, err);
}

int early_watch_look(struct early_watch *watch, struct error *err)
{
    if (!watch->end)
        return 0;
    while (watch->count && !watch->waiting[watch->first].to_come &&
           !early_end_is_decided(watch->end))
        if (case_take(watch, err))
            return -1;
    if (watch->is_closed && !watch->count && watch->turn >= 0) {
        watch->turn = -1;
        return early_end_close_cluster(watch->end, err);
    }
    return 0;
}

bool early_watch_is_full(const struct early_watch *watch)
{
    return watch->count >= WAITING_MAX;
}

bool early_watch_is_decided(const struct early_watch *watch)
{
    return watch->end && early_end_is_decided(watch->end);
}

/* "", or ", which saved about $1.20": by what a sample has cost so far, judged. */
static void saved_append(struct buf *out, const struct ledger *spent,
                         const struct run_counts *counts)
{
    const double asked = (double)(counts->done - counts->cached);
    char text[MONEY_TEXT_SIZE];

    if (asked <= 0 || spent->unknown_calls || !spent->cost)
        return;
    money_format(
        (int64_t)((double)spent->cost / asked * (double)(counts->planned - counts->done)),
        text);
    buf_append_format(out, ", which saved about %s", text);
}

void early_watch_tell(const struct early_watch *watch, const struct ledger *spent,
                      struct run_end *end)
{
    const struct run_counts *counts = &end->counts;
    const int64_t saved = counts->planned - counts->done;
    char taken[SHOWN_COUNT_SIZE], all[SHOWN_COUNT_SIZE];
    char unsent[SHOWN_COUNT_SIZE], planned[SHOWN_COUNT_SIZE];
    struct buf reason = BUF_INIT(REASON_BYTES_MAX);

    shown_count(watch->taken, taken);
    shown_count(watch->prepared->plan->case_count, all);
    shown_count(saved, unsent);
    shown_count(counts->planned, planned);
    buf_append_format(&reason, "%s of %s cases had decided; %s of %s %s were not %s",
                      taken, all, unsent, planned, prepared_samples_word(watch->prepared),
                      watch->prepared->has_judges ? "asked for" : "sent");
    saved_append(&reason, spent, counts);
    free(end->reason);
    end->reason = buf_detach(&reason);
}
