/* test - runs the sentences of one file. */
#include "test.h"

#include <stdarg.h>
#include <stdlib.h>

static struct test *first, **last = &first;
static jmp_buf out_of_test;
static const char *data_dir;
static const char *running;
static void (*report_at_end)(void);

enum outcome { PASSED, FAILED, SKIPPED };

void test_register(struct test *test)
{
    /* Constructors of one file run in an order of the linker's; the line order is kept by
     * appending. */
    *last = test;
    last = &test->next;
}

void test_fail(const char *file, int line, const char *format, ...)
{
    va_list args;

    printf("FAILED %s\n  %s:%d: ", running, file, line);
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    printf("\n");
    longjmp(out_of_test, FAILED);
}

void test_skip(const char *why)
{
    printf("skipped %s: %s\n", running, why);
    longjmp(out_of_test, SKIPPED);
}

const char *test_data_dir(void)
{
    return data_dir;
}

void test_at_end(void (*report)(void))
{
    report_at_end = report;
}

char *test_read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");

    if (!file)
        test_fail(__FILE__, __LINE__, "cannot open %s", path);
    fseek(file, 0, SEEK_END);

    long length = ftell(file);
    char *text = calloc((size_t)length + 1, 1);

    rewind(file);
    if (fread(text, 1, (size_t)length, file) != (size_t)length)
        test_fail(__FILE__, __LINE__, "cannot read %s", path);
    fclose(file);
    if (size)
        *size = (size_t)length;
    return text;
}

static enum outcome outcome_of(const struct test *test)
{
    running = test->sentence;
    switch (setjmp(out_of_test)) {
    case 0:
        test->run();
        return PASSED;
    case SKIPPED:
        return SKIPPED;
    default:
        return FAILED;
    }
}

int main(int argc, char **argv)
{
    unsigned counts[3] = { 0 };

    setvbuf(stdout, NULL, _IOLBF, 0);
    data_dir = argc > 1 && argv[1][0] ? argv[1] : NULL;
    for (const struct test *test = first; test; test = test->next)
        counts[outcome_of(test)]++;
    if (report_at_end)
        report_at_end();
    printf("%u passed, %u failed, %u skipped\n", counts[PASSED], counts[FAILED], counts[SKIPPED]);
    return counts[FAILED] > 0;
}
