/* generation - what OpenRouter has written down of one answer. */
#include "openrouter/generation.h"

#include "openrouter/money.h"
#include "openrouter/plain.h"
#include "json/scan.h"

#include <stdio.h>
#include <string.h>

/* It came from the other side, and goes into an address. */
int generation_path(const char *id, char path[GENERATION_ID_SIZE + 32])
{
    size_t size = strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    if (size == 0 || size >= GENERATION_ID_SIZE || id[size] != '\0')
        return -1;
    snprintf(path, GENERATION_ID_SIZE + 32, "/generation?id=%s", id);
    return 0;
}

static int64_t read_count(struct slice data, const char *native, const char *usual)
{
    int64_t count;

    if ((scan_int(scan_member(data, native), &count) ||
         (usual && scan_int(scan_member(data, usual), &count))) &&
        count >= 0)
        return count;
    return -1;
}

static void read_word(struct slice value, char *word, size_t size)
{
    char text[256];

    word[0] = '\0';
    if (scan_type(value) != SCAN_STRING)
        return;
    scan_text(value, text, sizeof(text));
    plain_line(slice_of(text), word, size);
}

int generation_read(struct slice body, const char *id, struct generation *generation,
                    struct err *err)
{
    struct slice data = scan_member(body, "data");
    struct slice cost = scan_member(data, "total_cost");
    struct err ignored;

    if (!scan_is(scan_member(data, "id"), id))
        return err_set(err, ERR_PROTOCOL, "OpenRouter answered about another generation");
    if (scan_type(cost) != SCAN_NUMBER ||
        money_parse_nano(cost, &generation->cost_nano, &ignored) < 0)
        return err_set(err, ERR_PROTOCOL, "OpenRouter does not say what the generation cost");
    generation->prompt_tokens = read_count(data, "native_tokens_prompt", "tokens_prompt");
    generation->completion_tokens =
        read_count(data, "native_tokens_completion", "tokens_completion");
    generation->reasoning_tokens = read_count(data, "native_tokens_reasoning", NULL);
    generation->cached_tokens = read_count(data, "native_tokens_cached", NULL);
    read_word(scan_member(data, "model"), generation->model, sizeof(generation->model));
    read_word(scan_member(data, "provider_name"), generation->provider,
              sizeof(generation->provider));
    return 0;
}
