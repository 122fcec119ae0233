/* suites/case_check.c - a case against the schema, its graders, and the names it skips.
 */
#include "base/mem.h"
#include "base/shown.h"
#include "suites/case_keys.h"
#include "suites/case_making.h"
#include "suites/checked.h"
#include "suites/grader_items.h"

#include <stdlib.h>
#include <string.h>

static const size_t mistakes_max = 10;
static const char id_words[] =
    "a text of 1 to 200 characters, none of them a control character";

/* The key of the case that a pointer of the schema's engine begins with. */
static size_t top_key(const char *pointer, const char **key)
{
    *key = pointer[0] == '/' ? pointer + 1 : "";
    return strcspn(*key, "/");
}

static void mistake_add(struct case_maker *maker, const struct schema_error *found)
{
    const char *key;
    size_t length = top_key(found->instance, &key);
    const struct case_entry *entry = entry_find(maker, key, length);
    struct place place = {maker->file->path, maker->row->line, maker->row->column, 1};
    char *plain = length == 2 && !memcmp(key, "id", 2)
                      ? pattern_words(found->message, id_words)
                      : NULL;
    struct error err;

    if (entry)
        place = entry_place(maker, entry);
    if (maker->cohort->held_out)
        error_at(&err, &place, "N0310",
                 "`%.*s` does not hold what this key of a case holds", (int)length, key);
    else
        error_at(&err, &place, "N0310", "`%.*s`: %s", (int)length, key,
                 plain ? plain : found->message);
    if (found->hint)
        error_hint(&err, "%s", found->hint);
    else if (length == 2 && !memcmp(key, "id", 2) && !plain)
        error_hint(&err, "an id is %s", id_words);
    case_mistake(maker, &err);
    free(plain);
}

static bool is_below(const char *pointer, const char *key)
{
    const char *top;
    size_t length = top_key(pointer, &top);

    return length == strlen(key) && !memcmp(top, key, length);
}

/* graders_told: what is wrong with the graders has been said. */
static int schema_check(struct case_maker *maker, const struct eval_case *row,
                        bool graders_told)
{
    const struct value *root = document_root(&row->document);
    struct schema_errors found = SCHEMA_ERRORS_INIT;

    if (schema_validate(maker->schema, root, maker->scratch) == SCHEMA_VALID)
        return 0;
    schema_explain(maker->schema, root, maker->scratch, mistakes_max, &found);
    for (size_t i = 0; i < found.count; i++)
        if (!graders_told || !is_below(found.items[i].instance, "graders"))
            mistake_add(maker, &found.items[i]);
    schema_errors_release(&found);
    return -1;
}

/* Moves what was found in a row's graders to the errors; those of a held-out row say
 * only that there is a mistake. */
static void graders_tell(struct case_maker *maker, struct error_list *found)
{
    for (size_t i = 0; i < found->count; i++) {
        struct error err = found->items[i];

        if (maker->cohort->held_out) {
            snprintf(err.message, sizeof err.message, "%s",
                     "a grader of this row has a mistake");
            err.hint[0] = '\0';
        }
        case_mistake(maker, &err);
    }
}

static int graders_check(struct case_maker *maker, const struct eval_case *row)
{
    const struct case_entry *entry = entry_find(maker, "graders", 7);
    struct error_list found = ERROR_LIST_INIT;
    json_t *list = value_to_json(row->graders);
    struct source where = {.json = list, .place = row->place};
    int rc;

    if (entry)
        where.place = entry_place(maker, entry);
    rc = grader_items_check(maker->suite, list, &where, &found);
    graders_tell(maker, &found);
    error_list_release(&found);
    json_decref(list);
    return rc;
}

/* The list once more as runs build it: two graders of one name. */
static int names_check(struct case_maker *maker, const struct eval_case *row)
{
    struct error_list found = ERROR_LIST_INIT;
    struct grader_list list = {0};
    int rc = grader_list_from_row(maker->suite, row, &list, &found);

    if (rc == 0)
        grader_list_release(&list);
    graders_tell(maker, &found);
    error_list_release(&found);
    return rc;
}

static int skip_unknown(struct case_maker *maker, const char *name)
{
    const struct case_entry *entry = entry_find(maker, "skip_graders", 12);
    struct place place = {maker->file->path, maker->row->line, maker->row->column, 1};
    char *shown = shown_quoted(name, strlen(name), 80);
    struct error err;

    if (entry)
        place = entry_place(maker, entry);
    if (maker->cohort->held_out)
        error_at(&err, &place, "N0293", "this row skips a grader that there is not");
    else
        error_at(&err, &place, "N0293", "no grader of the suite is named %s", shown);
    error_hint(&err, "a grader's name is its type, unless it has a `name`");
    free(shown);
    return case_mistake_once(maker, &err, name);
}

static int skips_check(struct case_maker *maker, const struct eval_case *row)
{
    const struct value *at = row->skip_graders ? value_first(row->skip_graders) : NULL;
    int rc = 0;

    for (uint32_t i = 0; at && i < row->skip_graders->size; i++) {
        char *name = mem_text_n(at->text, at->size);

        if (!grader_list_find(&maker->suite->graders, name) &&
            !grader_list_find(&maker->cohort->graders, name))
            rc = skip_unknown(maker, name);
        free(name);
        at = value_next(at);
    }
    return rc;
}

int case_check(struct case_maker *maker, const struct eval_case *row)
{
    bool has_list = row->graders && row->graders->type == VALUE_ARRAY;
    bool graders_told = has_list && graders_check(maker, row);
    int rc = graders_told ? -1 : 0;

    if (schema_check(maker, row, graders_told))
        return -1;
    if (rc == 0 && has_list)
        rc = names_check(maker, row);
    if (skips_check(maker, row))
        rc = -1;
    return rc;
}
