/* schemas/uri.c - resolving references: RFC 3986, section 5. */
#include "schemas/uri.h"

#include <stdbool.h>
#include <string.h>

/* A stretch of text; absent where text is NULL. */
struct piece {
    const char *text;
    size_t length;
};

struct uri {
    struct piece scheme, authority, path, query, fragment;
};

static size_t scheme_length(const char *text, size_t length)
{
    static const char others[] = "0123456789+-.";

    for (size_t i = 0; i < length; i++) {
        char byte = text[i];
        bool letter = (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';

        if (byte == ':')
            return i;
        if (!letter && (i == 0 || !memchr(others, byte, sizeof others - 1)))
            return 0;
    }
    return 0;
}

static size_t until(const char *text, size_t length, const char *stops)
{
    size_t i = 0;

    while (i < length && !(text[i] && strchr(stops, text[i])))
        i++;
    return i;
}

static struct uri uri_split(const char *text, size_t length)
{
    struct uri uri = {0};
    const char *end = text + length;
    size_t size = scheme_length(text, length);

    if (size) {
        uri.scheme = (struct piece){text, size};
        text += size + 1;
    }
    if (end - text >= 2 && text[0] == '/' && text[1] == '/') {
        text += 2;
        uri.authority = (struct piece){text, until(text, (size_t)(end - text), "/?#")};
        text += uri.authority.length;
    }
    uri.path = (struct piece){text, until(text, (size_t)(end - text), "?#")};
    text += uri.path.length;
    if (text < end && *text == '?') {
        text++;
        uri.query = (struct piece){text, until(text, (size_t)(end - text), "#")};
        text += uri.query.length;
    }
    if (text < end)
        uri.fragment = (struct piece){text + 1, (size_t)(end - text) - 1};
    return uri;
}

/* Whether the path from `at` on begins with the segment "." or "..". */
static bool segment_is(const char *at, const char *end, const char *name)
{
    size_t length = strlen(name);

    return (size_t)(end - at) >= length && !memcmp(at, name, length) &&
           (at + length == end || at[length] == '/');
}

/* Section 5.2.4: segments are copied one by one, ".." takes the last one back. */
static void path_append(struct buf *out, const char *path, size_t length)
{
    const char *end = path + length;
    size_t begin = out->length;

    while (path < end) {
        bool slash = *path == '/';
        const char *segment = path + slash;
        size_t size = until(segment, (size_t)(end - segment), "/");
        bool up = segment_is(segment, end, "..");

        path = segment + size;
        if (!up && !segment_is(segment, end, ".")) {
            if (slash)
                buf_append_char(out, '/');
            buf_append(out, segment, size);
            continue;
        }
        if (up) {
            while (out->length > begin && out->data[out->length - 1] != '/')
                buf_truncate(out, out->length - 1);
            if (out->length > begin)
                buf_truncate(out, out->length - 1);
        }
        if (path == end)
            buf_append_char(out, '/');
    }
}

/* Section 5.2.3: the base's path up to its last slash, then the reference's. */
static void path_merge(struct buf *out, const struct uri *base, struct piece path)
{
    struct buf merged = BUF_INIT(out->limit);
    size_t keep = base->path.length;

    while (keep > 0 && base->path.text[keep - 1] != '/')
        keep--;
    if (keep == 0 && base->authority.text)
        buf_append_char(&merged, '/');
    buf_append(&merged, base->path.text, keep);
    buf_append(&merged, path.text, path.length);
    path_append(out, buf_text(&merged), merged.length);
    buf_release(&merged);
}

static void piece_append(struct buf *out, const char *before, struct piece piece)
{
    if (!piece.text)
        return;
    buf_append_text(out, before);
    buf_append(out, piece.text, piece.length);
}

void uri_resolve(struct buf *out, const char *base_text, const char *reference,
                 size_t length)
{
    struct uri base = uri_split(base_text, strlen(base_text));
    struct uri to = uri_split(reference, length);
    bool own_place = to.scheme.text || to.authority.text;
    struct piece scheme = to.scheme.text ? to.scheme : base.scheme;

    if (scheme.text) {
        buf_append(out, scheme.text, scheme.length);
        buf_append_char(out, ':');
    }
    piece_append(out, "//", own_place ? to.authority : base.authority);
    if (own_place || (to.path.length && to.path.text[0] == '/')) {
        path_append(out, to.path.text, to.path.length);
    } else if (to.path.length) {
        path_merge(out, &base, to.path);
    } else {
        buf_append(out, base.path.text, base.path.length);
        if (!to.query.text)
            to.query = base.query;
    }
    piece_append(out, "?", to.query);
    piece_append(out, "#", to.fragment);
}

static int hex_digit(char byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    byte |= 0x20;
    return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

void uri_decode(struct buf *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        int high = i + 2 < length ? hex_digit(text[i + 1]) : -1;
        int low = i + 2 < length ? hex_digit(text[i + 2]) : -1;

        if (text[i] != '%' || high < 0 || low < 0) {
            buf_append_char(out, text[i]);
            continue;
        }
        buf_append_char(out, (char)(high << 4 | low));
        i += 2;
    }
}
