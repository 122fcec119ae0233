/* schemas/explain_branch.c - which branch of anyOf and oneOf was meant, and what it
 * lacks.
 *
 * Each branch is explained apart. The one that came closest is told of; where several are
 * equally close, what they expect is told in one error.
 */
#include "base/mem.h"
#include "base/shown.h"
#include "schemas/explain.h"

#include <stdlib.h>
#include <string.h>

enum { BRANCH_FINDINGS_MAX = 50 };

/* From far to near. */
enum nearness {
    OTHER_TYPE,  /* another type, or nothing is allowed */
    OTHER_TAG,   /* a constant one level below differs: a tagged form, but not this one */
    SAME_TYPE,   /* something is wrong with the value itself */
    ALL_IS_BELOW /* only what it holds is wrong */
};

struct branch {
    struct findings found;
    enum nearness nearness;
    size_t own; /* findings about the value itself */
    size_t deepest;
};

static void branch_judge(struct branch *branch, size_t depth)
{
    branch->nearness = ALL_IS_BELOW;
    for (size_t i = 0; i < branch->found.count; i++) {
        const struct finding *one = &branch->found.items[i];
        enum nearness nearness = ALL_IS_BELOW;

        if (one->depth == depth) {
            branch->own++;
            nearness = one->op->code == OP_TYPE || one->op->code == OP_FALSE ? OTHER_TYPE
                                                                             : SAME_TYPE;
        } else if (one->depth == depth + 1 && one->op->code == OP_CONST) {
            nearness = OTHER_TAG;
        }
        if (nearness < branch->nearness)
            branch->nearness = nearness;
        if (one->depth > branch->deepest)
            branch->deepest = one->depth;
    }
}

/* Above 0: a is closer. */
static int branch_compare(const struct branch *a, const struct branch *b)
{
    if (a->nearness != b->nearness)
        return (int)a->nearness - (int)b->nearness;
    if (a->own != b->own)
        return a->own < b->own ? 1 : -1;
    if (a->deepest != b->deepest)
        return a->deepest > b->deepest ? 1 : -1;
    return 0;
}

void branch_explain(struct explainer *explainer, const struct op *op, uint32_t number,
                    const struct value *value)
{
    size_t before = explainer->keywords.length;

    buf_append_format(&explainer->keywords, "/%s/%u", op_keyword(op), number);
    explain_label(explainer, explainer->scratch->schema->pool[op->a + number], value);
    buf_truncate(&explainer->keywords, before);
}

static void branch_look(struct explainer *explainer, const struct op *op, uint32_t number,
                        const struct value *value, struct branch *branch)
{
    struct findings *outer = explainer->found;

    branch->found.max = BRANCH_FINDINGS_MAX;
    explainer->found = &branch->found;
    branch_explain(explainer, op, number, value);
    explainer->found = outer;
    branch_judge(branch, explainer->depth);
}

/* Findings move over as they are. */
static void branch_tell(struct explainer *explainer, struct branch *branch)
{
    struct findings *found = explainer->found;

    for (size_t i = 0; i < branch->found.count; i++) {
        if (found->count >= found->max) {
            found->more = true;
            finding_release(&branch->found.items[i]);
            continue;
        }
        MEM_GROW(found->items, found->count, found->capacity);
        found->items[found->count++] = branch->found.items[i];
    }
    found->more |= branch->found.more;
    branch->found.count = 0;
}

/* All branches want another type. */
static void types_tell(struct explainer *explainer, const struct op *op,
                       const struct value *value, const struct branch *branches)
{
    unsigned types = 0;

    for (uint32_t i = 0; i < op->b; i++)
        for (size_t k = 0; k < branches[i].found.count; k++)
            if (branches[i].found.items[k].op->code == OP_TYPE &&
                branches[i].found.items[k].depth == explainer->depth)
                types |= branches[i].found.items[k].op->a;
    if (types)
        finding_add(explainer, op, op_keyword(op), value->offset, NULL,
                    said_types(types, value));
    else
        finding_add(explainer, op, op_keyword(op), value->offset, NULL,
                    said_plain(mem_text("nothing is allowed here")));
}

/* The constant or enum that differs in this branch: in the value itself, or its tag. */
static const struct finding *choice_find(const struct branch *branch, size_t depth,
                                         const char *instance)
{
    if (branch->nearness != OTHER_TAG && branch->nearness != SAME_TYPE)
        return NULL;
    if (branch->nearness == OTHER_TAG)
        depth++;
    for (size_t i = 0; i < branch->found.count; i++) {
        const struct finding *one = &branch->found.items[i];

        if (one->depth == depth &&
            (one->op->code == OP_CONST || one->op->code == OP_ENUM) &&
            (!instance || !strcmp(one->error.instance, instance)))
            return one;
    }
    return NULL;
}

static const struct value *value_at_offset(const struct value *root, uint32_t offset)
{
    for (uint32_t i = 0; i < root->span; i++)
        if (root[i].offset == offset)
            return root + i;
    return root;
}

static void choices_add(const struct op *op, const struct value **choices, size_t *count)
{
    const struct value *at = op->at + 1;

    if (op->code == OP_CONST) {
        choices[(*count)++] = op->at;
        return;
    }
    for (uint32_t i = 0; i < op->at->size; i++, at = value_next(at))
        choices[(*count)++] = at;
}

/* What all branches would take at this place; the caller's. */
static const struct value **choices_collect(const struct branch *branches, uint32_t count,
                                            size_t depth, const char *instance,
                                            size_t *used)
{
    const struct value **choices;
    size_t size = 0;

    for (uint32_t i = 0; i < count; i++) {
        const struct finding *one = choice_find(&branches[i], depth, instance);

        if (one)
            size += one->op->code == OP_CONST ? 1 : one->op->at->size;
    }
    choices = mem_new(size, sizeof *choices);
    *used = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct finding *one = choice_find(&branches[i], depth, instance);

        if (one)
            choices_add(one->op, choices, used);
    }
    return choices;
}

