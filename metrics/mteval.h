/* metrics/mteval.h - texts as BLEU's words: the tokenizers 13a and zh of sacreBLEU.
 *
 * 13a does what mteval-v13a.pl did: a few entities and line ends undone; ASCII's marks
 * apart from "'", "-", "." and "," stand alone; "." and "," do unless they are between
 * digits; "-" does after a digit. Case counts. zh first parts all Chinese characters.
 */
#ifndef NOWORSE_METRICS_MTEVAL_H
#define NOWORSE_METRICS_MTEVAL_H

#include "metrics/metric_room.h"

/* Fills the room's answer and reference, numbered. Language "zh": by zh, else 13a. */
void mteval_read(const struct text_pair *pair, struct metric_room *room);

#endif
