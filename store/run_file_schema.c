/* store/run_file_schema.c - the run file's tables and statements, as text. */
#include "store/run_file_schema.h"

/* samples is in order of arrival, so that rows are only ever appended and pages stay
 * full; the index gives the order that readers want. A sample's grades stand in its row,
 * where they cost a tenth of what rows of their own did, and the calls of a turn in one
 * row; how a call ended stands in its sample's row, and in one of its own only where that
 * does not tell it. Views show both as rows.
 */
const char run_file_tables[] =
    "CREATE TABLE run (\n"
    "  id TEXT NOT NULL,\n"
    "  started_ms INTEGER NOT NULL,\n"
    "  ended_ms INTEGER,\n"
    "  status TEXT NOT NULL,\n"
    "  signal INTEGER,\n"
    "  reason TEXT,\n"
    "  gate_verdict TEXT,\n"
    "  version TEXT NOT NULL,\n"
    "  \"commit\" TEXT,\n"
    "  plan TEXT\n"
    ");\n"
    "CREATE TABLE files (\n"
    "  number INTEGER PRIMARY KEY,\n"
    "  path TEXT NOT NULL UNIQUE\n"
    ");\n"
    "CREATE TABLE cases (\n"
    "  number INTEGER PRIMARY KEY,\n"
    "  cohort INTEGER NOT NULL,\n"
    "  id TEXT NOT NULL,\n"
    "  digest BLOB NOT NULL,\n"
    "  file INTEGER NOT NULL REFERENCES files,\n"
    "  line INTEGER NOT NULL,\n"
    "  source INTEGER NOT NULL,\n"
    "  offset INTEGER NOT NULL,\n"
    "  length INTEGER NOT NULL,\n"
    "  row_hash INTEGER,\n"
    "  weight REAL NOT NULL,\n"
    "  must_pass INTEGER NOT NULL,\n"
    "  \"group\" TEXT,\n"
    "  grader_set INTEGER NOT NULL\n"
    ");\n"
    "CREATE UNIQUE INDEX cases_by_id ON cases (cohort, id);\n"
    "CREATE TABLE grader_sets (\n"
    "  number INTEGER NOT NULL,\n"
    "  variant INTEGER NOT NULL,\n"
    "  graders TEXT NOT NULL,\n"
    "  PRIMARY KEY (number, variant)\n"
    ") WITHOUT ROWID;\n"
    "CREATE TABLE baseline_results (\n"
    "  \"case\" INTEGER NOT NULL REFERENCES cases,\n"
    "  variant INTEGER NOT NULL,\n"
    "  is_anchor INTEGER NOT NULL,\n"
    "  pairing TEXT NOT NULL,\n"
    "  score_pairing TEXT NOT NULL,\n"
    "  passed INTEGER NOT NULL,\n"
    "  failed INTEGER NOT NULL,\n"
    "  unscored INTEGER NOT NULL,\n"
    "  missing INTEGER NOT NULL,\n"
    "  score_sum REAL NOT NULL,\n"
    "  score_count INTEGER NOT NULL,\n"
    "  PRIMARY KEY (\"case\", variant, is_anchor)\n"
    ") WITHOUT ROWID;\n"
    "CREATE TABLE baseline_gone (\n"
    "  entry INTEGER NOT NULL,\n"
    "  cohort TEXT NOT NULL,\n"
    "  id TEXT,\n"
    "  passed INTEGER NOT NULL,\n"
    "  failed INTEGER NOT NULL,\n"
    "  unscored INTEGER NOT NULL\n"
    ");\n"
    "CREATE TABLE samples (\n"
    "  number INTEGER PRIMARY KEY,\n"
    "  \"case\" INTEGER NOT NULL REFERENCES cases,\n"
    "  variant INTEGER NOT NULL,\n"
    "  repeat INTEGER NOT NULL,\n"
    "  call INTEGER,\n"
    "  verdict TEXT NOT NULL,\n"
    "  score REAL,\n"
    "  failure TEXT,\n"
    "  latency_ms REAL,\n"
    "  first_byte_ms REAL,\n"
    "  started_ms INTEGER NOT NULL,\n"
    "  ended_ms INTEGER,\n"
    "  attempts INTEGER NOT NULL,\n"
    "  status INTEGER,\n"
    "  finish TEXT,\n"
    "  finish_raw TEXT,\n"
    "  input_tokens INTEGER,\n"
    "  input_cached_tokens INTEGER,\n"
    "  input_cache_write_tokens INTEGER,\n"
    "  output_tokens INTEGER,\n"
    "  output_reasoning_tokens INTEGER,\n"
    "  cost_usd REAL,\n"
    "  model_served TEXT,\n"
    "  fingerprint TEXT,\n"
    "  request_id TEXT,\n"
    "  response_id TEXT,\n"
    "  cost_source TEXT,\n"
    "  cached_ms INTEGER,\n"
    "  queued_ms REAL,\n"
    "  request_digest BLOB,\n"
    "  grades TEXT,\n"
    "  message TEXT,\n"
    "  refusal TEXT,\n"
    "  tool_calls TEXT,\n"
    "  trace TEXT,\n"
    "  reasoning TEXT,\n"
    "  answer TEXT\n"
    ");\n"
    "CREATE UNIQUE INDEX samples_by_case ON samples (\"case\", variant, repeat);\n"
    "CREATE TABLE calls_sent (\n"
    "  number INTEGER PRIMARY KEY,\n"
    "  calls TEXT NOT NULL\n"
    ");\n"
    "CREATE TABLE calls_ended (\n"
    "  number INTEGER PRIMARY KEY,\n"
    "  ended_ms INTEGER,\n"
    "  failure TEXT,\n"
    "  status INTEGER,\n"
    "  input_tokens INTEGER,\n"
    "  output_tokens INTEGER,\n"
    "  cost_usd REAL,\n"
    "  cost_source TEXT,\n"
    "  wait_ms INTEGER\n"
    ");\n"
    "CREATE TABLE heard (\n"
    "  \"case\" INTEGER NOT NULL REFERENCES cases,\n"
    "  variant INTEGER NOT NULL,\n"
    "  repeat INTEGER NOT NULL,\n"
    "  call INTEGER NOT NULL,\n"
    "  request_digest BLOB NOT NULL,\n"
    "  vote INTEGER NOT NULL,\n"
    "  answer TEXT,\n"
    "  refusal TEXT,\n"
    "  PRIMARY KEY (\"case\", variant, repeat, call)\n"
    ") WITHOUT ROWID;\n";

