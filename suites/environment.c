/* suites/environment.c - replaces ${NAME} in a text. */
#include "suites/environment.h"

#include "base/mem.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static size_t name_length(const char *text)
{
    size_t length = 0;

    if (!isalpha((unsigned char)*text) && *text != '_')
        return 0;
    while (isalnum((unsigned char)text[length]) || text[length] == '_')
        length++;
    return length;
}

/* Replaces the ${…} at *text and moves behind it. */
static int variable_expand(const char **text, const struct place *place, struct buf *out,
                           struct secrets *secrets, struct error *err)
{
    size_t length = name_length(*text + 2);
    const char *behind = *text + 2 + length, *end = strchr(behind, '}');
    bool has_default = !strncmp(behind, ":-", 2);
    char *name;
    const char *value;

    if (!length || !end || (!has_default && end != behind)) {
        error_set(err, ERROR_INPUT, "N0390",
                  "expected ${NAME} or ${NAME:-default}, found \"%.60s\"", *text);
        return error_place(err, place);
    }
    name = mem_text_n(*text + 2, length);
    value = getenv(name);
    *text = end + 1;
    if (value && *value) {
        buf_append_text(out, value);
        if (secrets)
            secrets_add(secrets, value);
    } else if (has_default) {
        buf_append(out, behind + 2, (size_t)(end - behind - 2));
    } else {
        error_set(err, ERROR_INPUT, "N0391", "environment variable \"%.100s\" is not set",
                  name);
        error_hint(err, "set it, or give a default: ${%.100s:-value}", name);
        free(name);
        return error_place(err, place);
    }
    free(name);
    return 0;
}

int environment_expand(const char *text, const struct place *place, struct buf *out,
                       struct secrets *secrets, struct error *err)
{
    while (*text) {
        size_t length = strcspn(text, "$");

        buf_append(out, text, length);
        text += length;
        if (!strncmp(text, "$${", 3)) {
            buf_append_text(out, "${");
            text += 3;
        } else if (!strncmp(text, "${", 2)) {
            if (variable_expand(&text, place, out, secrets, err))
                return -1;
        } else if (*text) {
            buf_append_char(out, *text++);
        }
    }
    return 0;
}

bool environment_is_used(const char *text)
{
    for (text = strstr(text, "${"); text; text = strstr(text + 2, "${"))
        if (name_length(text + 2))
            return true;
    return false;
}
