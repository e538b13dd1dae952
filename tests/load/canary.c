/* canary - the key, looked for wherever it must not be. */
#include "base/limits.h"
#include "tests/load/proofs.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Everything that the far side may say with the key in it. */
static const char script[] =
    "{\"openai/gpt-77\":[{\"text\":\"your key is $KEY\"},"
    "{\"pieces\":[\"your key is \",\"sk-or-v1-cana\",\"ry0c4n4ry0d15c0vered0n0\",\"wh3r30\"]},"
    "{\"reasoning\":\"the key is $KEY\",\"text\":\"secret\"},"
    "{\"status\":401,\"body\":\"no such key: $KEY\",\"content_type\":\"text/plain\"},"
    "{\"error\":\"rate\",\"message\":\"slow down, $KEY\"},"
    "{\"text\":\"one two\",\"error\":\"bad_gateway\",\"error_at\":2,\"message\":\"$KEY\"},"
    "{\"refusal\":\"not for $KEY\",\"text\":\"\"},"
    "{\"provider\":\"$KEY\",\"model\":\"a/$KEY\",\"native_finish\":\"$KEY\"},"
    "{\"status\":500,\"headers\":{\"X-Echo\":\"$KEY\",\"Retry-After\":\"$KEY\"}},"
    "{\"text\":\"$KEY $(repeat z 3000) more\",\"cut\":\"reset\",\"cut_after\":2000},"
    "{\"text\":\"$(repeat x 420000) $KEY $(repeat y 1000)\"}],"
    "\"GET /models/openai/gpt-77/endpoints\":{\"status\":403,\"message\":\"$KEY is not for "
    "this\"}}";

#define ANSWERS 11 /* of the script */

static bool holds_key(struct slice text)
{
    return text.size > 0 && memmem(text.data, text.size, STAGE_KEY, strlen(STAGE_KEY));
}

/* Files of /proc that show what a process was started with; some are for its user alone. */
static int check_process(struct scene *scene, size_t *read_count)
{
    static const char *const files[] = { "cmdline", "environ", "comm", "status" };
    static char bytes[1 << 20];

    for (size_t i = 0; i < ARRAY_COUNT(files); i++) {
        char path[64];
        int fd;
        ssize_t count;

        snprintf(path, sizeof(path), "/proc/%d/%s", (int)client_pid(scene->stage.client), files[i]);
        fd = open(path, O_RDONLY | O_CLOEXEC);
        count = fd < 0 ? -1 : read(fd, bytes, sizeof(bytes));
        if (fd >= 0)
            close(fd);
        if (count <= 0 && i == 0)
            return scene_fail(scene, "%s cannot be read", path);
        *read_count += count > 0;
        if (count > 0 && holds_key((struct slice){ bytes, (size_t)count }))
            return scene_fail(scene, "the key stands in %s", path);
    }
    return 0;
}

/* Once in the head, behind "Bearer ", and not in the body. */
static int check_request(struct scene *scene, const struct exchange *exchange, size_t *keys)
{
    static const char line[] = "Authorization: Bearer " STAGE_KEY "\r\n";
    struct slice head = { exchange->head, exchange->head_size };
    const char *at = memmem(head.data, head.size, line, strlen(line));
    struct slice before = { head.data, at ? (size_t)(at - head.data) : head.size };
    struct slice after = slice_from(head, before.size + (at ? strlen(line) : 0));

    *keys += at != NULL;
    if (holds_key(before) || holds_key(after) ||
        holds_key((struct slice){ exchange->body, exchange->body_size }))
        return scene_fail(scene, "the key stands elsewhere in request %zu", exchange->number);
    if (!at && scene_is_question(exchange))
        return scene_fail(scene, "question %zu goes without the key", exchange->number);
    return 0;
}

static int provoke(struct scene *scene)
{
    int64_t id = 0;

    for (int i = 0; i < ANSWERS; i++) {
        id = scene_ask(scene, "openai/gpt-77", "");
        if (scene_await(scene, id) < 0)
            return -1;
    }
    /* The last one was long enough for a file. */
    if (!scene->answers[id].text || home_largest(&scene->stage.home, "state") < 420000)
        return scene_fail(scene, "no answer was kept in a file");
    id = scene_request(scene, "\"method\":\"tools/call\",\"params\":{\"name\":\"list_models\","
                              "\"arguments\":{\"details_of\":\"openai/gpt-77\"}}");
    if (scene_await(scene, id) < 0)
        return -1;
    id = scene_ask(scene, "openai/gpt-77", ",\"dry_run\":true");
    return scene_await(scene, id);
}

int canary_is_nowhere(struct scene *scene)
{
    struct upstream *upstream = scene->stage.upstream;
    size_t keys = 0, files = 0;

    stage_set(&scene->stage, "OPENROUTER_MCP_RETRY_ATTEMPTS=1");
    stage_set(&scene->stage, "OPENROUTER_MCP_RETRY_BREAKERS=false");
    if (scene_follow(scene, script) < 0 || scene_start_warm(scene) < 0 || provoke(scene) < 0 ||
        check_process(scene, &files) < 0)
        return -1;
    client_close_stdin(scene->stage.client);
    if (scene_await_exit(scene) < 0)
        return -1;
    for (size_t i = 0; i < upstream_request_count(upstream); i++)
        if (check_request(scene, upstream_request_at(upstream, i), &keys) < 0)
            return -1;
    if (home_holds(&scene->stage.home, "", STAGE_KEY))
        return scene_fail(scene, "the key stands in a file below HOME");
    if (holds_key(client_stderr(scene->stage.client)))
        return scene_fail(scene, "the key stands on stderr");
    buf_addf(&scene->figures,
             "%zu requests, %zu with it in their header; 0 in %" PRId64
             " lines, %zu bytes of stderr, the files below HOME, and %zu of /proc/PID",
             upstream_request_count(upstream), keys, scene->last_id,
             client_stderr(scene->stage.client).size, files);
    return 0;
}
