/* tests/reports/run_fixture.c - a real run file, made from a description in JSON, judged.
 */
#include "run_fixture.h"

#include "base/mem.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { STARTED_MS_PARTS = 1000 };
static const int64_t began_ms = 1792576800 * (int64_t)STARTED_MS_PARTS;

static void must(int rc, const struct error *err)
{
    cr_assert_eq(rc, 0, "%s: %s (%s)", err->code, err->message, err->hint);
}

json_t *fixture_description(const char *name)
{
    char *path = mem_format("%s/%s/run.json", CASES_DIR, name);
    json_error_t why;
    json_t *out = json_load_file(path, JSON_ALLOW_NUL, &why);

    cr_assert(out, "%s:%d: %s", path, why.line, why.text);
    free(path);
    return out;
}

json_t *fixture_parse(const char *text)
{
    char *copy = mem_text(text);
    json_error_t why;
    json_t *out;

    for (char *at = copy; *at; at++)
        if (*at == '\'')
            *at = '"';
    out = json_loads(copy, JSON_ALLOW_NUL, &why);
    cr_assert(out, "%s", why.text);
    free(copy);
    return out;
}

static const char *text_of(const json_t *object, const char *key, const char *otherwise)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text ? text : otherwise;
}

static double number_of(const json_t *object, const char *key, double otherwise)
{
    const json_t *value = json_object_get(object, key);

    return json_is_number(value) ? json_number_value(value) : otherwise;
}

static void rules_fill(struct gate_rules *rules, const json_t *json)
{
    gate_rules_init(rules);
    if (!json_is_object(json))
        return;
    rules->is_given = true;
    rules->pass_rate = number_of(json, "pass_rate", (double)NAN);
    rules->score = number_of(json, "score", (double)NAN);
    rules->latency_p95_ms = number_of(json, "latency_p95_ms", (double)NAN);
    rules->unscored = number_of(json, "unscored", (double)NAN);
    rules->pass_all_repeats = number_of(json, "pass_all_repeats", (double)NAN);
    rules->cost_per_case_usd = number_of(json, "cost_per_case_usd", (double)NAN);
    rules->max_drop = number_of(json, "max_drop", (double)NAN);
    rules->max_cost_rise = number_of(json, "max_cost_rise", (double)NAN);
    rules->max_latency_rise = number_of(json, "max_latency_rise", (double)NAN);
    rules->confidence = number_of(json, "confidence", (double)NAN);
    rules->pass_rate_by_bound = json_is_true(json_object_get(json, "by_bound"));
    rules->drop_of_score = json_is_true(json_object_get(json, "of_score"));
    rules->must_pass = mem_text(text_of(json, "must_pass", NULL));
}

static void variants_fill(struct run_plan *plan, const json_t *list)
{
    plan->variant_count = json_array_size(list);
    plan->variants = mem_new(plan->variant_count + 1, sizeof *plan->variants);
    for (size_t i = 0; i < plan->variant_count; i++) {
        const json_t *json = json_array_get(list, i);
        const json_t *baseline = json_object_get(json, "baseline");
        const char *label = text_of(json, "label", "v1");

        plan->variants[i] = (struct plan_variant){
            .baseline_entry = -1,
            .anchor_entry = -1,
            .name = mem_format("refund@%s/mini", label),
            .label = mem_text(label),
            .prompt_name = mem_text("refund"),
            .prompt_version = mem_text(label),
            .prompt_digest = mem_format("%064zu", i),
            .prompt_path = mem_format("prompts/refund/%s.prompt.yaml", label),
            .model_id = mem_text("mini"),
            .model_provider = mem_text("openai"),
            .model_name = mem_text("sim-1"),
            .is_baseline = json_is_true(baseline),
            .baseline =
                json_is_integer(baseline) ? (int)json_integer_value(baseline) : -1,
        };
    }
}

