/* transport/curl_library.c - libcurl, loaded by commands that send. */
#include "transport/curl_library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>

#define FUNCTION(name)                                                                   \
    {                                                                                    \
        "curl_" #name, offsetof(struct curl_library, name)                               \
    }

static const struct {
    const char *name;
    size_t offset;
} functions[] = {
    FUNCTION(global_init),      FUNCTION(global_cleanup),
    FUNCTION(easy_init),        FUNCTION(easy_cleanup),
    FUNCTION(easy_setopt),      FUNCTION(easy_getinfo),
    FUNCTION(easy_strerror),    FUNCTION(multi_init),
    FUNCTION(multi_cleanup),    FUNCTION(multi_setopt),
    FUNCTION(multi_add_handle), FUNCTION(multi_remove_handle),
    FUNCTION(multi_info_read),  FUNCTION(multi_socket_action),
    FUNCTION(share_init),       FUNCTION(share_setopt),
    FUNCTION(share_cleanup),    FUNCTION(url),
    FUNCTION(url_cleanup),      FUNCTION(url_set),
    FUNCTION(slist_append),     FUNCTION(slist_free_all),
};

static void *library_open(void)
{
    return dlopen("libcurl.so.4", RTLD_LAZY | RTLD_LOCAL);
}

static void *on_thread(void *unused)
{
    (void)unused;
    library_open();
    return NULL;
}

void curl_library_begin(void)
{
    pthread_t thread;

    if (pthread_create(&thread, NULL, on_thread, NULL) == 0)
        pthread_detach(thread);
}

int curl_library_load(struct curl_library *out, struct error *err)
{
    void *library = library_open();

    for (size_t i = 0; library && i < sizeof functions / sizeof functions[0]; i++) {
        void *function = dlsym(library, functions[i].name);

        if (!function)
            break;
        memcpy((char *)out + functions[i].offset, &function, sizeof function);
        if (i + 1 == sizeof functions / sizeof functions[0])
            return 0;
    }
    error_set(err, ERROR_SYSTEM, "N0763", "libcurl cannot be loaded: %s", dlerror());
    return error_hint(err, "install libcurl4, or libcurl 7.88 or later");
}
