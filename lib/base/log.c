/* log - one line to stderr. */
#include "base/log.h"

#include "base/clock.h"
#include "base/limits.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool may_write(void)
{
    static int64_t hour_began_ms;
    static unsigned lines;
    int64_t now_ms = clock_ms();

    if (now_ms - hour_began_ms > 3600 * 1000) {
        hour_began_ms = now_ms;
        lines = 0;
    }
    return lines++ < LOG_LINES_MAX;
}

void log_line(const char *format, ...)
{
    char line[LOG_LINE_MAX] = "openrouter-mcp: ";
    size_t used = strlen(line);
    va_list args;

    if (!may_write())
        return;
    va_start(args, format);
    vsnprintf(line + used, sizeof(line) - used - 1, format, args);
    va_end(args);

    size_t size = strlen(line);

    line[size++] = '\n';
    /* A full or closed stderr is nobody's concern. */
    ssize_t ignored = write(STDERR_FILENO, line, size);

    (void)ignored;
}
