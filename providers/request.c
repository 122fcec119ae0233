/* providers/request.c - a request's two buffers. */
#include "providers/provider.h"

void request_init(struct request *request)
{
    *request = (struct request){
        .body = BUF_INIT(REQUEST_BYTES_MAX),
        .texts = BUF_INIT(REQUEST_BYTES_MAX),
    };
}

void request_clear(struct request *request)
{
    struct buf body = request->body, texts = request->texts;

    buf_clear(&body);
    buf_clear(&texts);
    *request = (struct request){.body = body, .texts = texts};
}

void request_release(struct request *request)
{
    buf_release(&request->body);
    buf_release(&request->texts);
}
