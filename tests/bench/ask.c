/* ask - the lines of tools/call, as a client writes them. */
#include "tests/bench/ask.h"

#include "tests/bench/place.h"

static void add_call(struct buf *line, size_t n, const char *tool)
{
    buf_addf(line,
             "{\"jsonrpc\":\"2.0\",\"id\":%zu,\"method\":\"tools/call\",\"params\":"
             "{\"_meta\":{\"progressToken\":%zu},\"name\":\"%s\",\"arguments\":",
             n, n, tool);
}

void ask_line(struct buf *line, size_t n, const void *user)
{
    add_call(line, n, "ask_model");
    buf_addf(line, "{\"model\":\"%s\",\"prompt\":\"Say hi, number %zu.\"}}}\n", (const char *)user,
             n);
}

void review_line(struct buf *line, size_t n, const void *user)
{
    add_call(line, n, "review_diff");
    buf_addf(line, "{\"model\":\"%s\",\"diff\":\"" CHANGE "\",\"focus\":\"number %zu\"}}}\n",
             (const char *)user, n);
}

void list_line(struct buf *line, size_t n, const void *user)
{
    (void)user;
    add_call(line, n, "list_models");
    buf_adds(line, "{}}}\n");
}

void search_line(struct buf *line, size_t n, const void *user)
{
    (void)user;
    add_call(line, n, "list_models");
    buf_adds(line, "{\"query\":\"mini\"}}}\n");
}

static void add_plain(struct buf *line, size_t n, const char *method)
{
    buf_addf(line, "{\"jsonrpc\":\"2.0\",\"id\":%zu,\"method\":\"%s\"}\n", n, method);
}

void ping_line(struct buf *line, size_t n, const void *user)
{
    (void)user;
    add_plain(line, n, "ping");
}

void tools_line(struct buf *line, size_t n, const void *user)
{
    (void)user;
    add_plain(line, n, "tools/list");
}
