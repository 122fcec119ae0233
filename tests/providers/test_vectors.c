/* tests/providers/test_vectors.c - vectors compared, and refused where they are too long.
 */
#include "base/mem.h"
#include "providers/openai_embeddings.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

enum { BODY_MAX = 4 << 20 };

Test(vectors, a_cosine_is_that_of_the_angle)
{
    static const struct {
        float one[2], other[2];
        double want;
    } rows[] = {
        {{1, 0}, {1, 0}, 1},          {{1, 0}, {0, 1}, 0},
        {{1, 0}, {-2, 0}, -1},        {{3, 4}, {4, 3}, 0.96},
        {{1e-30F, 0}, {1e30F, 0}, 1}, {{3e38F, 3e38F}, {1, 1}, 1},
        {{1e-45F, 0}, {1, 0}, 1},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_expect_float_eq(vector_cosine(rows[i].one, rows[i].other, 2), rows[i].want,
                           1e-12, "row %zu: %.17g", i,
                           vector_cosine(rows[i].one, rows[i].other, 2));
    cr_expect(isnan(vector_cosine((float[]){0, 0}, (float[]){1, 0}, 2)));
}

static void body_make(struct buf *body, size_t numbers)
{
    buf_clear(body);
    buf_append_text(body, "{\"data\":[{\"embedding\":[0");
    for (size_t i = 1; i < numbers; i++)
        buf_append_text(body, ",0.5");
    buf_append_text(body, "]}]}");
}

Test(vectors, one_of_too_many_numbers_is_unreadable)
{
    static const struct secrets none = SECRETS_INIT;
    struct buf body = BUF_INIT(BODY_MAX);
    struct response response = {.status = 200, .errors = ""};
    struct reply reply;

    reply_init(&reply);
    for (size_t more = 0; more < 2; more++) {
        body_make(&body, VECTOR_DIMENSION_MAX + more);
        response.body = buf_text(&body);
        response.length = body.length;
        reply_clear(&reply);
        openai_embeddings_read(&response, &none, &reply);
        if (more)
            cr_expect_str_eq(reply.message,
                             "an embedding has 65537 numbers, more than 65536");
        else
            cr_expect(reply.failure == FAILURE_NONE &&
                      reply.vectors.dimension == VECTOR_DIMENSION_MAX);
    }
    reply_release(&reply);
    buf_release(&body);
}
