/* offered - a server under test that has prompts, resources and completions besides its tools. */
#pragma once

#include "declared.h"

#include <stdlib.h>

/* Answers with its arguments as one text. */
static inline void show_start(struct call *call)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(KIB(64));

    tools_seen.started++;
    json_print(call_arguments(call), &text);
    call_answer(call, buf_slice(&text), NULL);
}

/* The same as what a resource holds. */
static inline void show_resource_start(struct call *call)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(KIB(64));
    struct content block = { .kind = CONTENT_RESOURCE, .mime_type = "text/plain" };

    tools_seen.started++;
    json_print(call_arguments(call), &text);
    block.text = buf_slice(&text);
    block.uri = json_str(call_arguments(call), "uri");
    call_answer_blocks(call, &block, 1);
}

/* Of each kind of content one. */
static const struct content every_content[] = {
    { .kind = CONTENT_TEXT, .text = SLICE("a \"b\"\n") },
    { .kind = CONTENT_IMAGE, .base64 = SLICE("AAEC"), .mime_type = "image/png" },
    { .kind = CONTENT_AUDIO, .base64 = SLICE("AwQF"), .mime_type = "audio/wav" },
    { .kind = CONTENT_RESOURCE, .text = SLICE("t"), .uri = "x:1", .mime_type = "text/x" },
    { .kind = CONTENT_RESOURCE, .base64 = SLICE("BgcI"), .uri = "x:2", .role = "assistant" },
    { .kind = CONTENT_LINK, .uri = "x:3", .name = "three", .role = "user" },
};

static inline void every_start(struct call *call)
{
    call_answer_blocks(call, every_content, ARRAY_COUNT(every_content));
}

static inline void bytes_start(struct call *call)
{
    static const struct content blocks[] = {
        { .kind = CONTENT_RESOURCE, .base64 = SLICE("AAEC"), .uri = "test://bytes" },
        { .kind = CONTENT_TEXT, .text = SLICE(""), .uri = "test://bytes#2" },
    };

    call_answer_blocks(call, blocks, ARRAY_COUNT(blocks));
}

/* Fails with the kind of error that is asked for, or typed. */
static inline void kind_start(struct call *call)
{
    const cJSON *arguments = call_arguments(call);
    const char *wanted = json_str(arguments, json_at(arguments, "kind") ? "kind" : "value");
    struct err err;
    int kind = ERR_PROTOCOL;

    while (kind < ERR_INTERNAL && strcmp(err_kind_name((enum err_kind)kind), wanted) != 0)
        kind++;
    err_set(&err, (enum err_kind)kind, "it is %s.", wanted);
    call_fail(call, &err);
}

/* As many bytes as a line cannot hold. */
static inline void vast_start(struct call *call)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(MIB(16));
    struct content block = { .kind = CONTENT_RESOURCE, .uri = "test://vast" };

    while (text.size < LINE_OUT_MAX)
        buf_adds(&text, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    block.text = buf_slice(&text);
    call_answer_blocks(call, &block, 1);
}

/* As many values as were typed: "3" gives 1, 2, 3. */
static inline void many_start(struct call *call)
{
    int count = (int)strtol(json_str(call_arguments(call), "value"), NULL, 10);
    CLEANUP(freep) struct content *blocks = xcalloc((size_t)count + 1, sizeof(*blocks));
    CLEANUP(freep) char *texts = xcalloc((size_t)count + 1, 16);

    tools_seen.started++;
    for (int i = 0; i < count; i++) {
        char *text = texts + (size_t)i * 16;

        snprintf(text, 16, "%d", i + 1);
        blocks[i].text = slice_of(text);
    }
    call_answer_blocks(call, blocks, (size_t)count);
}

static const struct handler show_completer = { "show", 0, show_start, NULL, NULL };
static const struct handler many_completer = { "many", 0, many_start, NULL, NULL };
static const struct handler kind_completer = { "kind", 0, kind_start, NULL, NULL };
static const struct handler never_completer = { "never", 0, never_start, NULL, count_stop };

static const struct handler every_prompt = { .name = "every", .start = every_start };
static const struct handler fails_prompt = { .name = "fails", .start = kind_start };
static const struct handler never_prompt = {
    .name = "never", .start = never_start, .stop = count_stop, .completer = &never_completer
};
static const struct handler pair_prompt = { .name = "pair",
                                            .start = show_start,
                                            .completer = &show_completer };
