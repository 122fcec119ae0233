/* runner/judged_digest.c - whether two runs judge alike, in one digest. */
#include "runner/judged_digest.h"

#include <stdlib.h>

static void member_add(struct sha256 *hash, const json_t *object, const char *key)
{
    char *text = json_dumps(json_object_get(object, key),
                            JSON_COMPACT | JSON_ENCODE_ANY | JSON_SORT_KEYS);

    sha256_add_text(hash, text);
    free(text);
}

void judged_digest_add(struct run_plan *plan, struct sha256 *part)
{
    struct sha256 *hash = sha256_new();
    char digest[SHA256_HEX_SIZE];

    sha256_end_hex(part, digest);
    sha256_add_text(hash, plan->judged_digest);
    sha256_add_text(hash, digest);
    sha256_end_hex(hash, plan->judged_digest);
    sha256_free(hash);
}

void judged_digest_finish(struct run_plan *plan)
{
    static const char *const of_plan[] = {
        "graders", "grader_gates", "share_rules", "judges",
        "gate",    "quarantine",   "stop_early",  "baseline_entries"};
    static const char *const of_cohort[] = {"name", "watch", "weight", "gate"};
    json_t *json = run_plan_to_json(plan);
    struct sha256 *hash = sha256_new();
    const json_t *cohort;
    size_t i;

    sha256_add_text(hash, plan->judged_digest);
    for (i = 0; i < sizeof of_plan / sizeof *of_plan; i++)
        member_add(hash, json, of_plan[i]);
    json_array_foreach(json_object_get(json, "cohorts"), i, cohort)
    {
        for (size_t j = 0; j < sizeof of_cohort / sizeof *of_cohort; j++)
            member_add(hash, cohort, of_cohort[j]);
    }
    sha256_end_hex(hash, plan->judged_digest);
    sha256_free(hash);
    json_decref(json);
}