const char run_file_baseline_grades[] =
    "CREATE TABLE baseline_grades (\n"
    "  \"case\" INTEGER NOT NULL REFERENCES cases,\n"
    "  variant INTEGER NOT NULL,\n"
    "  is_anchor INTEGER NOT NULL,\n"
    "  gate INTEGER NOT NULL,\n"
    "  pairing TEXT NOT NULL,\n"
    "  passed INTEGER NOT NULL,\n"
    "  failed INTEGER NOT NULL,\n"
    "  unscored INTEGER NOT NULL,\n"
    "  missing INTEGER NOT NULL,\n"
    "  score_sum REAL NOT NULL,\n"
    "  score_count INTEGER NOT NULL,\n"
    "  PRIMARY KEY (\"case\", variant, is_anchor, gate)\n"
    ") WITHOUT ROWID;\n";

const char run_file_views[] = "CREATE VIEW grades AS SELECT\n"
                              "  s.number AS sample,\n"
                              "  json_extract(g.value, '$[0]') AS grader,\n"
                              "  json_extract(g.value, '$[1]') AS verdict,\n"
                              "  json_extract(g.value, '$[2]') AS score,\n"
                              "  json_extract(g.value, '$[3]') AS reason,\n"
                              "  json_extract(g.value, '$[4]') AS details\n"
                              "FROM samples s, json_each(s.grades) g;\n"
                              "CREATE VIEW calls AS " RUN_FILE_CALLS ";\n";

#define CASE_COLUMNS                                                                     \
    "c.number, c.cohort, c.id, c.digest, f.path, c.line, c.source, c.offset, c.length, " \
    "c.weight, c.must_pass, c.\"group\""

#define CASE_TABLES "cases c CROSS JOIN files f ON f.number = c.file"

