/* schemas/format_bytes.c - the table of what an ASCII character may be. */
#include "schemas/format_bytes.h"

enum {
    U = BYTE_UNRESERVED,
    A = BYTE_ATOM,
    T = BYTE_LITERAL,
    H = A | T,
    P = T | BYTE_DELIMITER, /* as a parenthesis */
    M = P | A,              /* as an exclamation mark */
    PLUS = M | BYTE_SCHEME,
    DASH = U | H | BYTE_HOST | BYTE_SCHEME,
    DOT = U | T | BYTE_SCHEME,
    SLASH = H | BYTE_SLASH,
    COLON = T | BYTE_COLON,
    ASK = H | BYTE_QUESTION,
    AT = T | BYTE_AT,
    LINE = U | H | BYTE_NAME,
    L = LINE | BYTE_LETTER | BYTE_HOST | BYTE_SCHEME, /* a letter */
    X = L | BYTE_HEX,                                 /* A to F */
    N = LINE | BYTE_HEX | BYTE_HOST | BYTE_SCHEME,
    Z = U | H /* the tilde */
};

const uint16_t byte_kinds[256] = {
    0,  0, 0, 0, 0, 0, 0, 0, 0, 0, 0,     0,    0, 0,    0,   0,     /* controls */
    0,  0, 0, 0, 0, 0, 0, 0, 0, 0, 0,     0,    0, 0,    0,   0,     /* controls */
    0,  M, 0, H, M, A, M, M, P, P, M,     PLUS, P, DASH, DOT, SLASH, /* from space */
    N,  N, N, N, N, N, N, N, N, N, COLON, P,    0, M,    0,   ASK,   /* from 0 */
    AT, X, X, X, X, X, X, L, L, L, L,     L,    L, L,    L,   L,     /* from @ */
    L,  L, L, L, L, L, L, L, L, L, L,     T,    0, T,    A,   LINE,  /* from P */
    A,  X, X, X, X, X, X, L, L, L, L,     L,    L, L,    L,   L,     /* from ` */
    L,  L, L, L, L, L, L, L, L, L, L,     A,    A, A,    Z,   0,     /* from p */
};
