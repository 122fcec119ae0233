/* tests/transport/faulty_server.h - a server on loopback that misbehaves as its path
 * says.
 *
 *   /echo       answers with the request's body, keeps the connection
 *   /headers    answers with the request's head
 *   /nothing    never answers
 *   /reset      resets after the whole request
 *   /second     answers the first request of a connection, resets at the second
 *   /once       answers, and closes the connection without having said so
 *   /gzip       the body "o…" of 5,000 bytes, by gzip
 *   /truncated  ends after 10 of 1,000 bytes
 *   /stall      10 of 1,000 bytes, then none
 *   /drip       20 bytes, one each 20 ms
 *   /endless    a body without end
 *   /redirect   302 to /echo
 *   /garbage    no HTTP
 */
#ifndef NOWORSE_TESTS_TRANSPORT_FAULTY_SERVER_H
#define NOWORSE_TESTS_TRANSPORT_FAULTY_SERVER_H

struct faulty_server;

/* Threads of this process, until it ends. */
struct faulty_server *faulty_server_start(void);
int faulty_server_port(const struct faulty_server *server);
int faulty_server_connections(const struct faulty_server *server);
int faulty_server_requests(const struct faulty_server *server); /* that arrived whole */

#endif
