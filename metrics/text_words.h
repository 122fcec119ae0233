/* metrics/text_words.h - texts as words, the same in every language.
 *
 * In both forms letters are made lower-case as Unicode has it (in Turkish, Azerbaijani
 * and Lithuanian as their own rules are), and where two letters or digits stand next to
 * each other with a word boundary of UAX 29 between them, there a word ends. So ASCII is
 * cut as the authors' scripts cut it, and Chinese, Japanese and Thai, which those scripts
 * leave uncut or throw away, character by character.
 *
 * ROUGE: a word is a stretch of letters, marks, digits and joiners (U+200C, U+200D) that
 * has a letter or digit. rouge_score knows only a to z and 0 to 9: it would cut "naïve"
 * into "na" and "ve" and find no word in a Russian text.
 *
 * SQuAD: what Unicode calls punctuation and all of ASCII's marks are left out ("don't" is
 * "dont"), then the articles of the language, then white space separates.
 * evaluate-v1.1.py leaves out ASCII's marks alone, MLQA's script all as here. Articles:
 * en (also where no language is said), de, es, vi, as MLQA's script has them; other
 * languages none. A mark belongs to its letter: "a" with a mark that makes it no letter
 * of its own is no article.
 */
#ifndef NOWORSE_METRICS_TEXT_WORDS_H
#define NOWORSE_METRICS_TEXT_WORDS_H

#include "metrics/metric_room.h"

#include <stdbool.h>
#include <unictype.h>

/* What Python calls white space, as the authors' scripts do: Unicode's, and the four
 * separators of ASCII, U+001C to U+001F. */
static inline bool is_white_space(uint32_t point)
{
    if (point < 0x80)
        return point == ' ' || (point >= '\t' && point <= '\r') ||
               (point >= 0x1c && point <= 0x1f);
    return uc_is_property_white_space(point);
}

/* Fill the room's answer and reference, numbered. */
void words_read(const struct text_pair *pair, struct metric_room *room);
void squad_words_read(const struct text_pair *pair, struct metric_room *room);

#endif
