/* transcript - one case as it is written: a sentence, and steps. README.md has the format. */
#pragma once

#include "json/json.h"

enum step_kind {
    STEP_UPSTREAM, /* text: what it is about, json: the behaviour */
    STEP_ENV,      /* text: NAME=value */
    STEP_CONFIG,
    STEP_WRITE,      /* text: NAME content */
    STEP_LINK,       /* text: NAME target */
    STEP_COMMIT,     /* text: message */
    STEP_GIT,        /* text: words */
    STEP_SEND,       /* a line of the client */
    STEP_SEND_RAW,   /* the same, exactly as it stands there */
    STEP_EXPECT,     /* a line of the server */
    STEP_EXPECT_NOT, /* no line of the server up to now or later */
    STEP_WAIT,
    STEP_SAW,         /* number: requests; text: "GET /models" or the model's */
    STEP_REQUEST_HAS, /* number: which */
    STEP_REQUEST_HEAD,
    STEP_REQUEST_LACKS,
    STEP_ABORTED, /* number: ms */
    STEP_CONNECTIONS,
    STEP_STDERR,
    STEP_FILE,
    STEP_KEPT, /* number: bytes of the file that an answer named, at least */
    STEP_CLOSE_STDIN,
    STEP_CLOSE_STDOUT,
    STEP_SIGNAL,
    STEP_EXIT, /* number: status, limit_ms */
    STEP_RESTART,
};

struct step {
    enum step_kind kind;
    int line;
    char *text;
    int64_t number, limit_ms;
};

struct transcript {
    char *file, *sentence;
    int line;
    struct step *steps;
    size_t step_count;
    bool whole; /* too large to be dripped */
    bool tls;   /* the stand-in speaks TLS; its authority is $HOME/ca.pem */
};

struct transcripts {
    struct transcript *list;
    size_t count;
};

/* Reads every *.case of a folder, sorted by name. -1 and err with file and line. */
int transcripts_read(const char *folder, struct transcripts *transcripts, struct err *err);
void transcripts_done(struct transcripts *transcripts);
