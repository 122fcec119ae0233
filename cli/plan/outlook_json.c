/* cli/plan/outlook_json.c - what a run will ask, cost and take, for programs
 * (schemas/plan.schema.json). */
#include "cli/plan/outlook.h"

#include <math.h>

static json_t *number_or_null(double number)
{
    return isfinite(number) ? json_real(number) : json_null();
}

static json_t *usd_or_null(int64_t amount)
{
    return number_or_null(money_to_usd(amount));
}

static json_t *count_or_null(int64_t count)
{
    return count == UNKNOWN_COUNT ? json_null() : json_integer(count);
}

static const char *role_word(enum model_role role)
{
    static const char *const words[] = {[MODEL_CANDIDATE] = "candidate",
                                        [MODEL_JUDGE] = "judge",
                                        [MODEL_EMBEDDER] = "embed"};

    return words[role];
}

static json_t *models_json(const struct outlook *outlook, const struct suite *suite)
{
    json_t *all = json_array();

    for (size_t i = 0; i < outlook->model_count; i++) {
        const struct forecast_model *model = &outlook->models[i];

        if (model->calls)
            json_array_append_new(
                all,
                json_pack("{s:s, s:s, s:I, s:I, s:o, s:o}", "id", suite->models[i].id,
                          "role", role_word(suite->models[i].role), "calls",
                          (json_int_t)model->calls, "cached", (json_int_t)model->cached,
                          "most_usd", usd_or_null(model->cost_most), "tokens_most",
                          count_or_null(model->tokens_most)));
    }
    return all;
}

static const char *usage_word(enum usage_source source)
{
    static const char *const words[] = {"guess", "baseline", "run"};

    return words[source];
}

static json_t *pace_json(const struct outlook *outlook)
{
    static const char *const words[] = {"unknown", "requests", "tokens", "latency"};

    return json_pack("{s:o, s:s}", "minutes", number_or_null(outlook->minutes), "by",
                     words[outlook->pace]);
}

static json_t *sight_json(const struct sight *sight, const struct run_plan *plan)
{
    static const char *const sources[] = {"assumed", "baseline", "run"};
    const char *cohort = sight->cohort < 0 ? NULL : plan->cohorts[sight->cohort].name;
    json_t *json = json_pack(
        "{s:s?, s:b, s:I, s:I, s:f, s:f, s:s, s:f, s:o, s:f, s:I, s:b}", "cohort", cohort,
        "required", sight->is_required, "cases", (json_int_t)sight->cases, "clusters",
        (json_int_t)sight->clusters, "margin", sight->margin, "v0", sight->v0, "v0_from",
        sources[sight->source], "design_effect", sight->design_effect, "drop",
        sight->drop > 0 ? json_real(sight->drop) : json_null(), "pass_chance",
        sight->pass_chance, "fewest_cases", (json_int_t)sight->fewest, "can_pass",
        sight->can_pass);

    json_object_set_new(json, "judge_shows", number_or_null(sight->judge_shows));
    json_object_set_new(json, "cases_more", json_integer((json_int_t)sight->cases_more));
    json_object_set_new(json, "repeats_instead",
                        sight->repeats_more ? json_integer(sight->repeats_more)
                                            : json_null());
    json_object_set_new(
        json, "two_points",
        json_pack("{s:o, s:o}", "cases",
                  sight->target_cases ? json_integer((json_int_t)sight->target_cases)
                                      : json_null(),
                  "repeats",
                  sight->target_repeats ? json_integer(sight->target_repeats)
                                        : json_null()));
    return json;
}

json_t *outlook_to_json(const struct outlook *outlook, const struct opened_suite *opened)
{
    const struct run_plan *plan = opened->prepared.plan;
    const int64_t cap = opened->prepared.budget.cost;
    json_t *sees = json_array();
    json_t *json = json_pack(
        "{s:s, s:I, s:I, s:I, s:I, s:{s:I, s:I}, s:o, s:o}", "suite", plan->suite,
        "cases", (json_int_t)plan->case_count, "repeats", (json_int_t)plan->repeats,
        "calls", (json_int_t)outlook->answers.calls, "cached",
        (json_int_t)outlook->answers.cached, "graders", "calls",
        (json_int_t)outlook->graders.calls, "cached", (json_int_t)outlook->graders.cached,
        "models", models_json(outlook, opened->suite), "time", pace_json(outlook));

    json_object_set_new(json, "money",
                        json_pack("{s:o, s:o, s:s, s:o, s:s?}", "most_usd",
                                  usd_or_null(outlook->cost_most), "likely_usd",
                                  number_or_null(outlook->likely_usd), "likely_from",
                                  usage_word(outlook->usd_from), "cap_usd",
                                  cap ? usd_or_null(cap) : json_null(), "prices_as_of",
                                  plan->prices_as_of));
    json_object_set_new(json, "tokens",
                        json_pack("{s:o, s:I, s:s}", "most",
                                  count_or_null(outlook->tokens_most), "likely",
                                  (json_int_t)ceil(outlook->likely_tokens), "likely_from",
                                  usage_word(outlook->tokens_from)));
    for (size_t i = 0; i < outlook->sight_count; i++)
        json_array_append_new(sees, sight_json(&outlook->sights[i], plan));
    json_object_set_new(json, "sees", sees);
    json_object_set_new(json, "candidates",
                        json_integer((json_int_t)outlook->candidates));
    json_object_set_new(json, "false_alarm",
                        outlook->false_alarm > 0 ? json_real(outlook->false_alarm)
                                                 : json_null());
    return json;
}
