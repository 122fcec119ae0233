/* runner/asking.c - one sample's request. */
#include "runner/asking.h"

#include "base/mem.h"

#include <string.h>

void asking_init(struct asking *asking)
{
    *asking = (struct asking){.messages = MESSAGES_INIT,
                              .reserved = DOCUMENT_INIT,
                              .reserved_text = BUF_INIT(DOCUMENT_BYTES_MAX)};
    request_init(&asking->request);
}

void asking_release(struct asking *asking)
{
    messages_release(&asking->messages);
    document_release(&asking->reserved);
    buf_release(&asking->reserved_text);
    request_release(&asking->request);
}

/* The reserved names that a template may use, and most do not. */
static const struct value *reserved_make(void *context)
{
    struct asking *asking = context;
    const char *id = asking->row->id;
    struct buf *text = &asking->reserved_text;
    struct error ignored;

    if (asking->reserved.count)
        return document_root(&asking->reserved);
    buf_clear(text);
    buf_append_text(text, "{\"case\":{\"id\":");
    json_quote(text, id, strlen(id));
    buf_append_format(text, "},\"repeat\":%u}", asking->repeat);
    document_read(&asking->reserved, buf_text(text), text->length, NULL, &ignored);
    return document_root(&asking->reserved);
}

static void asking_clear(struct asking *asking, const struct eval_case *row,
                         unsigned repeat)
{
    asking->undefined.name[0] = '\0';
    messages_clear(&asking->messages);
    request_clear(&asking->request);
    document_clear(&asking->reserved);
    asking->row = row;
    asking->repeat = repeat;
}

int asking_build(struct asking *asking, const struct prepared *prepared, int cohort,
                 int variant, unsigned repeat, const struct eval_case *row,
                 struct error *err)
{
    const struct suite *suite = prepared->suite;
    const struct variant *of = prepared_variant(prepared, variant);
    const struct cohort *in = prepared_cohort(prepared, cohort);
    const struct prompt *prompt =
        of->prompt == VARIANT_NO_PROMPT ? NULL : &suite->prompts[of->prompt];
    const struct prepared_model *model = &prepared->models[of->model];
    struct template_scope scope;
    struct call call;

    asking_clear(asking, row, repeat);
    scope = case_scope(row, in, suite, prompt);
    scope.late = reserved_make;
    scope.late_context = asking;
    if (prompt ? prompt_render(prompt, &scope, row->messages, &asking->messages,
                               &asking->undefined, err)
               : conversation_render(row->messages, &asking->messages, err))
        return -1;
    call = (struct call){.cohort = in->name,
                         .case_id = row->id,
                         .repeat = repeat,
                         .scope = &scope,
                         .vars = row->vars,
                         .messages = &asking->messages,
                         .is_text = prompt && prompt->is_text,
                         .prompt = prompt};
    return model->type->build(model->state, &call, &asking->request, err);
}

static void text_hold(struct asking *asking, const struct messages *from)
{
    struct messages *to = &asking->messages;

    buf_append(&to->texts, from->items[0].text, from->items[0].length);
    MEM_GROW(to->items, to->count, to->capacity);
    to->items[to->count++] =
        (struct message){ROLE_USER, buf_text(&to->texts), to->texts.length};
}

int asking_build_question(struct asking *asking, const struct prepared *prepared,
                          int cohort, int model, unsigned repeat,
                          const struct eval_case *row,
                          const struct grade_request *question, struct error *err)
{
    const struct cohort *in = prepared_cohort(prepared, cohort);
    const struct prepared_model *asked = &prepared->models[model];
    struct template_scope scope;

    asking_clear(asking, row, repeat);
    if (question->kind == ASK_EMBEDDING)
        text_hold(asking, &question->messages);
    scope = case_scope(row, in, prepared->suite, NULL);
    scope.late = reserved_make;
    scope.late_context = asking;
    return asked->type->build(
        asked->state,
        &(struct call){.cohort = in->name,
                       .case_id = row->id,
                       .repeat = repeat,
                       .scope = &scope,
                       .vars = row->vars,
                       .messages = &question->messages,
                       .response_schema = question->response_schema},
        &asking->request, err);
}

int asking_build_texts(struct asking *asking, const struct prepared_model *model,
                       const struct messages *texts, struct error *err)
{
    request_clear(&asking->request);
    return model->type->build(model->state, &(struct call){.messages = texts},
                              &asking->request, err);
}

void asking_digest(const struct asking *asking, const struct prepared_model *model,
                   struct sha256 *hash, char out[SHA256_HEX_SIZE])
{
    sha256_begin_with(hash, model->asked);
    sha256_add_field(hash, buf_text(&asking->request.body), asking->request.body.length);
    sha256_end_hex(hash, out);
}

void asking_key(const char *digest, const char *cohort, const char *case_id,
                unsigned repeat, unsigned vote, struct sha256 *hash,
                uint8_t out[SHA256_BYTES])
{
    sha256_clear(hash);
    sha256_add_text(hash, digest);
    sha256_add_text(hash, cohort);
    sha256_add_text(hash, case_id);
    sha256_add_field(hash, &repeat, sizeof repeat);
    if (vote)
        sha256_add_field(hash, &vote, sizeof vote);
    sha256_end(hash, out);
}
