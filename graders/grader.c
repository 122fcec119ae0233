/* graders/grader.c - grades: verdict, score and reason in one. */
#include "graders/grader.h"

#include "base/shown.h"

#include <stdlib.h>
#include <string.h>

enum { REASON_BYTES_MAX = 64 * 1024, REASON_COLUMNS_MAX = 600 };

const char *verdict_name(enum verdict verdict)
{
    static const char *const names[] = {"pass", "fail", "unscored"};

    return names[verdict];
}

void grade_release(struct grade *grade)
{
    free(grade->reason);
    grade->reason = NULL;
    json_decref(grade->details);
    grade->details = NULL;
}

void grade_detail(struct grade *grade, const char *key, json_t *value)
{
    if (!grade->details)
        grade->details = json_object();
    json_object_set_new(grade->details, key, value);
}

/* What callers quote has been made harmless there; going over the whole once more makes
 * it sure for what they did not think of. */
static void reason_set(struct grade *grade, const char *fmt, va_list args)
    __attribute__((format(printf, 2, 0)));
static void reason_set(struct grade *grade, const char *fmt, va_list args)
{
    struct buf raw = BUF_INIT(REASON_BYTES_MAX);
    struct buf shown = BUF_INIT(REASON_BYTES_MAX);

    free(grade->reason);
    grade->reason = NULL;
    if (fmt) {
        buf_append_args(&raw, fmt, args);
        shown_append(&shown, buf_text(&raw), raw.length, REASON_COLUMNS_MAX);
        grade->reason = buf_detach(&shown);
    }
    buf_release(&raw);
}

static void grade_set(struct grade *grade, enum verdict verdict, double score)
{
    grade->verdict = verdict;
    grade->score = score;
    grade->is_unreadable = false;
}

void grade_pass(struct grade *grade)
{
    grade_set(grade, VERDICT_PASS, 1.0);
    free(grade->reason);
    grade->reason = NULL;
}

void grade_pass_with(struct grade *grade, const char *fmt, ...)
{
    va_list args;

    grade_set(grade, VERDICT_PASS, 1.0);
    va_start(args, fmt);
    reason_set(grade, fmt, args);
    va_end(args);
}

void grade_fail(struct grade *grade, const char *fmt, ...)
{
    va_list args;

    grade_set(grade, VERDICT_FAIL, 0.0);
    va_start(args, fmt);
    reason_set(grade, fmt, args);
    va_end(args);
}

void grade_unreadable(struct grade *grade, const char *fmt, ...)
{
    va_list args;

    grade_set(grade, VERDICT_FAIL, 0.0);
    grade->is_unreadable = true;
    va_start(args, fmt);
    reason_set(grade, fmt, args);
    va_end(args);
}

void grade_not_asked(struct grade *grade)
{
    grade_unscored(grade, "not asked: a required grader had failed");
    grade->is_not_asked = true;
}

void grade_unscored(struct grade *grade, const char *fmt, ...)
{
    va_list args;

    grade_set(grade, VERDICT_UNSCORED, 0.0);
    va_start(args, fmt);
    reason_set(grade, fmt, args);
    va_end(args);
}
