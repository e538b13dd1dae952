/* outline_parts - what the files of outline share. */
#pragma once

#include "review/outline.h"

#define NO_LINE UINT32_MAX

/* What is seen of a line alone. */
struct sight {
    uint8_t indent;  /* columns, up to INDENT_MAX */
    bool is_passed;  /* blank, a comment, a label, the preprocessor's, inside a text */
    bool is_comment; /* or a decorator, an attribute: it may belong to what is below it */
    bool is_text;    /* it begins inside a text of several lines */
    char head, tail; /* the first and the last character of code; 0: none */
};

/* Where the scan stands between two lines. */
struct scan {
    enum tongue tongue;
    char inside;           /* '*': a comment, '"' and '\'': of three, '`', '<': a document */
    bool is_directive;     /* the preprocessor's line goes on */
    struct slice end_word; /* of a document */
};

struct sight scan_line(struct scan *scan, struct slice line);
