/* Random runs, told by all: the console, JSON, JUnit and the exit code say the same of
 * each. */
#include "base/mem.h"
#include "base/random.h"
#include "cli/exit_code.h"
#include "run_fixture.h"

#include <criterion/criterion.h>
#include <libxml/parser.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { RUNS = 300, CASES_MAX = 90, REPEATS_MAX = 3 };

static json_t *pick(struct random *random, const double *from, size_t count)
{
    const double value = from[random_next(random) % count];

    return isnan(value) ? json_null() : json_real(value);
}

static json_t *random_rules(struct random *random)
{
    static const double limits[] = {NAN, NAN, 0.5, 0.8, 1};
    static const double drops[] = {NAN, 0.01, 0.05, 0.2};
    static const double rises[] = {NAN, NAN, NAN, 0.1};
    static const double times[] = {NAN, NAN, 40, 60};
    json_t *rules = json_pack(
        "{so so so so so so sb sb}", "pass_rate", pick(random, limits, 5), "max_drop",
        pick(random, drops, 4), "score", pick(random, limits, 3), "pass_all_repeats",
        pick(random, limits, 4), "max_latency_rise", pick(random, rises, 4),
        "latency_p95_ms", pick(random, times, 4), "by_bound",
        (int)(random_next(random) % 2), "of_score", (int)(random_next(random) % 2));

    return random_next(random) % 4 ? rules : (json_decref(rules), json_null());
}

/* Those that a grader's gate may have. */
static json_t *random_grader_rules(struct random *random)
{
    json_t *rules = random_rules(random);

    if (json_is_object(rules)) {
        json_object_del(rules, "max_latency_rise");
        json_object_del(rules, "latency_p95_ms");
    }
    return rules;
}

static json_t *random_samples(struct random *random, int repeats, double rate,
                              double drop, double unscored)
{
    json_t *list = json_array();

    for (int variant = 0; variant < 2; variant++) {
        for (int i = 0; i < repeats; i++) {
            const double luck = random_share(random);
            const char *verdict = random_share(random) < unscored        ? "unscored"
                                  : luck < rate - (variant ? drop : 0.0) ? "pass"
                                                                         : "fail";

            json_array_append_new(
                list, json_pack("{si ss ss sf s[s]}", "variant", variant, "verdict",
                                verdict, "answer", "a", "latency_ms",
                                40 + 20 * random_share(random), "others",
                                random_share(random) < unscored ? "unscored"
                                : random_share(random) < rate   ? "pass"
                                                                : "fail"));
        }
    }
    return list;
}

static json_t *random_run(struct random *random)
{
    static const double rates[] = {0, 0.5, 0.9, 1}, drops[] = {0, 0, 0.1, 0.5};
    static const double holes[] = {0, 0, 0.01, 0.2};
    const int repeats = 1 + (int)(random_next(random) % REPEATS_MAX);
    const int cohorts = 1 + (int)(random_next(random) % 3);
    const int cases = 1 + (int)(random_next(random) % CASES_MAX);
    const double rate = rates[random_next(random) % 4];
    const double drop = drops[random_next(random) % 4];
    const double hole = holes[random_next(random) % 4];
    json_t *run = json_pack("{si so s[{ss sb} {ss si}] s[{ss} {ss so}] s[] s[]}",
                            "repeats", repeats, "gate", random_rules(random), "variants",
                            "label", "v7", "baseline", 1, "label", "v8", "baseline", 0,
                            "graders", "name", "exact", "name", "tone", "gate",
                            random_grader_rules(random), "cohorts", "cases");

    for (int i = 0; i < cohorts; i++) {
        char *name = mem_format("c%d", i);

        json_array_append_new(
            json_object_get(run, "cohorts"),
            json_pack("{ss so}", "name", name, "gate", random_rules(random)));
        free(name);
    }
    for (int i = 0; i < cases; i++) {
        char *id = mem_format("k%d", i);

        json_array_append_new(
            json_object_get(run, "cases"),
            json_pack("{ss si sb so}", "id", id, "cohort", i * cohorts / cases,
                      "must_pass", random_next(random) % 20 == 0, "samples",
                      random_samples(random, repeats, rate, drop, hole)));
        free(id);
    }
    return run;
}

/* Blanks and line ends alike, so that a wrapped sentence equals itself. */
static char *unwrapped(const char *text)
{
    char *out = mem_text(text);
    char *to = out;

    for (const char *at = text; *at; at++) {
        const bool is_blank = *at == ' ' || *at == '\n';

        if (is_blank && to > out && to[-1] == ' ')
            continue;
        *to++ = is_blank ? ' ' : *at;
    }
    *to = '\0';
    return out;
}

