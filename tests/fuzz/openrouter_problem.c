/* Any bytes as the body of an error: one sentence, bounded, well formed and without a control
 * character. The first byte chooses the status. */
#include "base/utf8.h"
#include "openrouter/problem.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const int statuses[] = { 0, 200, 302, 400, 401, 402, 403, 404, 408, 429, 500, 502, 529 };
    struct problem problem;

    if (size == 0)
        return 0;
    problem_read(statuses[bytes[0] % ARRAY_COUNT(statuses)],
                 (struct slice){ (const char *)bytes + 1, size - 1 }, "a/b", &problem);

    struct slice text = slice_of(problem.err.text);

    if (text.size == 0 || text.size > 600 || utf8_valid(text) != text.size ||
        problem.err.kind == ERR_NONE || problem.code < 0 || problem.code > 599)
        abort();
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] < ' ')
            abort();
    return 0;
}
