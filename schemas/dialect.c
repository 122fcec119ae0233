/* schemas/dialect.c - which draft and vocabularies a schema is written in. */
#include "schemas/dialect.h"

#include "base/mem.h"
#include "base/nearest.h"

#include <stdlib.h>
#include <string.h>

/* How many metaschemas may name the next one before one names an official one. */
enum { METASCHEMA_CHAIN_MAX = 8, METASCHEMAS_MAX = 100 };

static const char *const uris[] = {"http://json-schema.org/draft-04/schema",
                                   "http://json-schema.org/draft-06/schema",
                                   "http://json-schema.org/draft-07/schema",
                                   "https://json-schema.org/draft/2019-09/schema",
                                   "https://json-schema.org/draft/2020-12/schema",
                                   NULL};

int dialect_find_draft(const char *name, enum draft *out, struct error *err)
{
    static const char *const names[] = {"4", "6", "7", "2019-09", "2020-12"};
    const char *bare = name ? name : "2020-12";

    if (!strncmp(bare, "draft", 5))
        bare += 5;
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
        if (!strcmp(bare, names[i])) {
            *out = (enum draft)(1u << i);
            return 0;
        }
    }
    return error_set(
        err, ERROR_INPUT, "N0162",
        "expected the draft \"4\", \"6\", \"7\", \"2019-09\" or \"2020-12\", "
        "found \"%s\"",
        name);
}

/* The URI without an empty fragment; the caller's. */
static char *dialect_uri(const struct value *dialect)
{
    bool hash = dialect->size && dialect->text[dialect->size - 1] == '#';

    return mem_text_n(dialect->text, dialect->size - hash);
}

static bool official_find(const char *uri, struct dialect *out)
{
    for (unsigned i = 0; uris[i]; i++) {
        if (!strcmp(uri, uris[i])) {
            *out = (struct dialect){.draft = (enum draft)(1u << i),
                                    .vocabularies = VOCABULARY_ALL};
            return true;
        }
    }
    return false;
}

/* The bits of enum vocabulary for a URI of the draft, 0 for others. */
static unsigned vocabulary_find(const struct value *uri, enum draft *draft)
{
    static const struct {
        const char *name;
        unsigned bit;
    } names[] = {{"2019-09/vocab/core", VOCABULARY_CORE},
                 {"2019-09/vocab/applicator", VOCABULARY_APPLICATOR},
                 {"2019-09/vocab/validation", VOCABULARY_VALIDATION},
                 {"2019-09/vocab/meta-data", VOCABULARY_META},
                 {"2019-09/vocab/format", VOCABULARY_FORMAT},
                 {"2019-09/vocab/content", VOCABULARY_CONTENT},
                 {"2020-12/vocab/core", VOCABULARY_CORE},
                 {"2020-12/vocab/applicator", VOCABULARY_APPLICATOR},
                 {"2020-12/vocab/unevaluated", VOCABULARY_UNEVALUATED},
                 {"2020-12/vocab/validation", VOCABULARY_VALIDATION},
                 {"2020-12/vocab/meta-data", VOCABULARY_META},
                 {"2020-12/vocab/format-annotation", VOCABULARY_FORMAT},
                 {"2020-12/vocab/format-assertion",
                  VOCABULARY_FORMAT | VOCABULARY_FORMAT_ASSERTION},
                 {"2020-12/vocab/content", VOCABULARY_CONTENT}};
    static const char front[] = "https://json-schema.org/draft/";
    size_t skip = sizeof front - 1;

    if (uri->size <= skip || memcmp(uri->text, front, skip) != 0)
        return 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (uri->size - skip != strlen(names[i].name) ||
            memcmp(uri->text + skip, names[i].name, uri->size - skip) != 0)
            continue;
        *draft = names[i].name[3] == '9' ? DRAFT_2019_09 : DRAFT_2020_12;
        return names[i].bit;
    }
    return 0;
}

