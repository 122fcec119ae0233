/* schemas/dialect.c - which draft and vocabularies a resource is written in. */
#include "schemas/dialect.h"

#include "base/mem.h"
#include "schemas/keywords.h"

#include <stdlib.h>
#include <string.h>

static const char *const draft_2020 = "https://json-schema.org/draft/2020-12/schema";

static bool is_other_draft(const struct value *dialect)
{
    static const char *const others[] = {"http://json-schema.org/draft-03/schema",
                                         "http://json-schema.org/draft-04/schema",
                                         "http://json-schema.org/draft-06/schema",
                                         "http://json-schema.org/draft-07/schema",
                                         "https://json-schema.org/draft/2019-09/schema"};

    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        size_t length = strlen(others[i]);

        if (dialect->size >= length && !memcmp(dialect->text, others[i], length))
            return true;
    }
    return false;
}

/* The vocabularies that a metaschema of the user's own names. */
static int vocabularies_read(const struct source *source, const struct value *dialect,
                             const struct value *metaschema, unsigned *out,
                             struct error *err)
{
    const struct value *names = value_member(metaschema, "$vocabulary");
    const struct value *key;
    unsigned vocabularies = VOCABULARY_CORE;

    if (!names || names->type != VALUE_OBJECT) {
        *out = VOCABULARY_ALL;
        return 0;
    }
    key = names + 1;
    for (uint32_t i = 0; i < names->size; i++, key = value_next(key + 1)) {
        unsigned vocabulary = vocabulary_find(key);
        char *shown;

        vocabularies |= vocabulary;
        if (vocabulary || key[1].type != VALUE_TRUE)
            continue;
        shown = value_shown(key);
        source_error(source, dialect, "N0169", err,
                     "the metaschema requires the vocabulary %s, which is not known",
                     shown);
        free(shown);
        return -1;
    }
    *out = vocabularies;
    return 0;
}

static int custom_read(struct registry *registry, const struct source *source,
                       const struct value *dialect, unsigned *out, struct error *err)
{
    const struct schema_options *options = registry->options;
    struct document metaschema = DOCUMENT_INIT;
    char *uri = mem_text_n(dialect->text, dialect->size);
    char *text = NULL;
    size_t length;
    int rc;

    if (!options->load ||
        options->load(options->load_context, uri, &text, &length, err)) {
        char *shown = value_shown(dialect);

        rc = source_error(source, dialect, "N0161", err,
                          "expected a known \"$schema\", found %s", shown);
        error_hint(err, "the default is \"%s\"", draft_2020);
        free(shown);
    } else {
        rc = document_read(&metaschema, text, length, NULL, err);
        if (rc == 0)
            rc = vocabularies_read(source, dialect, document_root(&metaschema), out, err);
    }
    document_release(&metaschema);
    free(text);
    free(uri);
    return rc;
}

int dialect_read(struct registry *registry, uint32_t index, struct error *err)
{
    struct resource *resource = &registry->resources[index];
    const struct value *dialect = value_member(resource->root, "$schema");
    size_t length;

    if (!dialect)
        return 0;
    if (dialect->type != VALUE_STRING)
        return source_error(resource->source, dialect, "N0163", err,
                            "expected a string under \"$schema\"");
    length = dialect->size;
    if (length && dialect->text[length - 1] == '#')
        length--;
    if (length == strlen(draft_2020) && !memcmp(dialect->text, draft_2020, length)) {
        resource->vocabularies = VOCABULARY_ALL;
        return 0;
    }
    if (is_other_draft(dialect))
        return source_error(resource->source, dialect, "N0162", err,
                            "expected a schema of draft 2020-12; earlier drafts are not "
                            "supported");
    return custom_read(registry, resource->source, dialect, &resource->vocabularies, err);
}