static const struct handler plain_prompt = { .name = "plain",
                                             .start = show_start,
                                             .completer = &many_completer };
static const struct handler vast_prompt = { .name = "vast", .start = vast_start };

static const struct offer offered_prompts[] = {
    { &every_prompt, "{\"name\":\"every\",\"description\":\"d\"}" },
    { &fails_prompt, "{\"name\":\"fails\",\"description\":\"d\",\"arguments\":["
                     "{\"name\":\"kind\",\"description\":\"d\"}]}" },
    { &never_prompt, "{\"name\":\"never\",\"description\":\"d\",\"arguments\":["
                     "{\"name\":\"a\",\"description\":\"d\"}]}" },
    { &pair_prompt, "{\"name\":\"pair\",\"title\":\"T\",\"description\":\"Two \\\"words\\\"\","
                    "\"arguments\":[{\"name\":\"first\",\"description\":\"d\",\"required\":true},"
                    "{\"name\":\"second\",\"description\":\"d\"}]}" },
    { &plain_prompt, "{\"name\":\"plain\",\"description\":\"d\"}" },
    { &vast_prompt, "{\"name\":\"vast\",\"description\":\"d\"}" },
    { NULL, NULL },
};

static const struct handler bytes_resource = { .name = "bytes", .start = bytes_start };
static const struct handler plain_resource = { .name = "plain",
                                               .start = show_resource_start,
                                               .completer = &many_completer };
static const struct handler never_resource = { .name = "never",
                                               .start = never_start,
                                               .stop = count_stop };
static const struct handler vast_resource = { .name = "vast", .start = vast_start };
static const struct handler fails_resource = { .name = "fails",
                                               .start = kind_start,
                                               .completer = &kind_completer };
static const struct handler item_resource = { .name = "item",
                                              .start = show_resource_start,
                                              .completer = &many_completer };
static const struct handler model_resource = { .name = "model",
                                               .start = show_resource_start,
                                               .completer = &show_completer };
static const struct handler mute_resource = { .name = "mute", .start = show_resource_start };

#define OFFERED_RESOURCE(member, text)                                                             \
    "{\"" member "\":\"" text "\",\"name\":\"n\",\"description\":\"d\"}"

static const struct offer offered_resources[] = {
    { &bytes_resource, OFFERED_RESOURCE("uri", "test://bytes") },
    { &plain_resource, "{\"uri\":\"test://plain\",\"name\":\"plain\",\"title\":\"T\","
                       "\"description\":\"d\",\"mimeType\":\"text/plain\"}" },
    { &fails_resource, OFFERED_RESOURCE("uriTemplate", "test://fails/{kind}") },
    { &item_resource, OFFERED_RESOURCE("uriTemplate", "test://items/{id}") },
    { &model_resource, OFFERED_RESOURCE("uriTemplate", "test://models/{author}/{slug}") },
    { &mute_resource, OFFERED_RESOURCE("uriTemplate", "test://mute/{a}") },
    { &never_resource, OFFERED_RESOURCE("uri", "test://never") },
    { &vast_resource, OFFERED_RESOURCE("uri", "test://vast") },
    { NULL, NULL },
};

/* A server with these tables, which declares nothing besides them. */
static inline void offered_open_with(struct peer *peer, const struct offers *offers)
{
    peer_open_as(peer, offers, (struct server_options){ .instructions = "Read me." });
}

static inline void offered_open(struct peer *peer)
{
    offered_open_with(peer,
                      &(struct offers){ peer_tools, offered_prompts, offered_resources, NULL });
}

/* A request with these params (an object without its end) in the legacy or the stateless era. */
static inline const char *offered_ask(struct peer *peer, const char *method, const char *params,
                                      bool is_stateless)
{
    CLEANUP(buf_done) struct buf line = BUF_MAX(MIB(9));

    buf_addf(&line, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":%s", method,
             params);
    if (is_stateless)
        buf_addf(&line, "%s" PEER_META, strcmp(params, "{") == 0 ? "" : ",");
    buf_adds(&line, "}}");
    return peer_ask(peer, buf_text(&line));
}

#define RESULT(members) "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{" members
#define ERROR(code)     "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":" code ",\"message\":\""
