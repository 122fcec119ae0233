/* store/case_pairs.c - the outcomes of two sides, case by case, in a temporary database.
 */
#include "store/case_pairs.h"

#include "base/mem.h"

#include <sqlite3.h>
#include <stdlib.h>

struct case_pairs {
    sqlite3 *db;
    sqlite3_stmt *add[2]; /* by enum pair_side */
};

/* Columns of a pair: cohort, key, change, then each side's. */
enum { SIDE_COLUMNS = 17, FIRST_SIDE = 3, KEY_TRIES = 1000 };

#define SIDE_TABLE                                                                       \
    "  cohort INTEGER NOT NULL, key TEXT NOT NULL, number INTEGER NOT NULL,\n"           \
    "  passed INTEGER, failed INTEGER, unscored INTEGER, missing INTEGER,\n"             \
    "  score_sum REAL, score_count INTEGER, cost REAL, costs INTEGER,\n"                 \
    "  latencies BLOB, digest TEXT, weight REAL, must_pass INTEGER, \"group\" TEXT,\n"   \
    "  by_pass TEXT, by_score TEXT, quarantine INTEGER, hidden INTEGER,\n"               \
    "  PRIMARY KEY (cohort, key)\n"                                                      \
    ") WITHOUT ROWID;\n"

static const char tables[] =
    "PRAGMA journal_mode = OFF;\n"
    "PRAGMA synchronous = OFF;\n"
    "CREATE TABLE old (\n" SIDE_TABLE "CREATE TABLE new (\n" SIDE_TABLE "BEGIN;\n";

#define SIDE(t)                                                                          \
    t ".number, " t ".passed, " t ".failed, " t ".unscored, " t ".missing, " t           \
      ".score_sum, " t ".score_count, " t ".cost, " t ".costs, " t ".latencies, " t      \
      ".digest, " t ".weight, " t ".must_pass, " t ".\"group\", " t ".by_pass, " t       \
      ".by_score, " t ".quarantine"

/* The order of enum case_change. A side without a result has no share. */
#define SHARE(t) "(1.0 * " t ".passed / nullif(" t ".passed + " t ".failed, 0))"
#define SCORE(t) "(" t ".score_sum / nullif(" t ".score_count, 0))"
#define JUDGED                                                                           \
    "CASE WHEN o.number IS NULL THEN 0 WHEN n.number IS NULL THEN 1\n"                   \
    " WHEN o.digest IS NOT n.digest THEN 2 WHEN o.by_pass <> n.by_pass THEN 3\n"         \
    " WHEN " SHARE("o") " IS NULL OR " SHARE(                                            \
        "n") " IS NULL THEN 4\n"                                                         \
             " WHEN " SHARE("o") " = 1 AND " SHARE(                                      \
                 "n") " = 0 THEN 5\n"                                                    \
                      " WHEN " SHARE("o") " = 0 AND " SHARE(                             \
                          "n") " = 1 THEN 6\n"                                           \
                               " WHEN " SHARE("o") " = " SHARE("n") " AND " SHARE(       \
                                   "n") " IN (0, 1) THEN 7\n"                            \
                                        " ELSE 8 END"

#define PAIRS                                                                            \
    "SELECT coalesce(o.cohort, n.cohort) AS cohort, coalesce(o.key, n.key) AS "          \
    "key, " JUDGED " AS change, " SIDE("o") ", " SIDE(                                   \
        "n") ",\n"                                                                       \
             " coalesce(" SHARE("n") " - " SHARE(                                        \
                 "o") ", 0) AS rise,\n"                                                  \
                      " coalesce(" SCORE("n") " - " SCORE(                               \
                          "o") ", 0) AS score_rise,\n"                                   \
                               " coalesce(n.number, o.number) AS place,\n"               \
                               " coalesce(n.hidden, 0) + coalesce(o.hidden, 0) AS "      \
                               "hidden\n"

/* Those of the old side, with the new where it is there; then the new alone. */
#define ALL_PAIRS                                                                        \
    PAIRS "FROM old o LEFT JOIN new n ON n.cohort = o.cohort AND n.key = o.key\n"        \
          "UNION ALL\n" PAIRS                                                            \
          "FROM new n LEFT JOIN old o ON o.cohort = n.cohort AND o.key = n.key\n"        \
          "WHERE o.number IS NULL\n"

