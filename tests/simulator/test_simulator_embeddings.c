/* tests/simulator/test_simulator_embeddings.c - vectors that are the same again, and near
 * where texts are. */
#include "served.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static const char path[] = "/v1/embeddings";
static const char script[] = "{\"answers\": [{\"text\": \"x\"}]}";

static struct got asked(const struct served *served, const char *body)
{
    return served_call(served, NULL, path, body, NULL);
}

static const json_t *vector_of(const struct got *got, size_t index)
{
    const json_t *list = json_object_get(
        json_array_get(json_object_get(got->json, "data"), index), "embedding");

    cr_assert(json_is_array(list), "%s", got->body);
    return list;
}

static double cosine(const struct got *got, size_t one, size_t other)
{
    const json_t *a = vector_of(got, one), *b = vector_of(got, other);
    double sum = 0;

    for (size_t i = 0; i < json_array_size(a); i++)
        sum += json_number_value(json_array_get(a, i)) *
               json_number_value(json_array_get(b, i));
    return sum;
}

Test(simulator_embeddings, texts_alike_are_near_and_the_vectors_have_length_1)
{
    struct served served;
    struct got got, again;

    served_start(&served, script, NULL);
    got = asked(&served, "{\"model\": \"e\", \"input\": [\"The capital is Paris\", "
                         "\"the capital: PARIS\", \"Bananas grow in bunches\", \"!!\"]}");
    cr_expect_eq(got.status, 200);
    cr_expect_eq(json_array_size(vector_of(&got, 0)), 256);
    for (size_t i = 0; i < 4; i++)
        cr_expect_float_eq(cosine(&got, i, i), 1, 1e-6);
    cr_expect_gt(cosine(&got, 0, 1), 0.9);
    cr_expect_lt(fabs(cosine(&got, 0, 2)), 0.3);
    cr_expect_eq(json_integer_value(json_object_get(json_object_get(got.json, "usage"),
                                                    "prompt_tokens")),
                 5 + 5 + 6 + 1, "%s", got.body);
    again = asked(&served, "{\"model\": \"e\", \"input\": \"The capital is Paris\"}");
    cr_expect(json_equal(vector_of(&again, 0), vector_of(&got, 0)));
    got_release(&again);
    got_release(&got);
    served_stop(&served);
}

Test(simulator_embeddings, they_come_in_base64_and_in_any_length)
{
    struct served served;
    struct got got;

    served_start(&served, script, NULL);
    got = asked(&served, "{\"model\": \"e\", \"input\": \"a\", \"dimensions\": 1, "
                         "\"encoding_format\": \"base64\"}");
    /* 1 or -1: 0x3f800000, 0xbf800000 */
    cr_expect(strstr(got.body, "\"AACAPw==\"") || strstr(got.body, "\"AACAvw==\""), "%s",
              got.body);
    got_release(&got);
    served_stop(&served);
}

Test(simulator_embeddings, what_it_cannot_embed_is_refused)
{
    static const char *const bodies[] = {
        "{",
        "[]",
        "{\"input\": \"x\"}",
        "{\"model\": \"e\"}",
        "{\"model\": \"e\", \"input\": \"\"}",
        "{\"model\": \"e\", \"input\": []}",
        "{\"model\": \"e\", \"input\": [1]}",
        "{\"model\": \"e\", \"input\": \"x\", \"dimensions\": 0}",
        "{\"model\": \"e\", \"input\": \"x\", \"dimensions\": 5000}",
        "{\"model\": \"e\", \"input\": \"x\", \"encoding_format\": \"hex\"}",
    };
    struct served served;

    served_start(&served, script, NULL);
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        struct got got = asked(&served, bodies[i]);

        cr_expect_eq(got.status, 400, "%s: %ld", bodies[i], got.status);
        got_release(&got);
    }
    served_stop(&served);
}

Test(simulator_embeddings, the_scripts_own_faults_hold)
{
    struct served served;
    struct got got;

    served_start(
        &served,
        "{\"simulator\": 1, \"faults\": [{\"kind\": \"status\", \"status\": 503, "
        "\"attempts\": 1}]}\n{\"answers\": [{\"text\": \"x\"}]}",
        NULL);
    for (long i = 0; i < 2; i++) {
        got = asked(&served, "{\"model\": \"e\", \"input\": \"x\"}");
        cr_expect_eq(got.status, i ? 200 : 503, "%s", got.body);
        got_release(&got);
    }
    served_stop(&served);
}
