/* tests/schemas/count_allocations.c - a validation allocates nothing once its scratch has
 * grown: the cases of allocations.json and the schemas that are measured in bench/, each
 * validated twice; the second time is counted.
 *
 * A program of its own, since it puts counting functions in the place of malloc's. */
#include "base/file.h"
#include "base/mem.h"
#include "schemas/schema.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif

static size_t allocations;
static size_t passed, failed;

#ifndef __SANITIZE_ADDRESS__
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);

void *malloc(size_t size)
{
    allocations++;
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    allocations++;
    return __libc_calloc(count, size);
}

void *realloc(void *block, size_t size)
{
    allocations++;
    return __libc_realloc(block, size);
}
#endif

static void validation_count(const char *name, const struct schema *schema,
                             const struct value *instance)
{
    struct schema_scratch *scratch = schema_scratch_new();
    const enum schema_verdict verdict = schema_validate(schema, instance, scratch);
    const size_t before = allocations;
    const enum schema_verdict again = schema_validate(schema, instance, scratch);
    const size_t count = allocations - before;

    if (count == 0 && verdict == again) {
        passed++;
    } else {
        failed++;
        printf("%s: %zu allocations, verdict %d, then %d\n", name, count, (int)verdict,
               (int)again);
    }
    schema_scratch_free(scratch);
}

static struct schema *compiled(const char *name, const char *text, size_t length)
{
    const struct schema_options options = {.formats = FORMATS_ASSERTED};
    struct schema *schema;
    struct error err;

    if (schema_compile(text, length, &options, &schema, &err) == 0)
        return schema;
    printf("%s: %s\n", name, err.message);
    exit(1);
}

static void text_count(const char *name, const struct schema *schema, const char *text,
                       size_t length)
{
    struct document document = DOCUMENT_INIT;
    struct error err;

    if (document_read(&document, text, length, NULL, &err)) {
        printf("%s: %s\n", name, err.message);
        exit(1);
    }
    validation_count(name, schema, document_root(&document));
    document_release(&document);
}

/* "repeat": the first item of each instance so many times, with an `id` of its own. */
static void items_repeat(json_t *items, json_int_t count)
{
    for (json_int_t i = 1; i < count; i++) {
        json_t *copy = json_deep_copy(json_array_get(items, 0));

        json_object_set_new(copy, "id", json_integer(i));
        json_array_append_new(items, copy);
    }
}

static void case_count(const json_t *row)
{
    const char *name = json_string_value(json_object_get(row, "name"));
    const json_t *instances = json_object_get(row, "instances");
    char *text = json_dumps(json_object_get(row, "schema"), JSON_ENCODE_ANY);
    struct schema *schema = compiled(name, text, strlen(text));

    free(text);
    for (size_t i = 0; i < json_array_size(instances); i++) {
        json_t *instance = json_array_get(instances, i);

        items_repeat(instance, json_integer_value(json_object_get(row, "repeat")));
        text = json_dumps(instance, JSON_ENCODE_ANY);
        text_count(name, schema, text, strlen(text));
        free(text);
    }
    schema_free(schema);
}

static void cases_count(void)
{
    json_error_t error;
    json_t *cases = json_load_file(CASES_DIR "/allocations.json", 0, &error);

    if (!cases) {
        printf("%s:%d: %s\n", error.source, error.line, error.text);
        exit(1);
    }
    for (size_t i = 0; i < json_array_size(cases); i++)
        case_count(json_array_get(cases, i));
    json_decref(cases);
}

static struct buf file_text(const char *path)
{
    struct buf text = BUF_INIT(1 << 26);
    struct error err;

    if (file_read(path, &text, &err) == 0)
        return text;
    printf("%s\n", err.message);
    exit(1);
}

static void workload_count(const char *path)
{
    const size_t stem = strlen(path) - strlen(".schema.json");
    char *pattern = mem_format("%.*s.*valid.json", (int)stem, path);
    struct buf text = file_text(path);
    struct schema *schema = compiled(path, buf_text(&text), text.length);
    glob_t found;

    if (glob(pattern, 0, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc; i++) {
            struct buf instance = file_text(found.gl_pathv[i]);

            text_count(found.gl_pathv[i], schema, buf_text(&instance), instance.length);
            buf_release(&instance);
        }
        globfree(&found);
    }
    schema_free(schema);
    buf_release(&text);
    free(pattern);
}

int main(void)
{
    glob_t found;

#ifdef __SANITIZE_ADDRESS__
    puts("the sanitizer's malloc is not counted: verdicts alone");
#endif
    cases_count();
    if (glob(PROJECT_DIR "/bench/schemas/workloads/*.schema.json", 0, NULL, &found) ==
        0) {
        for (size_t i = 0; i < found.gl_pathc; i++)
            workload_count(found.gl_pathv[i]);
        globfree(&found);
    }
    printf("%zu passed, %zu failed\n", passed, failed);
    return failed > 0 || passed == 0;
}
