/* suites/suite_scan.c - what looks like a key, and ${…} where it is only text. */
#include "base/mem.h"
#include "suites/secrets.h"
#include "suites/suite_loading.h"
#include "values/pointer.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const size_t pointer_bytes_max = 64 * 1024;

/* One ${NAME} or ${NAME:-default} in a text. */
struct env_use {
    char *name;
    bool has_default;
    const char *end; /* behind the "}" */
};

/* 1: the next one from `text` on, whose name is the caller's; 0: none; -1: a malformed
 * one. "$${" stands for "${". */
static int env_use_find(const char *text, struct env_use *use)
{
    const char *at = strstr(text, "${");
    size_t length = 0;

    while (at && at > text && at[-1] == '$')
        at = strstr(at + 1, "${");
    if (!at)
        return 0;
    at += 2;
    while (isalnum((unsigned char)at[length]) || at[length] == '_')
        length++;
    if (!length || isdigit((unsigned char)*at))
        return -1;
    use->has_default = !strncmp(at + length, ":-", 2);
    use->end = strchr(at + length, '}');
    if (!use->end || (!use->has_default && use->end != at + length))
        return -1;
    use->end++;
    use->name = mem_text_n(at, length);
    return 1;
}

struct scan {
    struct suite_loading *loading;
    const struct tree *tree;
    struct buf pointer;
    unsigned models;    /* how deep we are in a model; 0: in none */
    bool may_hold_uses; /* below url, base_url, headers or version of a model */
};

static void scan_value(struct scan *scan, const json_t *value);

static struct place scan_place(const struct scan *scan)
{
    return tree_place(scan->tree, buf_text(&scan->pointer));
}

/* The line is not quoted: it holds the key. */
static void secret_refuse(struct scan *scan, const char *text, size_t length)
{
    struct place place = scan_place(scan);
    char *shown = secret_shown(text, length);
    struct error err;

    error_at(&err, &place, "N0267", "this looks like a key: %s", shown);
    error_hint(&err,
               "keep it in an environment variable: `key_env: NAME`, or "
               "\"${NAME}\" in headers; and replace the key, which is in a file now");
    err.excerpt = EXCERPT_HIDDEN;
    error_list_add(scan->loading->errors, &err);
    free(shown);
}

static void use_check(struct scan *scan, const struct env_use *use)
{
    struct place place = scan_place(scan);
    const char *value = getenv(use->name);
    bool is_set = value && *value;
    struct error err;

    if (scan->may_hold_uses && !is_set && !use->has_default) {
        error_at(&err, &place, "N0391", "the environment variable %s is not set",
                 use->name);
        error_hint(&err, "set it before a run, or write ${%s:-default}", use->name);
        error_list_warn(scan->loading->errors, &err);
    } else if (!scan->may_hold_uses && value) {
        error_at(&err, &place, "N0268", "\"${%s}\" is only text here, though %s is set",
                 use->name, use->name);
        error_hint(&err, "url, base_url, headers and version alone may hold ${…}");
        error_list_warn(scan->loading->errors, &err);
    }
}

static void scan_text(struct scan *scan, const json_t *value)
{
    const char *text = json_string_value(value);
    struct env_use use;
    int found;

    if (secret_is_likely(text, json_string_length(value)))
        secret_refuse(scan, text, json_string_length(value));
    while ((found = env_use_find(text, &use)) > 0) {
        use_check(scan, &use);
        free(use.name);
        text = use.end;
    }
    if (found < 0 && scan->may_hold_uses) {
        struct place place = scan_place(scan);

        error_list_at(scan->loading->errors, &place, "N0390",
                      "malformed \"${\": expected ${NAME} or ${NAME:-default}");
    }
}

static bool key_may_hold_uses(const char *key)
{
    return !strcmp(key, "url") || !strcmp(key, "base_url") || !strcmp(key, "headers") ||
           !strcmp(key, "version");
}

static void scan_member(struct scan *scan, const char *key, const json_t *value)
{
    bool was = scan->may_hold_uses;
    bool is_model = !strcmp(key, "model") || !strcmp(key, "models");

    if (is_model || scan->models)
        scan->models++;
    if (scan->models && key_may_hold_uses(key))
        scan->may_hold_uses = true;
    pointer_push(&scan->pointer, key, strlen(key));
    scan_value(scan, value);
    pointer_pop(&scan->pointer);
    scan->may_hold_uses = was;
    if (scan->models)
        scan->models--;
}

static void scan_value(struct scan *scan, const json_t *value)
{
    if (json_is_string(value)) {
        scan_text(scan, value);
    } else if (json_is_array(value)) {
        for (size_t i = 0; i < json_array_size(value); i++) {
            pointer_push_index(&scan->pointer, i);
            scan_value(scan, json_array_get(value, i));
            pointer_pop(&scan->pointer);
        }
    } else if (json_is_object(value)) {
        const char *key;
        json_t *member;

        json_object_foreach((json_t *)(uintptr_t)value, key, member)
        {
            scan_member(scan, key, member);
        }
    }
}

void suite_scan(struct suite_loading *loading, const struct tree *tree)
{
    struct scan scan = {
        .loading = loading, .tree = tree, .pointer = BUF_INIT(pointer_bytes_max)};

    scan_value(&scan, tree->root);
    buf_release(&scan.pointer);
}