static void grader_gate_add(struct run_plan *plan, const char *name, const json_t *gate)
{
    plan->grader_gates = mem_resize(plan->grader_gates, plan->grader_gate_count + 1,
                                    sizeof *plan->grader_gates);
    plan->grader_gates[plan->grader_gate_count] =
        (struct plan_grader_gate){.name = mem_text(name)};
    rules_fill(&plan->grader_gates[plan->grader_gate_count++].gate, gate);
}

static void graders_fill(struct run_plan *plan, const json_t *list)
{
    plan->grader_count = json_array_size(list);
    plan->graders = mem_new(plan->grader_count + 1, sizeof *plan->graders);
    for (size_t i = 0; i < plan->grader_count; i++) {
        const json_t *json = json_array_get(list, i);
        const char *name = text_of(json, "name", "exact");

        plan->graders[i] = (struct plan_grader){
            .name = mem_text(name),
            .type = mem_text(text_of(json, "type", name)),
            .digest = mem_format("%064zu", i),
            .required = !json_is_true(json_object_get(json, "optional")),
            .weight = 1,
        };
        if (json_object_get(json, "gate"))
            grader_gate_add(plan, name, json_object_get(json, "gate"));
    }
}

static void cohorts_fill(struct run_plan *plan, const json_t *list)
{
    plan->cohort_count = json_array_size(list);
    plan->cohorts = mem_new(plan->cohort_count + 1, sizeof *plan->cohorts);
    for (size_t i = 0; i < plan->cohort_count; i++) {
        const json_t *json = json_array_get(list, i);
        struct plan_cohort *cohort = &plan->cohorts[i];

        cohort->name = mem_text(text_of(json, "name", "all of them"));
        cohort->held_out = json_is_true(json_object_get(json, "held_out"));
        cohort->watch = true;
        cohort->file = mem_text(plan->suite_path);
        cohort->line = (unsigned)(10 + i);
        rules_fill(&cohort->gate, json_object_get(json, "gate"));
    }
}

static int64_t copies_of(const json_t *test)
{
    return (int64_t)number_of(test, "copies", 1);
}

static struct run_plan *plan_make(const json_t *json)
{
    struct run_plan *plan = run_plan_new();
    const json_t *cases = json_object_get(json, "cases");
    const json_t *test;
    size_t i;

    plan->suite = mem_text(text_of(json, "suite", "refund-answers"));
    plan->suite_path = mem_text(text_of(json, "path", "evals/refund.suite.yaml"));
    plan->suite_digest = mem_format("%064d", 7);
    plan->repeats = (unsigned)number_of(json, "repeats", 1);
    memset(plan->asked_digest, 'a', 64);
    rules_fill(&plan->gate, json_object_get(json, "gate"));
    variants_fill(plan, json_object_get(json, "variants"));
    graders_fill(plan, json_object_get(json, "graders"));
    cohorts_fill(plan, json_object_get(json, "cohorts"));
    for (i = 0; i < plan->variant_count; i++)
        plan->has_baseline = plan->has_baseline || plan->variants[i].is_baseline;
    json_array_foreach(cases, i, test)
    {
        const int cohort = (int)number_of(test, "cohort", 0);

        plan->cohorts[cohort].case_count += copies_of(test);
        plan->case_count += copies_of(test);
    }
    plan->sample_count =
        plan->case_count * (int64_t)plan->variant_count * (int64_t)plan->repeats;
    return plan;
}

static enum verdict verdict_of(const char *name)
{
    for (int i = VERDICT_PASS; i <= VERDICT_UNSCORED; i++)
        if (strcmp(verdict_name((enum verdict)i), name) == 0)
            return (enum verdict)i;
    cr_assert_fail("no verdict %s", name);
    return VERDICT_UNSCORED;
}

static enum failure failure_of(const char *name)
{
    for (int i = 0; name && i < FAILURE_COUNT; i++)
        if (strcmp(failure_facts[i].name, name) == 0)
            return (enum failure)i;
    return FAILURE_NONE;
}

