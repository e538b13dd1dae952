/* Units of mcp-server/reach, and of the settings that it goes by. */
#include "files/path.h"
#include "home.h"
#include "mcp-server/cli/cli.h"
#include "mcp-server/material/reach.h"

static struct roots *roots;

/* The roots by settings and environment, relative to the home folder; or the sentence. */
static const char *reached(struct config *config, const char *const *flags)
{
    static char text[1200];

    config_load(config);
    roots = reach_open(config, flags);
    snprintf(text, sizeof(text), "%s", roots->count ? "" : roots->err.text);
    for (size_t i = 0; i < roots->count; i++) {
        size_t size = strlen(text);

        snprintf(text + size, sizeof(text) - size, "%s%s", i ? " " : "",
                 roots->items[i].path + strlen(home));
    }
    roots = roots_free(roots);
    return text;
}

static void make_folder(const char *name)
{
    char path[128];

    snprintf(path, sizeof(path), "%s/%s", home, name);
    mkdir(path, 0700);
}

static void leave(struct config *config)
{
    static const char *const names[] = { "a/.git", "a", "b", NULL };

    remove_below(home, names);
    end(config);
}

static void enter(void)
{
    begin();
    make_folder("a");
    make_folder("b");
}

static void set_project(const char *name)
{
    char path[128];

    snprintf(path, sizeof(path), "%s%s", home, name);
    setenv("CLAUDE_PROJECT_DIR", path, 1);
}

TEST("reach: --root, else the settings, else the client's project")
{
    struct config config;
    char a[128];
    const char *const flags[] = { a, NULL };

    enter();
    snprintf(a, sizeof(a), "%s/a", home);
    set_project("/b");
    CHECK_STR(reached(&config, NULL), "/b");
    config_done(&config);
    make_config("{\"roots\": [\"~/b\", \"~/a\"], \"files\": {\"allow\": [\"**/*.pem\"]}}");
    CHECK_STR(reached(&config, NULL), "/b /a");
    CHECK_STR(config.file_allow[0], "**/*.pem");
    CHECK(!config.file_allow[1]);
    config_done(&config);
    CHECK_STR(reached(&config, flags), "/a");
    leave(&config);
}

TEST("reach: neither the home directory nor the directories of this server, whoever names them")
{
    struct config config;

    enter();
    set_project("");
    CHECK_SAYS(reached(&config, NULL), "the home directory: no folder to read files in");
    config_done(&config);
    set_project("/.config");
    make_config("{}");
    CHECK_SAYS(reached(&config, NULL), "this server's own files");
    config_done(&config);
    set_project("/.local/state/openrouter-mcp");
    CHECK_SAYS(reached(&config, NULL), "this server's own files");
    config_done(&config);
    set_project("/.cache");
    CHECK_SAYS(reached(&config, NULL), "this server's own files");
    leave(&config);
}

TEST("reach: settings name folders by absolute paths, and patterns that are not empty")
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        { "{\"roots\": [\"a\"]}", "/roots/0" },
        { "{\"roots\": \"/a\"}", "/roots" },
        { "{\"files\": {\"allow\": [\"\"]}}", "/files/allow/0" },
        { "{\"files\": {\"deny\": []}}", "\"deny\" is not a setting of files" },
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct config config;

        begin();
        make_config(rows[i].text);
        config_load(&config);
        CHECK_SAYS(config.config_err.text, rows[i].says);
        CHECK(!config.roots && !config.file_allow);
        end(&config);
    }
}

/* "folders | what is left of argv", or the sentence. */
static const char *taken(const char *first, const char *second, const char *third,
                         const char *fourth)
{
    static char text[1200];
    char *arguments[] = { "program",     (char *)first,  (char *)second,
                          (char *)third, (char *)fourth, NULL };
    char **argv = arguments;
    int argc = first ? second ? third ? fourth ? 5 : 4 : 3 : 2 : 1;
    const char *folders[ROOTS_MAX + 1];
    struct err err;

    if (cli_take_roots(&argc, &argv, folders, &err) < 0)
        return snprintf(text, sizeof(text), "%s", err.text), text;
    text[0] = '\0';
    for (size_t i = 0; folders[i]; i++)
        snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s ", folders[i]);
    snprintf(text + strlen(text), sizeof(text) - strlen(text), "|");
    for (int i = 0; i < argc; i++)
        snprintf(text + strlen(text), sizeof(text) - strlen(text), " %s", argv[i]);
    CHECK(!argv[argc]);
    return text;
}

TEST("reach: --root stands in front, alone or before a command, as often as needed")
{
    CHECK_STR(taken(NULL, NULL, NULL, NULL), "| program");
    CHECK_STR(taken("ask", "--root", "a", NULL), "| program ask --root a");
    CHECK_STR(taken("--root", "a", NULL, NULL), "a | program");
    CHECK_STR(taken("--root=a", NULL, NULL, NULL), "a | program");
    CHECK_STR(taken("--root", "a", "--root=b", "ask"), "a b | program ask");
    CHECK_STR(taken("--root", "a", "--root", "b"), "a b | program");
    CHECK_STR(taken("--roots", "a", NULL, NULL), "| program --roots a");
    CHECK_SAYS(taken("--root", NULL, NULL, NULL), "--root needs a folder");
    CHECK_SAYS(taken("--root=", NULL, NULL, NULL), "--root needs a folder");
    CHECK_SAYS(taken("--root", "a", "--root", NULL), "--root needs a folder");
}
