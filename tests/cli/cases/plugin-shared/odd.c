/* Graders that say odd things, and tables that are none. */
#include <noworse_plugin.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef VERSION
#define VERSION NOWORSE_PLUGIN_VERSION
#endif
#ifndef REASON
#define REASON "by the first"
#endif

static void sees_grade(const void *state, const struct noworse_sample *sample,
                       struct noworse_grade *grade)
{
    (void)state;
    grade->verdict = NOWORSE_PASS;
    snprintf(grade->reason, grade->reason_size, "%.*s|%.*s|%.*s|%.*s|%d|%s",
             (int)sample->answer.length, sample->answer.bytes, (int)sample->value.length,
             sample->value.bytes, (int)sample->reference.length, sample->reference.bytes,
             (int)sample->vars.length, sample->vars.bytes, sample->trace.bytes == NULL,
             sample->finish);
}

static void escape_grade(const void *state, const struct noworse_sample *sample,
                         struct noworse_grade *grade)
{
    (void)state;
    (void)sample;
    grade->verdict = NOWORSE_PASS;
    snprintf(grade->reason, grade->reason_size, "\x1b[2J\n\xff");
    memset(grade->details, ' ', grade->details_size); /* and no NUL */
    grade->details[0] = '{';
    grade->details[1] = '}';
}

static void half_grade(const void *state, const struct noworse_sample *sample,
                       struct noworse_grade *grade)
{
    (void)state;
    (void)sample;
    grade->verdict = NOWORSE_FAIL;
    grade->score = 0.5;
    snprintf(grade->reason, grade->reason_size, REASON);
}

static void above_grade(const void *state, const struct noworse_sample *sample,
                        struct noworse_grade *grade)
{
    (void)state;
    (void)sample;
    grade->verdict = NOWORSE_PASS;
    grade->score = 1.5;
}

static void details_grade(const void *state, const struct noworse_sample *sample,
                          struct noworse_grade *grade)
{
    (void)state;
    (void)sample;
    grade->verdict = NOWORSE_PASS;
    snprintf(grade->details, grade->details_size, "[1]");
}

static void silent_grade(const void *state, const struct noworse_sample *sample,
                         struct noworse_grade *grade)
{
    (void)state;
    (void)sample;
    (void)grade;
}

static void *picky_compile(const char *options, size_t length, char *error, size_t size)
{
    (void)length;
    snprintf(error, size, "not %s\x1b[2J", options);
    return NULL;
}

static const struct noworse_grader graders[] = {
    {.name = "above", .grade = above_grade},
    {.name = "broken", .grade = silent_grade, .schema = "{\"type\": \"nothing\"}"},
    {.name = "details", .grade = details_grade},
    {.name = "escape", .grade = escape_grade},
    {.name = "half", .grade = half_grade},
    {.name = "picky",
     .grade = half_grade,
     .compile = picky_compile,
     .schema = "{\"properties\": {\"most\": {\"type\": \"integer\"}}, "
               "\"additionalProperties\": false}"},
    {.name = "sees", .grade = sees_grade},
    {.name = "silent", .grade = silent_grade},
#ifdef TORN
    {.name = "torn"},
#endif
};
#ifndef COUNT
#define COUNT (sizeof graders / sizeof graders[0])
#endif

const struct noworse_plugin_table *noworse_plugin(void)
{
    static const struct noworse_plugin_table table = {VERSION, COUNT, graders};

    return &table;
}