static void answer_fill(struct reply *reply, const json_t *sample)
{
    const json_t *answer = json_object_get(sample, "answer");
    const char *hex = text_of(sample, "answer_hex", "");
    const int64_t times = (int64_t)number_of(sample, "repeat_answer", 1);

    reply->has_text = answer || *hex;
    for (int64_t i = 0; answer && i < times; i++)
        buf_append(&reply->text, json_string_value(answer), json_string_length(answer));
    for (; hex[0] && hex[1]; hex += 2) {
        const char pair[3] = {hex[0], hex[1], '\0'};

        buf_append_char(&reply->text, (char)strtoul(pair, NULL, 16));
    }
}

enum { GRADES_MAX = 8 };

/* Of the graders after the first, by the sample's `others`: verdicts. */
static size_t others_fill(const json_t *list, struct grade_record *grades)
{
    size_t count = 1;

    for (size_t i = 0; i < json_array_size(list) && count < GRADES_MAX; i++) {
        const char *verdict = json_string_value(json_array_get(list, i));

        grades[count++] =
            (struct grade_record){.grader = (int)i + 1,
                                  .verdict = verdict_of(verdict),
                                  .score = verdict_of(verdict) == VERDICT_PASS ? 1 : 0};
    }
    return count;
}

static void sample_add(struct run_file *file, int64_t number, unsigned repeat,
                       const json_t *json, struct error *err)
{
    const char *verdict = text_of(json, "verdict", "pass");
    const char *failure = text_of(json, "failure", NULL);
    const char *message = text_of(json, "message", NULL);
    char *details = json_dumps(json_object_get(json, "details"), JSON_COMPACT);
    struct reply reply;
    struct grade_record grades[GRADES_MAX];
    const struct grade_record grade = {
        .grader = (int)number_of(json, "grader", 0),
        .verdict = verdict_of(verdict),
        .score = verdict_of(verdict) == VERDICT_PASS ? 1 : 0,
        .reason = text_of(json, "reason", NULL),
        .details = details,
    };
    struct sample_record sample = {
        .case_number = number,
        .variant = (int)number_of(json, "variant", 0),
        .repeat = repeat,
        .verdict = grade.verdict,
        .score = grade.verdict == VERDICT_UNSCORED ? (double)NAN : grade.score,
        .reply = &reply,
        .request_digest =
            "00000000000000000000000000000000000000000000000000000000000000aa",
        .started_ms = began_ms + 10 * number,
        .latency_ms = number_of(json, "latency_ms", 50),
        .first_byte_ms = (double)NAN,
        .attempts = 1,
        .grades = grades,
        .grade_count = failure ? 0 : others_fill(json_object_get(json, "others"), grades),
    };

    grades[0] = grade;
    reply_init(&reply);
    answer_fill(&reply, json);
    reply.failure = failure_of(failure);
    reply.message = mem_text(message);
    reply.status = failure ? 0 : 200;
    reply.finish = failure ? FINISH_UNKNOWN : FINISH_STOP;
    reply.usage.input_total = 100;
    reply.usage.output_total = 20;
    must(run_file_add_sample(file, &sample, err), err);
    reply_release(&reply);
    free(details);
}

static void samples_add(struct run_file *file, int64_t number, const json_t *list,
                        struct error *err)
{
    unsigned repeats[16] = {0};
    const json_t *sample;
    size_t i;

    json_array_foreach(list, i, sample)
    {
        const int variant = (int)number_of(sample, "variant", 0);

        sample_add(file, number, ++repeats[variant], sample, err);
    }
}

static void case_add(struct run_file *file, const json_t *json, int64_t number,
                     int64_t copy, struct error *err)
{
    const char *id = text_of(json, "id", "a");
    char *name =
        copies_of(json) > 1 ? mem_format("%s-%lld", id, (long long)copy) : mem_text(id);
    char *seen = NULL;
    unsigned line;
    const struct case_record row = {
        .number = number,
        .cohort = (int)number_of(json, "cohort", 0),
        .id = name,
        .digest = "00000000000000000000000000000000000000000000000000000000000000cc",
        .weight = number_of(json, "weight", 1),
        .must_pass = json_is_true(json_object_get(json, "must_pass")),
        .line = (unsigned)number_of(json, "line", (double)(number + 1)),
        .file = text_of(json, "file", "evals/cohorts/cases.jsonl"),
    };

    must(run_file_add_case(file, &row, &line, &seen, err), err);
    samples_add(file, number, json_object_get(json, "samples"), err);
    free(name);
}

