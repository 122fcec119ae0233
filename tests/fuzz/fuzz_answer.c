/* tests/fuzz/fuzz_answer.c - any reply can be graded, however its JSON is looked for, and
 * what is told of it can be kept. */
#include "graders/grading.h"
#include "tests/fuzz/fuzz_target.h"

static const char *const entries[] = {
    "{\"schema\":{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"array\","
    "\"items\":{\"type\":\"integer\"}}},\"additionalProperties\":false},"
    "\"repair\":\"accept\",\"score\":\"share\"}",
    "{\"schema\":{\"type\":\"object\",\"required\":[\"a\"]},\"repair\":\"report\","
    "\"answer\":{\"json\":\"fenced\"}}",
    "{\"schema\":{\"items\":{\"type\":\"object\"}},\"repair\":\"accept\","
    "\"answer\":{\"json\":\"first\"}}",
    "{\"schema\":false,\"answer\":{\"json\":\"first\"},\"at\":\"/0\"}",
};
enum { ENTRIES = sizeof entries / sizeof *entries };

static struct grading *grading_of(json_t *options)
{
    static char type[] = "json_schema", name[] = "json_schema", pointer[] = "";
    struct grader_item item = {.type = type, .name = name, .required = true, .weight = 1};
    struct grader_context context = {.suite = NULL};
    struct error_list errors = ERROR_LIST_INIT;
    struct grading *grading = NULL;

    item.source.json = options;
    item.source.pointer = pointer;
    must(grading_compile(&item, NULL, &context, &grading, &errors) == 0);
    error_list_release(&errors);
    return grading;
}

static void grade(const struct grading *grading, const uint8_t *data, size_t size)
{
    struct grade_scratch *scratch = grade_scratch_new();
    struct usage usage = USAGE_INIT;
    struct sample sample = {.answer = (const char *)data,
                            .answer_length = size,
                            .finish = size % 2 ? FINISH_STOP : FINISH_LENGTH,
                            .usage = &usage};
    struct grade_turn turn = {.step = 0};
    struct grade grade = GRADE_INIT;

    must(grading_grade(grading, scratch, &sample, &turn, &grade) == GRADE_DONE);
    must(grade.verdict == VERDICT_PASS || grade.reason != NULL);
    if (grade.details) {
        char *text = json_dumps(grade.details, JSON_COMPACT);

        must(text != NULL);
        free(text);
    }
    grade_release(&grade);
    grade_scratch_free(scratch);
}

/* Compiled at the first input: compiling is not what is looked at here. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static json_t *options[ENTRIES];
    static struct grading *gradings[ENTRIES];

    for (size_t i = 0; i < ENTRIES; i++) {
        if (!gradings[i]) {
            options[i] = json_loads(entries[i], 0, NULL);
            gradings[i] = grading_of(options[i]);
        }
        grade(gradings[i], data, size);
    }
    return 0;
}