struct gates_seen {
    int failures, errors, skipped;
};

static bool has_prefix(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

static void gates_count(xmlNode *node, struct gates_seen *seen)
{
    for (; node; node = node->next) {
        xmlChar *name = xmlGetProp(node, (const xmlChar *)"name");

        if (name && has_prefix((const char *)name, "gate / ")) {
            for (const xmlNode *in = node->children; in; in = in->next) {
                seen->failures += xmlStrEqual(in->name, (const xmlChar *)"failure");
                seen->errors += xmlStrEqual(in->name, (const xmlChar *)"error");
                seen->skipped += xmlStrEqual(in->name, (const xmlChar *)"skipped");
            }
        } else {
            gates_count(node->children, seen);
        }
        xmlFree(name);
    }
}

static struct gates_seen junit_gates(const struct run_fixture *fixture)
{
    struct gates_seen seen = {0, 0, 0};
    size_t length;
    char *text = fixture_report(fixture, "junit", &length);
    xmlDoc *document = xmlReadMemory(text, (int)length, "a.xml", NULL, XML_PARSE_NONET);

    cr_assert(document);
    gates_count(xmlDocGetRootElement(document), &seen);
    xmlFreeDoc(document);
    free(text);
    return seen;
}

static void console_expect(const struct run_fixture *fixture, const char *word)
{
    char *text = fixture_report(fixture, "console", NULL);
    char *plain = unwrapped(text);
    char *sentence = unwrapped(fixture->judgement.sentence);

    cr_expect(has_prefix(plain, word), "%s: %.60s", word, plain);
    cr_expect(strstr(plain, sentence), "%s is not in %.300s", sentence, plain);
    free(text);
    free(plain);
    free(sentence);
}

static void json_expect(const struct run_fixture *fixture, const char *verdict)
{
    char *text = fixture_report(fixture, "json", NULL);
    json_t *json = json_loads(text, 0, NULL);
    const json_t *judgement = json_object_get(json, "judgement");

    cr_assert(json);
    cr_expect_str_eq(json_string_value(json_object_get(judgement, "verdict")), verdict);
    cr_expect_str_eq(json_string_value(json_object_get(judgement, "sentence")),
                     fixture->judgement.sentence);
    json_decref(json);
    free(text);
}

static void all_agree(const struct run_fixture *fixture)
{
    static const struct {
        enum gate_verdict verdict;
        const char *word;
        enum exit_code code;
    } rows[] = {{GATE_PASS, "PASS ", EXIT_CODE_OK},
                {GATE_FAIL, "FAIL ", EXIT_CODE_GATE_FAILED},
                {GATE_INCONCLUSIVE, "INCONCLUSIVE ", EXIT_CODE_INCONCLUSIVE},
                {GATE_INCOMPLETE, "INCOMPLETE ", EXIT_CODE_INCOMPLETE},
                {GATE_NOT_GATED, "NOT GATED ", EXIT_CODE_INPUT}};
    const enum gate_verdict verdict = fixture->judgement.verdict;
    const struct verdict_options options = {false, false};
    struct gates_seen seen = junit_gates(fixture);

    cr_assert_eq(rows[verdict].verdict, verdict);
    console_expect(fixture, rows[verdict].word);
    json_expect(fixture, gate_verdict_name(verdict));
    cr_expect_eq(exit_code_for_judgement(&fixture->judgement, 0, &options),
                 rows[verdict].code);
    cr_expect_eq(seen.failures > 0, verdict == GATE_FAIL);
    if (verdict == GATE_PASS || verdict == GATE_NOT_GATED)
        cr_expect_eq(seen.errors, 0);
    if (verdict == GATE_INCONCLUSIVE || verdict == GATE_INCOMPLETE)
        cr_expect_gt(seen.errors, 0);
    cr_expect_eq(seen.skipped, 0);
}

Test(agreement, all_tell_the_same_of_random_runs)
{
    struct random random = {20261121};
    int seen[GATE_NOT_GATED + 1] = {0};

    for (int i = 0; i < RUNS; i++) {
        struct run_fixture fixture;
        json_t *description = random_run(&random);

        fixture_open(&fixture, description);
        all_agree(&fixture);
        seen[fixture.judgement.verdict]++;
        fixture_close(&fixture);
        json_decref(description);
    }
    for (int verdict = GATE_PASS; verdict <= GATE_NOT_GATED; verdict++)
        cr_expect_gt(seen[verdict], 0, "no run is %s",
                     gate_verdict_name((enum gate_verdict)verdict));
}
