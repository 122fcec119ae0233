/* tests/graders/test_grading.c - what data cannot say: places, asking, threads, digests,
 * and what many grades make of a sample. */
#include "base/file.h"
#include "base/mem.h"
#include "tests/graders/asks_twice.h"
#include "tests/graders/grade_case.h"

#include <criterion/criterion.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static const struct grader_type *const plugins[] = {&grader_asks_twice, NULL};

static json_t *json_of(const char *text)
{
    json_error_t error;
    json_t *json = json_loads(text, JSON_DECODE_ANY, &error);

    cr_assert(json, "%s: %s", text, error.text);
    return json;
}

/* A grader as a person writes it: {"type": options}. */
struct made {
    json_t *json;
    struct grading *grading;
};

static struct made make(const char *text)
{
    struct grader_context context = {.plugins = plugins};
    struct error_list errors = ERROR_LIST_INIT;
    struct made made = {json_of(text), NULL};
    void *first = json_object_iter(made.json);

    made.grading = grading_make(json_object_iter_key(first),
                                json_object_iter_value(first), NULL, &context, &errors);
    cr_assert(made.grading, "%s: %s", text, errors.items[0].message);
    error_list_release(&errors);
    return made;
}

static void unmake(struct made *made)
{
    grading_free(made->grading);
    json_decref(made->json);
}

/* The runner's part: answers what is asked with `replies`, one a question; NULL: the call
 * fails. Returns how many were asked. */
static size_t grade_with(const struct grading *grading, const char *const *replies,
                         const char *answer, struct grade *grade)
{
    struct sample sample = {.answer = answer, .answer_length = strlen(answer)};
    struct grade_scratch *scratch = grade_scratch_new();
    struct grade_request request = {.messages = MESSAGES_INIT};
    struct grade_turn turn = {.request = &request};
    struct reply reply;
    struct grade_reply given = {.reply = &reply};
    size_t asked = 0;

    reply_init(&reply);
    while (grading_grade(grading, scratch, &sample, &turn, grade) == GRADE_ASK) {
        cr_assert_eq(request.kind, ASK_MODEL);
        cr_assert_str_eq(request.model, "mini");
        cr_assert_eq(request.messages.count, 1);
        reply_clear(&reply);
        if (replies[asked])
            buf_append_text(&reply.text, replies[asked]);
        else
            reply_fail(&reply, FAILURE_TIMEOUT, "too late");
        asked++;
        turn.step++;
        turn.reply = &given;
    }
    cr_expect_null(turn.memory, "something is left in memory");
    messages_release(&request.messages);
    reply_release(&reply);
    grade_scratch_free(scratch);
    return asked;
}

struct asking_case {
    const char *grader;
    const char *replies[6];
    size_t asked;
    enum verdict verdict;
    double score;
    const char *reason;
};

static const struct asking_case asking_cases[] = {
    {"{\"asks_twice\": {\"model\": \"mini\"}}", {"yes", "yes"}, 2, VERDICT_PASS, 1, NULL},
    {"{\"asks_twice\": {\"model\": \"mini\"}}",
     {"yes", "no"},
     2,
     VERDICT_FAIL,
     0,
     "the judge said no"},
    {"{\"not\": {\"asks_twice\": {\"model\": \"mini\"}}}",
     {"yes", "yes"},
     2,
     VERDICT_FAIL,
     0,
     "asks_twice passes, and should not"},
    {"{\"not\": {\"asks_twice\": {\"model\": \"mini\"}}}",
     {"no", "yes"},
     2,
     VERDICT_PASS,
     1,
     NULL},
    {"{\"not\": {\"asks_twice\": {\"model\": \"mini\"}}}",
     {NULL},
     1,
     VERDICT_UNSCORED,
     0,
     "the judge gave no answer"},
    {"{\"all\": [{\"asks_twice\": {\"model\": \"mini\"}}, {\"contains\": \"b\"},"
     " {\"asks_twice\": {\"model\": \"mini\"}}]}",
     {"yes", "yes", "yes", "yes"},
     4,
     VERDICT_PASS,
     1,
     NULL},
    {"{\"all\": [{\"asks_twice\": {\"model\": \"mini\"}}, {\"contains\": \"b\"},"
     " {\"asks_twice\": {\"model\": \"mini\"}}]}",
     {"yes", "yes", "yes", "no"},
     4,
     VERDICT_FAIL,
     2.0 / 3,
     "asks_twice: the judge said no"},
    {"{\"all\": [{\"asks_twice\": {\"model\": \"mini\"}}, {\"contains\": \"x\"}]}",
     {NULL},
     1,
     VERDICT_FAIL,
     0,
     "contains: \"x\" is not in the answer"},
    {"{\"any\": [{\"not\": {\"asks_twice\": {\"model\": \"mini\"}}},"
     " {\"asks_twice\": {\"model\": \"mini\"}}]}",
     {"yes", "yes", "yes", "yes"},
     4,
     VERDICT_PASS,
     0.5,
     NULL},
    {"{\"any\": [{\"asks_twice\": {\"model\": \"mini\"}}, {\"contains\": \"x\"}]}",
     {NULL},
     1,
     VERDICT_UNSCORED,
     0,
     "asks_twice: the judge gave no answer"},
    {"{\"any\": {\"pass\": 0.6, \"graders\": ["
     "{\"asks_twice\": {\"model\": \"mini\"}, \"weight\": 2}, {\"contains\": \"x\"}]}}",
     {"yes", "yes"},
     2,
     VERDICT_PASS,
     2.0 / 3,
     NULL},
    {NULL, {NULL}, 0, VERDICT_PASS, 0, NULL},
};

