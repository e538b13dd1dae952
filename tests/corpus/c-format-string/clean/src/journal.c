/* A journal of what the service did, for the operator. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static FILE *out;

void journal_open(const char *path)
{
    out = path ? fopen(path, "a") : stderr;
    if (!out)
        out = stderr;
}

void journal_write(const char *format, ...)
{
    char line[512];
    va_list args;

    va_start(args, format);
    vsnprintf(line, sizeof(line), format, args);
    va_end(args);
    fprintf(out, "%lld %s\n", (long long)time(NULL), line);
}

/* What a client has asked for; control characters would forge lines. */
void journal_request(const char *client, const char *path)
{
    char text[400];

    snprintf(text, sizeof(text), "%s asks for %s", client, path);
    for (char *c = text; *c; c++)
        if ((unsigned char)*c < ' ')
            *c = '?';
    journal_write("%s", text);
}

void journal_close(void)
{
    if (out && out != stderr)
        fclose(out);
    out = NULL;
}
