/* http_preamble - what an answer says before its body, line by line. Pure.
 *
 * Interim answers (100, 103) are read over. Trailers behind the body only count as bytes.
 */
#pragma once

#include "net/http.h"

struct http_preamble {
    int status;      /* of the answer proper; 0 until its status line has come */
    bool is_whole;   /* the empty line has come */
    bool is_encoded; /* by something else than gzip */
    bool is_gzip;
    unsigned framing_count; /* Content-Length and Transfer-Encoding lines: more than one is odd */
    size_t bytes;

    bool is_begun_, is_interim_; /* the block of lines that is being read */
    char content_type_[128], generation_id_[128], retry_after_[64], date_[64];
};

/* One line with its end. -1 (ERR_PROTOCOL) when the lines pass HEADERS_IN_MAX, or the answer wants
 * to go on in another protocol. */
int http_preamble_line(struct http_preamble *preamble, struct slice line, struct err *err);

/* Borrowed from preamble. Printable ASCII, whatever was sent. */
struct http_head http_preamble_head(const struct http_preamble *preamble);