Test(asking, is_carried_through_not_all_and_any)
{
    for (const struct asking_case *row = asking_cases; row->grader; row++) {
        struct made made = make(row->grader);
        struct grade grade = GRADE_INIT;

        cr_expect_eq(grade_with(made.grading, row->replies, "abc", &grade), row->asked,
                     "%s", row->grader);
        cr_expect_eq(grade.verdict, row->verdict, "%s: %s", row->grader,
                     verdict_name(grade.verdict));
        cr_expect_float_eq(grade.score, row->score, 1e-9, "%s: %g", row->grader,
                           grade.score);
        if (row->reason)
            cr_expect_str_eq(grade.reason ? grade.reason : "", row->reason, "%s: %s",
                             row->grader, grade.reason);
        else
            cr_expect_null(grade.reason, "%s: %s", row->grader, grade.reason);
        grade_release(&grade);
        unmake(&made);
    }
}

/* The sanitizers see a memory that is not freed. */
Test(asking, a_turn_that_is_given_up_ends_with_forget)
{
    struct made made =
        make("{\"all\": [{\"contains\": \"a\"}, {\"not\": {\"asks_twice\": "
             "{\"model\": \"mini\"}}}]}");
    struct grade_scratch *scratch = grade_scratch_new();
    struct grade_request request = {.messages = MESSAGES_INIT};
    struct grade_turn turn = {.request = &request};
    struct sample sample = {.answer = "abc", .answer_length = 3};
    struct grade grade = GRADE_INIT;
    struct grade_reply given;
    struct reply reply;

    reply_init(&reply);
    buf_append_text(&reply.text, "yes");
    given.reply = &reply;
    cr_assert_eq(grading_grade(made.grading, scratch, &sample, &turn, &grade), GRADE_ASK);
    turn.step++;
    turn.reply = &given;
    cr_assert_eq(grading_grade(made.grading, scratch, &sample, &turn, &grade), GRADE_ASK);
    cr_assert_str_eq(request.messages.texts.data, "are you sure?");
    grading_forget(made.grading, turn.memory);
    messages_release(&request.messages);
    reply_release(&reply);
    grade_release(&grade);
    grade_scratch_free(scratch);
    unmake(&made);
}

struct shared {
    const struct grading *grading;
    size_t passes;
};

static void *grade_many(void *data)
{
    struct shared *shared = data;
    struct grade_scratch *scratch = grade_scratch_new();
    char answer[128];

    for (int i = 0; i < 500; i++) {
        struct sample sample = {.answer = answer};
        struct grade_turn turn = {0};
        struct grade grade = GRADE_INIT;

        sample.answer_length = (size_t)snprintf(
            answer, sizeof answer,
            "{\"n\": %d, \"t\": \"é%d\", \"x\": \"<a><b>%d</b></a>\"}", i, i, i);
        grading_grade(shared->grading, scratch, &sample, &turn, &grade);
        shared->passes += grade.verdict == VERDICT_PASS;
        grade_release(&grade);
    }
    grade_scratch_free(scratch);
    return NULL;
}

