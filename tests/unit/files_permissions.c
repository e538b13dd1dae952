/* Units of files/permissions: what Claude Code's settings deny, we do not send. */
#include "files/permissions.h"
#include "thorn.h"

static char user[200], managed[200];

static struct permissions_setup setup_of(void)
{
    snprintf(user, sizeof(user), "%s/.claude", home);
    snprintf(managed, sizeof(managed), "%s/managed", home);
    return (struct permissions_setup){ .root = root,
                                       .root_named = root,
                                       .projects = { root },
                                       .user = user,
                                       .managed = managed,
                                       .home = home };
}

static char sentence[1200];

/* "" for a file that may leave, else the sentence. */
static const char *check(const char *path)
{
    struct permissions_setup setup = setup_of();
    struct err err = { 0 };
    struct permissions *permissions = permissions_new(&setup, &err);

    sentence[0] = '\0';
    if (!permissions || permissions_check(permissions, path, false, &err) < 0)
        snprintf(sentence, sizeof(sentence), "%s", err.text);
    permissions_free(permissions);
    return sentence;
}

static void deny(const char *file, const char *rule)
{
    char text[600];

    snprintf(text, sizeof(text),
             "{\"permissions\": {\"allow\": [\"Read(**)\"], \"deny\": [\"%s\"]}}", rule);
    thorn_write(file, text);
}

TEST("permissions: each scope denies, and names its file and its rule")
{
    static const char *const files[] = {
        "tree/.claude/settings.json",    "tree/.claude/settings.local.json",
        ".claude/settings.json",         ".claude/remote-settings.json",
        "managed/managed-settings.json", "managed/managed-settings.d/10-team.json"
    };

    thorn_begin();
    for (size_t i = 0; i < ARRAY_COUNT(files); i++) {
        char wanted[400];

        deny(files[i], "Read(*.pem)");
        snprintf(wanted, sizeof(wanted),
                 "is not sent: permissions.deny in %s/%s (\"Read(*.pem)\") keeps Claude Code "
                 "from reading it; the user can allow it: add its path to \"files\": "
                 "{\"allow\": [...]} in config.json",
                 home, files[i]);
        CHECK_STR(check("a/b.pem"), wanted);
        CHECK_STR(check("a/b.txt"), "");
        CHECK_INT(unlink(thorn_path(files[i])), 0);
        CHECK_STR(check("a/b.pem"), "");
    }
    thorn_end();
}

TEST("permissions: no scope lifts what another one denies")
{
    thorn_begin();
    deny("managed/managed-settings.json", "Bash(rm:*)");
    deny("tree/.claude/settings.json", "Read(secret/**)");
    thorn_write(
        ".claude/settings.json",
        "{\"permissions\": {\"allow\": [\"Read(secret/**)\"], \"deny\": [\"Read(!secret/**)\"]}}");
    CHECK_SAYS(check("secret/a"), "tree/.claude/settings.json");
    CHECK_STR(check("public/a"), "");
    thorn_end();
}

static void write_rule(char *rule, size_t size, const char *pattern)
{
    const char *at = strstr(pattern, "HOME");

    if (at)
        snprintf(rule, size, "%.*s%s%s", (int)(at - pattern), pattern, home, at + 4);
    else
        snprintf(rule, size, "%s", pattern);
}

TEST("permissions: the forms of a pattern, and where each begins")
{
    /* HOME: the home folder. */
    static const struct {
        const char *rule, *denied, *allowed;
    } rows[] = {
        { "Read", "a", NULL },
        { "Read(**)", "a/b", NULL },
        { "Read(*)", "a/b", NULL },
        { "Read()", "a", NULL },
        { "*", "a", NULL },
        { "Read(.env)", "a/.env", "a/.env.example" },
        { "Read(./.env)", ".env", "env" },
        { "Read(./secrets/**)", "secrets/a/b", "a/secrets/b" },
        { "Read(secrets/)", "a/secrets/b", "a/secrets" },
        { "Read(secrets)", "secrets/a", "secretsa" },
        { "Read(/src/*.c)", "src/a.c", "src/a/b.c" },
        { "Read(/src)", "src/a", "a/src" },
        { "Read(**/keys/*)", "a/keys/b", "a/key/b" },
        { "Read(~/tree/x)", "x", "a/x" },
        { "Read(~/**/x)", "a/x", "y" },
        { "Read(/HOME/tree/x)", "x/y", "z" },
        { "Read(//**/.env)", "a/.env", "env" },
        { "Read(//etc/**)", NULL, "etc/a" },
        { "Read(/)", "a/b", NULL },
        { "Read(./)", "a/b", NULL },
        { "Read(~)", "a/b", NULL },
        { "Read(~/)", "a/b", NULL },
        { "Read(//)", "a/b", NULL },
        { "Read(~/etc/**)", NULL, "etc/a" },
        { "Read(.ENV)", ".env", "ENV" },
        { "Read(#a)", "#a", "a" },
        { "Read(a (1).txt)", "a (1).txt", "a 1.txt" },
        { "Edit(a)", NULL, "a" },
        { "Bash(cat:*)", NULL, "a" },
        { "ReadMcpResource(x)", NULL, "x" },
    };

    thorn_begin();
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        char rule[400];

        write_rule(rule, sizeof(rule), rows[i].rule);
        deny("tree/.claude/settings.json", rule);
        if (rows[i].denied && !strstr(check(rows[i].denied), "is not sent"))
            test_fail(__FILE__, __LINE__, "%s does not deny %s", rule, rows[i].denied);
        if (rows[i].allowed && *check(rows[i].allowed))
            test_fail(__FILE__, __LINE__, "%s: %s", rule, sentence);
    }
    thorn_end();
}

