/* transport/curl_library.h - libcurl, loaded by commands that send.
 *
 * Linked, it would bring 30 other libraries (Kerberos, LDAP, SSH, …) into each start of
 * each command: more than half of the time that `noworse check` takes. What is loaded
 * stays loaded.
 */
#ifndef NOWORSE_TRANSPORT_CURL_LIBRARY_H
#define NOWORSE_TRANSPORT_CURL_LIBRARY_H

#include "base/error.h"

#include <curl/curl.h>

/* libcurl's functions, without "curl_" in front of their names. Numbers given to the
 * variadic ones are long or curl_off_t, as libcurl's manual says for each option. */
struct curl_library {
    CURLcode (*global_init)(long flags);
    void (*global_cleanup)(void);
    CURL *(*easy_init)(void);
    void (*easy_cleanup)(CURL *easy);
    CURLcode (*easy_setopt)(CURL *easy, CURLoption option, ...);
    CURLcode (*easy_getinfo)(CURL *easy, CURLINFO info, ...);
    const char *(*easy_strerror)(CURLcode code);
    CURLM *(*multi_init)(void);
    CURLMcode (*multi_cleanup)(CURLM *multi);
    CURLMcode (*multi_setopt)(CURLM *multi, CURLMoption option, ...);
    CURLMcode (*multi_add_handle)(CURLM *multi, CURL *easy);
    CURLMcode (*multi_remove_handle)(CURLM *multi, CURL *easy);
    CURLMsg *(*multi_info_read)(CURLM *multi, int *left);
    CURLMcode (*multi_socket_action)(CURLM *multi, curl_socket_t fd, int events,
                                     int *running);
    CURLSH *(*share_init)(void);
    CURLSHcode (*share_setopt)(CURLSH *share, CURLSHoption option, ...);
    CURLSHcode (*share_cleanup)(CURLSH *share);
    CURLU *(*url)(void);
    void (*url_cleanup)(CURLU *url);
    CURLUcode (*url_set)(CURLU *url, CURLUPart part, const char *text, unsigned flags);
    struct curl_slist *(*slist_append)(struct curl_slist *list, const char *text);
    void (*slist_free_all)(struct curl_slist *list);
};

/* Begins to load it, on a thread of its own that nobody waits for but whoever loads it
 * next, or ends the process. */
void curl_library_begin(void);

/* -1: it is not installed, or lacks a function. Good until the process ends. */
int curl_library_load(struct curl_library *out, struct error *err);

#endif
