/* cli/judge/judge_choice.c - which of a suite's judges is meant. */
#include "base/mem.h"
#include "base/nearest.h"
#include "base/shown.h"
#include "cli/judge/judge_parts.h"

#include <stdlib.h>
#include <string.h>

enum { NAMES_MAX = 100, SHOWN_MAX = 60 };

struct judges {
    const char *names[NAMES_MAX + 1]; /* each once; ended by NULL */
    size_t count;
    const struct grader_item *found; /* of --grader, or the last */
};

static void list_look(const struct grader_list *list, const char *wanted,
                      struct judges *judges)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct grader_item *item = &list->items[i];
        size_t at = 0;

        if (strcmp(item->type, "judge") != 0)
            continue;
        if (!wanted || !strcmp(item->name, wanted))
            judges->found = item;
        while (at < judges->count && strcmp(judges->names[at], item->name) != 0)
            at++;
        if (at == judges->count && at < NAMES_MAX)
            judges->names[judges->count++] = item->name;
    }
}

static int several(const struct judges *judges, struct error *err)
{
    struct buf names = BUF_INIT(200);

    for (size_t i = 0; i < judges->count; i++)
        buf_append_format(&names, "%s%s", i ? ", " : "", judges->names[i]);
    error_set(err, ERROR_USAGE, "N0983", "the suite has %zu judges", judges->count);
    error_hint(err, "say which: --grader NAME, of %s", buf_text(&names));
    buf_release(&names);
    return -1;
}

static int unknown(const struct judges *judges, const char *wanted, struct error *err)
{
    const char *nearest = nearest_name(wanted, judges->names);
    char *shown = shown_quoted(wanted, strlen(wanted), SHOWN_MAX);

    error_set(err, ERROR_USAGE, "N0983", "the suite has no judge %s", shown);
    if (nearest)
        error_hint(err, "did you mean \"%s\"?", nearest);
    else if (judges->count)
        error_hint(err, "its judge is \"%s\"", judges->names[0]);
    free(shown);
    return -1;
}

static int choose(struct calibrating *of, struct error *err)
{
    const struct suite *suite = of->suite;
    const char *wanted = of->args->grader;
    struct judges judges = {.count = 0};
    const json_t *against;

    list_look(&suite->graders, wanted, &judges);
    for (size_t i = 0; i < suite->cohort_count; i++)
        list_look(&suite->cohorts[i].graders, wanted, &judges);
    if (!judges.count)
        return error_set(err, ERROR_INPUT, "N0983",
                         "no grader of the suite or of a cohort is a judge");
    if (wanted && !judges.found)
        return unknown(&judges, wanted, err);
    if (!wanted && judges.count > 1)
        return several(&judges, err);
    of->judge = judges.found;
    against = json_object_get(of->judge->source.json, "against");
    if (against && !strcmp(json_string_value(against), "baseline")) {
        error_set(err, ERROR_INPUT, "N0985",
                  "the judge \"%s\" compares with the baseline's answers, and labels are "
                  "of an answer alone",
                  of->judge->name);
        return error_hint(err, "calibrate a judge with `against: reference`, or one that "
                               "judges the answer alone");
    }
    return 0;
}

int judge_choose(struct calibrating *of)
{
    struct error err;

    return choose(of, &err) ? error_list_add(&of->errors, &err) : 0;
}
