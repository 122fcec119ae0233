/* store/case_pairs.c - the outcomes of two sides, case by case, in a temporary database.
 */
#include "store/case_pairs.h"

#include "base/mem.h"

#include <math.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

struct case_pairs {
    sqlite3 *db;
    sqlite3_stmt *add[2]; /* by enum pair_side */
    bool is_matched;      /* the table of pairs is of all that was added */
};

/* Columns of a pair: cohort, key, what it is, then each side's. */
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
    "PRAGMA cache_size = -8192;\n"
    "CREATE TABLE old (\n" SIDE_TABLE "CREATE TABLE new (\n" SIDE_TABLE
    "CREATE TABLE pairs (\n"
    "  place INTEGER NOT NULL, cohort INTEGER NOT NULL, key TEXT NOT NULL,\n"
    "  change INTEGER, rise REAL, score_rise REAL, hidden INTEGER,\n"
    "  PRIMARY KEY (place, cohort, key)\n"
    ") WITHOUT ROWID;\n"
    "BEGIN;\n";

#define SIDE(t)                                                                          \
    t ".number, " t ".passed, " t ".failed, " t ".unscored, " t ".missing, " t           \
      ".score_sum, " t ".score_count, " t ".cost, " t ".costs, " t ".latencies, " t      \
      ".digest, " t ".weight, " t ".must_pass, " t ".\"group\", " t ".by_pass, " t       \
      ".by_score, " t ".quarantine"

#define SIDES                                                                            \
    "LEFT JOIN old o ON o.cohort = p.cohort AND o.key = p.key\n"                         \
    "LEFT JOIN new n ON n.cohort = p.cohort AND n.key = p.key\n"

#define CHOSEN                                                                           \
    "FROM pairs WHERE hidden = 0 AND (1 << change) & ?1 AND\n"                           \
    " (?2 OR rise <> 0 OR change <> 8) AND (NOT ?3 OR rise < 0)\n"

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

    pairs->is_matched = false;
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

/* A side in order of cohort and key. */
struct side_rows {
    sqlite3_stmt *rows;
    bool is_there; /* else it is at its end */
    int cohort;
    const char *key;
    bool is_hidden;
    struct pair_case row;
};

static int side_next(struct case_pairs *pairs, struct side_rows *side, struct error *err)
{
    const int code = sqlite3_step(side->rows);

    side->is_there = code == SQLITE_ROW;
    if (!side->is_there)
        return code == SQLITE_DONE ? 0 : pairs_error(pairs, err);
    side->cohort = sqlite3_column_int(side->rows, 0);
    side->key = text_at(side->rows, 1);
    side->is_hidden = sqlite3_column_int(side->rows, 2) != 0;
    side_read(side->rows, FIRST_SIDE, &side->row);
    return 0;
}

static int side_begin(struct case_pairs *pairs, const char *query, struct side_rows *out,
                      struct error *err)
{
    return sqlite3_prepare_v2(pairs->db, query, -1, &out->rows, NULL) == SQLITE_OK
               ? side_next(pairs, out, err)
               : pairs_error(pairs, err);
}

/* Below 0: the old side's is alone; above: the new side's. */
static int sides_compare(const struct side_rows *was, const struct side_rows *is)
{
    if (!was->is_there || !is->is_there)
        return was->is_there ? -1 : 1;
    if (was->cohort != is->cohort)
        return was->cohort < is->cohort ? -1 : 1;
    return strcmp(was->key, is->key);
}

static double share_of(const struct pair_case *side)
{
    const unsigned scored = side->passed + side->failed;

    return scored ? (double)side->passed / scored : (double)NAN;
}

static double score_of(const struct pair_case *side)
{
    return side->score_count ? side->score_sum / side->score_count : (double)NAN;
}

/* Whether two texts are there and not the same. */
static bool differ(const char *text, const char *other)
{
    return text && other && strcmp(text, other) != 0;
}

static enum case_change change_of(const struct pair_case *was, const struct pair_case *is)
{
    if (!was->is_there)
        return CHANGE_NEW;
    if (!is->is_there)
        return CHANGE_GONE;
    if (!was->digest != !is->digest || differ(was->digest, is->digest))
        return CHANGE_CHANGED;
    if (differ(was->pass_graders, is->pass_graders))
        return CHANGE_REGRADED;
    if (was->passed + was->failed == 0 || is->passed + is->failed == 0)
        return CHANGE_UNSCORED;
    if ((was->passed && was->failed) || (is->passed && is->failed))
        return CHANGE_FLAKY;
    if (!was->passed == !is->passed)
        return CHANGE_SAME;
    return was->passed ? CHANGE_BROKE : CHANGE_FIXED;
}

static double rise_of(double was, double is)
{
    return isnan(was) || isnan(is) ? 0 : is - was;
}

