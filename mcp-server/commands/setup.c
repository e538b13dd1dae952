/* setup - this server in the settings of a client.
 *
 *   the client's file -> our entry in it: none, ours, another's
 *     -> what would change, said -> (--write) backup -> changed -> what to do next
 */
#include "mcp-server/cli/command.h"
#include "mcp-server/commands/setup_words.h"
#include "mcp-server/setup/registration.h"
#include "mcp-server/setup/target.h"
#include "mcp-server/setup/whereabouts.h"

#include <stdio.h>

struct setup {
    const struct config *config;
    struct setup_wish wish;
    struct client_app app;
    struct target target;
    enum registration what;
    struct buf command; /* of the entry that is there */
    struct buf wanted;  /* of the one that should be */
    bool is_written;    /* there is something to do for the user now */
};

void setup_say(struct setup_wish *wish, const char *done, const char *would, const char *path)
{
    wish->pending = !wish->write;
    printf("%s %s\n", wish->write ? done : would, path);
}

static int fail(const struct err *err)
{
    return command_complain("%s", err->text);
}

static size_t line_of(struct slice text, size_t offset)
{
    size_t line, column;

    gate_position(text, offset, &line, &column);
    return line;
}

/* What is new, and nothing else of the file: around it may stand keys of others. */
static void show_added(struct slice text, struct jsonc_range added)
{
    struct slice rest = { text.data + added.begin, added.end - added.begin }, line;
    size_t number = line_of(text, added.begin);

    /* The line end before the entry belongs to the line before it. */
    while (rest.size > 0 && (rest.data[0] == '\n' || rest.data[0] == '\r')) {
        number += rest.data[0] == '\n';
        rest = slice_from(rest, 1);
    }
    printf("at line %zu:\n", number);
    while (slice_split(&rest, '\n', &line))
        if (line.size > 0 || rest.size > 0)
            printf("+ %.*s\n", (int)(line.size - slice_ends(line, SLICE("\r"))), line.data);
}

static void say_key(const struct setup *setup)
{
    if (setup->config->key)
        printf("Key: with one kept by \"openrouter-mcp login\" no variable is needed. Else "
               "OPENROUTER_API_KEY must be set where %s is started. %s\n",
               setup->app.name, setup->app.key);
    else
        printf("Key: there is none yet. Run \"openrouter-mcp login\", or set OPENROUTER_API_KEY "
               "where %s is started. %s\n",
               setup->app.name, setup->app.key);
}

static void say_next(const struct setup *setup)
{
    if (setup->wish.for_project && !whereabouts_name_is_enough())
        printf("The file names openrouter-mcp without a path, because others read it, too; PATH "
               "does not lead to this program here. \"make install\" puts it where it does.\n");
    printf("Next: %s\n", setup->app.next);
    say_key(setup);
}

/* The backup is the file as it was before our entry came into it: a later change of that entry
 * leaves it alone. */
static int save(struct setup *setup, struct err *err)
{
    CLEANUP(buf_wipe) struct buf before = BUF_MAX(SETTINGS_FILE_MAX);

    if (!setup->target.exists)
        return 0;
    if (setup->what == REGISTRATION_OURS && target_saved(&setup->target, &before, err) == 0)
        return 0;
    if (target_save(&setup->target, err) < 0)
        return -1;
    printf("As it was before: %s\n", setup->target.kept);
    return 0;
}

static int write_new(struct setup *setup, struct slice text, struct err *err)
{
    if (!setup->wish.write)
        return target_check(&setup->target, err);
    if (save(setup, err) < 0 || target_write(&setup->target, text, err) < 0)
        return -1;
    printf("Written: %s\n", setup->target.path);
    return 0;
}

/* Only its command: what else stands in an entry of ours may be the user's wish. */
static int renew(struct setup *setup, struct buf *text, struct err *err)
{
    CLEANUP(buf_done) struct buf names = BUF_MAX(PATH_BYTES_MAX * 12);
    struct jsonc_range added = { 0 };

    if (registration_point(&setup->app, buf_slice(&setup->target.text), buf_text(&setup->wanted),
                           text, &added, err) < 0)
        return -1;
    json_quote(buf_slice(&setup->command), &names);
    buf_adds(&names, " becomes ");
    json_quote(buf_slice(&setup->wanted), &names);
    printf("%s: in %s the command of openrouter, %s.\n", setup->app.name, setup->target.path,
           buf_text(&names));
    return 0;
}

