/* suites/case_entries.c - a row taken apart, and written in the one form of a case. */
#include "base/file.h"
#include "base/mem.h"
#include "base/nearest.h"
#include "base/path.h"
#include "base/shown.h"
#include "suites/case_keys.h"
#include "suites/case_making.h"
#include "suites/columns.h"
#include "suites/suite_unsupported.h"

#include <stdlib.h>
#include <string.h>

struct place entry_place(const struct case_maker *maker, const struct case_entry *entry)
{
    return maker->file->reader->place(maker->file, maker->row, entry->member, false);
}

static struct place entry_key_place(const struct case_maker *maker,
                                    const struct case_entry *entry)
{
    return maker->file->reader->place(maker->file, maker->row, entry->member, true);
}

const struct case_entry *entry_find(const struct case_maker *maker, const char *name,
                                    size_t length)
{
    for (size_t i = 0; i < maker->entry_count; i++)
        if (maker->entries[i].name_length == length &&
            !memcmp(maker->entries[i].name, name, length))
            return &maker->entries[i];
    return NULL;
}

static bool entry_is_key(const struct case_entry *entry, const char *name)
{
    return entry->part == ENTRY_KEY && entry->name_length == strlen(name) &&
           !memcmp(entry->name, name, entry->name_length);
}

/* How the text of a table's cell is read where `columns` does not say. */
static enum column_as as_of_key(const char *name)
{
    const struct case_key *key = case_key_find(name);

    switch (key ? key->type : CASE_KEY_ANY) {
    case CASE_KEY_NUMBER:
        return AS_NUMBER;
    case CASE_KEY_FLAG:
        return AS_FLAG;
    case CASE_KEY_LIST:
        return AS_LIST;
    case CASE_KEY_JSON:
        return AS_JSON;
    default:
        return AS_TEXT;
    }
}

/* ours: a case's key, `reference.key`, `vars.name` or a variable. dotted: whether the
 * two with a dot are read so. */
static void entry_add(struct case_maker *maker, const char *ours, size_t length,
                      bool dotted, struct case_entry entry)
{
    static const char reference[] = "reference.";
    static const char vars[] = "vars.";
    char name[32] = "";

    if (length < sizeof name)
        memcpy(name, ours, length);
    entry.part = ENTRY_VAR;
    entry.name = ours;
    entry.name_length = length;
    if (case_key_find(name)) {
        entry.part = ENTRY_KEY;
        if (entry.as == AS_WRITTEN && maker->file->reader->is_table)
            entry.as = as_of_key(name);
    } else if (dotted && length > sizeof reference - 1 &&
               !memcmp(ours, reference, sizeof reference - 1)) {
        entry.part = ENTRY_REFERENCE;
        entry.name += sizeof reference - 1;
        entry.name_length -= sizeof reference - 1;
    } else if (dotted && length > sizeof vars - 1 &&
               !memcmp(ours, vars, sizeof vars - 1)) {
        entry.name += sizeof vars - 1;
        entry.name_length -= sizeof vars - 1;
    }
    MEM_GROW(maker->entries, maker->entry_count, maker->entry_capacity);
    maker->entries[maker->entry_count++] = entry;
}

/* A member of the row under each name that `columns` gives it, else under its own. */
static void member_add(struct case_maker *maker, const struct value *key, size_t index)
{
    const struct value *value = value_next(key);
    bool is_mapped = false;

    for (size_t i = 0; i < maker->rule_count; i++) {
        struct column_rule *rule = &maker->rules[i];

        if (value_is_text(key, rule->theirs)) {
            rule->was_seen = true;
            is_mapped = true;
            entry_add(
                maker, rule->ours, strlen(rule->ours), true,
                (struct case_entry){.value = value, .as = rule->as, .member = index});
        } else if (value_is_text(key, rule->ours)) {
            is_mapped = true; /* its name is taken by another column */
        }
    }
    if (!is_mapped)
        entry_add(maker, key->text, key->size, maker->file->reader->is_table,
                  (struct case_entry){.value = value, .member = index});
}