Test(grading, one_grading_serves_four_threads)
{
    struct made made =
        make("{\"all\": [{\"numeric\": {\"at\": \"/n\", \"min\": 0, \"max\": 249}},"
             " {\"regex\": {\"at\": \"/t\", \"pattern\": \"^é\\\\d+$\"}},"
             " {\"xml\": {\"at\": \"/x\", \"xpath\": \"/a/b = /a/b\","
             "   \"reference\": {\"value\": true}}},"
             " {\"html\": {\"at\": \"/x\"}}, {\"pii\": {}}, {\"refusal\": {}},"
             " {\"starts_with\": \"{\"}]}");
    struct shared shared[4];
    pthread_t threads[4];

    for (int i = 0; i < 4; i++) {
        shared[i] = (struct shared){made.grading, 0};
        cr_assert_eq(pthread_create(&threads[i], NULL, grade_many, &shared[i]), 0);
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        cr_expect_eq(shared[i].passes, 250, "%zu", shared[i].passes);
    }
    unmake(&made);
}

static char *digest_of(const char *text)
{
    struct made made = make(text);
    char *digest = mem_text(grading_digest(made.grading));

    unmake(&made);
    return digest;
}

static void digests_compare(const char *a, const char *b, bool equal)
{
    char *left = digest_of(a);
    char *right = digest_of(b);

    cr_expect_eq(strlen(left), 64);
    cr_expect_eq(!strcmp(left, right), equal, "%s and %s", a, b);
    free(left);
    free(right);
}

Test(digest, is_of_type_and_options_whatever_their_order)
{
    digests_compare("{\"numeric\": {\"min\": 1, \"max\": 2}}",
                    "{\"numeric\": {\"max\": 2, \"min\": 1}}", true);
    digests_compare("{\"numeric\": {\"min\": 1, \"max\": 2}}",
                    "{\"numeric\": {\"min\": 1, \"max\": 3}}", false);
    digests_compare("{\"starts_with\": \"a\"}", "{\"ends_with\": \"a\"}", false);
    digests_compare("{\"not\": {\"contains\": \"a\"}}",
                    "{\"not\": {\"contains\": \"b\"}}", false);
}

/* Equal settings, however they are written. */
Test(digest, is_of_the_settings_and_not_of_their_form)
{
    static const char *const pairs[][2] = {
        {"{\"exact\": null}", "{\"exact\": {}}"},
        {"{\"exact\": null}", "{\"exact\": {\"ignore\": []}}"},
        {"{\"exact\": \"a\"}", "{\"exact\": {\"reference\": {\"value\": \"a\"}}}"},
        {"{\"exact\": {\"ignore\": [\"case\", \"space\"]}}",
         "{\"exact\": {\"ignore\": [\"space\", \"case\"]}}"},
        {"{\"contains\": \"a\"}", "{\"contains\": {\"all\": [\"a\"]}}"},
        {"{\"contains\": \"a\"}",
         "{\"contains\": {\"all\": [\"a\"], \"whole_words\": false}}"},
        {"{\"regex\": \"a\"}", "{\"regex\": {\"pattern\": \"a\", \"full\": false}}"},
        {"{\"label\": [\"a\", \"b\"]}",
         "{\"label\": {\"labels\": [\"a\", \"b\"], \"ignore\": [\"case\"]}}"},
        {"{\"numeric\": 3}", "{\"numeric\": {\"reference\": {\"value\": 3}}}"},
        {"{\"numeric\": null}", "{\"numeric\": {\"tolerance\": 0.0}}"},
        {"{\"numeric\": {\"min\": 1}}", "{\"numeric\": {\"min\": 1.0}}"},
        {"{\"json\": null}", "{\"json\": {\"extra\": \"fail\"}}"},
        {"{\"rouge_l\": 0.5}", "{\"rouge_l\": {\"pass\": 0.5}}"},
        {"{\"readability\": 5}",
         "{\"readability\": {\"formula\": \"flesch\", \"pass\": 5}}"},
        {"{\"finish_reason\": \"stop\"}", "{\"finish_reason\": {\"any\": [\"stop\"]}}"},
        {"{\"latency_ms\": 100}", "{\"latency_ms\": {\"max\": 100}}"},
        {"{\"scripts\": [\"Latin\"]}", "{\"scripts\": {\"allowed\": [\"Latin\"]}}"},
        {"{\"pii\": {\"kinds\": [\"card\", \"email\"]}}",
         "{\"pii\": {\"kinds\": [\"email\", \"card\"]}}"},
        {"{\"not\": \"exact\"}", "{\"not\": {\"exact\": {}}}"},
        {"{\"all\": [\"exact\"]}",
         "{\"all\": {\"graders\": [{\"exact\": null, \"name\": \"same\"}]}}"},
        {"{\"json\": {\"fields\": {\"/a\": \"exact\"}}}",
         "{\"json\": {\"fields\": {\"/a\": {\"exact\": {}}}}}"},
    };

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        digests_compare(pairs[i][0], pairs[i][1], true);
}