/* Equally close branches that differ in one constant: all constants in one error. */
static bool choices_tell(struct explainer *explainer, const struct op *op,
                         const struct value *value, const struct branch *branches,
                         const struct branch *best)
{
    const struct finding *first = choice_find(best, explainer->depth, NULL);
    size_t before = explainer->found->count;
    const struct value **choices;
    const struct value *wrong;
    size_t count;

    if (!first)
        return false;
    choices =
        choices_collect(branches, op->b, explainer->depth, first->error.instance, &count);
    wrong = value_at_offset(value, first->error.offset);
    finding_add(explainer, first->op, op_keyword(op), first->error.offset, NULL,
                said_one_of(choices, count, wrong));
    if (explainer->found->count > before) {
        struct finding *made = &explainer->found->items[before];

        free(made->error.instance);
        made->error.instance = mem_text(first->error.instance);
        made->depth = first->depth;
    }
    free(choices);
    return true;
}

static const struct finding *own_finding(const struct branch *branch, size_t depth,
                                         const char *keyword)
{
    for (size_t i = 0; i < branch->found.count; i++)
        if (branch->found.items[i].error.key && branch->found.items[i].depth == depth &&
            !strcmp(branch->found.items[i].error.keyword, keyword))
            return &branch->found.items[i];
    return NULL;
}

/* The keys that the branches miss, in words. */
static char *missing_keys(const struct branch *branches, uint32_t count, size_t depth)
{
    struct buf text = BUF_INIT(4096);

    for (uint32_t i = 0; i < count; i++) {
        const struct finding *one = own_finding(&branches[i], depth, "required");
        char *shown;

        if (!one)
            continue;
        shown = shown_quoted(one->error.key, strlen(one->error.key), 60);
        if (!strstr(buf_text(&text), shown))
            buf_append_format(&text, "%s%s", text.length ? ", " : "", shown);
        free(shown);
    }
    return buf_detach(&text);
}

/* The key that most likely was meant, among those the branches miss. */
static char *missing_hint(struct explainer *explainer, const struct branch *branches,
                          uint32_t count, const struct value *key)
{
    struct value *names = mem_new(count, sizeof *names);
    const struct value **list = mem_new(count, sizeof *list);
    size_t used = 0;
    char *hint;

    for (uint32_t i = 0; i < count; i++) {
        const struct finding *one =
            own_finding(&branches[i], explainer->depth, "required");

        if (!one)
            continue;
        names[used] = (struct value){.type = VALUE_STRING,
                                     .text = one->error.key,
                                     .size = (uint32_t)strlen(one->error.key)};
        list[used] = &names[used];
        used++;
    }
    hint = hint_nearest(key, list, used);
    free(list);
    free(names);
    return hint;
}

/* Forms that are told apart by a key of their own: the key is wrong, or there is none. */
static bool keys_tell(struct explainer *explainer, const struct op *op,
                      const struct value *value, const struct branch *branches,
                      const struct branch *best)
{
    const struct finding *missing = own_finding(best, explainer->depth, "required");
    const struct finding *unknown =
        own_finding(best, explainer->depth, "additionalProperties");
    char *keys;

    if (!missing)
        return false;
    keys = missing_keys(branches, op->b, explainer->depth);
    if (unknown) {
        const struct value *key = value_at_offset(value, unknown->error.offset);
        char *shown = shown_quoted(key->text, key->size, 60);
        char *hint = missing_hint(explainer, branches, op->b, key);

        finding_add(explainer, unknown->op, "additionalProperties", key->offset, key,
                    (struct said){.message = mem_format(
                                      "unknown key %s, expected one of %s", shown, keys),
                                  .hint = hint});
        free(shown);
    } else {
        finding_add(explainer, missing->op, "required", value->offset, NULL,
                    said_plain(mem_format("missing key, expected one of %s", keys)));
    }
    free(keys);
    return true;
}

static void branches_tell(struct explainer *explainer, const struct op *op,
                          const struct value *value, struct branch *branches)
{
    struct branch *best = &branches[0];
    uint32_t equals = 0;

    for (uint32_t i = 1; i < op->b; i++)
        if (branch_compare(&branches[i], best) > 0)
            best = &branches[i];
    for (uint32_t i = 0; i < op->b; i++)
        equals += branch_compare(&branches[i], best) == 0;
    if (best->nearness == OTHER_TYPE && equals > 1)
        types_tell(explainer, op, value, branches);
    else if (equals > 1 && best->nearness != ALL_IS_BELOW &&
             (choices_tell(explainer, op, value, branches, best) ||
              keys_tell(explainer, op, value, branches, best)))
        return;
    else
        branch_tell(explainer, best);
}

void explain_any_of(struct explainer *explainer, const struct op *op,
                    const struct value *value)
{
    struct branch *branches;

    if (explain_tagged(explainer, op, value))
        return;
    if (explainer->steps > UNION_STEPS_MAX) {
        finding_add(explainer, op, op_keyword(op), value->offset, NULL,
                    (struct said){.expected = mem_format("one of %u forms", op->b),
                                  .found = value_found(value)});
        return;
    }
    branches = mem_new(op->b, sizeof *branches);
    for (uint32_t i = 0; i < op->b; i++)
        branch_look(explainer, op, i, value, &branches[i]);
    if (!explainer->scratch->undecided)
        branches_tell(explainer, op, value, branches);
    for (uint32_t i = 0; i < op->b; i++)
        findings_release(&branches[i].found);
    free(branches);
}
