/* err - what went wrong: a kind for the program, a sentence for the reader. */
#include "base/err.h"

#include "base/slice.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>

static const char *const names[ERR_KIND_COUNT] = {
    [ERR_NONE] = "none",         [ERR_PROTOCOL] = "protocol",   [ERR_ARGUMENT] = "argument",
    [ERR_CONFIG] = "config",     [ERR_AUTH] = "auth",           [ERR_CREDIT] = "credit",
    [ERR_BUDGET] = "budget",     [ERR_POLICY] = "policy",       [ERR_MODEL] = "model",
    [ERR_REFUSED] = "refused",   [ERR_RATE] = "rate",           [ERR_BUSY] = "busy",
    [ERR_UPSTREAM] = "upstream", [ERR_NETWORK] = "network",     [ERR_LOST] = "lost",
    [ERR_TIMEOUT] = "timeout",   [ERR_TOO_LARGE] = "too_large", [ERR_EMPTY] = "empty",
    [ERR_INTERNAL] = "internal",
};

PRINTF(2, 0)
static void format_text(struct err *err, const char *format, va_list args)
{
    int length = vsnprintf(err->text, sizeof(err->text), format, args);

    if (length >= (int)sizeof(err->text))
        err->text[utf8_cut(slice_of(err->text), sizeof(err->text) - 1)] = '\0';
}

int err_set(struct err *err, enum err_kind kind, const char *format, ...)
{
    va_list args;

    err->kind = kind;
    va_start(args, format);
    format_text(err, format, args);
    va_end(args);
    return -1;
}

int err_wrap(struct err *err, const char *format, ...)
{
    struct err inner = *err;
    char context[sizeof(inner.text)];
    va_list args;

    va_start(args, format);
    vsnprintf(context, sizeof(context), format, args);
    va_end(args);
    return err_set(err, inner.kind, "%s: %s", context, inner.text);
}

const char *err_kind_name(enum err_kind kind)
{
    return names[kind];
}