Test(digest, of_other_settings_is_another)
{
    static const char *const pairs[][2] = {
        {"{\"exact\": null}", "{\"exact\": {\"ignore\": [\"case\"]}}"},
        {"{\"exact\": \"a\"}", "{\"exact\": {\"reference\": {\"var\": \"a\"}}}"},
        {"{\"label\": [\"a\", \"b\"]}",
         "{\"label\": {\"labels\": [\"a\", \"b\"], \"ignore\": []}}"},
        {"{\"contains\": {\"all\": [\"a\", \"b\"]}}",
         "{\"contains\": {\"any\": [\"a\", \"b\"]}}"},
        {"{\"all\": [{\"exact\": null}, {\"contains\": null}]}",
         "{\"all\": [{\"exact\": null, \"weight\": 2}, {\"contains\": null}]}"},
        {"{\"all\": {\"graders\": [\"exact\"]}}",
         "{\"all\": {\"graders\": [\"exact\"], \"pass\": 0.5}}"},
        {"{\"json\": {\"fields\": {\"/a\": \"exact\", \"/b\": \"contains\"}}}",
         "{\"json\": {\"fields\": {\"/b\": \"exact\", \"/a\": \"contains\"}}}"},
        {"{\"json\": {\"fields\": {\"/a\": \"exact\", \"/b\": \"contains\"}}}",
         "{\"json\": {\"fields\": {\"/a\": \"contains\", \"/b\": \"exact\"}}}"},
    };

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        digests_compare(pairs[i][0], pairs[i][1], false);
}

static char *schema_digest(const char *path, const char *schema)
{
    char *grader = mem_format("{\"json_schema\": \"%s\"}", path);
    struct error err = ERROR_INIT;
    char *digest;

    cr_assert_eq(file_write(path, schema, strlen(schema), &err), 0, "%s", err.message);
    digest = digest_of(grader);
    free(grader);
    return digest;
}

Test(digest, changes_with_the_content_of_a_file_that_is_read)
{
    char folder[] = "/tmp/grading-XXXXXX";
    char *path, *first, *second, *third;

    cr_assert(mkdtemp(folder));
    path = mem_format("%s/a.schema.json", folder);
    first = schema_digest(path, "{\"type\": \"object\"}");
    second = schema_digest(path, "{\"type\": \"array\"}");
    third = schema_digest(path, "{\"type\": \"object\"}");
    cr_expect_str_neq(first, second);
    cr_expect_str_eq(first, third);
    remove(path);
    remove(folder);
    free(first);
    free(second);
    free(third);
    free(path);
}

/* A suite's text; the pattern or option stands below the pointer. */
struct place_case {
    const char *yaml, *pointer, *type;
    const char *message;
    unsigned line, column;
};

