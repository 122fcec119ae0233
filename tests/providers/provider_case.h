/* tests/providers/provider_case.h - one case of tests/providers/cases/<provider>.json:
 * a model, a call and a response in; mistakes, request and reply out.
 *
 *   name      a sentence that can be false
 *   env       variables that are set for the case; OPENAI_API_KEY is unset otherwise
 *   model     the model's map, as a suite file has it
 *   prompt    response_schema and tools of the suite's one prompt
 *   allow_exec
 *   call      cohort, id, repeat, vars, messages, is_text
 *   response  status, headers, body (text, or JSON to be written), errors
 *   want      errors, facts, request, reply, description: exactly what comes out, absent
 *             members left out
 */
#ifndef NOWORSE_TESTS_PROVIDERS_PROVIDER_CASE_H
#define NOWORSE_TESTS_PROVIDERS_PROVIDER_CASE_H

#include <jansson.h>

/* The array in the provider's file; the caller's reference. */
json_t *provider_cases_load(const char *provider);

/* What comes out, shaped like "want"; the caller's reference. */
json_t *provider_case_run(const char *provider, json_t *row);

#endif
