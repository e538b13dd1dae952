/* test - units as sentences.
 *
 *     TEST("buf: what does not fit is left out whole")
 *     {
 *         CHECK_STR(buf_text(&buf), "abc");
 *     }
 *
 * A file of tests is a program: it runs every TEST in it, prints what failed, and ends with a line
 * "N passed, N failed, N skipped". A check that fails ends its test. SKIP("why") ends a test, too.
 * argv[1], where given, is the folder of real data: test_data_dir(), NULL without.
 */
#pragma once

#include "base/slice.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct test {
    const char *sentence;
    void (*run)(void);
    struct test *next;
};

void test_register(struct test *test);
_Noreturn void test_fail(const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
_Noreturn void test_skip(const char *why);
const char *test_data_dir(void);

/* Calls report behind the last test, before the closing line. */
void test_at_end(void (*report)(void));

/* The content of a file of the data folder, NUL-terminated, owned by the caller; fails the test
 * when it cannot be read. */
char *test_read_file(const char *path, size_t *size);

#define TEST_NAME_(prefix, line) prefix##line
#define TEST_NAME(prefix, line)  TEST_NAME_(prefix, line)
#define TEST(text)                                                                                 \
    static void TEST_NAME(test_body_, __LINE__)(void);                                             \
    __attribute__((constructor)) static void TEST_NAME(test_add_, __LINE__)(void)                  \
    {                                                                                              \
        static struct test test = { text, TEST_NAME(test_body_, __LINE__), NULL };                 \
        test_register(&test);                                                                      \
    }                                                                                              \
    static void TEST_NAME(test_body_, __LINE__)(void)

#define SKIP(why) test_skip(why)
#define CHECK(condition)                                                                           \
    do {                                                                                           \
        if (!(condition))                                                                          \
            test_fail(__FILE__, __LINE__, "not true: %s", #condition);                             \
    } while (0)
#define CHECK_INT(got, wanted)                                                                     \
    do {                                                                                           \
        int64_t got_ = (int64_t)(got), wanted_ = (int64_t)(wanted);                                \
        if (got_ != wanted_)                                                                       \
            test_fail(__FILE__, __LINE__, "%s is %" PRId64 ", wanted %" PRId64, #got, got_,        \
                      wanted_);                                                                    \
    } while (0)
#define CHECK_STR(got, wanted)                                                                     \
    do {                                                                                           \
        const char *got_ = (got), *wanted_ = (wanted);                                             \
        if (!got_ || strcmp(got_, wanted_) != 0)                                                   \
            test_fail(__FILE__, __LINE__, "%s is\n    %s\n  wanted\n    %s", #got,                 \
                      got_ ? got_ : "(null)", wanted_);                                            \
    } while (0)
/* That a text says something, without fixing every word of it. */
#define CHECK_SAYS(got, part)                                                                      \
    do {                                                                                           \
        const char *got_ = (got), *part_ = (part);                                                 \
        if (!got_ || !strstr(got_, part_))                                                         \
            test_fail(__FILE__, __LINE__, "%s is\n    %s\n  which does not say\n    %s", #got,     \
                      got_ ? got_ : "(null)", part_);                                              \
    } while (0)