static int unknown_key(struct case_maker *maker, const struct case_entry *entry)
{
    static const char *const foreign[] = {"expected", "ideal",  "target", "gold",
                                          "label",    "answer", NULL};
    static const char *const names[] = {
        "id",     "vars",    "reference",    "messages",  "group",    "tags",
        "weight", "graders", "skip_graders", "must_pass", "metadata", NULL};
    char *word = mem_text_n(entry->name, entry->name_length);
    char *shown = shown_quoted(entry->name, entry->name_length, 60);
    const char *nearest = nearest_name(word, names);
    struct place place = entry_key_place(maker, entry);
    struct error err;

    for (size_t i = 0; foreign[i]; i++)
        if (!strcmp(word, foreign[i]))
            nearest = "reference";
    if (maker->cohort->held_out)
        error_at(&err, &place, "N0311", "this row has a key that a case does not have");
    else
        error_at(&err, &place, "N0311", "unknown key %s in a case with `vars`", shown);
    if (nearest)
        error_hint(&err, "did you mean `%s`?", nearest);
    else
        error_hint(&err, "a variable stands inside `vars`");
    case_mistake_once(maker, &err, word);
    free(word);
    free(shown);
    return -1;
}

static int reserved_name(struct case_maker *maker, const struct case_entry *entry,
                         const char *name)
{
    struct place place = entry_key_place(maker, entry);
    struct error err;

    error_at(&err, &place, "N0295", "\"%s\" is a reserved name: no variable can have it",
             name);
    if (!strcmp(name, "answer"))
        error_hint(&err,
                   "where it is what the model should say: columns: {reference: answer}");
    else
        error_hint(&err, "give it another: columns: {question: %s}", name);
    return case_mistake_once(maker, &err, name);
}

/* Of keys that a case may have, this is the one whose loss nothing else would tell: the
 * case is asked and graded, and blocks nothing. */
static bool is_nearly_must_pass(const struct case_entry *entry)
{
    static const char *const names[] = {"must_pass", NULL};
    char word[16] = "";

    if (entry->name_length < 6 || entry->name_length > 11 ||
        (entry->name[0] != 'm' && entry->name[0] != 'M'))
        return false;
    memcpy(word, entry->name, entry->name_length);
    return nearest_name(word, names) != NULL;
}

static int misspelt_must_pass(struct case_maker *maker, const struct case_entry *entry)
{
    char *word = mem_text_n(entry->name, entry->name_length);
    struct place place = entry_key_place(maker, entry);
    struct error err;

    if (maker->cohort->held_out)
        error_at(&err, &place, "N0312", "this row has a key that is nearly `must_pass`");
    else
        error_at(&err, &place, "N0312",
                 "\"%s\" is nearly `must_pass`, and would be a variable", word);
    error_hint(&err, "write `must_pass`; a variable of that name stands inside `vars`");
    case_mistake_once(maker, &err, word);
    free(word);
    return -1;
}

static int entry_check(struct case_maker *maker, const struct case_entry *entry,
                       bool is_strict)
{
    const struct unsupported *row = NULL;
    char name[32] = "";

    if (entry->name_length < sizeof name)
        memcpy(name, entry->name, entry->name_length);
    if (entry->part == ENTRY_KEY)
        row = unsupported_find("case", name);
    if (row) {
        struct place place = entry_key_place(maker, entry);
        struct error err;

        error_at(&err, &place, "N0290", "\"%s\" is not supported yet by this version",
                 row->key);
        error_hint(&err, "%s", row->cure);
        return case_mistake_once(maker, &err, row->key);
    }
    if (entry->part == ENTRY_VAR && is_strict)
        return unknown_key(maker, entry);
    if (entry->part == ENTRY_VAR && variable_is_reserved(name))
        return reserved_name(maker, entry, name);
    if (entry->part == ENTRY_VAR && is_nearly_must_pass(entry))
        return misspelt_must_pass(maker, entry);
    return 0;
}

