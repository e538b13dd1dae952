/* asked - a chat request as far as its answer depends on it. */
#include "tests/upstream/asked.h"

#include "json/gate.h"
#include "json/scan.h"

#include <stdio.h>

/* "2.5" dollars a million tokens, as a string or a number, in pico-dollars a token. */
static int64_t read_price(struct slice value)
{
    char text[40] = "";
    int64_t pico = 0, unit = 1000000;
    bool behind = false;

    if (scan_type(value) == SCAN_STRING)
        scan_text(value, text, sizeof(text));
    else if (scan_type(value) == SCAN_NUMBER)
        snprintf(text, sizeof(text), "%.*s", SLICE_FMT(value));
    else
        return -1;
    for (const char *at = text; *at; at++) {
        if (*at == '.' && !behind) {
            behind = true;
            continue;
        }
        if (*at < '0' || *at > '9' || pico > INT64_MAX / 100)
            return -1;
        if (behind)
            unit /= 10;
        pico = behind ? pico + (*at - '0') * unit : pico * 10 + (*at - '0') * unit;
    }
    return pico;
}

static void add_model(struct asked *asked, struct slice name)
{
    char text[160];

    scan_text(name, text, sizeof(text));
    if (asked->model_count == ASKED_MODELS_MAX || !text[0])
        return;
    /* A client may list the model among its own fallbacks. */
    for (size_t i = 0; i < asked->model_count; i++)
        if (strcmp(asked->models[i], text) == 0)
            return;
    memcpy(asked->models[asked->model_count++], text, sizeof(text));
}

int asked_read(struct slice body, struct asked *asked, const char **why)
{
    struct err err;
    struct slice list, item;
    size_t at = 0;

    *asked = (struct asked){ .max_prompt_pico = -1, .max_completion_pico = -1 };
    if (gate_check(body, &gate_upstream, &err) < 0) {
        *why = "Request body is not valid JSON";
        return -1;
    }
    list = scan_member(body, "messages");
    if (scan_type(list) != SCAN_ARRAY || !scan_next(list, &at, NULL, &item)) {
        *why = "Input required: specify \"prompt\" or \"messages\"";
        return -1;
    }
    asked->prompt_tokens = (int64_t)(list.size / 4) + 1;
    asked->stream = scan_type(scan_member(body, "stream")) == SCAN_TRUE;
    if (!scan_int(scan_member(body, "max_tokens"), &asked->max_tokens) &&
        !scan_int(scan_member(body, "max_completion_tokens"), &asked->max_tokens))
        asked->max_tokens = 0;
    asked->max_prompt_pico = read_price(scan_path(body, "provider", "max_price", "prompt"));
    asked->max_completion_pico = read_price(scan_path(body, "provider", "max_price", "completion"));
    add_model(asked, scan_member(body, "model"));
    list = scan_member(body, "models");
    at = 0;
    while (scan_next(list, &at, NULL, &item))
        add_model(asked, item);
    if (asked->model_count == 0) {
        *why = "No models provided";
        return -1;
    }
    return 0;
}
