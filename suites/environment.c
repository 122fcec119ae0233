/* suites/environment.c - ${NAME}, and masking what it stood for. */
#include "suites/environment.h"

#include "base/mem.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

void secrets_release(struct secrets *secrets)
{
    for (size_t i = 0; i < secrets->count; i++) {
        explicit_bzero(secrets->forms[i], strlen(secrets->forms[i]));
        free(secrets->forms[i]);
    }
    free(secrets->forms);
    *secrets = (struct secrets)SECRETS_INIT;
}

static void form_take(struct secrets *secrets, char *form)
{
    for (size_t i = 0; i < secrets->count; i++)
        if (!strcmp(secrets->forms[i], form)) {
            free(form);
            return;
        }
    MEM_GROW(secrets->forms, secrets->count, secrets->capacity);
    secrets->forms[secrets->count++] = form;
}

/* The letters of base64 that depend on the value alone when it begins `offset` bytes into
 * a group of three. */
static char *base64_form(const char *value, size_t offset, const char *last_two)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    size_t length = strlen(value);
    size_t first = (offset * 8 + 5) / 6, end = (offset + length) * 8 / 6;
    char *form = mem_new(end - first + 1, 1);

    for (size_t i = first; i < end; i++) {
        unsigned letter = 0;

        for (size_t bit = i * 6; bit < i * 6 + 6; bit++) {
            unsigned char byte = (unsigned char)value[bit / 8 - offset];

            letter = letter << 1 | ((byte >> (7 - bit % 8)) & 1);
        }
        form[i - first] = letter < 62 ? letters[letter] : last_two[letter - 62];
    }
    return form;
}

static char *percent_form(const char *value, const char *digits)
{
    char *form = mem_new(3 * strlen(value) + 1, 1), *at = form;

    for (; *value; value++) {
        unsigned char byte = (unsigned char)*value;

        if (isalnum(byte) || strchr("-._~", byte)) {
            *at++ = (char)byte;
            continue;
        }
        *at++ = '%';
        *at++ = digits[byte >> 4];
        *at++ = digits[byte & 15];
    }
    return form;
}

void secrets_add(struct secrets *secrets, const char *value)
{
    if (strlen(value) < SECRET_LENGTH_MIN)
        return;
    form_take(secrets, mem_text(value));
    form_take(secrets, percent_form(value, "0123456789ABCDEF"));
    form_take(secrets, percent_form(value, "0123456789abcdef"));
    for (size_t offset = 0; offset < 3; offset++) {
        form_take(secrets, base64_form(value, offset, "+/"));
        form_take(secrets, base64_form(value, offset, "-_"));
    }
}

void secrets_add_all(struct secrets *secrets, const struct secrets *other)
{
    for (size_t i = 0; i < other->count; i++)
        form_take(secrets, mem_text(other->forms[i]));
}

/* The first secret in the text, the longest where several begin there; its length, or 0.
 */
static size_t secret_find(const struct secrets *secrets, const char *text, size_t length,
                          size_t *offset)
{
    size_t found = 0;

    for (size_t i = 0; i < secrets->count; i++) {
        size_t form_length = strlen(secrets->forms[i]);
        const char *at = memmem(text, length, secrets->forms[i], form_length);

        if (!at || (found && (size_t)(at - text) > *offset))
            continue;
        if (found && (size_t)(at - text) == *offset && form_length < found)
            continue;
        *offset = (size_t)(at - text);
        found = form_length;
    }
    return found;
}

bool secrets_mask(const struct secrets *secrets, const char *text, size_t length,
                  struct buf *out)
{
    size_t offset = 0, found = secret_find(secrets, text, length, &offset);

    if (!found)
        return false;
    while (found) {
        buf_append(out, text, offset);
        buf_append_text(out, "[hidden]");
        text += offset + found;
        length -= offset + found;
        found = secret_find(secrets, text, length, &offset);
    }
    buf_append(out, text, length);
    return true;
}

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
