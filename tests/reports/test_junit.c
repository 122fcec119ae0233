/* tests/reports/test_junit.c - what a JUnit file must be, whatever a model answered. */
#include "base/mem.h"
#include "base/utf8.h"
#include "run_fixture.h"

#include <criterion/criterion.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char hostile_frame[] =
    "{'variants':[{'label':'v8'}],"
    "'graders':[{'name':'exact'},{'name':'odd type','type':'a\\\"<b> c'}],"
    "'gate':{'pass_rate':0.5,'unscored':1},"
    "'cohorts':[{'name':'a b','gate':{'pass_rate':0.1}},{'name':'a_b'},{'name':'gate'}],"
    "'cases':[]}";

static json_t *sample(const char *verdict, const char *reason)
{
    return json_pack("{ss ss}", "verdict", verdict, "reason", reason);
}

/* Takes the sample. */
static void add_case(json_t *description, int cohort, const char *id, json_t *only)
{
    json_array_append_new(
        json_object_get(description, "cases"),
        json_pack("{si ss s[o]}", "cohort", cohort, "id", id, "samples", only));
}

static json_t *answered(const char *verdict, const char *answer)
{
    json_t *out = sample(verdict, "<wrong> & \"bad\" ]]> [[ATTACHMENT|/etc/passwd]]");

    json_object_set_new(out, "answer", json_string(answer));
    return out;
}

static json_t *all_bytes(void)
{
    char hex[513];
    json_t *out = sample("fail", "every byte");

    for (unsigned i = 0; i < 256; i++)
        snprintf(hex + 2 * i, 3, "%02x", i);
    json_object_set_new(out, "answer_hex", json_string(hex));
    return out;
}

static json_t *large(void)
{
    json_t *out = answered("fail", "0123456789]]>&");

    json_object_set_new(out, "repeat_answer", json_integer(20 * 1000 * 1000 / 14));
    return out;
}

static json_t *surrogate(void)
{
    json_t *out = sample("fail", "a lone surrogate");

    json_object_set_new(out, "answer_hex", json_string("61eda08062efbfbe63c2856400"));
    return out;
}

static json_t *hostile(void)
{
    json_t *out = fixture_parse(hostile_frame);
    json_t *odd = answered("fail", "[[ATTACHMENT|/etc/passwd]] [[property|x]]");

    json_object_set_new(odd, "grader", json_integer(1));
    add_case(out, 0, "every byte", all_bytes());
    add_case(out, 0, "the end of a section", answered("fail", "a]]>b]]]]>>]]>"));
    add_case(out, 0, "a surrogate", surrogate());
    add_case(out, 0, "colours", answered("fail", "\x1b[31mred\x1b[0m"));
    add_case(out, 0, "large", large());
    add_case(out, 0, "quotes \" ' <b> & ]]>", odd);
    add_case(out, 0, "a\tb", answered("fail", ""));
    add_case(out, 0, "a\nb", answered("pass", "x"));
    add_case(out, 0, "a b", answered("pass", "x"));
    add_case(out, 1, "a b", answered("pass", "x"));
    add_case(out, 2, "a b", answered("fail", "x"));
    json_object_set_new(json_array_get(json_object_get(out, "cases"), 10), "samples",
                        json_pack("[{ss ss ss}]", "verdict", "unscored", "failure",
                                  "timeout", "message",
                                  "no answer \x1b[1min time [[ATTACHMENT|/x]]"));
    return out;
}

struct tally {
    size_t tests, failures, errors, skipped;
};

static size_t attribute(xmlNodePtr node, const char *name)
{
    xmlChar *text = xmlGetProp(node, (const xmlChar *)name);
    const size_t out = text ? (size_t)strtoul((const char *)text, NULL, 10) : 0;

    cr_expect(text, "%s has no %s", (const char *)node->name, name);
    xmlFree(text);
    return out;
}

static bool is_named(xmlNodePtr node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && !strcmp((const char *)node->name, name);
}

