/* scene - a server, its far side and a client that counts, for one check. */
#include "tests/load/scene.h"

#include "base/clock.h"
#include "base/limits.h"
#include "json/scan.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

#define TURN_MS 20
#define REST_MS 30 /* without a request that is open: the server has what it wanted */

int scene_fail(struct scene *scene, const char *format, ...)
{
    char text[900];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    if (scene->err.kind == ERR_NONE)
        err_set(&scene->err, ERR_INTERNAL, "%s", text);
    return -1;
}

static char *content_of(const cJSON *tree)
{
    const cJSON *content = json_at(json_at(tree, "result"), "content");
    const char *text = json_str(cJSON_GetArrayItem(content, 0), "text");

    return text ? xstrdup(text) : NULL;
}

static void on_line(void *user, struct slice line)
{
    struct scene *scene = user;
    struct err why;
    cJSON *tree;
    int64_t id;

    scene->waits_since_ms = clock_ms();
    if (conduct_line(&scene->stage.conduct, line, &tree, &why) < 0) {
        scene_fail(scene, "a line of the server: %s", why.text);
        return;
    }
    if (scan_int(scan_member(line, "id"), &id) && id > 0 && id <= scene->last_id) {
        struct answer *answer = &scene->answers[id];

        answer->came = true;
        answer->at_ms = clock_ms();
        answer->is_error =
            json_bool(json_at(tree, "result"), "isError", false) || json_at(tree, "error") != NULL;
        answer->text = content_of(tree);
    }
    json_free(tree);
}

static void on_exit_of(void *user, int status, struct slice tail)
{
    struct scene *scene = user;

    (void)tail;
    scene->exited = true;
    scene->exited_ms = scene->waits_since_ms = clock_ms();
    scene->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int scene_open(struct scene *scene, struct loop *loop, const char *program, bool tls)
{
    *scene = (struct scene){ .loop = loop, .figures = BUF_MAX(KIB(4)) };
    if (stage_open(&scene->stage, loop, program, tls, &scene->err) < 0)
        return -1;
    stage_set(&scene->stage, "OPENROUTER_MCP_BUDGET_SESSION_USD=1000000");
    stage_set(&scene->stage, "OPENROUTER_MCP_BUDGET_DAY_USD=1000000");
    stage_set(&scene->stage, "OPENROUTER_MCP_REPEAT_WINDOW_S=0");
    return 0;
}

static void forget_answers(struct scene *scene)
{
    for (int64_t i = 0; i <= scene->last_id; i++)
        free(scene->answers[i].text);
    memset(scene->answers, 0, sizeof(scene->answers));
    scene->last_id = 0;
}

void scene_close(struct scene *scene)
{
    stage_close(&scene->stage);
    scene->relay = relay_free(scene->relay);
    forget_answers(scene);
    buf_done(&scene->figures);
}

int scene_follow(struct scene *scene, const char *script)
{
    CLEANUP(freep) char *text = stage_expand(&scene->stage, script);

    return upstream_follow(scene->stage.upstream, slice_of(text), 0, &scene->err);
}

void scene_trust(struct scene *scene, const char *variable)
{
    char assignment[512];

    snprintf(assignment, sizeof(assignment), "%s=%s/ca.pem", variable, scene->stage.home.path);
    stage_set(&scene->stage, assignment);
}

static void point_at(struct scene *scene, const char *url)
{
    char assignment[256];

    snprintf(assignment, sizeof(assignment), "OPENROUTER_BASE_URL=%s", url);
    stage_set(&scene->stage, assignment);
}

int scene_relay(struct scene *scene, const char *address, int64_t delay_ms)
{
    const char *url = upstream_url(scene->stage.upstream);
    const char *port = strrchr(url, ':') + 1;
    char own[128];

    scene->relay = relay_new(scene->loop,
                             &(struct relay_options){ .address = address,
                                                      .to_port = (int)strtol(port, NULL, 10),
                                                      .delay_ms = delay_ms },
                             &scene->err);
    if (!scene->relay)
        return -1;
    snprintf(own, sizeof(own), "%.*s//%s:%d/api/v1", (int)(strchr(url, ':') + 1 - url), url,
             address, relay_port(scene->relay));
    point_at(scene, own);
    return 0;
}

int scene_start(struct scene *scene)
{
    static const struct client_handler handler = { on_line, on_exit_of };
    struct stage *stage = &scene->stage;
    int64_t id;

    stage->client = client_free(stage->client);
    conduct_done(&stage->conduct);
    forget_answers(scene);
    scene->exited = false;
    if (stage_start(stage, &handler, scene, &scene->err) < 0)
        return -1;
    id = scene_request(scene, "\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
                              "\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":"
                              "\"load\",\"version\":\"1\"}}");
    if (scene_await(scene, id) < 0)
        return -1;
    stage_send(stage, "{\"method\":\"notifications/initialized\"}");
    return 0;
}

int scene_start_warm(struct scene *scene)
{
    int64_t quiet_since_ms = 0;

    if (scene_start(scene) < 0)
        return -1;
    while (quiet_since_ms == 0 || clock_ms() - quiet_since_ms < REST_MS * SCENE_PATIENCE) {
        bool is_quiet =
            upstream_request_count(scene->stage.upstream) > 0 && scene_open_count(scene) == 0;

        if (!is_quiet)
            quiet_since_ms = 0;
        else if (quiet_since_ms == 0)
            quiet_since_ms = clock_ms();
        if (scene_turn(scene) < 0)
            return -1;
    }
    return 0;
}

int64_t scene_request(struct scene *scene, const char *method_and_params)
{
    CLEANUP(buf_done) struct buf line = BUF_MAX(LINE_IN_MAX);

    if (scene->last_id + 1 == SCENE_REQUESTS_MAX) {
        scene_fail(scene, "more than %d requests to one server", SCENE_REQUESTS_MAX);
        return 0;
    }
    buf_addf(&line, "{\"id\":%" PRId64 ",%s}", ++scene->last_id, method_and_params);
    stage_send(&scene->stage, buf_text(&line));
    scene->waits_since_ms = clock_ms();
    return scene->last_id;
}

int64_t scene_ask(struct scene *scene, const char *model, const char *members)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(KIB(4));
    int64_t id = scene->last_id + 1;

    buf_addf(&text,
             "\"method\":\"tools/call\",\"params\":{\"name\":\"ask_model\",\"arguments\":{"
             "\"prompt\":\"question %" PRId64 "\",\"model\":\"%s\"%s},\"_meta\":{\"progressToken\":"
             "%" PRId64 "}}",
             id, model, members, id);
    return scene_request(scene, buf_text(&text));
}