static const struct place_case place_cases[] = {
    {"- regex: a(b\n", "/0/regex", "regex",
     "\"a(b\" is no regular expression: missing closing parenthesis at character 4", 1,
     13},
    {"- regex: 'a[b-a]'\n", "/0/regex", "regex",
     "\"a[b-a]\" is no regular expression: range out of order in character class at "
     "character 5",
     1, 15},
    {"- regex:\n    pattern: \"a[b-a]\"\n", "/0/regex", "regex",
     "\"a[b-a]\" is no regular expression: range out of order in character class at "
     "character 5",
     2, 19},
    {"- all:\n    - exact\n    - contains: '{{x}}'\n", "/0/all", "all",
     "a grader's text is not a template: \"{{x}}\" would stay as it is", 3, 17},
    {"- all:\n    - exact\n    - exat\n", "/0/all", "all", "unknown grader \"exat\"", 3,
     7},
    {"- not:\n    required: true\n    exact: a\n", "/0/not", "not",
     "`required` has no meaning for a nested grader", 2, 5},
    {"- length: {max_chars: 3, at: x}\n", "/0/length", "length",
     "expected a JSON Pointer, which is empty or begins with \"/\"", 1, 30},
    {NULL, NULL, NULL, NULL, 0, 0},
};

static void place_check(const struct place_case *row)
{
    struct tree tree = TREE_INIT;
    struct error_list errors = ERROR_LIST_INIT;
    struct grader_context context = {0};
    struct grader_item item = {.required = true, .weight = 1.0};
    struct grading *grading = NULL;

    cr_assert_eq(tree_parse(&tree, "a.yaml", row->yaml, strlen(row->yaml), &errors), 0);
    item.type = mem_text(row->type);
    item.name = mem_text(row->type);
    item.source =
        (struct source){.json = json_object_get(json_array_get(tree.root, 0), row->type),
                        .tree = &tree,
                        .pointer = mem_text(row->pointer),
                        .place = tree_key_place(&tree, row->pointer)};
    cr_expect_eq(grading_compile(&item, NULL, &context, &grading, &errors), -1, "%s",
                 row->yaml);
    cr_assert_gt(errors.count, 0);
    cr_expect_str_eq(errors.items[0].message, row->message, "%s",
                     errors.items[0].message);
    cr_expect(errors.items[0].line == row->line && errors.items[0].column == row->column,
              "%s: %u:%u", row->yaml, errors.items[0].line, errors.items[0].column);
    free(item.type);
    free(item.name);
    source_release(&item.source);
    error_list_release(&errors);
    tree_release(&tree);
}

Test(places, a_mistake_is_told_where_it_stands)
{
    for (const struct place_case *row = place_cases; row->yaml; row++)
        place_check(row);
}

struct need_case {
    const char *grader;
    bool uses_reference;
    const char *reference, *vars; /* JSON; NULL: none */
    const char *lacking;          /* NULL: nothing */
};

static const struct need_case need_cases[] = {
    {"{\"exact\": null}", true, NULL, NULL, "the case has no reference to compare with"},
    {"{\"exact\": null}", true, "\"a\"", NULL, NULL},
    {"{\"exact\": null}", true, "[]", NULL, "the reference is an empty list"},
    {"{\"exact\": \"a\"}", false, NULL, NULL, NULL},
    {"{\"exact\": {\"reference\": \"/a\"}}", true, "{\"b\": 1}", NULL,
     "the case's reference has nothing at \"/a\""},
    {"{\"exact\": {\"reference\": {\"var\": \"a\"}}}", false, NULL, "{\"b\": 1}",
     "the case has no variable \"a\" to compare with"},
    {"{\"exact\": {\"reference\": {\"value\": 1}}}", false, NULL, NULL, NULL},
    {"{\"numeric\": {\"min\": 0}}", false, NULL, NULL, NULL},
    {"{\"numeric\": {\"tolerance\": 1}}", true, "\"many\"", NULL,
     "expected a number as the reference, found \"many\""},
    {"{\"label\": [\"a\", \"b\"]}", true, "\"c\"", NULL,
     "the reference \"c\" is none of the labels"},
    {"{\"contains\": {\"ignore\": [\"punctuation\"]}}", true, "\"…\"", NULL,
     "the reference is empty: every answer would fit it"},
    {"{\"all\": [{\"length\": {\"max_chars\": 1}}, {\"exact\": null}]}", true, NULL, NULL,
     "the case has no reference to compare with"},
    {"{\"all\": [{\"length\": {\"max_chars\": 1}}, {\"exact\": \"a\"}]}", false, NULL,
     NULL, NULL},
    {"{\"any\": {\"reference\": \"/a\", \"graders\": [{\"exact\": {\"reference\": "
     "\"/b\"}}]}}",
     true, "{\"a\": {\"b\": 1}}", NULL, NULL},
    {"{\"any\": {\"reference\": \"/a\", \"graders\": [{\"exact\": {\"reference\": "
     "\"/b\"}}]}}",
     true, "{\"b\": 1}", NULL, "the case's reference has nothing at \"/a\""},
    {NULL, false, NULL, NULL, NULL},
};

