/* registration - our entry in the text of a client's settings. */
#include "mcp-server/setup/registration.h"

#include "base/limits.h"
#include "mcp-server/setup/toml.h"
#include "json/scan.h"

/* The value of the entry's command: 0; 1: the entry has none; 2: there is no entry. */
static int find_command(const struct client_app *app, struct slice text, struct slice *value,
                        struct err *err)
{
    struct slice entry;
    int rc;

    if (app->is_toml)
        return toml_find(text, app->place, "command", value, err);
    rc = jsonc_find(text, app->place, &entry, err);
    if (rc != 0)
        return rc < 0 ? -1 : 2;
    return jsonc_member(text, entry, "command", value, err);
}

static bool is_ours(struct slice command)
{
    return slice_is(command, SLICE("openrouter-mcp")) ||
           slice_ends(command, SLICE("/openrouter-mcp"));
}

int registration_read(const struct client_app *app, struct slice text, enum registration *what,
                      struct buf *command, struct err *err)
{
    struct slice value;
    int rc = find_command(app, text, &value, err);

    if (rc < 0)
        return -1;
    *what = rc == 2 ? REGISTRATION_NONE : REGISTRATION_ANOTHER;
    if (rc == 0)
        rc = app->is_toml ? toml_string(value, command) : scan_string(value, command);
    if (rc == 0 && is_ours(buf_slice(command)))
        *what = REGISTRATION_OURS;
    return 0;
}

int registration_put(const struct client_app *app, struct slice text, const char *command,
                     struct buf *out, struct jsonc_range *added, struct err *err)
{
    CLEANUP(json_freep) cJSON *entry = cJSON_Duplicate(app->entry, true);

    json_replace(cJSON_GetObjectItemCaseSensitive(entry, "command"), cJSON_CreateString(command));
    return app->is_toml ? toml_put(text, app->place, entry, out, added, err)
                        : jsonc_put(text, app->place, entry, out, added, err);
}

int registration_point(const struct client_app *app, struct slice text, const char *command,
                       struct buf *out, struct jsonc_range *added, struct err *err)
{
    struct slice value;
    int rc = find_command(app, text, &value, err);

    if (rc != 0)
        return rc < 0 ? -1 : err_set(err, ERR_CONFIG, "the entry has no command");

    size_t begin = (size_t)(value.data - text.data);

    buf_add(out, (struct slice){ text.data, begin });
    added->begin = out->size;
    json_quote(slice_of(command), out);
    added->end = out->size;
    buf_add(out, slice_from(text, begin + value.size));
    return out->full ? err_set(err, ERR_CONFIG, "it would have more than %zu bytes", out->size_max)
                     : 0;
}

int registration_cut(const struct client_app *app, struct slice text, struct buf *out,
                     struct jsonc_range *cut, struct err *err)
{
    return app->is_toml ? toml_cut(text, app->place, out, cut, err)
                        : jsonc_cut(text, app->place, out, cut, err);
}

bool registration_undoes(const struct client_app *app, struct slice text, struct slice before)
{
    CLEANUP(buf_done) struct buf command = BUF_MAX(PATH_BYTES_MAX);
    CLEANUP(buf_done) struct buf old = BUF_MAX(PATH_BYTES_MAX);
    CLEANUP(buf_done) struct buf again = BUF_MAX(SETTINGS_FILE_MAX);
    enum registration now, then;
    struct jsonc_range ignored;
    struct err err;

    return registration_read(app, text, &now, &command, &err) == 0 && now == REGISTRATION_OURS &&
           registration_read(app, before, &then, &old, &err) == 0 && then != REGISTRATION_OURS &&
           registration_put(app, before, buf_text(&command), &again, &ignored, &err) == 0 &&
           slice_is(buf_slice(&again), text);
}
