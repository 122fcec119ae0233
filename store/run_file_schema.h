/* store/run_file_schema.h - the run file's tables and statements, as text.
 *
 * docs/run-file.md describes them for people. A change of the tables is a new
 * RUN_FILE_SCHEMA.
 */
#ifndef NOWORSE_STORE_RUN_FILE_SCHEMA_H
#define NOWORSE_STORE_RUN_FILE_SCHEMA_H

enum {
    RUN_FILE_APPLICATION = 0x6e77726e, /* "nwrn", at byte 68 of the file */
    RUN_FILE_SCHEMA = 3,
    /* Rows of a kilobyte fill pages of this size to some 93%, those of 4096 to 84%, of
     * 16384 to 96%; the journal of a fast run is half as long as with 16384. */
    RUN_FILE_PAGE_BYTES = 8192
};

/* All tables and indexes of an empty run file. */
extern const char run_file_tables[];
/* One more, in files whose graders are compared with a stored baseline: an empty table
 * takes a page. grades_table_is_there() finds it. */
extern const char run_file_baseline_grades[];
extern const char run_file_views[]; /* for people */
/* What the view `calls` shows, for statements of ours: WITH calls AS (...). SQLite takes
 * no function of JSON from a file's own schema, which may come from anywhere. */
#define RUN_FILE_CALLS                                                                   \
    "SELECT\n"                                                                           \
    "  t.number + c.key AS number,\n"                                                    \
    "  json_extract(c.value, '$[0]') AS \"case\",\n"                                     \
    "  json_extract(c.value, '$[1]') AS variant,\n"                                      \
    "  json_extract(c.value, '$[2]') AS repeat,\n"                                       \
    "  json_extract(c.value, '$[7]') AS purpose,\n"                                      \
    "  json_extract(c.value, '$[3]') AS try,\n"                                          \
    "  json_extract(c.value, '$[4]') AS sent_ms,\n"                                      \
    "  json_extract(c.value, '$[5]') / 1e12 AS reserved_usd,\n"                          \
    "  json_extract(c.value, '$[6]') AS reserved_tokens,\n"                              \
    "  ifnull(e.ended_ms, s.ended_ms) AS ended_ms,\n"                                    \
    "  e.failure AS failure,\n"                                                          \
    "  ifnull(e.status, s.status) AS status,\n"                                          \
    "  ifnull(e.input_tokens, s.input_tokens) AS input_tokens,\n"                        \
    "  ifnull(e.output_tokens, s.output_tokens) AS output_tokens,\n"                     \
    "  ifnull(e.cost_usd, s.cost_usd) AS cost_usd,\n"                                    \
    "  ifnull(e.cost_source, s.cost_source) AS cost_source,\n"                           \
    "  e.wait_ms AS wait_ms\n"                                                           \
    "FROM calls_sent t, json_each(t.calls) c\n"                                          \
    "LEFT JOIN calls_ended e ON e.number = t.number + c.key\n"                           \
    "LEFT JOIN samples s ON e.number IS NULL AND s.call = t.number + c.key\n"            \
    "  AND s.\"case\" = json_extract(c.value, '$[0]')\n"                                 \
    "  AND s.variant = json_extract(c.value, '$[1]')\n"                                  \
    "  AND s.repeat = json_extract(c.value, '$[2]')"

/* Statements that are prepared once and kept. Parameters are numbered in order. */
enum run_file_statement {
    STATEMENT_BEGIN,
    STATEMENT_COMMIT,
    STATEMENT_ROLLBACK,
    STATEMENT_ADD_FILE,
    STATEMENT_FIND_FILE,
    STATEMENT_ADD_CASE,
    STATEMENT_FIND_CASE,
    STATEMENT_CASES,
    STATEMENT_CASES_IN_TURN,
    STATEMENT_ADD_SAMPLE,
    STATEMENT_REGRADE,
    STATEMENT_LAST_CALL,
    STATEMENT_ADD_CALLS,
    STATEMENT_END_CALL,
    STATEMENT_ADD_HEARD,
    STATEMENT_HEARD,
    STATEMENT_ADD_GRADER_SET,
    STATEMENT_COUNT
};
extern const char *const run_file_statements[STATEMENT_COUNT];

/* How many calls have no end: sent, less those with a row for it or a sample that tells
 * it. */
extern const char run_file_calls_under_way[];
extern const char run_file_calls_sent[]; /* how many were sent */

/* Statements of a walk: prepared when it begins, ended with it. */
extern const char run_file_walk_cases[];
extern const char run_file_walk_planned[];   /* the same with row_hash and grader_set */
extern const char run_file_walk_samples[];   /* of the cases from ?1 to ?2; ?3: of this
                                                verdict; NULL: all */
extern const char run_file_walk_samples_2[]; /* the same from a file of schema 2 */
extern const char run_file_walk_samples_1[]; /* and 1 */
extern const char run_file_walk_grades_2[];  /* of one sample, up to schema 2 */
extern const char run_file_walk_results[];
extern const char run_file_walk_results_graded[]; /* with the grades */
extern const char run_file_walk_results_1[];      /* of a file of schema 1 */
extern const char run_file_judged_cases[];        /* for outcome_case_read() */
extern const char run_file_judged_case[];         /* the one of this number */
extern const char run_file_case_results[];        /* its results */
extern const char run_file_case_results_1[];      /* of a file of schema 1 */
extern const char run_file_case_partners[];       /* of the baseline, of one case */
extern const char run_file_walk_partners[]; /* of the baseline, by case and variant */
extern const char run_file_walk_grader_partners[]; /* the same, by grader's gate */
extern const char run_file_walk_rounds[];
extern const char run_file_walk_rounds_2[]; /* from a file up to schema 2 */
/* Few columns, in order of arrival: cheaper than by the index. */
extern const char run_file_scan_unscored[]; /* variant, failure, how many */
extern const char run_file_scan_failing[];  /* cases with a sample that failed */
extern const char run_file_scan_details[];  /* grades, as they are written */
extern const char run_file_scan_grades[];   /* of each sample, in order of cases */
extern const char run_file_scan_grades_2[]; /* from a file up to schema 2 */

#endif