static int pair_write(struct case_pairs *pairs, sqlite3_stmt *row,
                      const struct side_rows *was, const struct side_rows *is,
                      struct error *err)
{
    static const struct pair_case none = {.is_there = false};
    const struct side_rows *named = is ? is : was;
    const struct pair_case *old_case = was ? &was->row : &none;
    const struct pair_case *new_case = is ? &is->row : &none;
    const enum case_change change = change_of(old_case, new_case);
    const bool is_paired = change > CHANGE_REGRADED;
    int code;

    sqlite3_bind_int64(row, 1, named->row.number);
    sqlite3_bind_int(row, 2, named->cohort);
    bind_or_null(row, 3, named->key);
    sqlite3_bind_int(row, 4, (int)change);
    sqlite3_bind_double(row, 5,
                        is_paired ? rise_of(share_of(old_case), share_of(new_case)) : 0);
    sqlite3_bind_double(row, 6,
                        is_paired ? rise_of(score_of(old_case), score_of(new_case)) : 0);
    sqlite3_bind_int(row, 7, (was && was->is_hidden) || (is && is->is_hidden));
    code = sqlite3_step(row);
    sqlite3_reset(row);
    return code == SQLITE_DONE ? 0 : pairs_error(pairs, err);
}

/* Both sides in one order, and what became of each case. */
static int sides_match(struct case_pairs *pairs, sqlite3_stmt *row, struct side_rows *was,
                       struct side_rows *is, struct error *err)
{
    int rc = 0;

    while (rc == 0 && (was->is_there || is->is_there)) {
        const int order = sides_compare(was, is);

        rc = pair_write(pairs, row, order <= 0 ? was : NULL, order >= 0 ? is : NULL, err);
        if (rc == 0 && order <= 0)
            rc = side_next(pairs, was, err);
        if (rc == 0 && order >= 0)
            rc = side_next(pairs, is, err);
    }
    return rc;
}

static int pairs_match(struct case_pairs *pairs, struct error *err)
{
    static const char was_query[] =
        "SELECT cohort, key, hidden, " SIDE("o") " FROM old o ORDER BY cohort, key";
    static const char is_query[] =
        "SELECT cohort, key, hidden, " SIDE("n") " FROM new n ORDER BY cohort, key";
    struct side_rows was = {.rows = NULL}, is = {.rows = NULL};
    sqlite3_stmt *row = NULL;
    int rc = 0;

    if (pairs->is_matched)
        return 0;
    if (sqlite3_exec(pairs->db, "DELETE FROM pairs", NULL, NULL, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(pairs->db, "INSERT INTO pairs VALUES (?,?,?,?,?,?,?)", -1,
                           &row, NULL) != SQLITE_OK)
        rc = pairs_error(pairs, err);
    if (rc == 0)
        rc = side_begin(pairs, was_query, &was, err);
    if (rc == 0)
        rc = side_begin(pairs, is_query, &is, err);
    if (rc == 0)
        rc = sides_match(pairs, row, &was, &is, err);
    sqlite3_finalize(was.rows);
    sqlite3_finalize(is.rows);
    sqlite3_finalize(row);
    pairs->is_matched = rc == 0;
    return rc;
}

int case_pairs_each(struct case_pairs *pairs, case_pair_fn *fn, void *context,
                    struct error *err)
{
    static const char query[] = "SELECT p.cohort, p.key, p.change, " SIDE("o") ", " SIDE(
        "n") "\n"
             "FROM pairs p " SIDES "ORDER BY p.place, p.cohort, p.key";
    sqlite3_stmt *row;

    if (pairs_match(pairs, err))
        return -1;
    if (sqlite3_prepare_v2(pairs->db, query, -1, &row, NULL) != SQLITE_OK)
        return pairs_error(pairs, err);
    return pairs_walk(pairs, row, fn, context, err);
}

static int chosen_prepare(struct case_pairs *pairs, const char *query,
                          const struct pair_choice *choice, sqlite3_stmt **out,
                          struct error *err)
{
    if (pairs_match(pairs, err))
        return -1;
    if (sqlite3_prepare_v2(pairs->db, query, -1, out, NULL) != SQLITE_OK)
        return pairs_error(pairs, err);
    sqlite3_bind_int64(*out, 1, choice->changes);
    sqlite3_bind_int(*out, 2, choice->still_flaky);
    sqlite3_bind_int(*out, 3, choice->only_worse);
    return 0;
}

int case_pairs_worst(struct case_pairs *pairs, const struct pair_choice *choice,
                     case_pair_fn *fn, void *context, struct error *err)
{
    static const char query[] = "SELECT p.cohort, p.key, p.change, " SIDE("o") ", " SIDE(
        "n") "\n"
             "FROM (SELECT * " CHOSEN
             "ORDER BY rise, score_rise, cohort, place LIMIT ?4) p " SIDES
             "ORDER BY p.rise, p.score_rise, p.cohort, p.place";
    sqlite3_stmt *row;

    if (chosen_prepare(pairs, query, choice, &row, err))
        return -1;
    sqlite3_bind_int64(row, 4, choice->limit);
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
