/* suites/cache_mode.h - whether a model's replies are kept and used again. */
#ifndef NOWORSE_SUITES_CACHE_MODE_H
#define NOWORSE_SUITES_CACHE_MODE_H

#include "suites/suite.h"

enum cache_mode {
    CACHE_UNSET = -1, /* on the command line: nothing was said */
    CACHE_USE,        /* what is there is used, what is not is asked for and kept */
    CACHE_REFRESH,    /* all is asked for anew, and kept */
    CACHE_OFF,        /* nothing is looked up or kept */
    CACHE_ONLY        /* nothing is ever sent: what is not there stays unanswered */
};
/* As suites and the command line spell them, in this order; ended by NULL. */
extern const char *const cache_words[];

/* What holds for a model. `said` is the command line's: `off` and `only` hold for all;
 * else it takes the place of the suite's `cache`. The model's own key comes before the
 * suite's; models of http and exec, whose answers change with their programs, have none
 * of their replies kept unless their own key says so. */
enum cache_mode cache_mode_for(enum cache_mode said, const struct suite *suite,
                               const struct suite_model *model);

#endif