static int vocabulary_unknown(const struct source *source, const struct value *dialect,
                              const struct value *name, struct error *err)
{
    char *shown = value_shown(name);

    source_error(source, dialect, "N0169", err,
                 "the metaschema requires the vocabulary %s, which is not known", shown);
    free(shown);
    return -1;
}

/* The vocabularies that a metaschema of the caller's names; draft 0 where it names none.
 */
static int vocabularies_read(const struct source *source, const struct value *dialect,
                             const struct value *metaschema, struct dialect *out,
                             struct error *err)
{
    const struct value *names = value_member(metaschema, "$vocabulary");
    const struct value *key;

    *out = (struct dialect){.vocabularies = VOCABULARY_CORE};
    if (!names || names->type != VALUE_OBJECT)
        return 0;
    key = names + 1;
    for (uint32_t i = 0; i < names->size; i++, key = value_next(key + 1)) {
        bool needed = key[1].type == VALUE_TRUE;
        enum draft draft = DRAFT_2020_12;
        unsigned vocabulary = vocabulary_find(key, &draft);

        if (vocabulary && out->draft && out->draft != draft)
            vocabulary = 0;
        if (!vocabulary && needed)
            return vocabulary_unknown(source, dialect, key, err);
        if (!vocabulary)
            continue;
        out->draft = draft;
        out->vocabularies |= vocabulary;
        /* 2019-09, validation, section 7.2.1: required, it asserts. */
        if (vocabulary == VOCABULARY_FORMAT && draft == DRAFT_2019_09 && needed)
            out->vocabularies |= VOCABULARY_FORMAT_ASSERTION;
    }
    return 0;
}

static int dialect_unknown(const struct source *source, const struct value *dialect,
                           const char *uri, const struct error *why, struct error *err)
{
    const char *nearest = nearest_name(uri, uris);
    enum draft draft;
    struct error ignored;
    char *shown = value_shown(dialect);

    source_error(source, dialect, "N0161", err,
                 "expected a known \"$schema\", found %s%s%s", shown,
                 why->message[0] ? ": " : "", why->message);
    free(shown);
    if (!nearest && dialect_find_draft(uri, &draft, &ignored) == 0)
        nearest = uris[__builtin_ctz(draft)];
    if (nearest)
        return error_hint(err, "did you mean \"%s\"?", nearest);
    return error_hint(err, "the default is \"%s\"", uris[4]);
}

/* Reads the one metaschema at the URI. Sets *next to the URI of the one that it is
 * written in, which is the caller's, where that must tell the draft. */
static int metaschema_read(const struct metaschema *metaschema,
                           const struct source *source, const struct value *dialect,
                           struct dialect *out, char **next, struct error *err)
{
    struct document document = DOCUMENT_INIT;
    struct read_options reading = {.file = metaschema->uri};
    const struct value *written_in;
    int rc =
        document_read(&document, metaschema->text, metaschema->length, &reading, err);

    *next = NULL;
    if (rc == 0)
        rc = vocabularies_read(source, dialect, document_root(&document), out, err);
    if (rc == 0 && !out->draft) {
        written_in = value_member(document_root(&document), "$schema");
        out->vocabularies = VOCABULARY_ALL;
        if (written_in && written_in->type == VALUE_STRING &&
            !value_is_text(written_in, metaschema->uri))
            *next = dialect_uri(written_in);
    }
    document_release(&document);
    return rc;
}

static int metaschema_load(struct registry *registry, const struct source *source,
                           const struct value *dialect, const char *uri,
                           struct metaschema *out, struct error *err)
{
    const struct schema_options *options = registry->options;
    struct error why = ERROR_INIT;

    if (!options->load ||
        options->load(options->load_context, uri, &out->text, &out->length, &why))
        return dialect_unknown(source, dialect, uri, &why, err);
    out->uri = mem_text(uri);
    return 0;
}

static void metaschema_release(struct metaschema *metaschema)
{
    free(metaschema->uri);
    free(metaschema->text);
    *metaschema = (struct metaschema){0};
}

