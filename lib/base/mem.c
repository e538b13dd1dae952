/* mem - memory that does not run out, and locals that clean themselves. */
#include "base/mem.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void *need(void *block)
{
    static const char sentence[] = "openrouter-mcp: out of memory\n";

    if (!block) {
        ssize_t ignored = write(STDERR_FILENO, sentence, sizeof(sentence) - 1);

        (void)ignored;
        abort();
    }
    return block;
}

void *xmalloc(size_t size)
{
    return need(malloc(size ? size : 1));
}

void *xcalloc(size_t count, size_t size)
{
    return need(calloc(count ? count : 1, size ? size : 1));
}

void *xrealloc(void *old, size_t size)
{
    return need(realloc(old, size ? size : 1));
}

char *xstrdup(const char *text)
{
    return need(strdup(text));
}

void freep(void *pointer_to_pointer)
{
    void **pointer = pointer_to_pointer;

    free(*pointer);
    *pointer = NULL;
}

void mem_wipe(void *data, size_t size)
{
    if (size > 0)
        explicit_bzero(data, size);
}

void *wiping_malloc(size_t size)
{
    return xmalloc(size);
}

void *wiping_calloc(size_t count, size_t size)
{
    return xcalloc(count, size);
}

void *wiping_realloc(void *old, size_t size)
{
    size_t had = old ? malloc_usable_size(old) : 0;

    /* realloc itself may move the block and leave the old bytes behind. */
    if (old && size <= had && size >= had / 2)
        return old;

    void *block = xmalloc(size);

    if (old) {
        memcpy(block, old, had < size ? had : size);
        wiping_free(old);
    }
    return block;
}

char *wiping_strdup(const char *text)
{
    return xstrdup(text);
}

void wiping_free(void *block)
{
    if (!block)
        return;
    mem_wipe(block, malloc_usable_size(block));
    free(block);
}
