/* metrics/reading_ease.c - how easy a text is to read. */
#include "metrics/reading_ease.h"

#include <math.h>
#include <string.h>

/* Texts shorter than this may lack every frequent word by chance. */
enum { TELLING_WORDS = 20 };
static const double english_share_min = 0.05, latin_share_min = 0.9,
                    marked_share_max = 0.2;

static double ratio(size_t part, size_t whole)
{
    return (double)part / (double)whole;
}

static double flesch(const struct prose *prose)
{
    return 206.835 - 1.015 * ratio(prose->words, prose->sentences) -
           84.6 * ratio(prose->syllables, prose->words);
}

static double flesch_kincaid(const struct prose *prose)
{
    return 0.39 * ratio(prose->words, prose->sentences) +
           11.8 * ratio(prose->syllables, prose->words) - 15.59;
}

static double gunning_fog(const struct prose *prose)
{
    return 0.4 * (ratio(prose->words, prose->sentences) +
                  100 * ratio(prose->hard_words, prose->words));
}

static double smog(const struct prose *prose)
{
    return 3.1291 + 1.043 * sqrt(30 * ratio(prose->polysyllables, prose->sentences));
}

static double coleman_liau(const struct prose *prose)
{
    return 5.88 * ratio(prose->letters, prose->words) -
           29.6 * ratio(prose->sentences, prose->words) - 15.8;
}

static double ari(const struct prose *prose)
{
    return 4.71 * ratio(prose->strokes, prose->words) +
           0.5 * ratio(prose->words, prose->sentences) - 21.43;
}

static double lix(const struct prose *prose)
{
    return ratio(prose->words, prose->sentences) +
           100 * ratio(prose->long_words, prose->words);
}

const struct readability_formula readability_formulas[] = {
    {"flesch", flesch, true, true, false, 0, 100},
    {"flesch_kincaid", flesch_kincaid, false, true, false, 20, 0},
    {"gunning_fog", gunning_fog, false, true, false, 20, 0},
    {"smog", smog, false, true, false, 20, 0},
    {"coleman_liau", coleman_liau, false, true, true, 20, 0},
    {"ari", ari, false, true, true, 20, 0},
    {"lix", lix, false, false, true, 100, 0},
    {NULL, NULL, false, false, false, 0, 0},
};

const struct readability_formula *readability_find(const char *name)
{
    for (const struct readability_formula *row = readability_formulas; row->name; row++)
        if (!strcmp(row->name, name))
            return row;
    return NULL;
}

const char *readability_refusal(const struct readability_formula *formula,
                                const struct prose *prose)
{
    if (prose->words == 0)
        return "there are no words";
    if (ratio(prose->latin_letters, prose->letters) < latin_share_min)
        return "the words are not in Latin letters";
    if (formula->is_english &&
        (ratio(prose->marked_words, prose->words) > marked_share_max ||
         (prose->words >= TELLING_WORDS &&
          ratio(prose->english_words, prose->words) < english_share_min)))
        return "it does not look like English";
    return NULL;
}

double readability_share(const struct readability_formula *formula, double value)
{
    const double share =
        (value - formula->hardest) / (formula->easiest - formula->hardest);

    return fmin(1, fmax(0, share));
}