/* The draft of a metaschema that names no vocabulary is the one that it is written in.
 * Takes the URI. */
static int draft_follow(struct registry *registry, const struct source *source,
                        const struct value *dialect, char *uri, struct dialect *out,
                        struct error *err)
{
    int rc = 0;

    for (int steps = 0; rc == 0 && uri && !out->draft; steps++) {
        struct metaschema other = {0};
        struct dialect of = {0};
        char *next = NULL;

        if (official_find(uri, &of)) {
            out->draft = of.draft;
            break;
        }
        if (steps == METASCHEMA_CHAIN_MAX)
            rc = source_error(source, dialect, "N0174", err,
                              "expected a metaschema that names its draft, found %d that "
                              "each name the next",
                              METASCHEMA_CHAIN_MAX);
        if (rc == 0)
            rc = metaschema_load(registry, source, dialect, uri, &other, err);
        if (rc == 0)
            rc = metaschema_read(&other, source, dialect, &of, &next, err);
        metaschema_release(&other);
        out->draft = of.draft;
        free(uri);
        uri = next;
    }
    free(uri);
    return rc;
}

static int custom_add(struct registry *registry, const struct source *source,
                      const struct value *dialect, const char *uri, struct dialect *out,
                      struct error *err)
{
    struct metaschema made = {0};
    enum draft before = out->draft;
    char *next = NULL;

    if (registry->metaschema_count == METASCHEMAS_MAX)
        return source_error(source, dialect, "N0170", err,
                            "expected at most %d metaschemas", METASCHEMAS_MAX);
    if (metaschema_load(registry, source, dialect, uri, &made, err) ||
        metaschema_read(&made, source, dialect, &made.dialect, &next, err) ||
        (next && draft_follow(registry, source, dialect, next, &made.dialect, err))) {
        metaschema_release(&made);
        return -1;
    }
    if (!made.dialect.draft)
        made.dialect.draft = before;
    made.dialect.metaschema = (uint32_t)registry->metaschema_count + 1;
    *out = made.dialect;
    MEM_GROW(registry->metaschemas, registry->metaschema_count,
             registry->metaschema_capacity);
    registry->metaschemas[registry->metaschema_count++] = made;
    return 0;
}

static bool is_other_draft(const char *uri)
{
    static const char *const fronts[] = {
        "http://json-schema.org/draft-00/", "http://json-schema.org/draft-01/",
        "http://json-schema.org/draft-02/", "http://json-schema.org/draft-03/",
        "http://json-schema.org/draft-05/", "https://json-schema.org/draft/next/",
        "https://json-schema.org/v1/"};

    for (size_t i = 0; i < sizeof fronts / sizeof *fronts; i++)
        if (!strncmp(uri, fronts[i], strlen(fronts[i])))
            return true;
    return false;
}

static int dialect_find(struct registry *registry, const struct source *source,
                        const struct value *dialect, const char *uri, struct dialect *out,
                        struct error *err)
{
    if (official_find(uri, out))
        return 0;
    if (is_other_draft(uri))
        return source_error(source, dialect, "N0162", err,
                            "expected a schema of draft 4, 6, 7, 2019-09 or 2020-12, "
                            "found another draft");
    for (size_t i = 0; i < registry->metaschema_count; i++) {
        if (!strcmp(registry->metaschemas[i].uri, uri)) {
            *out = registry->metaschemas[i].dialect;
            return 0;
        }
    }
    return custom_add(registry, source, dialect, uri, out, err);
}

int dialect_read(struct registry *registry, const struct source *source,
                 const struct value *schema, struct dialect *out, struct error *err)
{
    const struct value *dialect = value_member(schema, "$schema");
    char *uri;
    int rc;

    if (!dialect)
        return 0;
    if (dialect->type != VALUE_STRING)
        return source_error(source, dialect, "N0163", err,
                            "expected a string under \"$schema\"");
    uri = dialect_uri(dialect);
    rc = dialect_find(registry, source, dialect, uri, out, err);
    free(uri);
    return rc;
}
