/* Units of mcp-server/setup/registration: our entry in the settings of each client. */
#include "mcp-server/setup/registration.h"

#include "mcp-server/cli/command.h"

#include "odd_settings.h"
#include "test.h"

#include <stdlib.h>

#define SIZE_MAX_OF_TEXT (1 << 16)

static const char *const clients[] = { "claude", "codex", "cursor", "vscode", "gemini" };

static void open_app(struct client_app *app, const char *word)
{
    static bool is_ready;

    if (!is_ready)
        json_init();
    is_ready = true;
    client_app_open(app, word);
}

/* What stands in a text: "none", "ours COMMAND", "another COMMAND", or the error. */
static const char *read_text(const struct client_app *app, struct slice text)
{
    static const char *const words[] = { "none", "ours", "another" };
    static char said[2048];
    CLEANUP(buf_done) struct buf command = BUF_MAX(1000);
    enum registration what;
    struct err err = { 0 };

    if (registration_read(app, text, &what, &command, &err) < 0)
        snprintf(said, sizeof(said), "%s", err.text);
    else
        snprintf(said, sizeof(said), "%s%s%s", words[what], command.size ? " " : "",
                 buf_text(&command));
    return said;
}

static void put(const struct client_app *app, struct slice text, const char *command,
                struct buf *out)
{
    struct jsonc_range added;
    struct err err = { 0 };

    CHECK_INT(registration_put(app, text, command, out, &added, &err), 0);
    CHECK(added.begin < added.end && added.end <= out->size);
}

TEST("registration: in each client's form it is read back, pointed elsewhere, and undone")
{
    for (size_t i = 0; i < ARRAY_COUNT(clients); i++) {
        CLEANUP(client_app_done) struct client_app app;
        CLEANUP(buf_done) struct buf first = BUF_MAX(SIZE_MAX_OF_TEXT);
        CLEANUP(buf_done) struct buf second = BUF_MAX(SIZE_MAX_OF_TEXT);
        CLEANUP(buf_done) struct buf left = BUF_MAX(SIZE_MAX_OF_TEXT);
        struct jsonc_range range;
        struct err err = { 0 };

        open_app(&app, clients[i]);
        CHECK_STR(read_text(&app, SLICE("")), "none");
        put(&app, SLICE(""), "/old \"quoted\"/openrouter-mcp", &first);
        CHECK_STR(read_text(&app, buf_slice(&first)), "ours /old \"quoted\"/openrouter-mcp");
        CHECK_INT(registration_point(&app, buf_slice(&first), "/new/openrouter-mcp", &second,
                                     &range, &err),
                  0);
        CHECK_STR(read_text(&app, buf_slice(&second)), "ours /new/openrouter-mcp");
        CHECK(registration_undoes(&app, buf_slice(&first), SLICE("")));
        CHECK(registration_undoes(&app, buf_slice(&second), SLICE("")));
        CHECK(!registration_undoes(&app, buf_slice(&second), SLICE("\n")));
        CHECK_INT(registration_cut(&app, buf_slice(&second), &left, &range, &err), 0);
        CHECK_STR(read_text(&app, buf_slice(&left)), "none");
    }
}

TEST("registration: an entry is ours when its command is a file of our name")
{
    static const struct {
        const char *entry, *said;
    } rows[] = {
        { "{\"command\": \"openrouter-mcp\"}", "ours openrouter-mcp" },
        { "{\"command\": \"/usr/local/bin/openrouter-mcp\", // x\n}",
          "ours /usr/local/bin/openrouter-mcp" },
        { "{\"command\": \"\\/a\\/openrouter-mcp\"}", "ours /a/openrouter-mcp" },
        { "{\"command\": \"my-openrouter-mcp\"}", "another my-openrouter-mcp" },
        { "{\"command\": \"npx\", \"args\": [\"openrouter-mcp\"]}", "another npx" },
        { "{\"url\": \"https://openrouter-mcp\"}", "another" },
        { "{\"command\": [\"openrouter-mcp\"]}", "another" },
        { "{\"command\": \"a\", \"command\": \"b\"}",
          "\"command\": line 1, column 46: is there twice" },
        { "7", "another" },
        { "null", "another" },
    };
    CLEANUP(client_app_done) struct client_app app;

    open_app(&app, "claude");
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        char text[1024];

        snprintf(text, sizeof(text), "{\"mcpServers\":{\"openrouter\":%s}}", rows[i].entry);
        CHECK_SAYS(read_text(&app, slice_of(text)), rows[i].said);
    }
}

TEST("registration: each client of the command has its facts, whole")
{
    CLEANUP(json_freep) cJSON *definition = command_definition("setup");
    const cJSON *words = json_at(
        json_at(json_at(json_at(definition, "inputSchema"), "properties"), "client"), "enum");
    size_t count = 0;

    clearenv();
    for (const cJSON *word = words->child; word; word = word->next, count++) {
        CLEANUP(client_app_done) struct client_app app;
        CLEANUP(buf_done) struct buf path = BUF_MAX(4096);

        CHECK(count < ARRAY_COUNT(clients));
        CHECK_STR(word->valuestring, clients[count]);
        open_app(&app, word->valuestring);
        CHECK(app.name && app.place.parent && app.key && app.next);
        CHECK_STR(json_str(app.entry, "command"), "");
        CHECK(client_app_path(&app, NULL, true, &path));
        setenv("HOME", "/somewhere", 1);
        buf_clear(&path);
        CHECK(client_app_path(&app, NULL, false, &path));
        CHECK_SAYS(buf_text(&path), "/somewhere/.");
        unsetenv("HOME");
        buf_clear(&path);
        CHECK(!client_app_path(&app, NULL, false, &path));
    }
    CHECK_INT(count, ARRAY_COUNT(clients));
}

TEST("registration: no client's entry holds a key, only names of variables")
{
    for (size_t i = 0; i < ARRAY_COUNT(clients); i++) {
        CLEANUP(client_app_done) struct client_app app;
        const cJSON *member;

        open_app(&app, clients[i]);
        cJSON_ArrayForEach(member, json_at(app.entry, "env"))
        {
            CHECK(strncmp(member->valuestring, "${", 2) == 0);
        }
    }
}

TEST("registration: of 5,000 odd texts each is as before once the entry is undone")
{
    CLEANUP(client_app_done) struct client_app app;
    int64_t undone = 0;

    open_app(&app, "claude");
    for (uint64_t number = 0; number < 5000; number++) {
        CLEANUP(buf_done) struct buf before = BUF_MAX(SIZE_MAX_OF_TEXT);
        CLEANUP(buf_done) struct buf with = BUF_MAX(SIZE_MAX_OF_TEXT);
        CLEANUP(buf_done) struct buf moved = BUF_MAX(SIZE_MAX_OF_TEXT);
        struct jsonc_range range;
        struct err err = { 0 };

        odd_settings(&before, number);
        put(&app, buf_slice(&before), "/a/openrouter-mcp", &with);
        CHECK(registration_undoes(&app, buf_slice(&with), buf_slice(&before)));
        CHECK_INT(
            registration_point(&app, buf_slice(&with), "/b/openrouter-mcp", &moved, &range, &err),
            0);
        CHECK(registration_undoes(&app, buf_slice(&moved), buf_slice(&before)));
        buf_adds(&moved, "\n");
        CHECK(!registration_undoes(&app, buf_slice(&moved), buf_slice(&before)));
        undone++;
    }
    CHECK_INT(undone, 5000);
}
