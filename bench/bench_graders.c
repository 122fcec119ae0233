/* bench/bench_graders.c - bench_graders TYPE OPTIONS ANSWER REFERENCE [TIMES]: what a
 * grade costs. The options are JSON, as a suite's; answer and reference are files.
 *
 * Prints the verdict, the score and the time a grade; instructions by
 * `valgrind --tool=callgrind --toggle-collect=grading_grade`.
 */
#include "base/file.h"
#include "graders/grading.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { FILE_BYTES_MAX = 8 * 1024 * 1024 };

static struct grading *grading_of(char *type, json_t *options)
{
    static char pointer[] = "";
    struct grader_item item = {.type = type, .name = type, .required = true, .weight = 1};
    struct grader_context context = {.suite = NULL};
    struct error_list errors = ERROR_LIST_INIT;
    struct grading *grading = NULL;

    item.source.json = options;
    item.source.pointer = pointer;
    if (grading_compile(&item, NULL, &context, &grading, &errors))
        fprintf(stderr, "bench_graders: %s\n", errors.items[0].message);
    error_list_release(&errors);
    return grading;
}

static double now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static void grades_measure(const struct grading *grading, const struct sample *sample,
                           long times)
{
    struct grade_scratch *scratch = grade_scratch_new();
    double start = 0;

    for (long i = -1; i < times; i++) { /* the first one makes room */
        struct grade_turn turn = {.step = 0};
        struct grade grade = GRADE_INIT;

        if (i == 0)
            start = now_us();
        grading_grade(grading, scratch, sample, &turn, &grade);
        if (i < 0)
            printf("%s %.6f %s\n", verdict_name(grade.verdict), grade.score,
                   grade.reason ? grade.reason : "");
        grade_release(&grade);
    }
    printf("%.2f us a grade\n", (now_us() - start) / (double)times);
    grade_scratch_free(scratch);
}

int main(int argc, char **argv)
{
    struct buf answer = BUF_INIT(FILE_BYTES_MAX), text = BUF_INIT(FILE_BYTES_MAX);
    struct document reference = DOCUMENT_INIT;
    struct error err = ERROR_INIT;
    struct sample sample = {.latency_ms = 0};
    struct grading *grading = NULL;
    json_t *options = NULL, *json = NULL;

    if (argc < 5) {
        fprintf(stderr, "usage: bench_graders TYPE OPTIONS ANSWER REFERENCE [TIMES]\n");
        return 2;
    }
    options = json_loads(argv[2], JSON_DECODE_ANY, NULL);
    if (file_read(argv[3], &answer, &err) || file_read(argv[4], &text, &err)) {
        error_print(&err, stderr, COLOR_OFF);
        return 2;
    }
    json = json_stringn(buf_text(&text), text.length);
    if (document_from_json(&reference, json, &err) == 0)
        grading = grading_of(argv[1], options);
    sample.answer = buf_text(&answer);
    sample.answer_length = answer.length;
    sample.reference = document_root(&reference);
    if (grading)
        grades_measure(grading, &sample, argc > 5 ? strtol(argv[5], NULL, 10) : 1000);
    grading_free(grading);
    document_release(&reference);
    json_decref(json);
    json_decref(options);
    buf_release(&text);
    buf_release(&answer);
    return grading ? 0 : 2;
}