/* The variables of a strict case. */
static int vars_check(struct case_maker *maker, const struct case_entry *entry)
{
    const struct value *key = value_first(entry->value);
    int rc = 0;

    for (uint32_t i = 0; key && i < entry->value->size; i++) {
        char name[32] = "";

        if (key->size < sizeof name)
            memcpy(name, key->text, key->size);
        if (variable_is_reserved(name))
            rc = reserved_name(maker, entry, name);
        key = value_next(value_next(key));
    }
    return rc;
}

int entries_read(struct case_maker *maker)
{
    const struct value *root = document_root(&maker->row->document);
    const struct value *key;
    bool is_strict = false;
    int rc = 0;

    maker->entry_count = 0;
    if (root->type != VALUE_OBJECT) {
        struct place place = {maker->file->path, maker->row->line, maker->row->column, 1};
        struct error err;

        error_at(&err, &place, "N0301", "expected a case: an object with keys");
        error_hint(&err, "write {\"question\": …, \"reference\": …}");
        return case_mistake(maker, &err);
    }
    key = value_first(root);
    for (uint32_t i = 0; i < root->size; i++) {
        member_add(maker, key, i);
        key = value_next(value_next(key));
    }
    for (size_t i = 0; i < maker->entry_count; i++) {
        const struct case_entry *entry = &maker->entries[i];

        if (!entry_is_key(entry, "vars") || entry->value->type == VALUE_NULL)
            continue;
        is_strict = true;
        if (entry->value->type == VALUE_OBJECT && vars_check(maker, entry))
            rc = -1;
    }
    for (size_t i = 0; i < maker->entry_count; i++)
        if (entry_check(maker, &maker->entries[i], is_strict))
            rc = -1;
    return rc;
}

/* The text file that a variable names, below the folder that `load` gives. */
static int loaded_write(struct case_maker *maker, const struct case_entry *entry,
                        const char *folder)
{
    const struct cohort *cohort = maker->cohort;
    char *home = path_folder(cohort->load.tree->file);
    char *below = path_join(home, folder);
    char *name = mem_text_n(entry->value->text ? entry->value->text : "",
                            entry->value->text ? entry->value->size : 0);
    char *path = path_join(below, name);
    struct file_rules rules = {.root = NULL, .allow_outside = false};
    struct place place = entry_place(maker, entry);
    char *resolved = NULL;
    char *text = NULL;
    size_t length = 0;
    struct error err;
    int rc = -1;

    if (entry->value->type != VALUE_STRING || path_resolve(below, &resolved, &err)) {
        error_at(&err, &place, "N0317", "`load` needs the name of a file here");
        goto done;
    }
    rules.root = resolved;
    if (named_file_check(path, &rules, &place, &err)) {
        char *shown = shown_quoted(name, strlen(name), 80);

        if (cohort->held_out)
            error_at(&err, &place, "N0317",
                     "`load` finds no file of the name in this row");
        else
            error_at(&err, &place, "N0317", "no file %s is below the folder %s", shown,
                     below);
        error_hint(&err, "`load` reads the text file that the variable names");
        free(shown);
        goto done;
    }
    if (named_file_load(cohort->load.tree->file, path, &rules, &place, &text, &length,
                        NULL, &err))
        goto done;
    rc = json_quote(&maker->text, text, length);

done:
    if (rc)
        case_mistake(maker, &err);
    free(home);
    free(below);
    free(name);
    free(path);
    free(resolved);
    free(text);
    return rc;
}

static int value_write(struct case_maker *maker, const struct case_entry *entry)
{
    const char *expected = NULL;
    struct place place;
    struct error err;
    char *shown;

    if (entry_is_key(entry, "id") && entry->value->type == VALUE_INTEGER)
        return json_quote(&maker->text, entry->value->text, entry->value->size);
    if (column_value_write(&maker->text, entry->value, entry->as, &expected) == 0)
        return 0;
    place = entry_place(maker, entry);
    if (!expected) {
        error_at(&err, &place, "N0302", "a row is larger than 8 MB");
        return case_mistake(maker, &err);
    }
    shown = shown_quoted(entry->value->text, entry->value->size, 60);
    if (maker->cohort->held_out)
        error_at(&err, &place, "N0309", "expected %s", expected);
    else
        error_at(&err, &place, "N0309", "expected %s, found %s", expected, shown);
    free(shown);
    return case_mistake(maker, &err);
}

