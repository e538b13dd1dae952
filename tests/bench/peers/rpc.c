/* rpc - as little of JSON-RPC as an honest yardstick can do with. */
#include "tests/bench/peers/rpc.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const struct {
    const char *method, *result;
} fixed[] = {
    { "\"ping\"", "{}" },
    { "\"initialize\"", "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
                        "\"serverInfo\":{\"name\":\"yardstick\",\"version\":\"1\"}}" },
    { "\"tools/list\"",
      "{\"tools\":[{\"name\":\"ask_model\",\"description\":\"Ask a model.\",\"inputSchema\":"
      "{\"type\":\"object\",\"properties\":{\"model\":{\"type\":\"string\"},"
      "\"prompt\":{\"type\":\"string\"}}}}]}" },
};

bool rpc_read(struct rpc_input *input, int fd)
{
    char piece[65536];
    ssize_t got;

    buf_consume(&input->bytes, input->used);
    input->used = 0;
    got = read(fd, piece, sizeof(piece));
    if (got <= 0)
        return false;
    return buf_add(&input->bytes, (struct slice){ piece, (size_t)got }) == 0;
}

bool rpc_line(struct rpc_input *input, struct slice *line)
{
    struct slice rest = slice_from(buf_slice(&input->bytes), input->used);
    const char *end = rest.size ? memchr(rest.data, '\n', rest.size) : NULL;

    if (!end)
        return false;
    *line = (struct slice){ rest.data, (size_t)(end - rest.data) };
    input->used += line->size + 1;
    return true;
}

bool rpc_has(struct slice line, const char *word)
{
    return line.size && memmem(line.data, line.size, word, strlen(word));
}

static struct slice behind(struct slice line, const char *word)
{
    const char *at = line.size ? memmem(line.data, line.size, word, strlen(word)) : NULL;

    return at ? slice_from(line, (size_t)(at - line.data) + strlen(word)) : (struct slice){ 0 };
}

struct slice rpc_id(struct slice line)
{
    struct slice id = behind(line, "\"id\":");
    size_t size = 0;

    while (size < id.size && id.data[size] != ',' && id.data[size] != '}')
        size++;
    return (struct slice){ id.data, size };
}

struct slice rpc_string(struct slice line, const char *name)
{
    char word[64];
    struct slice text;
    size_t size = 0;

    snprintf(word, sizeof(word), "\"%s\":\"", name);
    text = behind(line, word);
    while (size < text.size && text.data[size] != '"')
        size += text.data[size] == '\\' ? 2 : 1;
    return (struct slice){ text.data, size < text.size ? size : text.size };
}

void rpc_flush(struct buf *out, int fd)
{
    struct slice rest = buf_slice(out);

    while (rest.size) {
        ssize_t wrote = write(fd, rest.data, rest.size);

        if (wrote <= 0)
            exit(0);
        rest = slice_from(rest, (size_t)wrote);
    }
    buf_clear(out);
}

bool rpc_answer_fixed(struct slice line, struct buf *out)
{
    for (size_t i = 0; i < ARRAY_COUNT(fixed); i++) {
        if (!rpc_has(line, fixed[i].method))
            continue;
        buf_adds(out, "{\"jsonrpc\":\"2.0\",\"id\":");
        buf_add(out, rpc_id(line));
        buf_adds(out, ",\"result\":");
        buf_adds(out, fixed[i].result);
        buf_adds(out, "}\n");
        return true;
    }
    return false;
}
