/* login - a key from the browser or from standard input, into the keystore.
 *
 *   may it be stored? -> limit, label -> address, code, key (signin) -> stored  -> looked at
 *                     -> standard input                      -> looked at -> stored
 *
 * A key that was made just now is stored first: it is shown once. One that was brought is looked at
 * first: it may be wrong.
 */
#include "base/limits.h"
#include "base/signals.h"
#include "mcp-server/cli/command.h"
#include "mcp-server/config/signin.h"
#include "openrouter/account.h"
#include "openrouter/money.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define DEFAULT_LIMIT "10"
#define NO_LIMIT      "none"

/* What is waited for, one thing at a time. */
struct login {
    struct program *program;
    const cJSON *arguments;
    bool is_terminal; /* somebody can be asked */
    int signal_number;

    bool is_over;
    struct err err;           /* ERR_NONE: it went well */
    struct secret *key;       /* owned */
    struct account_key facts; /* what OpenRouter says of it */
    char limit[16], own_label[96];
    const char *label;
};

static void on_signal(void *user, int number)
{
    struct login *login = user;

    login->signal_number = number;
    loop_stop(login->program->loop);
}

/* Until what was begun is over, or a signal comes. */
static void wait_for(struct login *login)
{
    static const int numbers[] = { SIGINT, SIGTERM, SIGHUP, 0 };
    struct signals *signals = signals_new(login->program->loop, numbers, on_signal, login);

    while (!login->is_over && !login->signal_number)
        loop_run(login->program->loop);
    signals_free(signals);
}

static void end(struct login *login, const struct err *err)
{
    login->err = err ? *err : (struct err){ 0 };
    login->is_over = true;
    loop_stop(login->program->loop);
}

/* What was typed, without blanks around it; false at the end of it. */
static bool ask(const char *question, char *reply, size_t size)
{
    struct slice typed;

    printf("%s", question);
    fflush(stdout);
    if (!fgets(reply, (int)size, stdin))
        return false;
    typed = slice_trim(slice_of(reply));
    memmove(reply, typed.data, typed.size);
    reply[typed.size] = '\0';
    return true;
}

static bool may_replace(const struct login *login)
{
    char reply[16];

    if (json_bool(login->arguments, "replace", false) ||
        !config_has_stored_key(login->program->config))
        return true;
    if (login->is_terminal && !json_bool(login->arguments, "stdin", false))
        return ask("A key is stored already. Replace it? [y/N] ", reply, sizeof(reply)) &&
               (reply[0] == 'y' || reply[0] == 'Y');
    command_complain("a key is stored already, and was left; add --replace to store another one");
    return false;
}

static void say_what_wins(const struct config *config)
{
    if (config->key_source && strcmp(config->key_source, CONFIG_KEYSTORE) != 0)
        printf("Note: the key in %s goes before the stored one, wherever it is set.\n\n",
               config->key_source);
}

/* Digits and a point, and more than nothing. */
static bool is_limit(const char *limit)
{
    struct err ignored;
    int64_t nano = 0;

    if (strcmp(limit, NO_LIMIT) == 0)
        return true;
    return limit[strspn(limit, "0123456789.")] == '\0' &&
           money_parse_nano(slice_of(limit), &nano, &ignored) == 0 && nano > 0;
}

static int choose_limit(struct login *login)
{
    const char *given = json_str(login->arguments, "limit");

    snprintf(login->limit, sizeof(login->limit), "%s", given ? given : DEFAULT_LIMIT);
    if (!given && login->is_terminal) {
        char reply[sizeof(login->limit)];

        if (!ask("Dollars that the new key may spend, or none [" DEFAULT_LIMIT "]: ", reply,
                 sizeof(reply)))
            return -1;
        if (reply[0])
            snprintf(login->limit, sizeof(login->limit), "%s", reply);
    } else if (!given) {
        printf("The new key may spend $" DEFAULT_LIMIT " (--limit says otherwise).\n");
    }
    if (is_limit(login->limit))
        return 0;
    command_complain("a limit is an amount of dollars above 0, such as 10 or 2.50, or " NO_LIMIT);
    return -1;
}