/* Every grader judges every case. */
static void sets_add(struct run_file *file, const json_t *description, struct error *err)
{
    const size_t count = json_array_size(json_object_get(description, "graders"));
    int graders[GRADES_MAX] = {0};

    for (size_t i = 0; i < count && i < GRADES_MAX; i++)
        graders[i] = (int)i;
    for (size_t i = 0; i < json_array_size(json_object_get(description, "variants")); i++)
        must(run_file_add_grader_set(file, 0, (int)i, graders, count, err), err);
}

static void cases_add(struct run_file *file, const json_t *description, struct error *err)
{
    const json_t *list = json_object_get(description, "cases");
    const json_t *test;
    int64_t number = 0;
    size_t i;

    must(run_file_begin(file, err), err);
    sets_add(file, description, err);
    json_array_foreach(list, i, test)
    {
        for (int64_t copy = 1; copy <= copies_of(test); copy++)
            case_add(file, test, number++, copy, err);
    }
    must(run_file_commit(file, err), err);
}

static enum run_status status_of(const char *name)
{
    for (int i = RUN_RUNNING; i <= RUN_DECIDED; i++)
        if (strcmp(run_status_name((enum run_status)i), name) == 0)
            return (enum run_status)i;
    cr_assert_fail("no status %s", name);
    return RUN_RUNNING;
}

static void file_make(const char *path, const json_t *description)
{
    struct run_info info = {.id = "01JD3M0000ABCDEFGHJKMNPQRS", .started_ms = began_ms};
    const json_t *run = json_object_get(description, "run");
    struct run_plan *plan = plan_make(description);
    struct error err = ERROR_INIT;
    char version[] = "0.1.0";
    struct run_file *file = NULL;

    info.version = version;
    must(run_file_create(path, &info, &file, &err), &err);
    must(run_file_set_plan(file, plan, &err), &err);
    cases_add(file, description, &err);
    must(run_file_end(file, status_of(text_of(run, "status", "finished")),
                      (int)number_of(run, "signal", 0), text_of(run, "reason", NULL),
                      began_ms + 3100, &err),
         &err);
    run_file_close(file);
    run_plan_free(plan);
}

void fixture_open(struct run_fixture *fixture, const json_t *description)
{
    struct error err = ERROR_INIT;
    char *path;

    memset(fixture, 0, sizeof *fixture);
    snprintf(fixture->folder, sizeof fixture->folder, "/tmp/noworse-reports-XXXXXX");
    cr_assert(mkdtemp(fixture->folder));
    path = mem_format("%s/a.nwrun", fixture->folder);
    file_make(path, description);
    must(run_file_open(path, &fixture->file, &err), &err);
    must(run_file_info(fixture->file, &fixture->info, &err), &err);
    must(judge_run(fixture->file, &fixture->plan, &fixture->judgement, &err), &err);
    fixture->input = (struct report_input){
        .run = fixture->file,
        .info = &fixture->info,
        .plan = fixture->plan,
        .judgement = &fixture->judgement,
    };
    free(path);
}

void fixture_close(struct run_fixture *fixture)
{
    DIR *folder = opendir(fixture->folder);

    run_file_close(fixture->file);
    run_info_release(&fixture->info);
    judgement_release(&fixture->judgement);
    run_plan_free(fixture->plan);
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        char *path = mem_format("%s/%s", fixture->folder, entry->d_name);

        unlink(path);
        free(path);
    }
    closedir(folder);
    rmdir(fixture->folder);
}

char *fixture_report(const struct run_fixture *fixture, const char *type, size_t *length)
{
    struct error err = ERROR_INIT;
    size_t size = 0;
    char *text = NULL;
    FILE *out = open_memstream(&text, &size);

    must(report_find(type)->write(&fixture->input, out, &err), &err);
    cr_assert_eq(fclose(out), 0);
    if (length)
        *length = size;
    return text;
}