static int put(struct setup *setup, struct buf *text, struct err *err)
{
    struct jsonc_range added;

    if (registration_put(&setup->app, buf_slice(&setup->target.text), buf_text(&setup->wanted),
                         text, &added, err) < 0)
        return -1;
    printf("%s: %s%s, ", setup->app.name, setup->target.path,
           setup->target.exists ? "" : ", which is new");
    if (setup->what != REGISTRATION_NONE)
        printf("in place of the entry that is there, ");
    show_added(buf_slice(text), added);
    return 0;
}

static bool is_up_to_date(const struct setup *setup)
{
    if (setup->what != REGISTRATION_OURS)
        return false;
    if (slice_is(buf_slice(&setup->command), buf_slice(&setup->wanted)))
        return !setup->wish.replace;
    /* Somebody chose the bare name, and it works. */
    return slice_is(buf_slice(&setup->command), SLICE("openrouter-mcp")) &&
           whereabouts_name_is_enough() && !setup->wish.replace;
}

static int refuse_another(const struct setup *setup, const char *verb)
{
    CLEANUP(buf_done) struct buf name = BUF_MAX(PATH_BYTES_MAX * 6);

    if (setup->command.size > 0)
        json_quote(buf_slice(&setup->command), &name);
    else
        buf_adds(&name, "something without a command");
    return command_complain("%s has an entry openrouter that starts %s and not this program; "
                            "nothing was changed. --replace %s it all the same.",
                            setup->target.path, buf_text(&name), verb);
}

static int add(struct setup *setup)
{
    CLEANUP(buf_wipe) struct buf text = BUF_MAX(SETTINGS_FILE_MAX);
    struct err err = { 0 };
    bool is_ours = setup->what == REGISTRATION_OURS && !setup->wish.replace;

    if (is_up_to_date(setup)) {
        printf("%s: openrouter is already registered in %s.\n", setup->app.name,
               setup->target.path);
        return 0;
    }
    if (setup->what == REGISTRATION_ANOTHER && !setup->wish.replace)
        return refuse_another(setup, "replaces");
    if ((is_ours ? renew(setup, &text, &err) : put(setup, &text, &err)) < 0) {
        err_wrap(&err, "%s", setup->target.path);
        return fail(&err);
    }
    if (write_new(setup, buf_slice(&text), &err) < 0)
        return fail(&err);
    setup->wish.pending = !setup->wish.write;
    setup->is_written = setup->wish.write;
    return 0;
}

/* Whether setup has made the file: it is what comes out of nothing. */
static bool is_made_by_us(const struct setup *setup)
{
    return registration_undoes(&setup->app, buf_slice(&setup->target.text), SLICE(""));
}

static int restore(struct setup *setup, struct slice before, struct err *err)
{
    setup_say(&setup->wish, "As it was before setup, to the byte:",
              "To be put back as it was before setup, to the byte:", setup->target.path);
    if (!setup->wish.write)
        return target_check(&setup->target, err);
    if (target_write(&setup->target, before, err) < 0)
        return -1;
    target_forget_saved(&setup->target);
    return 0;
}

static int remove_file(struct setup *setup, struct err *err)
{
    setup_say(&setup->wish, "Removed, as setup had made it:",
              "To be removed, as setup has made it:", setup->target.path);
    return setup->wish.write ? target_remove(&setup->target, err)
                             : target_check(&setup->target, err);
}

static int cut(struct setup *setup, bool has_backup, struct err *err)
{
    CLEANUP(buf_wipe) struct buf text = BUF_MAX(SETTINGS_FILE_MAX);
    struct slice old = buf_slice(&setup->target.text);
    struct jsonc_range where;

    if (registration_cut(&setup->app, old, &text, &where, err) < 0)
        return err_wrap(err, "%s", setup->target.path);
    printf("%s: the entry openrouter, up to line %zu of %s, %s out; the rest stays as it is.\n",
           setup->app.name, line_of(old, where.end), setup->target.path,
           setup->wish.write ? "was taken" : "would be taken");
    if (!setup->wish.write)
        return target_check(&setup->target, err);
    if (target_write(&setup->target, buf_slice(&text), err) < 0)
        return -1;
    if (has_backup)
        printf("The file has changed since setup wrote it, so the backup stays: %s\n",
               setup->target.kept);
    return 0;
}

