/* tests/fuzz/fuzz_reply.c - any reply is looked through for refusals and personal data
 * and read as XML and HTML, and what is told of it is one harmless line. */
#include "graders/grading.h"
#include "tests/fuzz/fuzz_target.h"

static struct grading *grading_of(const char *type)
{
    char *name = strdup(type);
    char *same = strdup(type);
    static char pointer[] = "";
    struct grader_item item = {.type = name, .name = same, .required = true, .weight = 1};
    struct grader_context context = {.suite = NULL};
    struct error_list errors = ERROR_LIST_INIT;
    struct grading *grading = NULL;

    item.source.json = json_null();
    item.source.pointer = pointer;
    must(grading_compile(&item, NULL, &context, &grading, &errors) == 0);
    error_list_release(&errors);
    free(name);
    free(same);
    return grading;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const types[] = {"refusal", "pii", "xml", "html"};
    static struct grading *gradings[4];

    for (size_t i = 0; i < 4; i++) {
        struct grade_scratch *scratch = grade_scratch_new();
        struct sample sample = {
            .answer = (const char *)data, .answer_length = size, .finish = FINISH_STOP};
        struct grade_turn turn = {.step = 0};
        struct grade grade = GRADE_INIT;

        if (!gradings[i])
            gradings[i] = grading_of(types[i]);
        must(grading_grade(gradings[i], scratch, &sample, &turn, &grade) == GRADE_DONE);
        must(grade.verdict == VERDICT_PASS || grade.reason != NULL);
        for (const char *at = grade.reason; at && *at; at++)
            must((unsigned char)*at >= ' ');
        grade_release(&grade);
        grade_scratch_free(scratch);
    }
    return 0;
}
