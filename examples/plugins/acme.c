/* acme.c - a plug-in for noworse: `acme.words: {most: 5}`, an answer has so many words at
 * most.
 *
 *     cc -shared -fPIC -o acme.so acme.c
 */
#include <noworse_plugin.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct words {
    long most;
};

/* The schema has seen to it that the one number in the options is `most`. */
static void *words_compile(const char *options, size_t length, char *error,
                           size_t error_size)
{
    const char *number = strchr(options, ':');
    struct words *words = malloc(sizeof *words);

    (void)length;
    if (!words) {
        snprintf(error, error_size, "there is no memory left");
        return NULL;
    }
    words->most = number ? strtol(number + 1, NULL, 10) : 0;
    return words;
}

static long words_count(struct noworse_text text)
{
    long count = 0;
    int was_blank = 1;

    for (size_t i = 0; i < text.length; i++) {
        const int is_blank = strchr(" \t\r\n", text.bytes[i]) != NULL;

        count += was_blank && !is_blank;
        was_blank = is_blank;
    }
    return count;
}

static void words_grade(const void *state, const struct noworse_sample *sample,
                        struct noworse_grade *grade)
{
    const struct words *words = state;
    const long count = words_count(sample->answer);

    grade->verdict = count <= words->most ? NOWORSE_PASS : NOWORSE_FAIL;
    snprintf(grade->reason, grade->reason_size, "%ld words, at most %ld", count,
             words->most);
    snprintf(grade->details, grade->details_size, "{\"words\": %ld}", count);
}

static const struct noworse_grader graders[] = {
    {.name = "words",
     .summary = "the answer has so many words at most",
     .schema = "{\"type\": \"object\", \"required\": [\"most\"],"
               " \"properties\": {\"most\": {\"type\": \"integer\", \"minimum\": 1}},"
               " \"additionalProperties\": false}",
     .compile = words_compile,
     .grade = words_grade,
     .release = free},
};

const struct noworse_plugin_table *noworse_plugin(void)
{
    static const struct noworse_plugin_table table = {
        NOWORSE_PLUGIN_VERSION, sizeof graders / sizeof graders[0], graders};

    return &table;
}
