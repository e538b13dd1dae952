/* signature - what a statement that has a body is: a function, a type, a loop. Pure. */
#pragma once

#include "base/slice.h"
#include "review/tongue.h"

enum signature {
    SIGNATURE_OTHER = 1, /* a table, an object, a statement without a body */
    SIGNATURE_FUNCTION,
    SIGNATURE_CALL,     /* "name(x) {": a method, or a macro that is a loop */
    SIGNATURE_CALLBACK, /* a function without a name, as it is handed to another */
    SIGNATURE_TYPE,     /* also a namespace, a module */
    SIGNATURE_CONTROL
};

/* text: the statement up to where its body begins, lines joined by blanks. */
enum signature signature_of(struct slice text, enum tongue tongue);
