/* runner/gate_at_commit.c - whether the suite's gate was another at a commit. */
#include "runner/gate_at_commit.h"

#include "base/path.h"
#include "runner/git.h"

static void part_add(json_t *parts, const json_t *of, const char *key, const char *name)
{
    json_t *part = json_object_get(of, key);

    if (part)
        json_object_set(parts, name, part);
}

/* The gates of a list of graders, which may be none; the caller's reference. */
static json_t *gates_of(const json_t *graders)
{
    json_t *gates = json_array();
    json_t *item;
    size_t i;

    json_array_foreach((json_t *)(uintptr_t)graders, i, item)
    {
        if (json_object_get(item, "gate"))
            json_array_append(gates, json_object_get(item, "gate"));
    }
    return gates;
}

/* The same of those that are defined by name. */
static json_t *defined_gates_of(const json_t *define)
{
    json_t *gates = json_object();
    const char *name;
    json_t *item;

    json_object_foreach(json_object_get(define, "graders"), name, item)
    {
        part_add(gates, item, "gate", name);
    }
    return gates;
}

/* Everything in a suite or a fragment that decides; the caller's reference. */
static json_t *rules_of(const json_t *root)
{
    json_t *parts = json_object(), *cohorts = json_object();
    const char *name;
    json_t *item;

    part_add(parts, root, "baseline", "baseline");
    part_add(parts, root, "gate", "gate");
    part_add(parts, root, "quarantine", "quarantine");
    part_add(parts, json_object_get(root, "define"), "gates", "define");
    json_object_foreach(json_object_get(root, "cohorts"), name, item)
    {
        json_t *cohort = json_object();
        json_t *gates = gates_of(json_object_get(item, "graders"));

        if (json_array_size(gates))
            json_object_set(cohort, "graders", gates);
        json_decref(gates);
        part_add(cohort, item, "gate", "gate");
        part_add(cohort, item, "watch", "watch");
        part_add(cohort, item, "must_pass", "must_pass");
        part_add(cohort, item, "weight", "weight");
        if (json_object_size(cohort))
            json_object_set(cohorts, name, cohort);
        json_decref(cohort);
    }
    json_object_set_new(parts, "defined",
                        defined_gates_of(json_object_get(root, "define")));
    json_object_set_new(parts, "cohorts", cohorts);
    json_object_set_new(parts, "graders", gates_of(json_object_get(root, "graders")));
    return parts;
}

/* A file of its own holds nothing else. */
static json_t *whole_of(const json_t *root)
{
    return json_incref((json_t *)(uintptr_t)root);
}

static int tree_differs(const struct tree *tree, const char *commit,
                        json_t *(*part_of)(const json_t *), bool *differs,
                        struct error *err)
{
    struct error_list ignored = ERROR_LIST_INIT;
    struct tree then = TREE_INIT;
    struct buf text = BUF_INIT(TREE_BYTES_MAX);
    char *folder = path_folder(tree->file);
    int rc = git_file(folder, commit, path_name(tree->file), &text, err);

    if (rc >= 0) {
        json_t *was, *is = part_of(tree->root);

        if (rc == 0)
            tree_parse(&then, tree->file, buf_text(&text), text.length, &ignored);
        was = part_of(then.root);
        *differs = *differs || !then.root || !json_equal(was, is);
        json_decref(was);
        json_decref(is);
    }
    tree_release(&then);
    error_list_release(&ignored);
    buf_release(&text);
    free(folder);
    return rc < 0 ? -1 : 0;
}

int gate_at_commit_differs(const struct suite *suite, const char *commit, bool *differs,
                           struct error *err)
{
    int rc;

    *differs = false;
    rc = tree_differs(&suite->tree, commit, rules_of, differs, err);
    for (size_t i = 0; i < suite->include_count && rc == 0; i++)
        rc = tree_differs(&suite->includes[i], commit, rules_of, differs, err);
    if (suite->quarantine_file.root && rc == 0)
        rc = tree_differs(&suite->quarantine_file, commit, whole_of, differs, err);
    return rc;
}
