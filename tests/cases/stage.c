/* stage - a server under test with its own far side: process, home and stand-in. */
#include "tests/cases/stage.h"

#include "base/limits.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void set_directory(struct stage *stage, const char *name, const char *folder)
{
    char assignment[512];

    snprintf(assignment, sizeof(assignment), "%s=%s%s", name, stage->home.path, folder);
    stage_set(stage, assignment);
}

/* Sanitizers are told by the environment what to do; nothing else is inherited. */
static void inherit_sanitizers(struct stage *stage)
{
    for (char **variable = environ; *variable; variable++)
        if (strstr(*variable, "SAN_OPTIONS="))
            stage_set(stage, *variable);
}

int stage_open(struct stage *stage, struct loop *loop, const char *program, bool tls,
               struct err *err)
{
    char address[128];

    *stage = (struct stage){ .loop = loop, .program = program, .conduct = { .key = STAGE_KEY } };
    if (home_make(&stage->home, err) < 0)
        return -1;
    stage->upstream = upstream_new(
        loop, &(struct upstream_options){ .keeps = true, .tls_dir = tls ? stage->home.path : NULL },
        err);
    if (!stage->upstream)
        return -1;
    stage_set(stage, "PATH=/usr/bin:/bin");
    stage_set(stage, "OPENROUTER_API_KEY=" STAGE_KEY);
    stage_set(stage, "OLLAMA_HOST=127.0.0.1:1"); /* where nobody is: this machine may have one */
    snprintf(address, sizeof(address), "OPENROUTER_BASE_URL=%s", upstream_url(stage->upstream));
    stage_set(stage, address);
    set_directory(stage, "HOME", "");
    set_directory(stage, "XDG_CONFIG_HOME", "/config");
    set_directory(stage, "XDG_STATE_HOME", "/state");
    set_directory(stage, "XDG_CACHE_HOME", "/cache");
    inherit_sanitizers(stage);
    return 0;
}

void stage_close(struct stage *stage)
{
    stage->client = client_free(stage->client);
    stage->upstream = upstream_free(stage->upstream);
    conduct_done(&stage->conduct);
    home_remove(&stage->home);
    for (size_t i = 0; i < stage->environment_count; i++)
        free(stage->environment[i]);
    stage->environment_count = 0;
}

void stage_set(struct stage *stage, const char *assignment)
{
    size_t name = strcspn(assignment, "="), at = 0;

    while (at < stage->environment_count &&
           (strncmp(stage->environment[at], assignment, name) != 0 ||
            stage->environment[at][name] != '='))
        at++;
    if (at < stage->environment_count)
        free(stage->environment[at]);
    else if (at < ENV_MAX)
        stage->environment_count++;
    else
        return;
    stage->environment[at] = NULL;
    if (assignment[name] == '=')
        stage->environment[at] = xstrdup(assignment);
    else
        stage->environment[at] = stage->environment[--stage->environment_count];
    stage->environment[stage->environment_count] = NULL;
}

int stage_start(struct stage *stage, const struct client_handler *handler, void *user,
                struct err *err)
{
    char *arguments[] = { (char *)stage->program, NULL };

    conduct_renew(&stage->conduct);
    stage->client = client_new(stage->loop, arguments, stage->environment, handler, user);
    if (!stage->client)
        return err_set(err, ERR_CONFIG, "cannot start %s", stage->program);
    return 0;
}

/* "$(repeat ab 3)" at text: appends ababab; the length of the expression, 0 when it is none. */
static size_t expand_repeat(const char *text, struct buf *out)
{
    static const char begin[] = "$(repeat ";
    const char *word = text + strlen(begin), *space, *end;

    if (strncmp(text, begin, strlen(begin)) != 0)
        return 0;
    space = strchr(word, ' ');
    end = strchr(word, ')');
    if (!space || !end || space > end)
        return 0;
    for (unsigned long count = strtoul(space, NULL, 10); count > 0; count--)
        buf_add(out, (struct slice){ word, (size_t)(space - word) });
    return (size_t)(end - text) + 1;
}

/* "$THREAD2" at text, where begin is "$THREAD": appends the second name; the length of the
 * expression, 0 when it is none. */
static size_t expand_named(const struct named *named, const char *begin, const char *text,
                           struct buf *out)
{
    size_t number;

    if (strncmp(text, begin, strlen(begin)) != 0)
        return 0;
    number = (size_t)(text[strlen(begin)] - '0');
    if (number >= 1 && number <= named->count)
        buf_adds(out, named->list[number - 1]);
    return strlen(begin) + 1;
}

char *stage_expand(const struct stage *stage, const char *text)
{
    char local[128];
    const struct {
        const char *name, *value;
    } names[] = {
        { "$KEY", STAGE_KEY },
        { "$LOCAL", local },
        { "$HOME", stage->home.path },
        { "$UPSTREAM", upstream_url(stage->upstream) },
    };
    struct buf out = BUF_MAX(MIB(128));
    const char *host = strstr(upstream_url(stage->upstream), "//") + 2;

    snprintf(local, sizeof(local), "%.*s", (int)strcspn(host, "/"), host);
    while (*text) {
        size_t used = expand_repeat(text, &out);

        if (used == 0)
            used = expand_named(&stage->threads, "$THREAD", text, &out);
        if (used == 0)
            used = expand_named(&stage->reviews, "$REVIEW", text, &out);
        for (size_t i = 0; i < ARRAY_COUNT(names) && used == 0; i++)
            if (strncmp(text, names[i].name, strlen(names[i].name)) == 0) {
                buf_adds(&out, names[i].value);
                used = strlen(names[i].name);
            }
        if (used == 0) {
            buf_addc(&out, *text);
            used = 1;
        }
        text += used;
    }
    return buf_take(&out);
}

/* Once: an answer that is given again has the same review. */
static void note(struct named *named, const char *name)
{
    for (size_t i = 0; name && i < named->count; i++)
        if (strcmp(named->list[i], name) == 0)
            return;
    if (name && named->count < NAMED_MAX)
        snprintf(named->list[named->count++], sizeof(named->list[0]), "%s", name);
}

void stage_note_names(struct stage *stage, const cJSON *line)
{
    const cJSON *facts = json_at(json_at(line, "result"), "_meta");
    const cJSON *answer = cJSON_GetArrayItem(json_at(facts, "answers"), 0);

    note(&stage->threads, json_str(answer, "thread"));
    note(&stage->reviews, json_str(facts, "review_id"));
}

void stage_send(struct stage *stage, const char *line)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(MIB(128));

    if (line[0] == '{' && line[1] != '}' && !strstr(line, "\"jsonrpc\"")) {
        buf_adds(&text, "{\"jsonrpc\":\"2.0\",");
        line++;
    }
    buf_adds(&text, line);
    conduct_sent(&stage->conduct, buf_slice(&text));
    buf_addc(&text, '\n');
    client_send(stage->client, buf_slice(&text));
}

int stage_check_secrecy(const struct stage *stage, struct err *err)
{
    struct slice said = client_stderr(stage->client);

    if (said.size > 0 && memmem(said.data, said.size, STAGE_KEY, strlen(STAGE_KEY)))
        return err_set(err, ERR_INTERNAL, "the key stands on stderr");
    if (home_holds(&stage->home, "state", STAGE_KEY) ||
        home_holds(&stage->home, "cache", STAGE_KEY))
        return err_set(err, ERR_INTERNAL, "the key stands in a file");
    return 0;
}