void scene_cancel(struct scene *scene, int64_t id)
{
    char line[256];

    snprintf(line, sizeof(line),
             "{\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":%" PRId64 "}}", id);
    stage_send(&scene->stage, line);
}

static int turn(struct scene *scene, bool may_end, int wait_ms)
{
    loop_turn(scene->loop, wait_ms);
    if (scene->err.kind != ERR_NONE)
        return -1;
    if (scene->exited && !may_end)
        return scene_fail(scene, "the server ended with %d; stderr: %.*s", scene->status,
                          (int)client_stderr(scene->stage.client).size,
                          client_stderr(scene->stage.client).data);
    if (clock_ms() - scene->waits_since_ms > SCENE_STUCK_MS * SCENE_PATIENCE)
        return scene_fail(scene, "what was waited for did not come");
    return 0;
}

int scene_turn(struct scene *scene)
{
    return turn(scene, false, TURN_MS);
}

int scene_await(struct scene *scene, int64_t id)
{
    while (!scene->answers[id].came)
        if (scene_turn(scene) < 0)
            return -1;
    return 0;
}

int scene_await_exit(struct scene *scene)
{
    scene->waits_since_ms = clock_ms();
    while (!scene->exited)
        if (turn(scene, true, TURN_MS) < 0)
            return -1;
    return 0;
}

int scene_rest(struct scene *scene, int64_t ms)
{
    int64_t began_ms = clock_ms(), past_ms;

    scene->waits_since_ms = began_ms;
    while ((past_ms = clock_ms() - began_ms) < ms)
        if (turn(scene, true, (int)(ms - past_ms)) < 0)
            return -1;
    return 0;
}

int scene_ping(struct scene *scene)
{
    return scene_await(scene, scene_request(scene, "\"method\":\"ping\""));
}

bool scene_is_question(const struct exchange *exchange)
{
    return slice_ends(exchange->path, SLICE("/chat/completions"));
}

const struct exchange *scene_question(const struct scene *scene, size_t index)
{
    for (size_t i = 0; i < upstream_request_count(scene->stage.upstream); i++) {
        const struct exchange *exchange = upstream_request_at(scene->stage.upstream, i);

        if (scene_is_question(exchange) && index-- == 0)
            return exchange;
    }
    return NULL;
}

size_t scene_question_count(const struct scene *scene)
{
    size_t count = 0;

    for (size_t i = 0; i < upstream_request_count(scene->stage.upstream); i++)
        count += scene_is_question(upstream_request_at(scene->stage.upstream, i));
    return count;
}

size_t scene_open_count(const struct scene *scene)
{
    size_t count = 0;

    for (size_t i = 0; i < upstream_request_count(scene->stage.upstream); i++)
        count += upstream_request_at(scene->stage.upstream, i)->outcome == EXCHANGE_OPEN;
    return count;
}