TEST("permissions: /x in the user's settings is below the project and below the settings")
{
    thorn_begin();
    deny(".claude/settings.json", "Read(/x)");
    CHECK_SAYS(check("x"), "Read(/x)");
    CHECK_STR(check("a/x"), "");
    thorn_end();
}

TEST("permissions: a root that is reached by a link is denied by both of its names")
{
    char linked[200], rule[300];
    struct permissions_setup setup;
    struct permissions *permissions;
    struct err err;

    thorn_begin();
    snprintf(linked, sizeof(linked), "%s/linked", home);
    CHECK_INT(symlink(root, linked), 0);
    snprintf(rule, sizeof(rule), "Read(/%s/x)", linked);
    deny(".claude/settings.json", rule);
    setup = setup_of();
    setup.root_named = linked;
    permissions = permissions_new(&setup, &err);
    CHECK(permissions);
    CHECK_INT(permissions_check(permissions, "x", false, &err), -1);
    CHECK_INT(permissions_check(permissions, "y", false, &err), 0);
    permissions_free(permissions);
    thorn_end();
}

TEST("permissions: settings without deny rules, empty ones, and a byte order mark are no problem")
{
    static const char *const texts[] = { "{}",
                                         "",
                                         "  \n",
                                         "{\"permissions\": {}}",
                                         "{\"permissions\": {\"deny\": []}}",
                                         "\xEF\xBB\xBF{\"model\": \"x\"}" };

    thorn_begin();
    for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
        thorn_write(".claude/settings.json", texts[i]);
        CHECK_STR(check("a"), "");
    }
    thorn_end();
}

TEST("permissions: settings that cannot be understood forbid everything, and are named")
{
    static const char *const texts[] = { "{",
                                         "[]",
                                         "{\"permissions\": []}",
                                         "{\"permissions\": {\"deny\": \"Read(a)\"}}",
                                         "{\"permissions\": {\"deny\": [1]}}",
                                         "{\"permissions\": {\"deny\": [\"Read(a\"]}}",
                                         "{\"permissions\": {\"deny\": [\"Read(a\\nb)\"]}}",
                                         "{} // a comment",
                                         "{\"permissions\": {}, \"permissions\": {}}" };
    char wanted[300];

    thorn_begin();
    snprintf(
        wanted, sizeof(wanted),
        "what Claude Code may not read is not known, because of %s/.claude/settings.json: ", home);
    for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
        thorn_write(".claude/settings.json", texts[i]);
        CHECK_SAYS(check("a"), wanted);
    }
    thorn_end();
}

TEST("permissions: pieces that are hidden or no .json are not the company's settings")
{
    thorn_begin();
    deny("managed/managed-settings.d/.hidden.json", "Read");
    deny("managed/managed-settings.d/readme.txt", "Read");
    CHECK_STR(check("a"), "");
    deny("managed/managed-settings.d/z.json", "Read");
    CHECK_SAYS(check("a"), "managed-settings.d/z.json");
    thorn_end();
}

TEST("permissions: a rule for the home folder cannot be kept where it is not known")
{
    struct permissions_setup setup;
    struct err err;

    thorn_begin();
    deny("managed/managed-settings.json", "Read(~/.ssh/**)");
    setup = setup_of();
    setup.home = NULL;
    CHECK(!permissions_new(&setup, &err));
    CHECK_SAYS(err.text, "needs a home folder, and HOME is not set");
    CHECK_INT(err.kind, ERR_POLICY);
    thorn_end();
}