const char *case_change_name(enum case_change change)
{
    static const char *const names[] = {"new",      "gone",     "changed",
                                        "regraded", "unscored", "broke",
                                        "fixed",    "same",     "flaky"};

    return names[change];
}

static int pairs_error(const struct case_pairs *pairs, struct error *err)
{
    error_set(err, ERROR_SYSTEM, "N0880", "cannot compare case by case: %s",
              pairs->db ? sqlite3_errmsg(pairs->db) : "no memory");
    return error_hint(err, "the folder of temporary files (TMPDIR) must have room");
}

#define ADD(table)                                                                       \
    "INSERT INTO " table " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"

int case_pairs_new(struct case_pairs **out, struct error *err)
{
    struct case_pairs *pairs = mem_new(1, sizeof *pairs);

    /* The empty name: a temporary file, in memory as long as it is small. */
    if (sqlite3_open_v2("", &pairs->db,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX |
                            SQLITE_OPEN_PRIVATECACHE,
                        NULL) == SQLITE_OK &&
        sqlite3_exec(pairs->db, tables, NULL, NULL, NULL) == SQLITE_OK &&
        sqlite3_prepare_v2(pairs->db, ADD("old"), -1, &pairs->add[PAIR_OLD], NULL) ==
            SQLITE_OK &&
        sqlite3_prepare_v2(pairs->db, ADD("new"), -1, &pairs->add[PAIR_NEW], NULL) ==
            SQLITE_OK) {
        *out = pairs;
        return 0;
    }
    pairs_error(pairs, err);
    case_pairs_free(pairs);
    return -1;
}

void case_pairs_free(struct case_pairs *pairs)
{
    if (!pairs)
        return;
    sqlite3_finalize(pairs->add[PAIR_OLD]);
    sqlite3_finalize(pairs->add[PAIR_NEW]);
    sqlite3_close(pairs->db);
    free(pairs);
}

static void bind_or_null(sqlite3_stmt *row, int at, const char *text)
{
    if (text)
        sqlite3_bind_text(row, at, text, -1, SQLITE_STATIC);
    else
        sqlite3_bind_null(row, at);
}

static void case_bind(sqlite3_stmt *row, const struct pair_case *added)
{
    sqlite3_bind_int64(row, 3, added->number);
    sqlite3_bind_int64(row, 4, added->passed);
    sqlite3_bind_int64(row, 5, added->failed);
    sqlite3_bind_int64(row, 6, added->unscored);
    sqlite3_bind_int64(row, 7, added->missing);
    sqlite3_bind_double(row, 8, added->score_sum);
    sqlite3_bind_int64(row, 9, added->score_count);
    sqlite3_bind_double(row, 10, added->cost_usd);
    sqlite3_bind_int64(row, 11, added->cost_count);
    sqlite3_bind_blob64(row, 12, added->latencies_ms,
                        added->latency_count * sizeof *added->latencies_ms,
                        SQLITE_STATIC);
    bind_or_null(row, 13, added->digest);
    sqlite3_bind_double(row, 14, added->weight);
    sqlite3_bind_int(row, 15, added->must_pass);
    bind_or_null(row, 16, added->group);
    bind_or_null(row, 17, added->pass_graders);
    bind_or_null(row, 18, added->score_graders);
    sqlite3_bind_int(row, 19, added->quarantine);
    sqlite3_bind_int(row, 20, added->is_hidden);
}

int case_pairs_add(struct case_pairs *pairs, enum pair_side side, int cohort,
                   const char *key, const struct pair_case *added, struct error *err)
{
    sqlite3_stmt *row = pairs->add[side];
    char *again = NULL;
    int code;

    sqlite3_bind_int(row, 1, cohort);
    bind_or_null(row, 2, key);
    case_bind(row, added);
    code = sqlite3_step(row);
    for (int i = 2; code == SQLITE_CONSTRAINT && i < KEY_TRIES; i++) {
        sqlite3_reset(row);
        free(again);
        again = mem_format("%s (%d)", key, i);
        bind_or_null(row, 2, again);
        code = sqlite3_step(row);
    }
    if (code != SQLITE_DONE)
        pairs_error(pairs, err);
    sqlite3_reset(row);
    free(again);
    return code == SQLITE_DONE ? 0 : -1;
}

static const char *text_at(sqlite3_stmt *row, int at)
{
    return (const char *)sqlite3_column_text(row, at);
}

