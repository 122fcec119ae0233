/* runner/loop_sockets.h - libcurl's sockets and its timer, watched by libuv's loop. */
#ifndef NOWORSE_RUNNER_LOOP_SOCKETS_H
#define NOWORSE_RUNNER_LOOP_SOCKETS_H

#include "runner/curl_library.h"

#include <uv.h>

struct loop_sockets;

/* Makes the multi handle tell the loop what to wait for; on_progress is called after each
 * turn in which libcurl may have ended a transfer. All borrowed. */
struct loop_sockets *loop_sockets_new(uv_loop_t *loop, const struct curl_library *curl,
                                      CURLM *multi, void (*on_progress)(void *context),
                                      void *context);

/* Stops watching; what is left is closed and freed by the loop. The multi handle must
 * be gone by then. */
void loop_sockets_free(struct loop_sockets *sockets);

#endif
