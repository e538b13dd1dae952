/* report - what was found out, for the terminal and for a file. */
#include "tests/live/report.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

bool report_open(struct report *report, const char *path)
{
    *report = (struct report){ .file = fopen(path, "w+e") };
    if (!report->file) {
        printf("live: %s cannot be written: %s\n", path, strerror(errno));
        return false;
    }
    fprintf(report->file, "# openrouter-mcp against OpenRouter\n");
    return true;
}

void report_close(struct report *report)
{
    if (!report->file)
        return;
    fprintf(report->file, "\n%u passed, %u failed, %u skipped\n", report->passed, report->failed,
            report->skipped);
    fclose(report->file);
    report->file = NULL;
}

void report_title(struct report *report, const char *title)
{
    printf("\n%s\n", title);
    fprintf(report->file, "\n## %s\n\n", title);
}

__attribute__((format(printf, 3, 0))) static void
write_line(struct report *report, const char *verdict, const char *format, va_list args)
{
    char sentence[1024];

    vsnprintf(sentence, sizeof(sentence), format, args);
    printf("  %-8s%s\n", verdict, sentence);
    fprintf(report->file, "- %s%s%s\n", verdict, verdict[0] ? ": " : "", sentence);
    fflush(report->file);
}

bool report_check(struct report *report, bool is_so, const char *format, ...)
{
    va_list args;

    if (is_so)
        report->passed++;
    else
        report->failed++;
    va_start(args, format);
    write_line(report, is_so ? "ok" : "NOT SO", format, args);
    va_end(args);
    return is_so;
}

void report_skip(struct report *report, const char *format, ...)
{
    va_list args;

    report->skipped++;
    va_start(args, format);
    write_line(report, "skipped", format, args);
    va_end(args);
}

bool report_holds(const struct report *report, const char *text)
{
    char *line = NULL;
    size_t room = 0;
    bool found = false;

    rewind(report->file);
    while (!found && getline(&line, &room, report->file) >= 0)
        found = strstr(line, text) != NULL;
    fseek(report->file, 0, SEEK_END);
    free(line);
    return found;
}

void report_fact(struct report *report, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    write_line(report, "", format, args);
    va_end(args);
}