static int undo(struct setup *setup)
{
    CLEANUP(buf_wipe) struct buf before = BUF_MAX(SETTINGS_FILE_MAX);
    struct slice now = buf_slice(&setup->target.text);
    struct err err = { 0 };
    int rc, found;

    if (setup->what == REGISTRATION_NONE) {
        printf("%s: openrouter is not registered in %s.\n", setup->app.name, setup->target.path);
        return 0;
    }
    if (setup->what == REGISTRATION_ANOTHER && !setup->wish.replace)
        return refuse_another(setup, "removes");
    found = target_saved(&setup->target, &before, &err);
    if (found < 0)
        return fail(&err);
    if (found == 0 && registration_undoes(&setup->app, now, buf_slice(&before)))
        rc = restore(setup, buf_slice(&before), &err);
    else if (is_made_by_us(setup))
        rc = remove_file(setup, &err);
    else
        rc = cut(setup, found == 0, &err);
    setup->wish.pending = !setup->wish.write;
    return rc < 0 ? fail(&err) : 0;
}

/* The file of a project is for everybody who works on it: no path of this machine. */
static bool name_this_program(struct setup *setup)
{
    if (setup->wish.for_project)
        return buf_adds(&setup->wanted, "openrouter-mcp") == 0;
    return whereabouts_path(&setup->wanted);
}

static int register_server(struct setup *setup)
{
    CLEANUP(buf_done) struct buf path = BUF_MAX(PATH_BYTES_MAX);
    struct err err = { 0 };

    if (!client_app_path(&setup->app, NULL, setup->wish.for_project, &path))
        return command_complain("there is no home directory: HOME is not set");
    if (!name_this_program(setup))
        return command_complain("this program cannot find out where it is");
    if (target_open(&setup->target, buf_text(&path), setup->wish.for_project, &err) < 0)
        return fail(&err);
    if (registration_read(&setup->app, buf_slice(&setup->target.text), &setup->what,
                          &setup->command, &err) < 0) {
        err_wrap(&err, "%s cannot be edited", setup->target.path);
        return fail(&err);
    }
    return setup->wish.remove ? undo(setup) : add(setup);
}

static int with_skills(struct setup *setup)
{
    CLEANUP(buf_done) struct buf folder = BUF_MAX(PATH_BYTES_MAX);

    if (!client_app_path(&setup->app, "skills", setup->wish.for_project, &folder))
        return command_complain("%s has no folder of skills that this program knows; the prompts "
                                "of the server do the same there",
                                setup->app.name);
    return setup_skills(&setup->wish, buf_text(&folder));
}

static int setup_run(struct program *program, const cJSON *arguments, bool json)
{
    const char *client = json_str(arguments, "client"), *scope = json_str(arguments, "scope");
    struct setup setup = {
        .config = program->config,
        .wish = { .write = json_bool(arguments, "write", false),
                  .remove = json_bool(arguments, "remove", false),
                  .replace = json_bool(arguments, "replace", false),
                  .for_project = scope && strcmp(scope, "project") == 0,
                  .state_dir = program->config->state_dir },
        .command = BUF_MAX(PATH_BYTES_MAX),
        .wanted = BUF_MAX(PATH_BYTES_MAX),
    };
    int status, rest = 0;

    (void)json;
    if (!client) {
        setup_overview(&setup.wish);
        return setup.wish.write || setup.wish.remove ? command_complain("say for which client") : 0;
    }
    client_app_open(&setup.app, client);
    status = register_server(&setup);
    if (json_bool(arguments, "skills", false))
        rest = with_skills(&setup);
    if (setup.is_written)
        say_next(&setup);
    if (setup.wish.pending)
        printf("Nothing was changed. Add --write to do it.\n");
    client_app_done(&setup.app);
    target_done(&setup.target);
    buf_done(&setup.command);
    buf_done(&setup.wanted);
    return status > rest ? status : rest;
}

const struct command command_setup = { "setup", setup_run };