static void side_read(sqlite3_stmt *row, int at, struct pair_case *out)
{
    *out = (struct pair_case){
        .is_there = sqlite3_column_type(row, at) != SQLITE_NULL,
        .number = sqlite3_column_int64(row, at),
        .passed = (unsigned)sqlite3_column_int64(row, at + 1),
        .failed = (unsigned)sqlite3_column_int64(row, at + 2),
        .unscored = (unsigned)sqlite3_column_int64(row, at + 3),
        .missing = (unsigned)sqlite3_column_int64(row, at + 4),
        .score_sum = sqlite3_column_double(row, at + 5),
        .score_count = (unsigned)sqlite3_column_int64(row, at + 6),
        .cost_usd = sqlite3_column_double(row, at + 7),
        .cost_count = (unsigned)sqlite3_column_int64(row, at + 8),
        .latencies_ms = sqlite3_column_blob(row, at + 9),
        .latency_count = (size_t)sqlite3_column_bytes(row, at + 9) / sizeof(double),
        .digest = text_at(row, at + 10),
        .weight = sqlite3_column_double(row, at + 11),
        .must_pass = sqlite3_column_int(row, at + 12) != 0,
        .group = text_at(row, at + 13),
        .pass_graders = text_at(row, at + 14),
        .score_graders = text_at(row, at + 15),
        .quarantine = sqlite3_column_int(row, at + 16),
    };
}

/* Ends the statement. */
static int pairs_walk(struct case_pairs *pairs, sqlite3_stmt *row, case_pair_fn *fn,
                      void *context, struct error *err)
{
    int code = SQLITE_DONE;
    int rc = 0;

    while (rc == 0 && (code = sqlite3_step(row)) == SQLITE_ROW) {
        struct case_pair pair = {.cohort = sqlite3_column_int(row, 0),
                                 .key = text_at(row, 1),
                                 .change = (enum case_change)sqlite3_column_int(row, 2)};

        side_read(row, FIRST_SIDE, &pair.sides[PAIR_OLD]);
        side_read(row, FIRST_SIDE + SIDE_COLUMNS, &pair.sides[PAIR_NEW]);
        rc = fn(context, &pair);
    }
    if (rc == 0 && code != SQLITE_DONE)
        rc = pairs_error(pairs, err);
    sqlite3_finalize(row);
    return rc;
}

int case_pairs_each(struct case_pairs *pairs, case_pair_fn *fn, void *context,
                    struct error *err)
{
    sqlite3_stmt *row;

    if (sqlite3_prepare_v2(pairs->db, ALL_PAIRS "ORDER BY place, cohort", -1, &row,
                           NULL) != SQLITE_OK)
        return pairs_error(pairs, err);
    return pairs_walk(pairs, row, fn, context, err);
}

#define CHOSEN                                                                           \
    "FROM (" ALL_PAIRS ") WHERE hidden = 0 AND (1 << change) & ?1 AND\n"                 \
    " (?2 OR rise <> 0 OR change <> 8)\n"

static int chosen_prepare(struct case_pairs *pairs, const char *query,
                          const struct pair_choice *choice, sqlite3_stmt **out,
                          struct error *err)
{
    if (sqlite3_prepare_v2(pairs->db, query, -1, out, NULL) != SQLITE_OK)
        return pairs_error(pairs, err);
    sqlite3_bind_int64(*out, 1, choice->changes);
    sqlite3_bind_int(*out, 2, choice->still_flaky);
    return 0;
}

int case_pairs_worst(struct case_pairs *pairs, const struct pair_choice *choice,
                     case_pair_fn *fn, void *context, struct error *err)
{
    static const char query[] =
        "SELECT * " CHOSEN "ORDER BY (change > 3) * rise, (change > 3) * score_rise, "
        "cohort, place LIMIT ?3";
    sqlite3_stmt *row;

    if (chosen_prepare(pairs, query, choice, &row, err))
        return -1;
    sqlite3_bind_int64(row, 3, choice->limit);
    return pairs_walk(pairs, row, fn, context, err);
}

int case_pairs_count(struct case_pairs *pairs, const struct pair_choice *choice,
                     int64_t *count, struct error *err)
{
    sqlite3_stmt *row;
    int rc = 0;

    if (chosen_prepare(pairs, "SELECT count(*) " CHOSEN, choice, &row, err))
        return -1;
    if (sqlite3_step(row) == SQLITE_ROW)
        *count = sqlite3_column_int64(row, 0);
    else
        rc = pairs_error(pairs, err);
    sqlite3_finalize(row);
    return rc;
}
