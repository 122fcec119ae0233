/* graders/scripts.c - the answer is written in these scripts.
 *
 * Of each letter (Unicode's category L) its script, as the Unicode Character Database has
 * it; letters of all scripts (Common, Inherited: "ー", "ª") and what is no letter count
 * in none. The score is the share of letters that are of the scripts; 1 where there is no
 * letter.
 */
#include "base/mem.h"
#include "base/nearest.h"
#include "base/shown.h"
#include "base/utf8.h"
#include "graders/builtin_graders.h"

#include <stdlib.h>
#include <string.h>
#include <unictype.h>

enum { SHOWN_MAX = 60, NAMES_MAX = 4000 };

struct scripts {
    const uc_script_t **allowed; /* libunistring's own */
    size_t count;
    char *names; /* "Latin, Han" */
};

static void script_hint(const char *name, struct error_list *errors)
{
    const uc_script_t *all;
    const char **names;
    const char *nearest;
    size_t count;

    uc_all_scripts(&all, &count);
    names = mem_new(count + 1, sizeof *names);
    for (size_t i = 0; i < count; i++)
        names[i] = all[i].name;
    nearest = nearest_name(name, names);
    if (nearest)
        error_hint(error_list_last(errors), "did you mean \"%s\"?", nearest);
    else
        error_hint(error_list_last(errors), "such as Latin, Cyrillic, Greek, Arabic, "
                                            "Han, Hiragana, Katakana, Hangul");
    free(names);
}

static int script_add(struct scripts *own, const json_t *name, const struct place *place,
                      struct buf *names, struct error_list *errors)
{
    const char *text = json_string_value(name);
    const uc_script_t *script = uc_script_byname(text);
    char *shown;

    if (script) {
        own->allowed[own->count++] = script;
        buf_append_format(names, "%s%s", names->length ? ", " : "", script->name);
        return 0;
    }
    shown = shown_quoted(text, json_string_length(name), SHOWN_MAX);
    error_list_at(errors, place, "N0538", "%s is no script of Unicode", shown);
    script_hint(text, errors);
    free(shown);
    return -1;
}

static int scripts_compile(const json_t *options, const struct grader_context *context,
                           void **state, struct error_list *errors)
{
    const json_t *allowed = json_object_get(options, "allowed");
    const json_t *list = allowed ? allowed : options;
    struct buf names = BUF_INIT(NAMES_MAX);
    struct scripts *own = mem_new(1, sizeof *own);
    int rc = 0;

    *state = own;
    own->allowed = mem_new(json_array_size(list) + 1, sizeof *own->allowed);
    for (size_t i = 0; i < json_array_size(list); i++) {
        char *pointer = mem_format("%s/%zu", allowed ? "/allowed" : "", i);
        struct place place = source_place(context->source, pointer);

        rc |= script_add(own, json_array_get(list, i), &place, &names, errors);
        free(pointer);
    }
    if (json_array_size(list) == 0)
        rc = error_list_at(errors, &context->source->place, "N0518", "expected scripts");
    own->names = buf_detach(&names);
    return rc;
}

/* Whether it is a letter of a script that is not among these. */
static bool is_other(const struct scripts *own, const uc_script_t *script)
{
    for (size_t i = 0; i < own->count; i++)
        if (script == own->allowed[i])
            return false;
    return script && strcmp(script->name, "Common") != 0 &&
           strcmp(script->name, "Inherited") != 0;
}

struct count {
    size_t letters, others;
    uint32_t first; /* of the others */
};

static struct count letters_count(const struct scripts *own, const char *text,
                                  size_t length)
{
    struct count count = {0};

    for (size_t at = 0; at < length;) {
        uint32_t point = 0;
        const size_t size = utf8_decode(text + at, length - at, &point);

        at += size ? size : 1;
        if (!size || !uc_is_general_category_withtable(point, UC_CATEGORY_MASK_L))
            continue;
        count.letters++;
        if (is_other(own, uc_script(point)) && count.others++ == 0)
            count.first = point;
    }
    return count;
}

static enum grade_step scripts_grade(const void *state, struct grade_scratch *scratch,
                                     const struct sample *sample, struct grade_turn *turn,
                                     struct grade *grade)
{
    const struct scripts *own = state;
    const struct count count = letters_count(own, sample->answer, sample->answer_length);
    char first[4];
    char *shown;

    (void)scratch;
    (void)turn;
    if (count.others == 0) {
        grade_pass(grade);
        return GRADE_DONE;
    }
    shown = shown_quoted(first, utf8_encode(count.first, first), SHOWN_MAX);
    grade_fail(grade, "letters that are not %s: %zu of %zu, the first is %s (%s)",
               own->names, count.others, count.letters, shown,
               uc_script(count.first)->name);
    grade->score = 1 - (double)count.others / (double)count.letters;
    free(shown);
    return GRADE_DONE;
}

static void scripts_free(void *state)
{
    struct scripts *own = state;

    if (!own)
        return;
    free(own->allowed);
    free(own->names);
    free(own);
}

const struct grader_type grader_scripts = {
    .name = "scripts",
    .summary = "the answer is written in these scripts",
    .compile = scripts_compile,
    .grade = scripts_grade,
    .free = scripts_free,
};