const char *const run_file_statements[STATEMENT_COUNT] = {
    [STATEMENT_BEGIN] = "BEGIN IMMEDIATE",
    [STATEMENT_COMMIT] = "COMMIT",
    [STATEMENT_ROLLBACK] = "ROLLBACK",
    [STATEMENT_ADD_FILE] = "INSERT OR IGNORE INTO files (path) VALUES (?)",
    [STATEMENT_FIND_FILE] = "SELECT number FROM files WHERE path = ?",
    [STATEMENT_ADD_CASE] = "INSERT INTO cases VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
    [STATEMENT_FIND_CASE] = "SELECT c.line, f.path, c.number FROM " CASE_TABLES
                            " WHERE c.cohort = ? AND c.id = ?",
    [STATEMENT_CASES] = "SELECT " CASE_COLUMNS ", c.row_hash FROM " CASE_TABLES
                        " WHERE c.number >= ? ORDER BY c.number LIMIT ?",
    [STATEMENT_CASES_IN_TURN] =
        "SELECT " CASE_COLUMNS ", c.row_hash, t.turn FROM temp.turns t "
        "CROSS JOIN cases c ON c.number = t.\"case\" "
        "CROSS JOIN files f ON f.number = c.file "
        "WHERE t.place > ? ORDER BY t.place LIMIT ?",
    [STATEMENT_ADD_SAMPLE] = "INSERT INTO samples VALUES (NULL,?,?,?,?,?,?,?,?,?,?,?,?,?,"
                             "?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
    [STATEMENT_REGRADE] = "UPDATE samples SET verdict = ?, score = ?, grades = ? "
                          "WHERE number = ?",
    [STATEMENT_LAST_CALL] = "SELECT number + json_array_length(calls) FROM calls_sent "
                            "ORDER BY number DESC LIMIT 1",
    [STATEMENT_ADD_CALLS] = "INSERT INTO calls_sent VALUES (?,?)",
    [STATEMENT_END_CALL] = "INSERT INTO calls_ended VALUES (?,?,?,?,?,?,?,?,?)",
    [STATEMENT_ADD_HEARD] = "INSERT INTO heard VALUES (?,?,?,?,?,?,?,?)",
    [STATEMENT_HEARD] = "SELECT call, request_digest, vote, answer, refusal FROM heard "
                        "WHERE \"case\" = ? AND variant = ? AND repeat = ? "
                        "ORDER BY call",
    [STATEMENT_ADD_GRADER_SET] = "INSERT INTO grader_sets VALUES (?,?,?)",
};

#define CALLS_SENT                                                                       \
    "SELECT ifnull((SELECT number - 1 + json_array_length(calls) FROM calls_sent "       \
    "ORDER BY number DESC LIMIT 1), 0)"

const char run_file_calls_sent[] = CALLS_SENT;

const char run_file_calls_under_way[] =
    CALLS_SENT " - (SELECT count(*) FROM calls_ended) - "
               "(SELECT count(*) FROM samples NOT INDEXED WHERE call IS NOT NULL "
               "AND call NOT IN (SELECT number FROM calls_ended))";

const char run_file_walk_cases[] =
    "SELECT " CASE_COLUMNS " FROM " CASE_TABLES " ORDER BY c.number";

/* Of a case what its outcome tells: not where it stands. */
#define CASES_JUDGED(which)                                                              \
    "SELECT number, cohort, id, digest, weight, must_pass, \"group\", grader_set "       \
    "FROM cases " which

const char run_file_judged_cases[] = CASES_JUDGED("ORDER BY number");

const char run_file_judged_case[] = CASES_JUDGED("WHERE number = ?");

const char run_file_walk_planned[] =
    "SELECT " CASE_COLUMNS ", c.row_hash, c.grader_set FROM " CASE_TABLES
    " ORDER BY c.number";

#define SAMPLE_WALK(later_columns)                                                       \
    "SELECT " CASE_COLUMNS                                                               \
    ", s.number, s.variant, s.repeat, s.verdict, s.score, s.failure, s.latency_ms, "     \
    "s.first_byte_ms, s.started_ms, s.attempts, s.status, s.finish, s.finish_raw, "      \
    "s.input_tokens, s.input_cached_tokens, s.input_cache_write_tokens, "                \
    "s.output_tokens, s.output_reasoning_tokens, s.cost_usd, s.model_served, "           \
    "s.fingerprint, s.request_id, s.response_id, s.message, s.refusal, s.tool_calls, "   \
    "s.trace, s.reasoning, s.answer, " later_columns                                     \
    " FROM samples s INDEXED BY samples_by_case "                                        \
    "CROSS JOIN cases c ON c.number = s.\"case\" "                                       \
    "CROSS JOIN files f ON f.number = c.file "                                           \
    "WHERE s.\"case\" BETWEEN ?1 AND ?2 AND (?3 IS NULL OR s.verdict = ?3) "             \
    "ORDER BY s.\"case\", s.variant, s.repeat"