static void choose_label(struct login *login)
{
    char host[65] = "";

    if (gethostname(host, sizeof(host) - 1) < 0 || !host[0])
        snprintf(host, sizeof(host), "this machine");
    snprintf(login->own_label, sizeof(login->own_label), "openrouter-mcp on %s", host);
    login->label = json_str(login->arguments, "label");
    if (!login->label)
        login->label = login->own_label;
}

static void on_puzzled(void *user, const char *sentence)
{
    (void)user;
    command_complain("%s", sentence);
}

static void on_key(void *user, struct secret *key, const struct err *err)
{
    struct login *login = user;

    login->key = key;
    end(login, err);
}

static void show_address(const char *address, bool pastes, bool reads)
{
    printf("Open this address in a browser, and allow the key there:\n\n  %s\n\n", address);
    if (pastes)
        printf("Then paste the code that the page shows here: ");
    else if (reads)
        printf("The browser comes back here by itself. If it cannot, because it runs on another\n"
               "machine, paste the address at which it ends here.\n\n");
    fflush(stdout);
}

/* A new key by the browser; -1 when login->err says why there is none, or a signal came. */
static int browse(struct login *login)
{
    static const struct signin_handler handler = { on_puzzled, on_key };
    bool pastes = json_bool(login->arguments, "paste", false);
    bool reads = pastes || login->is_terminal;
    struct signin_wish wish = { .pastes = pastes,
                                .input_fd = reads ? STDIN_FILENO : -1,
                                .limit = strcmp(login->limit, NO_LIMIT) ? login->limit : NULL,
                                .label = login->label };
    struct signin *signin = signin_new(login->program, &wish, &handler, login, &login->err);

    if (!signin)
        return -1;
    show_address(signin_address(signin), pastes, reads);
    wait_for(login);
    signin_free(signin);
    printf("\n");
    return login->key ? 0 : -1;
}

/* All of standard input, when it is no more than a key with its line end; into memory that does not
 * move, and is wiped. */
static int read_input(struct buf *text, struct err *err)
{
    text->data = xmalloc(text->size_max + 1);
    text->capacity = text->size_max + 1;
    while (text->size < text->size_max) {
        ssize_t size = read(STDIN_FILENO, text->data + text->size, text->size_max - text->size);

        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0)
            return err_set(err, ERR_ARGUMENT, "standard input cannot be read: %s", strerror(errno));
        if (size == 0)
            return 0;
        text->size += (size_t)size;
    }
    return 0; /* too long for a key, which is said of it */
}

static int bring(struct login *login)
{
    CLEANUP(buf_wipe) struct buf text = BUF_MAX(KEY_MAX + 3);

    if (isatty(STDIN_FILENO))
        return err_set(&login->err, ERR_ARGUMENT,
                       "a key that is typed can be seen; give it by a file or a pipe: "
                       "openrouter-mcp login --stdin < FILE");
    if (read_input(&text, &login->err) < 0)
        return -1;
    login->key = config_check_key(buf_slice(&text), "standard input", &login->err);
    return login->key ? 0 : -1;
}

static void on_facts(void *user, struct slice body, const struct err *err)
{
    struct login *login = user;
    struct err why = { 0 };

    if (!err && account_read_key(body, &login->facts, &why) < 0)
        err = &why;
    end(login, err);
}

/* What OpenRouter says of the key; -1 and login->err when it says nothing of it. */
static int look(struct login *login)
{
    static const struct client_get_handler handler = { on_facts };
    struct client_get *asking;
    struct client *client = client_new(login->program->loop, login->program->http,
                                       &(struct client_options){
                                           .base_url = login->program->config->base_url,
                                           .key = login->key,
                                           .app_title = "openrouter-mcp",
                                       });

    login->is_over = false;
    err_set(&login->err, ERR_TIMEOUT, "it was interrupted");
    asking = client_get_start(client, "/key", SMALL_BODY_MAX, &handler, login);
    wait_for(login);
    client_get_free(asking);
    client_free(client);
    return login->err.kind == ERR_NONE ? 0 : -1;
}

static int keep(struct login *login)
{
    return config_store_key(login->program->config, login->key, &login->err);
}

