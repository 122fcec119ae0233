/* cli/looking.c - suites opened, looked at, told of and closed, and nothing sent. */
#include "cli/looking.h"

#include "base/mem.h"
#include "cli/mistakes.h"
#include "cli/named_suites.h"
#include "values/json_inert.h"

#include <stdlib.h>

static void suite_tell(const struct looking *looking, struct opened_suite *opened,
                       json_t *suites)
{
    json_t *json;

    if (!looking->json) {
        looking->tell(looking->args, opened, NULL);
        return;
    }
    json = json_pack("{s:s, s:b}", "path", opened->path, "ok", 1);
    looking->tell(looking->args, opened, json);
    json_object_set_new(json, "ok", json_boolean(error_list_is_clean(&opened->errors)));
    json_object_set_new(json, "mistakes", mistakes_to_json(&opened->errors));
    json_array_append_new(suites, json);
}

static enum exit_code paths_look(const struct looking *looking, const struct texts *paths)
{
    struct opened_suite *opened = mem_new(paths->count, sizeof *opened);
    struct suite_args suite = *looking->suite;
    enum exit_code code = EXIT_CODE_OK;
    json_t *suites = json_array();

    suite.profile_is_optional = paths->count > 1;
    for (size_t i = 0; i < paths->count; i++)
        if (opened_suite_open(&opened[i], paths->items[i], &suite, PREPARE_CHECK) == 0)
            looking->look(&opened[i]);
    profile_check(opened, paths->count, &suite);
    for (size_t i = 0; i < paths->count; i++) {
        suite_tell(looking, &opened[i], suites);
        code = exit_code_worse(code, exit_code_for_errors(&opened[i].errors));
        opened_suite_close(&opened[i]);
    }
    if (looking->json) {
        json_t *all =
            json_pack("{s:s, s:O}", "schema", looking->schema, "suites", suites);

        json_inert_dump(all, JSON_INDENT(2) | JSON_REAL_PRECISION(12), stdout);
        putchar('\n');
        json_decref(all);
    }
    json_decref(suites);
    free(opened);
    return code;
}

enum exit_code suites_look(const struct looking *looking, const struct texts *operands)
{
    struct error_list errors = ERROR_LIST_INIT;
    struct named_suites named;
    enum exit_code code;

    if (named_suites_find(operands, looking->suite->root, &named, &errors)) {
        mistakes_tell(&errors, color_for(looking->color, stderr));
        code = exit_code_for_errors(&errors);
    } else {
        code = paths_look(looking, &named.paths);
    }
    named_suites_release(&named);
    error_list_release(&errors);
    return code;
}
