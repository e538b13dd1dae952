/* Units of money on its whole way: what OpenRouter said it cost is what the ledger sums up. */
#include "ledger_room.h"
#include "openrouter/chat_stream.h"
#include "stream.h"

#include <stdlib.h>

#define ATTO_PER_NANO 1000000000LL

/* The number of dollars behind the last "cost": in units of 1e-18, by its digits alone. -1: none.
 */
static __int128 cost_in(const char *text)
{
    const char *at = NULL;

    for (const char *next = text; (next = strstr(next, "\"cost\":")); next += 7)
        at = next + 7;
    if (!at)
        return -1;

    __int128 digits = 0;
    int scale = 18;
    bool is_behind = false;

    for (; (*at >= '0' && *at <= '9') || *at == '.'; at++) {
        if (*at == '.') {
            is_behind = true;
            continue;
        }
        digits = digits * 10 + (*at - '0');
        scale -= is_behind;
    }
    if (*at == 'e')
        scale += (int)strtol(at + 1, NULL, 10);
    CHECK(scale >= 0);
    for (; scale > 0; scale--)
        digits *= 10;
    return digits;
}

static int64_t up_to_nano(__int128 atto)
{
    return (int64_t)((atto + ATTO_PER_NANO - 1) / ATTO_PER_NANO);
}

/* What the reader of answers makes of a recorded one; -1: it says no cost. */
static int64_t read_cost(const char *file, struct slice text)
{
    struct http_head head = slice_ends(slice_of(file), SLICE(".sse")) ? events : json;
    struct chat_stream stream;

    head.status = 200;
    run(&stream, &head, text, 0, NULL);

    int64_t nano = stream.reply.cost_nano;

    chat_stream_done(&stream);
    return nano;
}

TEST("sums: an amount is what its characters say, rounded up to a nano-dollar once for each call")
{
    static const struct {
        const char *cost;
        int64_t nano;
    } rows[] = {
        { "0.000081", 81000 },
        { "6e-8", 60 },
        { "1.5e-9", 2 },
        { "0", 0 },
        { "0.0000000001", 1 },
        { "12.000000001", 12000000001 },
        { "1e-9", 1 },
        { "0.1", 100000000 },
        { "0.30000000000000004", 300000001 },
        { "4.35e-5", 43500 },
        { "0.00000000123", 2 },
        { "123456.789012345", 123456789012345 },
    };
    int64_t sum = 0;

    room_open();

    struct ledger *ledger = room_ledger();

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        char body[512];

        snprintf(body, sizeof(body),
                 "{\"id\":\"gen-1\",\"model\":\"a/b\",\"choices\":[{\"index\":0,\"finish_reason\":"
                 "\"stop\",\"message\":{\"content\":\"x\"}}],\"usage\":{\"prompt_tokens\":1,"
                 "\"completion_tokens\":1,\"cost\":%s}}",
                 rows[i].cost);
        CHECK_INT(read_cost("a.json", slice_of(body)), rows[i].nano);
        CHECK_INT(up_to_nano(cost_in(body)), rows[i].nano);
        settle(ledger, hold_in(ledger, "s", 10), rows[i].nano);
        sum += rows[i].nano;
    }
    CHECK_INT(sum_of(ledger, "s").spent_nano, sum);
    ledger_close(ledger);
    room_close();
}

TEST("sums: over all recorded answers the ledger has what usage.cost says, to the nano-dollar")
{
    if (!test_data_dir())
        SKIP("no folder of real data was given");

    char path[1024];
    size_t size, count = 0;
    int64_t sum = 0;

    snprintf(path, sizeof(path), "%s/openrouter/recorded/index.json", test_data_dir());

    char *index_text = test_read_file(path, &size);
    cJSON *index = cJSON_Parse(index_text);
    const cJSON *entry;

    room_open();

    struct ledger *ledger = room_ledger();

    cJSON_ArrayForEach(entry, index)
    {
        const char *file = json_str(entry, "file");

        if (json_int(entry, "status", 0) != 200 ||
            !strstr(json_str(entry, "path"), "/chat/completions"))
            continue;
        snprintf(path, sizeof(path), "%s/openrouter/recorded/%s", test_data_dir(), file);

        char *text = test_read_file(path, &size);
        __int128 said = cost_in(text);

        if (said >= 0) {
            int64_t nano = read_cost(file, (struct slice){ text, size });

            CHECK_INT(nano, up_to_nano(said));
            settle(ledger, hold_in(ledger, "s", nano + 1), nano);
            sum += up_to_nano(said);
            count++;
        }
        free(text);
    }
    printf("  %zu answers, %" PRId64 " nano-dollars\n", count, sum);
    CHECK(count > 60);
    CHECK_INT(sum_of(ledger, NULL).spent_nano, sum);
    CHECK_INT(sum_of(ledger, "s").held_nano, 0);
    ledger_close(ledger);
    room_close();
    cJSON_Delete(index);
    free(index_text);
}