/* A limit that was asked for and not given is money at risk. */
static void say_other_limit(const char *wanted, int64_t limit_nano)
{
    struct err ignored;
    int64_t wanted_nano = -1;

    if (!wanted[0])
        return;
    money_parse_nano(slice_of(wanted), &wanted_nano, &ignored);
    if (wanted_nano != limit_nano)
        printf("That is not the limit which was asked for (%s%s): change it at\n"
               "https://openrouter.ai/settings/keys\n",
               wanted_nano < 0 ? "" : "$", wanted);
}

static void say_facts(const struct login *login)
{
    const struct account_key *facts = &login->facts;
    char limit[MONEY_TEXT_SIZE], left[MONEY_TEXT_SIZE];

    printf("The key%s%s%s is stored", facts->name[0] ? " \"" : "", facts->name,
           facts->name[0] ? "\"" : "");
    if (facts->limit_nano >= 0)
        printf(": it may spend %s%s%s, of which %s are left.\n",
               money_text(limit, facts->limit_nano), facts->reset[0] ? " " : "", facts->reset,
               money_text(left, facts->left_nano));
    else
        printf(". It has no limit of its own.\n");
    say_other_limit(login->limit, facts->limit_nano);
}

static void say_place(const struct config *config)
{
    printf(
        "\nIt lies sealed in %s,\nand what it is sealed with in %s.\n"
        "Who gets only one of the two, by a backup or a synchronised folder, has nothing; every\n"
        "program that runs as you, and root, can read both. openrouter-mcp logout removes it.\n",
        config->keystore_file, config->keystore_seal);
}

/* The end of it. unknown: why OpenRouter said nothing of the key; NULL when it did. */
static int report(const struct login *login, const struct err *unknown)
{
    if (unknown)
        printf("The key is stored. OpenRouter could not be asked about it: %s\n", unknown->text);
    else
        say_facts(login);
    say_place(login->program->config);
    return 0;
}

/* An interrupt needs no words. */
static int give_up(const struct login *login, const char *what)
{
    return login->signal_number ? 2 : command_complain("%s%s", what, login->err.text);
}

static int from_browser(struct login *login)
{
    if (choose_limit(login) < 0)
        return 2;
    choose_label(login);
    if (browse(login) < 0)
        return give_up(login, "");
    if (keep(login) < 0)
        return command_complain("a key was made, but cannot be stored; delete it at "
                                "https://openrouter.ai/settings/keys. %s",
                                login->err.text);
    return report(login, look(login) < 0 ? &login->err : NULL);
}

static int from_input(struct login *login)
{
    struct err unknown = { 0 };

    if (bring(login) < 0)
        return give_up(login, "");
    if (look(login) < 0)
        unknown = login->err;
    if (login->signal_number || unknown.kind == ERR_AUTH)
        return give_up(login, "the key was not stored: ");
    if (keep(login) < 0)
        return give_up(login, "the key cannot be stored: ");
    return report(login, unknown.kind == ERR_NONE ? NULL : &unknown);
}

static int check_arguments(const cJSON *arguments)
{
    if (!json_bool(arguments, "stdin", false))
        return 0;
    if (json_bool(arguments, "paste", false))
        return command_complain("say --stdin (the key itself) or --paste (a code), not both");
    if (json_at(arguments, "limit") || json_at(arguments, "label"))
        return command_complain("--limit and --label are for a new key; that of --stdin has them");
    return 0;
}

static int run(struct login *login)
{
    bool brings = json_bool(login->arguments, "stdin", false);
    int status;

    if (!may_replace(login))
        return 2;
    say_what_wins(login->program->config);
    status = brings ? from_input(login) : from_browser(login);
    secret_free(login->key);
    return login->signal_number ? 128 + login->signal_number : status;
}

static int login_run(struct program *program, const cJSON *arguments, bool json)
{
    struct login login = { .program = program,
                           .arguments = arguments,
                           .is_terminal = isatty(STDIN_FILENO) != 0 };
    struct err err = { 0 };

    (void)json;
    if (check_arguments(arguments) != 0)
        return 2;
    if (program->config->config_err.kind != ERR_NONE)
        return command_complain("%s", program->config->config_err.text);
    if (config_prepare_store(program->config, &err) < 0)
        return command_complain("%s", err.text);
    return run(&login);
}

const struct command command_login = { "login", login_run };
