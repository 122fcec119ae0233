/* transport/loop_sockets.h - the sockets and timers of libcurl's multi handles, watched
 * by libuv's loop.
 *
 * One loop_sockets for all multi handles of a transport, since a descriptor that one of
 * them has closed may come back in another.
 */
#ifndef NOWORSE_TRANSPORT_LOOP_SOCKETS_H
#define NOWORSE_TRANSPORT_LOOP_SOCKETS_H

#include "transport/curl_library.h"

#include <uv.h>

struct loop_sockets;

/* All borrowed. NULL, and errno: the system gives no descriptor for it. */
struct loop_sockets *loop_sockets_new(uv_loop_t *loop, const struct curl_library *curl);

/* Makes the multi handle tell the loop what to wait for; on_progress is called after each
 * turn in which libcurl may have ended one of its transfers. */
void loop_sockets_add(struct loop_sockets *sockets, CURLM *multi,
                      void (*on_progress)(void *context), void *context);

/* Makes the easy handle open and close its sockets so that their closing is known. To be
 * set before it is added to a multi handle. */
void loop_sockets_attach(struct loop_sockets *sockets, CURL *easy);

/* Stops watching; what is left is closed and freed by the loop. The multi handles must be
 * gone by then. */
void loop_sockets_free(struct loop_sockets *sockets);

#endif