static void expect_time(xmlNodePtr node)
{
    xmlChar *time = xmlGetProp(node, (const xmlChar *)"time");
    const size_t whole = time ? strspn((const char *)time, "0123456789") : 0;

    cr_expect(whole > 0 && time[whole] == '.' &&
                  strspn((const char *)time + whole + 1, "0123456789") == 3 &&
                  time[whole + 4] == '\0',
              "time=\"%s\"", time ? (const char *)time : "(none)");
    xmlFree(time);
}

static void count_test(xmlNodePtr test, struct tally *tally)
{
    size_t results = 0;

    tally->tests++;
    expect_time(test);
    for (xmlNodePtr node = test->children; node; node = node->next) {
        tally->failures += is_named(node, "failure");
        tally->errors += is_named(node, "error");
        tally->skipped += is_named(node, "skipped");
        results += is_named(node, "failure") + is_named(node, "error") +
                   is_named(node, "skipped");
    }
    cr_expect_leq(results, 1);
}

static void expect_counts(xmlNodePtr node, const struct tally *tally, bool has_skipped)
{
    cr_expect_eq(attribute(node, "tests"), tally->tests);
    cr_expect_eq(attribute(node, "failures"), tally->failures);
    cr_expect_eq(attribute(node, "errors"), tally->errors);
    if (has_skipped)
        cr_expect_eq(attribute(node, "skipped"), tally->skipped);
    expect_time(node);
}

/* Every count in front is the count of what follows. */
static struct tally read_counts(xmlDocPtr document)
{
    xmlNodePtr root = xmlDocGetRootElement(document);
    struct tally all = {0};

