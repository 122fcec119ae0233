/* gate/judge_run.c - a run file judged. */
#include "gate/gate.h"

#include "base/mem.h"
#include "gate/group_numbers.h"
#include "gate/judged.h"
#include "gate/served.h"
#include "store/run_file_baseline.h"
#include "store/run_file_order.h"

#include <stdlib.h>

/* The walk has no place for an error of its own. */
struct taking {
    struct gate *gate;
    struct error *err;
};

static int outcome_take(void *context, const struct case_outcome *outcome)
{
    struct taking *taking = context;

    return gate_add(taking->gate, outcome, taking->err);
}

static int groups_each(void *from, run_file_group_fn *fn, void *context,
                       struct error *err)
{
    return run_file_each_group(from, fn, context, err);
}

static int gone_take(void *context, const struct gone_case *gone)
{
    if (!gone->is_anchor)
        gate_add_gone(context, gone);
    return 0;
}

static int evidence_take(void *context, const struct case_outcome *outcome)
{
    early_end_add(context, outcome);
    return 0;
}

/* Every case in the order of turns, until all is decided. */
static int clusters_feed(struct run_file *file, const struct run_plan *plan,
                         struct early_end *end, struct outcome_reader *reader,
                         struct error *err)
{
    struct case_record row;
    int64_t last = -1, turn;

    for (int64_t place = 0; place < plan->case_count && !early_end_is_decided(end);
         place++) {
        int64_t number;

        if (run_file_case_at(file, place, &row, &turn, err))
            return -1;
        number = row.number;
        if (last >= 0 && turn != last && early_end_close_cluster(end, err))
            return -1;
        if (early_end_is_decided(end))
            return 0;
        last = turn;
        if (outcome_reader_read(reader, number, evidence_take, end, err))
            return -1;
    }
    return last >= 0 && !early_end_is_decided(end) ? early_end_close_cluster(end, err)
                                                   : 0;
}

/* The evidence on which the run ended, worked out again; *out is the caller's. */
static int decisions_read(struct run_file *file, const struct run_plan *plan,
                          struct early_decision **out, struct error *err)
{
    struct run_order order = {.scales = NULL};
    struct early_end *end = NULL;
    struct outcome_reader *reader = NULL;
    int rc = -1;

    if (run_file_order(file, plan, &order, err) ||
        early_end_new(plan, &order, &end, err) ||
        outcome_reader_new(file, plan, &reader, err) ||
        clusters_feed(file, plan, end, reader, err))
        goto done;
    *out = mem_new(plan->variant_count, sizeof **out);
    for (size_t i = 0; i < plan->variant_count; i++)
        (*out)[i] = early_end_decision(end, (int)i);
    rc = 0;

done:
    outcome_reader_free(reader);
    early_end_free(end);
    run_order_release(&order);
    return rc;
}

struct hearing {
    struct judged *judged;
    struct error *err;
};

static int sample_take(void *context, const struct sample_view *view)
{
    struct hearing *hearing = context;

    return judged_add(hearing->judged, view, hearing->err);
}

/* Every sample is read where a judge is to be known, and else none. */
static int judges_take(struct run_file *file, const struct run_plan *plan,
                       struct gate *gate, struct judged **out, struct error *err)
{
    struct hearing hearing;

    if (!plan->judge_count)
        return 0;
    *out = judged_new(plan);
    judged_groups_from(*out, &(struct group_source){groups_each, file});
    hearing = (struct hearing){*out, err};
    if (run_file_each_sample(file, sample_take, &hearing, err))
        return -1;
    gate_judged(gate, *out);
    return 0;
}

int judge_run(struct run_file *file, struct run_plan **plan, struct judgement *out,
              struct error *err)
{
    struct run_plan *own = NULL;
    struct run_info info = {.reason = NULL};
    struct early_decision *decisions = NULL;
    struct gate *gate = NULL;
    struct judged *judged = NULL;
    struct taking taking = {NULL, err};
    int rc = -1;

    if (run_file_plan(file, &own, err) || run_file_info(file, &info, err))
        goto done;
    gate = gate_new(own);
    taking.gate = gate;
    gate_began(gate, info.started_ms);
    gate_groups_from(gate, &(struct group_source){groups_each, file});
    if (own->earlier.runs && own->earlier.verdict)
        gate_earlier(gate,
                     &(struct earlier_verdict){own->earlier.runs, own->earlier.number,
                                               gate_verdict_named(own->earlier.verdict)});
    if (run_file_each_outcome(file, outcome_take, &taking, err) ||
        run_file_each_gone(file, gone_take, gate, err) ||
        judges_take(file, own, gate, &judged, err) ||
        (info.status == RUN_DECIDED && decisions_read(file, own, &decisions, err)))
        goto done;
    gate_ended_early(gate, decisions);
    if (gate_decide(gate, info.status, info.reason, out, err))
        goto done;
    if (served_note(file, own, out, err)) {
        judgement_release(out);
        goto done;
    }
    rc = 0;

done:
    gate_free(gate);
    judged_free(judged);
    free(decisions);
    run_info_release(&info);
    if (rc == 0)
        *plan = own;
    else
        run_plan_free(own);
    return rc;
}
