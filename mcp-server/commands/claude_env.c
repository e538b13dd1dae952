/* claude-env - the environment that points Claude Code itself at OpenRouter.
 *
 *   where the key is from -> a reference to it, in the shell's words -> three lines
 *   --check: /key -> whether that would work
 */
#include "mcp-server/cli/command.h"
#include "mcp-server/setup/whereabouts.h"
#include "mcp-server/usage/statement.h"

#include "base/limits.h"
#include "openrouter/money.h"

#include <stdio.h>
#include <unistd.h>

/* What differs between shells. */
struct shell {
    const char *set, *is;     /* before a name, and between it and its value */
    const char *quote;        /* a ' within '...' */
    const char *open, *close; /* around a command whose output is meant */
};

static const struct shell sh = { "export ", "=", "'\\''", "\"$(", ")\"" };
static const struct shell fish = { "set -gx ", " ", "\\'", "(", ")" };

static void add_quoted(struct buf *out, const struct shell *shell, const char *text)
{
    buf_addc(out, '\'');
    for (; *text; text++) {
        if (*text == '\'')
            buf_adds(out, shell->quote);
        else if (*text == '\\' && shell == &fish)
            buf_adds(out, "\\\\");
        else
            buf_addc(out, *text);
    }
    buf_addc(out, '\'');
}

/* Claude Code adds the /v1 itself. */
static char *base_of(const struct config *config)
{
    struct slice url = slice_of(config->base_url);

    if (slice_ends(url, SLICE("/v1")))
        url.size -= strlen("/v1");
    return slice_dup(url);
}

/* How the shell gets at the key, without its being in what we print. */
static void add_key(struct buf *out, const struct shell *shell, const char *source)
{
    static const char file[] = "the file ";
    CLEANUP(buf_done) struct buf self = BUF_MAX(PATH_BYTES_MAX);

    if (strcmp(source, "OPENROUTER_API_KEY") == 0) {
        buf_addf(out, "\"$%s\"", source);
        return;
    }
    buf_adds(out, shell->open);
    if (strncmp(source, file, strlen(file)) == 0) {
        buf_adds(out, "cat ");
        add_quoted(out, shell, source + strlen(file));
    } else {
        if (!whereabouts_path(&self))
            buf_adds(&self, "openrouter-mcp");
        add_quoted(out, shell, buf_text(&self));
        buf_adds(out, " claude-env --reveal");
    }
    buf_adds(out, shell->close);
}

static int print_lines(const struct config *config, const struct shell *shell)
{
    CLEANUP(buf_done) struct buf out = BUF_MAX(KIB(64));
    CLEANUP(freep) char *base = base_of(config);

    buf_addf(&out, "%sANTHROPIC_BASE_URL%s", shell->set, shell->is);
    add_quoted(&out, shell, base);
    buf_addf(&out, "\n%sANTHROPIC_AUTH_TOKEN%s", shell->set, shell->is);
    add_key(&out, shell, config->key_source);
    /* Empty and not absent: else Claude Code would go on with a key that it remembers. */
    buf_addf(&out, "\n%sANTHROPIC_API_KEY%s''\n", shell->set, shell->is);
    fputs(buf_text(&out), stdout);
    fprintf(stderr,
            "openrouter-mcp: with these, Claude Code asks OpenRouter by itself: that is in no "
            "ledger of this program and under none of its budgets. What bounds it is the "
            "limit of the key, at https://openrouter.ai/settings/keys.\n");
    return 0;
}

/* Not through stdio, whose buffer would keep a copy. */
static int reveal(const struct config *config)
{
    struct slice key;
    ssize_t written;

    if (isatty(STDOUT_FILENO))
        return command_complain(
            "the key is not shown on a terminal; --reveal is for what reads it");
    key = slice_of(secret_peek(config->key));
    written = write(STDOUT_FILENO, key.data, key.size);
    secret_hide(config->key);
    return written == (ssize_t)key.size ? 0 : command_complain("the key could not be written");
}

struct look {
    struct loop *loop;
    bool is_over;
};

static void on_statement(void *user)
{
    struct look *look = user;

    look->is_over = true;
    loop_stop(look->loop);
}

static void say_left(const struct account_key *key)
{
    char left[MONEY_TEXT_SIZE], limit[MONEY_TEXT_SIZE];

    if (key->limit_nano < 0)
        printf("limit: none of its own; only the credits of the account bound it\n");
    else
        printf("limit: %s of %s left%s%s\n", money_text(left, key->left_nano),
               money_text(limit, key->limit_nano), key->reset[0] ? ", " : "", key->reset);
}

/* 1: it would not do, and why. */
static int judge(const struct account_key *key)
{
    if (key->is_management) {
        printf("This is a management key, which asks no model: make an ordinary one.\n");
        return 1;
    }
    say_left(key);
    if (key->is_disabled)
        printf("This key is disabled.\n");
    else if (key->limit_nano >= 0 && key->left_nano <= 0)
        printf("Nothing is left of the limit of this key.\n");
    else
        return 0;
    return 1;
}

static int check(struct program *program)
{
    struct look look = { .loop = program->loop };
    struct statement statement = { .program = program, .on_end = on_statement, .user = &look };
    CLEANUP(freep) char *base = base_of(program->config);
    struct err err;
    int status;

    statement_start(&statement);
    if (!look.is_over)
        loop_run(program->loop);
    err = statement.errs[STATEMENT_KEY];
    statement_done(&statement);
    printf("address: %s\nkey: from %s\n", base, program->config->key_source);
    fflush(stdout);
    if (err.kind != ERR_NONE)
        return command_complain("this would not work: %s", err.text);
    status = judge(&statement.key);
    if (status == 0)
        printf("This would work. Nothing was spent to find out.\n");
    return status;
}

static int claude_env_run(struct program *program, const cJSON *arguments, bool json)
{
    const struct config *config = program->config;
    const char *shell = json_str(arguments, "shell");

    (void)json;
    if (!config->key || !config->key_source)
        return command_complain("%s", config->key_err.text);
    if (json_bool(arguments, "reveal", false))
        return reveal(config);
    if (json_bool(arguments, "check", false))
        return check(program);
    return print_lines(config, shell && strcmp(shell, "fish") == 0 ? &fish : &sh);
}

const struct command command_claude_env = { "claude-env", claude_env_run };