/* What `load` says of a variable; NULL: nothing. */
static const char *folder_of(const struct case_maker *maker,
                             const struct case_entry *entry)
{
    const char *folder;
    char *name;

    if (!maker->cohort->load.json)
        return NULL;
    name = mem_text_n(entry->name, entry->name_length);
    folder = json_string_value(json_object_get(maker->cohort->load.json, name));
    free(name);
    return folder;
}

/* The members of one part, with commas; those a table leaves empty are none, but an
 * empty variable is an empty text. */
static int part_write(struct case_maker *maker, enum entry_part part, bool *is_first)
{
    bool is_table = maker->file->reader->is_table;

    for (size_t i = 0; i < maker->entry_count; i++) {
        const struct case_entry *entry = &maker->entries[i];
        bool is_empty = is_table && entry->value->type == VALUE_NULL;
        const char *folder;
        int rc = 0;

        if (entry->part != part || (is_empty && part != ENTRY_VAR))
            continue;
        if (!*is_first)
            buf_append_char(&maker->text, ',');
        *is_first = false;
        json_quote(&maker->text, entry->name, entry->name_length);
        buf_append_char(&maker->text, ':');
        folder = folder_of(maker, entry);
        if (part == ENTRY_VAR && folder)
            rc = loaded_write(maker, entry, folder);
        else if (is_empty)
            rc = buf_append_text(&maker->text, "\"\"");
        else
            rc = value_write(maker, entry);
        if (rc)
            return -1;
    }
    return 0;
}

static bool has_part(const struct case_maker *maker, enum entry_part part)
{
    for (size_t i = 0; i < maker->entry_count; i++)
        if (maker->entries[i].part == part)
            return true;
    return false;
}

static bool has_key(const struct case_maker *maker, const char *name)
{
    for (size_t i = 0; i < maker->entry_count; i++)
        if (entry_is_key(&maker->entries[i], name) &&
            !(maker->file->reader->is_table &&
              maker->entries[i].value->type == VALUE_NULL))
            return true;
    return false;
}

/* With keys of a case alone, under their own names and as they are. */
bool entries_are_case(const struct case_maker *maker)
{
    const struct case_entry *id = entry_find(maker, "id", 2);

    if (maker->file->reader->is_table || maker->rule_count)
        return false;
    for (size_t i = 0; i < maker->entry_count; i++)
        if (maker->entries[i].part != ENTRY_KEY)
            return false;
    return has_key(maker, "vars") && !(id && id->value->type == VALUE_INTEGER);
}

int entries_write(struct case_maker *maker)
{
    bool is_first = true;
    bool has_parts = has_part(maker, ENTRY_REFERENCE);

    if (has_parts && has_key(maker, "reference")) {
        struct place place = {maker->file->path, maker->row->line, maker->row->column, 1};
        struct error err;

        error_at(&err, &place, "N0319",
                 "`reference` and `reference.…` cannot stand together");
        return case_mistake_once(maker, &err, "reference");
    }
    buf_clear(&maker->text);
    buf_append_char(&maker->text, '{');
    if (part_write(maker, ENTRY_KEY, &is_first))
        return -1;
    if (!has_key(maker, "vars")) {
        buf_append_text(&maker->text, is_first ? "\"vars\":{" : ",\"vars\":{");
        is_first = true;
        if (part_write(maker, ENTRY_VAR, &is_first))
            return -1;
        buf_append_char(&maker->text, '}');
    }
    if (has_parts) {
        buf_append_text(&maker->text, ",\"reference\":{");
        is_first = true;
        if (part_write(maker, ENTRY_REFERENCE, &is_first))
            return -1;
        buf_append_char(&maker->text, '}');
    }
    buf_append_char(&maker->text, '}');
    return buf_is_over(&maker->text) ? -1 : 0;
}