    cr_assert(is_named(root, "testsuites"));
    for (xmlNodePtr suite = root->children; suite; suite = suite->next) {
        struct tally own = {0};

        if (!is_named(suite, "testsuite"))
            continue;
        for (xmlNodePtr test = suite->children; test; test = test->next)
            if (is_named(test, "testcase"))
                count_test(test, &own);
        expect_counts(suite, &own, true);
        all.tests += own.tests;
        all.failures += own.failures;
        all.errors += own.errors;
        all.skipped += own.skipped;
    }
    expect_counts(root, &all, true);
    return all;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void expect_unique(xmlDocPtr document)
{
    xmlNodePtr root = xmlDocGetRootElement(document);
    char *names[64];
    size_t count = 0;

    for (xmlNodePtr suite = root->children; suite; suite = suite->next)
        for (xmlNodePtr test = suite->children; test; test = test->next)
            if (is_named(test, "testcase") && count < 64) {
                xmlChar *name = xmlGetProp(test, (const xmlChar *)"name");
                xmlChar *class_name = xmlGetProp(test, (const xmlChar *)"classname");

                names[count++] = mem_format("%s\n%s", (char *)class_name, (char *)name);
                xmlFree(name);
                xmlFree(class_name);
            }
    qsort(names, count, sizeof names[0], by_text);
    for (size_t i = 0; i < count; i++) {
        cr_expect(i == 0 || strcmp(names[i - 1], names[i]) != 0, "twice: %s", names[i]);
        cr_expect_leq(strlen(names[i]), 512);
    }
    for (size_t i = 0; i < count; i++)
        free(names[i]);
}

static xmlDocPtr parse(const char *text, size_t length)
{
    xmlDocPtr document =
        xmlReadMemory(text, (int)length, "junit.xml", NULL, XML_PARSE_NONET);

    cr_assert(document, "libxml2 cannot read it:\n%.2000s", text);
    return document;
}

Test(junit, hostile_answers_make_a_file_that_every_parser_takes)
{
    json_t *description = hostile();
    struct run_fixture fixture;
    struct tally tally;
    xmlDocPtr document;
    size_t length;
    char *text;

    fixture_open(&fixture, description);
    text = fixture_report(&fixture, "junit", &length);
    document = parse(text, length);
    tally = read_counts(document);
    expect_unique(document);
    cr_expect_eq(tally.errors, 1, "the time-out");
    cr_expect_eq(tally.failures, 1, "the gate over all: cases do not fail by themselves");
    cr_expect_lt(length, 200 * 1000, "20 MB of answer are cut: %zu", length);
    cr_expect_eq(utf8_check(text, length), length);
    cr_expect_null(strcasestr(text, "[[attachment|"));
    cr_expect_null(strcasestr(text, "[[property|"));
    cr_expect(strstr(text, " bytes left out …"));
    cr_expect(strstr(text, "type=\"noworse.a__b__c\"") ||
              strstr(text, "noworse.timeout"));
    xmlFreeDoc(document);
    free(text);
    fixture_close(&fixture);
    json_decref(description);
}

Test(junit, strict_makes_every_failing_case_red)
{
    json_t *description = hostile();
    struct run_fixture fixture;
    struct tally tally;
    xmlDocPtr document;
    size_t length;
    char *text;

    fixture_open(&fixture, description);
    fixture.input.junit_cases = JUNIT_CASES_STRICT;
    text = fixture_report(&fixture, "junit", &length);
    document = parse(text, length);
    tally = read_counts(document);
    cr_expect_eq(tally.failures, 8, "seven cases and the gate");
    cr_expect_eq(tally.errors, 1);
    cr_expect(strstr(text, "type=\"noworse.a__b__c\""), "a type is a dotted word");
    xmlFreeDoc(document);
    free(text);
    fixture_close(&fixture);
    json_decref(description);
}

Test(junit, counts_of_cases_equal_those_of_the_judgement)
{
    json_t *description = fixture_description("demo");
    struct run_fixture fixture;
    const struct gate_scope *scope;
    xmlDocPtr document;
    size_t length;
    char *text;
    struct tally tally;
    size_t checks = 0;

    fixture_open(&fixture, description);
    fixture.input.junit_cases = JUNIT_CASES_STRICT;
    text = fixture_report(&fixture, "junit", &length);
    document = parse(text, length);
    tally = read_counts(document);
    scope = judgement_scope(&fixture.judgement, 1, SCOPE_ALL);
    for (size_t i = 0; i < fixture.judgement.scope_count; i++)
        if (fixture.judgement.scopes[i].variant == 1)
            checks += fixture.judgement.scopes[i].check_count;
    cr_expect_eq(tally.tests,
                 (size_t)(scope->case_count -
                          judgement_scope(&fixture.judgement, 1, 0)->case_count) +
                     checks,
                 "all cases but the held-out, and the checks");
    xmlFreeDoc(document);
    free(text);
    fixture_close(&fixture);
    json_decref(description);
}

static bool can_validate(void)
{
    return *SHARED_DATA && access(SHARED_DATA "/junit/ant-junit.xsd", R_OK) == 0 &&
           system("xmllint --version >/dev/null 2>&1") == 0;
}

static void expect_valid(struct run_fixture *fixture, const char *profile,
                         const char *schema)
{
    char *path = mem_format("%s/%s.xml", fixture->folder, profile);
    char *command = mem_format("xmllint --noout --schema %s %s 2>%s/why || cat %s/why",
                               schema, path, fixture->folder, fixture->folder);
    struct error err = ERROR_INIT;
    char line[400] = "";
    FILE *out;

    fixture->input.profile = profile;
    cr_assert_eq(report_save(report_find("junit"), &fixture->input, path, &err), 0);
    out = popen(command, "r");
    cr_assert(out);
    cr_expect_null(fgets(line, sizeof line, out), "%s: %s", profile, line);
    pclose(out);
    free(path);
    free(command);
}

Test(junit, the_profiles_are_valid_under_their_schemas)
{
    static const char *const names[] = {"demo", "must-pass", "unscored", "held-out"};

    if (!can_validate()) {
        puts("SKIPPED: junit schemas: no NOWORSE_SHARED_DATA, or no xmllint");
        return;
    }
    for (size_t i = 0; i <= sizeof names / sizeof names[0]; i++) {
        json_t *description = i < sizeof names / sizeof names[0]
                                  ? fixture_description(names[i])
                                  : hostile();
        struct run_fixture fixture;

        fixture_open(&fixture, description);
        fixture.input.junit_cases = i % 2 ? JUNIT_CASES_STRICT : JUNIT_CASES_GATE;
        expect_valid(&fixture, "jenkins", SHARED_DATA "/junit/jenkins-junit-10.xsd");
        expect_valid(&fixture, "ant", SHARED_DATA "/junit/ant-junit.xsd");
        fixture_close(&fixture);
        json_decref(description);
    }
}

Test(junit, a_run_without_cases_is_a_root_without_suites)
{
    json_t *description = fixture_parse(
        "{'variants':[{'label':'v8'}],'graders':[{'name':'exact'}],'cohorts':[],"
        "'gate':null,'cases':[]}");
    struct run_fixture fixture;
    char *text;

    fixture_open(&fixture, description);
    for (size_t i = 0; i < fixture.judgement.scope_count; i++)
        fixture.judgement.scopes[i].check_count = 0;
    text = fixture_report(&fixture, "junit", NULL);
    cr_expect_str_eq(text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                           "<testsuites name=\"noworse\" tests=\"0\" failures=\"0\" "
                           "errors=\"0\" skipped=\"0\" time=\"3.100\"/>\n");
    free(text);
    fixture_close(&fixture);
    json_decref(description);
}

Test(junit, a_file_over_its_limit_leaves_passing_cases_out_and_says_so)
{
    json_t *description = fixture_parse(
        "{'variants':[{'label':'v8'}],'graders':[{'name':'exact'}],"
        "'cohorts':[{'name':'c','gate':{'pass_rate':0.5}}],'cases':"
        "[{'id':'p','copies':40000,'samples':[{'answer':'x'}]},"
        "{'id':'f','must_pass':true,'copies':40,'samples':[{'verdict':'fail'}]}]}");
    struct run_fixture fixture;
    struct tally tally;
    xmlDocPtr document;
    size_t length;
    char *text;

    fixture_open(&fixture, description);
    text = fixture_report(&fixture, "junit", &length);
    document = parse(text, length);
    tally = read_counts(document);
    cr_expect_lt(length, 30 * 1000 * 1000);
    cr_expect_lt(tally.tests, 40000);
    cr_expect_geq(tally.failures, 40, "failures are kept");
    cr_expect(strstr(text, "cases are not in this file, 0 of them failed"));
    xmlFreeDoc(document);
    free(text);
    fixture_close(&fixture);
    json_decref(description);
}

Test(junit, all_outputs_together_are_limited_and_messages_are_kept)
{
    json_t *description = fixture_parse(
        "{'variants':[{'label':'v8'}],'graders':[{'name':'exact'}],"
        "'cohorts':[{'name':'c','gate':{'pass_rate':0.5}}],'cases':"
        "[{'id':'f','copies':1200,'samples':[{'verdict':'fail','reason':'kept',"
        "'answer':'0123456789','repeat_answer':1000}]}]}");
    struct run_fixture fixture;
    xmlDocPtr document;
    size_t length;
    char *text;

    fixture_open(&fixture, description);
    fixture.input.junit_cases = JUNIT_CASES_STRICT;
    text = fixture_report(&fixture, "junit", &length);
    document = parse(text, length);
    cr_expect_eq(read_counts(document).failures, 1200 + 1);
    cr_expect_lt(length, 5 * 1000 * 1000 + 1200 * 1000);
    cr_expect(strstr(strstr(text, "name=\"f-1200\""), "CDATA[kept\n  at "));
    xmlFreeDoc(document);
    free(text);
    fixture_close(&fixture);
    json_decref(description);
}
