/* tests/transport/faulty_server.c - a thread a connection, blocking sockets. */
#include "tests/transport/faulty_server.h"

#include "base/buf.h"
#include "base/mem.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { REQUEST_MAX = 16 * 1024 * 1024 };

struct faulty_server {
    int fd, port;
    atomic_int requests, connections;
};

struct connection {
    struct faulty_server *server;
    int fd;
    unsigned count; /* requests on it */
    struct buf in;
};

static int send_text(struct connection *connection, const char *text, size_t length)
{
    while (length) {
        ssize_t sent = send(connection->fd, text, length, MSG_NOSIGNAL);

        if (sent <= 0)
            return -1;
        text += sent;
        length -= (size_t)sent;
    }
    return 0;
}

static int send_answer(struct connection *connection, const char *status,
                       const char *body, size_t length, size_t claimed)
{
    char *head = mem_format("HTTP/1.1 %s\r\nContent-Length: %zu\r\n"
                            "Content-Type:  text/plain \r\nX-Request-Id: r1\r\n\r\n",
                            status, claimed);
    int rc = send_text(connection, head, strlen(head));

    free(head);
    return rc ? rc : send_text(connection, body, length);
}

/* One whole request into connection->in; its head's length, or 0 at the end. */
static size_t request_read(struct connection *connection, size_t *body_length)
{
    char chunk[65536];

    buf_clear(&connection->in);
    for (;;) {
        const char *text = buf_text(&connection->in), *end = strstr(text, "\r\n\r\n");
        const char *length = end ? strcasestr(text, "content-length:") : NULL;
        ssize_t got;

        *body_length = length && length < end ? strtoul(length + 15, NULL, 10) : 0;
        if (end && connection->in.length >= (size_t)(end - text) + 4 + *body_length)
            return (size_t)(end - text) + 4;
        got = recv(connection->fd, chunk, sizeof chunk, 0);
        if (got <= 0)
            return 0;
        buf_append(&connection->in, chunk, (size_t)got);
    }
}

static int reset(struct connection *connection)
{
    struct linger now = {.l_onoff = 1};

    setsockopt(connection->fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    return -1;
}

static int endless(struct connection *connection)
{
    static const char head[] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    if (send_text(connection, head, strlen(head)))
        return -1;
    while (!send_text(connection, "10\r\n0123456789abcdef\r\n", 22))
        ;
    return -1;
}

static int drip(struct connection *connection)
{
    if (send_answer(connection, "200 OK", "", 0, 20))
        return -1;
    for (int i = 0; i < 20; i++) {
        usleep(150000);
        if (send_text(connection, "x", 1))
            return -1;
    }
    return 0;
}

/* What gzip makes of 5,000 times "o". */
static const unsigned char small_gzip[] = {
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xed, 0xc1, 0x21, 0x01,
    0x00, 0x00, 0x00, 0xc3, 0xa0, 0xc8, 0xeb, 0xef, 0x9e, 0xe2, 0x0e, 0x28, 0x00, 0x00,
    0x00, 0x00, 0xe0, 0x6d, 0x91, 0x74, 0xb4, 0xb8, 0x88, 0x13, 0x00, 0x00};

static int send_gzip(struct connection *connection, const char *body, size_t length)
{
    char *head = mem_format("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
                            "Content-Length: %zu\r\n\r\n",
                            length);
    int rc = send_text(connection, head, strlen(head));

    free(head);
    return rc ? rc : send_text(connection, body, length);
}

/* -1: the connection is to be closed. */
static int answer(struct connection *connection, const char *path, const char *body,
                  size_t length)
{
    if (!strcmp(path, "/echo") || (!strcmp(path, "/second") && connection->count == 1))
        return send_answer(connection, "200 OK", body, length, length);
    if (!strcmp(path, "/headers"))
        return send_answer(connection, "200 OK", buf_text(&connection->in),
                           connection->in.length - length,
                           connection->in.length - length);
    if (!strcmp(path, "/once")) {
        send_answer(connection, "200 OK", body, length, length);
        return -1;
    }
    if (!strcmp(path, "/gzip"))
        return send_gzip(connection, (const char *)small_gzip, sizeof small_gzip);
    if (!strcmp(path, "/truncated")) {
        send_answer(connection, "200 OK", "0123456789", 10, 1000);
        return -1;
    }
    if (!strcmp(path, "/nothing") || !strcmp(path, "/stall")) {
        if (!strcmp(path, "/stall"))
            send_answer(connection, "200 OK", "0123456789", 10, 1000);
        pause();
    }
    if (!strcmp(path, "/drip"))
        return drip(connection);
    if (!strcmp(path, "/endless"))
        return endless(connection);
    if (!strcmp(path, "/redirect")) {
        static const char text[] =
            "HTTP/1.1 302 Found\r\nLocation: /echo\r\nContent-Length: 0\r\n\r\n";

        return send_text(connection, text, strlen(text));
    }
    if (!strcmp(path, "/garbage")) {
        send_text(connection, "SSH-2.0-x\r\n\r\nhello", 18);
        return -1;
    }
    return reset(connection);
}

static void *serve(void *context)
{
    struct connection *connection = context;
    size_t head, body;

    while ((head = request_read(connection, &body))) {
        const char *text = buf_text(&connection->in), *path = strchr(text, ' ') + 1;
        char *name = mem_text_n(path, strcspn(path, " "));
        int rc;

        connection->count++;
        connection->server->requests++;
        rc = answer(connection, name, text + head, body);
        free(name);
        if (rc)
            break;
    }
    close(connection->fd);
    buf_release(&connection->in);
    free(connection);
    return NULL;
}

static void thread_start(void *(*run)(void *), void *context)
{
    pthread_t thread;
    pthread_attr_t small;

    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, (size_t)512 * 1024);
    pthread_attr_setdetachstate(&small, PTHREAD_CREATE_DETACHED);
    if (pthread_create(&thread, &small, run, context))
        abort();
    pthread_attr_destroy(&small);
}

static void *listen_on(void *context)
{
    struct faulty_server *server = context;

    for (;;) {
        int fd = accept(server->fd, NULL, NULL);
        struct connection *connection;

        if (fd < 0)
            return NULL;
        server->connections++;
        connection = mem_new(1, sizeof *connection);
        connection->server = server;
        connection->fd = fd;
        buf_init(&connection->in, REQUEST_MAX);
        thread_start(serve, connection);
    }
}

struct faulty_server *faulty_server_start(void)
{
    /* For the life of the process: its threads use it to the end. */
    static struct faulty_server server;
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;

    server.fd = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(server.fd, (struct sockaddr *)&address, sizeof address) ||
        listen(server.fd, 1024) ||
        getsockname(server.fd, (struct sockaddr *)&address, &length))
        abort();
    server.port = ntohs(address.sin_port);
    thread_start(listen_on, &server);
    return &server;
}

int faulty_server_port(const struct faulty_server *server)
{
    return server->port;
}

int faulty_server_connections(const struct faulty_server *server)
{
    return server->connections;
}

int faulty_server_requests(const struct faulty_server *server)
{
    return server->requests;
}
