/* mem - memory that does not run out, and locals that clean themselves.
 *
 * Every input is bounded, so exhaustion means a broken machine and not a large request: the
 * allocating functions abort with one sentence instead of failing. What must survive that (money)
 * is on disk before it matters.
 */
#pragma once

#include <stddef.h>

#define NODISCARD      __attribute__((warn_unused_result))
#define PRINTF(f, a)   __attribute__((format(printf, f, a)))
#define CLEANUP(fn)    __attribute__((cleanup(fn)))
#define ARRAY_COUNT(a) (sizeof(a) / sizeof(*(a)))

/* The pointer, which the variable then no longer owns. */
#define TAKE(p)                                                                                    \
    __extension__({                                                                                \
        __typeof__(p) taken_ = (p);                                                                \
        (p) = NULL;                                                                                \
        taken_;                                                                                    \
    })

/* The struct that an embedded member belongs to. */
#define CONTAINER_OF(pointer, type, member)                                                        \
    ((type *)(void *)((char *)(pointer)-offsetof(type, member)))

void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *old, size_t size);
char *xstrdup(const char *text);

/* For CLEANUP on a local that holds malloc'd memory. */
void freep(void *pointer_to_pointer);

/* Overwrites memory in a way that the compiler may not leave out. NULL is allowed with size 0. */
void mem_wipe(void *data, size_t size);

/* An allocator that overwrites a block before it gives it back, for libraries that keep secrets on
 * the heap (measured: three copies of the key stay there after one request otherwise). */
void *wiping_malloc(size_t size);
void *wiping_calloc(size_t count, size_t size);
void *wiping_realloc(void *old, size_t size);
char *wiping_strdup(const char *text);
void wiping_free(void *block);
