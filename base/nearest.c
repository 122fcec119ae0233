/* nearest.c - the name that a person most likely meant. */
#include "base/nearest.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

enum { WORD_MAX = 64 };

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

size_t nearest_distance(const char *a, const char *b)
{
    size_t rows[3][WORD_MAX + 1];
    size_t *before = rows[0];
    size_t *last = rows[1];
    size_t *now = rows[2];
    size_t a_length = strlen(a);
    size_t b_length = strlen(b);

    if (a_length > WORD_MAX || b_length > WORD_MAX)
        return WORD_MAX;
    for (size_t j = 0; j <= b_length; j++)
        last[j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        size_t *spare = before;

        now[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            size_t change = last[j - 1] + (a[i - 1] != b[j - 1]);

            now[j] = smaller(change, 1 + smaller(last[j], now[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = smaller(now[j], before[j - 2] + 1);
        }
        before = last;
        last = now;
        now = spare;
    }
    return last[b_length];
}

/* Lower case, without '-', '_' and blanks: "jsonSchema" and "json-schema" are
 * json_schema. */
static void folded(const char *text, char out[WORD_MAX + 1])
{
    size_t length = 0;

    for (; *text && length < WORD_MAX; text++)
        if (*text != '-' && *text != '_' && *text != ' ')
            out[length++] = (char)tolower((unsigned char)*text);
    out[length] = '\0';
}

/* A difference in length alone is a distance. */
static bool is_length_near(const char *a, const char *b, size_t distance)
{
    size_t a_length = strlen(a), b_length = strlen(b);

    return a_length < b_length + distance && b_length < a_length + distance;
}

const char *nearest_name(const char *word, const char *const *names)
{
    const char *best = NULL;
    size_t best_distance = 3;
    char plain[WORD_MAX + 1] = "";

    folded(word, plain);
    for (size_t i = 0; names[i]; i++) {
        char name[WORD_MAX + 1] = "";
        size_t distance;

        folded(names[i], name);
        if (!is_length_near(plain, name, best_distance))
            continue;
        distance = nearest_distance(plain, name);
        if (distance < best_distance && distance < strlen(plain)) {
            best = names[i];
            best_distance = distance;
        }
    }
    return best;
}
