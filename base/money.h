/* base/money.h - amounts of money, exact.
 *
 * An amount is a whole number of picodollars (10^-12 USD) in an int64_t. Prices are
 * written in USD a million tokens with at most six digits after the point, so the price
 * of one token is a whole number of them, a cost is a product of whole numbers, and a sum
 * does not depend on its order. The largest amount is some 9.2 million dollars: what
 * would be more stays there, so that no count of tokens, however untrue, wraps around.
 *
 * Run files and reports hold USD as a double: up to some thousand dollars that is exact
 * to the picodollar, so that money_from_usd(money_to_usd(amount)) is the amount again.
 */
#ifndef NOWORSE_BASE_MONEY_H
#define NOWORSE_BASE_MONEY_H

#include <stdint.h>

#define MONEY_UNKNOWN (-1)
#define MONEY_MAX INT64_MAX
#define MONEY_DOLLAR 1000000000000

int64_t money_from_usd(double usd);  /* the nearest; NaN, or below 0: MONEY_UNKNOWN */
double money_to_usd(int64_t amount); /* MONEY_UNKNOWN: NaN */

/* Of amounts that are known; neither passes MONEY_MAX. */
int64_t money_add(int64_t a, int64_t b);
int64_t money_times(int64_t price, int64_t count); /* count: from 0 */

/* "$5.00"; below a cent as many digits as show two that are not 0: "$0.00042";
 * MONEY_UNKNOWN: "unknown". */
enum { MONEY_TEXT_SIZE = 32 };
void money_format(int64_t amount, char out[MONEY_TEXT_SIZE]);

#endif
