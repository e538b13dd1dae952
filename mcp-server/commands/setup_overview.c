/* setup_overview - which clients have this server in their settings. */
#include "base/limits.h"
#include "mcp-server/commands/setup_words.h"
#include "mcp-server/setup/registration.h"
#include "mcp-server/setup/target.h"
#include "schemas.h"

#include <stdio.h>

/* In words; text holds what cannot be read of the file. */
static const char *state_of(const struct client_app *app, struct target *target, const char *path,
                            bool for_project)
{
    static const char *const words[] = { "not registered", "registered", "another program" };
    CLEANUP(buf_done) struct buf command = BUF_MAX(PATH_BYTES_MAX);
    enum registration what;
    struct err err;

    if (target_open(target, path, for_project, &err) < 0 ||
        registration_read(app, buf_slice(&target->text), &what, &command, &err) < 0)
        return "cannot be read";
    return words[what];
}

static void show(const char *word, bool for_project)
{
    CLEANUP(client_app_done) struct client_app app;
    CLEANUP(buf_done) struct buf path = BUF_MAX(PATH_BYTES_MAX);
    struct target target = { 0 };

    client_app_open(&app, word);
    if (client_app_path(&app, NULL, for_project, &path)) {
        const char *state = state_of(&app, &target, buf_text(&path), for_project);

        printf("  %-8s%-13s%-16s%s\n", word, app.name, state, buf_text(&path));
        target_done(&target);
    }
}

void setup_overview(const struct setup_wish *wish)
{
    struct err ignored;
    CLEANUP(json_freep) cJSON *facts = json_parse(slice_of(clients_json), &gate_config, &ignored);
    const cJSON *row;

    cJSON_ArrayForEach(row, facts)
    {
        show(row->string, wish->for_project);
    }
    printf("Name one: openrouter-mcp setup CLIENT says what would change, and --write does it.\n");
}
