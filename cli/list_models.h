/* cli/list_models.h - noworse list models: the price table, on standard output. */
#ifndef NOWORSE_CLI_LIST_MODELS_H
#define NOWORSE_CLI_LIST_MODELS_H

void models_print(void);      /* what holds today, a line a model */
void models_print_json(void); /* all of it */

#endif
