/* tests/providers/test_provider_table.c - the table, its documents and its cases agree;
 * what is sent is what the vendor publishes. */
#include "base/file.h"
#include "base/mem.h"
#include "providers/provider.h"
#include "schemas/schema.h"
#include "tests/providers/provider_case.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static char *text_of(const char *path)
{
    struct buf text = BUF_INIT((size_t)16 * 1024 * 1024);
    struct error err = ERROR_INIT;

    cr_assert_eq(file_read(path, &text, &err), 0, "%s", err.message);
    return buf_detach(&text);
}

Test(providers, the_table_is_sorted_and_found_by_name)
{
    for (size_t i = 0; provider_types[i]; i++) {
        cr_expect_eq(provider_find(provider_types[i]->name), provider_types[i]);
        if (i)
            cr_expect(strcmp(provider_types[i - 1]->name, provider_types[i]->name) < 0);
    }
    cr_expect_null(provider_find("nobody"));
}

Test(providers, each_is_described_in_readme_and_manual)
{
    char *readme = text_of(PROJECT_DIR "/providers/README.md");
    char *manual = text_of(PROJECT_DIR "/docs/providers.md");

    for (size_t i = 0; provider_types[i]; i++) {
        char *row = mem_format("| `%s` |", provider_types[i]->name);
        char *heading = mem_format("\n## `%s`", provider_types[i]->name);

        cr_expect(strstr(readme, row), "providers/README.md has no row %s", row);
        cr_expect(strstr(manual, heading), "docs/providers.md has no heading%s", heading);
        free(row);
        free(heading);
    }
    for (int i = FAILURE_CONNECT; i < FAILURE_COUNT; i++) {
        char *row = mem_format("| `%s` |", failure_facts[i].name);

        cr_expect(strstr(manual, row), "docs/providers.md has no row %s", row);
        free(row);
    }
    free(readme);
    free(manual);
}

Test(providers, each_has_an_answer_a_failure_and_a_mistake_among_its_cases)
{
    for (size_t i = 0; provider_types[i]; i++) {
        json_t *cases = provider_cases_load(provider_types[i]->name), *row;
        size_t at, answers = 0, failures = 0, mistakes = 0;

        json_array_foreach(cases, at, row)
        {
            json_t *want = json_object_get(row, "want");
            json_t *reply = json_object_get(want, "reply");

            answers += json_object_get(reply, "text") != NULL;
            failures += json_object_get(reply, "failure") != NULL;
            mistakes += json_object_get(want, "errors") != NULL;
        }
        cr_expect(answers && failures && mistakes, "%s: %zu, %zu, %zu",
                  provider_types[i]->name, answers, failures, mistakes);
        json_decref(cases);
    }
}

/* How many bodies that cases of `role` want were checked by the vendor's schema. */
static size_t bodies_check(const char *contract, const char *entry, const char *role)
{
    const struct schema_options options = {.file = "openai.json", .entry = entry};
    struct schema_scratch *scratch = schema_scratch_new();
    struct error err = ERROR_INIT;
    struct schema *schema = NULL;
    json_t *cases = provider_cases_load("openai"), *row;
    size_t i, checked = 0;

    cr_assert_eq(schema_compile(contract, strlen(contract), &options, &schema, &err), 0,
                 "%s:%u: %s", err.file, err.line, err.message);
    json_array_foreach(cases, i, row)
    {
        json_t *want = json_object_get(row, "want");
        const char *of =
            json_string_value(json_object_get(json_object_get(row, "model"), "role"));
        const char *body =
            json_string_value(json_object_get(json_object_get(want, "request"), "body"));
        struct document document = DOCUMENT_INIT;

        if (!body || json_is_true(json_object_get(row, "not_the_vendor")) ||
            (of == NULL) != (role == NULL))
            continue;
        cr_assert_eq(document_read(&document, body, strlen(body), NULL, &err), 0, "%s",
                     err.message);
        cr_expect_eq(schema_validate(schema, document_root(&document), scratch),
                     SCHEMA_VALID, "%s", body);
        document_release(&document);
        checked++;
    }
    schema_free(schema);
    schema_scratch_free(scratch);
    json_decref(cases);
    return checked;
}

Test(providers, what_openai_is_sent_is_what_it_publishes)
{
    static const char path[] = SHARED_DATA "/contracts/openai.json";
    char *text;

    if (!*SHARED_DATA)
        cr_skip_test("skipped: no NOWORSE_SHARED_DATA");
    text = text_of(path);
    cr_expect(
        bodies_check(text, "/components/schemas/CreateChatCompletionRequest", NULL) > 2);
    cr_expect(bodies_check(text, "/components/schemas/CreateEmbeddingRequest", "embed") >
              0);
    free(text);
}