static void need_check(const struct need_case *row)
{
    struct made made = make(row->grader);
    struct document reference = DOCUMENT_INIT, vars = DOCUMENT_INIT;
    struct error err = ERROR_INIT;

    if (row->reference)
        document_read(&reference, row->reference, strlen(row->reference), NULL, &err);
    if (row->vars)
        document_read(&vars, row->vars, strlen(row->vars), NULL, &err);
    cr_expect_eq(grading_uses_reference(made.grading), row->uses_reference, "%s",
                 row->grader);
    cr_expect_eq(grading_check_case(made.grading, document_root(&reference),
                                    document_root(&vars), &err),
                 row->lacking ? -1 : 0, "%s with %s", row->grader, row->reference);
    cr_expect_str_eq(err.message, row->lacking ? row->lacking : "", "%s", err.message);
    document_release(&reference);
    document_release(&vars);
    unmake(&made);
}

Test(references, what_a_case_lacks_is_known_before_it_is_asked)
{
    for (const struct need_case *row = need_cases; row->grader; row++)
        need_check(row);
}

static struct sample_result combine(const struct grade *grades, const bool *required,
                                    size_t count)
{
    static char pointer[] = "", exact[] = "exact";
    struct grading *gradings[4] = {0};
    struct error_list errors = ERROR_LIST_INIT;
    struct grader_context context = {0};
    struct sample_result result;

    for (size_t i = 0; i < count; i++) {
        struct grader_item item = {.source = {.json = json_null(), .pointer = pointer},
                                   .type = exact,
                                   .name = exact,
                                   .required = required[i],
                                   .weight = (double)(i + 1)};

        cr_assert_eq(grading_compile(&item, NULL, &context, &gradings[i], &errors), 0);
    }
    result = grading_combine((const struct grading *const *)gradings, grades, count);
    for (size_t i = 0; i < count; i++)
        grading_free(gradings[i]);
    return result;
}

Test(combining, a_required_fail_fails_and_a_required_unscored_is_unscored)
{
    static const bool required[] = {true, true, false};
    struct grade grades[3] = {{.verdict = VERDICT_PASS, .score = 1},
                              {.verdict = VERDICT_PASS, .score = 0.5},
                              {.verdict = VERDICT_FAIL}};
    struct sample_result result = combine(grades, required, 3);

    cr_expect_eq(result.verdict, VERDICT_PASS);
    cr_expect_float_eq(result.score, 2.0 / 6, 1e-9);
    grades[1].verdict = VERDICT_UNSCORED;
    result = combine(grades, required, 3);
    cr_expect_eq(result.verdict, VERDICT_UNSCORED);
    cr_expect(isnan(result.score));
    grades[0].verdict = VERDICT_FAIL;
    cr_expect_eq(combine(grades, required, 3).verdict, VERDICT_FAIL);
}

Test(combining, a_grader_that_was_not_asked_counts_0_in_the_score)
{
    static const bool required[] = {true, true, false};
    struct grade grades[3] = {{.verdict = VERDICT_FAIL},
                              {.verdict = VERDICT_UNSCORED, .is_not_asked = true},
                              {.verdict = VERDICT_PASS, .score = 1}};
    struct sample_result result = combine(grades, required, 3);

    cr_expect_eq(result.verdict, VERDICT_FAIL);
    cr_expect_float_eq(result.score, 3.0 / 6, 1e-9);
}

Test(combining, nothing_required_is_no_pass)
{
    static const bool required[] = {false};
    const struct grade grades[1] = {{.verdict = VERDICT_PASS, .score = 1}};

    cr_expect_eq(combine(grades, required, 1).verdict, VERDICT_UNSCORED);
    cr_expect_eq(combine(grades, required, 0).verdict, VERDICT_UNSCORED);
}