const char run_file_walk_samples[] =
    SAMPLE_WALK("s.cost_source, s.cached_ms, s.queued_ms, s.grades");

const char run_file_walk_samples_2[] =
    SAMPLE_WALK("s.cost_source, s.cached_ms, s.queued_ms, NULL");

const char run_file_walk_samples_1[] = SAMPLE_WALK("NULL, NULL, NULL, NULL");

const char run_file_walk_grades_2[] =
    "SELECT grader, verdict, score, reason, details FROM grades WHERE sample = ? "
    "ORDER BY grader";

/* What outcomes are made of: never the answers. */
#define RESULTS_WALK(later_columns, which)                                               \
    "SELECT \"case\", variant, repeat, verdict, score, failure, "                        \
    "latency_ms, cost_usd, " later_columns                                               \
    " FROM samples INDEXED BY samples_by_case " which                                    \
    "ORDER BY \"case\", variant, repeat"

const char run_file_walk_results[] = RESULTS_WALK("cached_ms", "");

const char run_file_walk_results_graded[] = RESULTS_WALK("cached_ms, grades", "");

const char run_file_walk_results_1[] = RESULTS_WALK("NULL", "");

const char run_file_case_results[] = RESULTS_WALK("cached_ms", "WHERE \"case\" = ? ");

const char run_file_case_results_1[] = RESULTS_WALK("NULL", "WHERE \"case\" = ? ");

#define PARTNERS_WALK(which)                                                             \
    "SELECT \"case\", variant, is_anchor, pairing, score_pairing, passed, failed, "      \
    "unscored, missing, score_sum, score_count FROM baseline_results " which             \
    "ORDER BY \"case\", variant, is_anchor"

const char run_file_walk_partners[] = PARTNERS_WALK("");

const char run_file_case_partners[] = PARTNERS_WALK("WHERE \"case\" = ? ");

const char run_file_walk_grader_partners[] =
    "SELECT \"case\", variant, is_anchor, gate, pairing, passed, failed, unscored, "
    "missing, score_sum, score_count FROM baseline_grades "
    "ORDER BY \"case\", variant, is_anchor, gate";

/* An answer that a grader was still to ask about is no part of a complete round. */
const char run_file_walk_rounds[] =
    "SELECT repeat, COUNT(*) FROM samples WHERE verdict <> 'unscored' OR NOT EXISTS "
    "(SELECT 1 FROM json_each(grades) g WHERE json_extract(g.value, '$[1]') = 'open') "
    "GROUP BY repeat ORDER BY repeat";

const char run_file_walk_rounds_2[] =
    "SELECT repeat, COUNT(*) FROM samples GROUP BY repeat ORDER BY repeat";

const char run_file_scan_unscored[] =
    "SELECT variant, failure, COUNT(*) FROM samples NOT INDEXED "
    "WHERE verdict = 'unscored' GROUP BY variant, failure";

/* A sort, of those that failed alone: without it each row is looked up by the index. */
const char run_file_scan_failing[] = "SELECT DISTINCT \"case\" FROM samples NOT INDEXED "
                                     "WHERE verdict = 'fail' ORDER BY \"case\"";

const char run_file_scan_details[] = "SELECT grades FROM samples NOT INDEXED";

#define GRADES_SCAN(grades)                                                              \
    "SELECT s.number, c.cohort, s.variant, " grades                                      \
    " FROM samples s INDEXED BY samples_by_case "                                        \
    "CROSS JOIN cases c ON c.number = s.\"case\" "                                       \
    "ORDER BY s.\"case\", s.variant, s.repeat"

const char run_file_scan_grades[] = GRADES_SCAN("s.grades");

const char run_file_scan_grades_2[] = GRADES_SCAN("NULL");
