/* gate/rule_latency.c - how long answers may take: latency_p95_ms, max_latency_rise. No
 * inference.
 */
#include "base/mem.h"
#include "gate/rise.h"

#include <math.h>

static char *latency_sentence(const struct rule_scope *scope,
                              const struct gate_check *check, int64_t unknown)
{
    const char *of = scope->name ? scope->name : "";
    const char *blank = scope->name ? " " : "";
    char found_text[FIGURE_SIZE], limit_text[FIGURE_SIZE], count[FIGURE_SIZE];
    bool is_above = figure_is_above(check->found, check->limit);

    figure_pair(check->found, check->limit, FIGURE_MS, found_text, limit_text);
    figure_count(unknown, count);
    if (check->verdict == GATE_INCONCLUSIVE)
        return mem_format("%s%sanswers within %s at p95, %s the %s allowed, but %s "
                          "sample%s without an answer could change it",
                          of, blank, found_text, is_above ? "above" : "within",
                          limit_text, count, unknown == 1 ? "" : "s");
    return mem_format("%s%sanswers within %s at p95, %s %s allowed", of, blank,
                      found_text, is_above ? "above the" : "at most", limit_text);
}

/* A call without an answer has no latency: it may have been faster than all others (a
 * refusal) or slower (a time-out). */
bool rule_latency(const struct rule_scope *scope, struct gate_check *out)
{
    const struct scope_figures *figures = scope->figures;
    double limit = scope->rules->latency_p95_ms;
    int64_t unknown = figures->passed + figures->failed + figures->unscored +
                      figures->missing - figures->latencies.count;
    double found = scope->shown->latency_p95_ms;
    bool within = !figure_is_above(found, limit);

    if (isnan(limit) || figures->cases == 0)
        return false;
    *out = check_of("latency_p95_ms", limit, found);
    out->has_no_inference = true;
    out->verdict = within ? GATE_PASS : GATE_FAIL;
    out->reason = within ? NULL : "latency";
    if (isnan(found)) {
        out->verdict = GATE_INCOMPLETE;
        out->reason = "missing";
        out->sentence = mem_format("there is no latency%s%s", scope->name ? " in " : "",
                                   scope->name ? scope->name : "");
        return true;
    }
    if (unknown &&
        (within == figure_is_above(latency_p95(&figures->latencies, unknown, 0), limit) ||
         within ==
             figure_is_above(latency_p95(&figures->latencies, 0, unknown), limit))) {
        out->verdict = GATE_INCONCLUSIVE;
        out->reason = "missing";
    }
    out->sentence = latency_sentence(scope, out, unknown);
    return true;
}

bool rule_latency_rise(const struct rule_scope *scope, struct gate_check *out)
{
    double limit = scope->rules->max_latency_rise;
    double before = scope->shown->baseline_latency_p95_ms;
    double now = scope->shown->latency_p95_ms;

    if (isnan(limit) || !scope->is_compared || scope->figures->cases == 0)
        return false;
    *out = check_of("max_latency_rise", limit, rise_of(before, now));
    out->has_no_inference = true;
    if (isnan(out->found)) {
        out->verdict = GATE_INCOMPLETE;
        out->reason = "missing";
        out->sentence =
            mem_format("there is no latency to compare%s%s", scope->name ? " in " : "",
                       scope->name ? scope->name : "");
        return true;
    }
    rise_judge(
        scope,
        &(struct rise){before, now, FIGURE_MS, "answers within", "at p95", "latency"},
        out);
    return true;
}
