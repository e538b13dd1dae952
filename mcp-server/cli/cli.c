/* cli - the second front door: tools as commands. */
#include "mcp-server/cli/cli.h"

#include "base/limits.h"
#include "base/nearest.h"
#include "base/signals.h"
#include "mcp-server/cli/chart.h"
#include "mcp-server/cli/flags.h"
#include "mcp-server/cli/forget.h"
#include "mcp-server/cli/intake.h"
#include "mcp-server/cli/manual.h"
#include "mcp-server/cli/terminal.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

struct command {
    const char *name;
    const char *tool; /* NULL: its own function */
    const char *help;
    int (*run)(struct program *program, char **argv);
    terminal_draw *draw; /* how a tool's answer is shown on a terminal; NULL: as it is */
};

static int print_version(struct program *program, char **argv);
static int print_help(struct program *program, char **argv);

static const struct command commands[] = {
    { "ask", "ask_model", "ask one to five models a question", NULL },
    { "models", "list_models", "find a model, with its prices", NULL },
    { "usage", "show_usage", "what was spent, and what is left", NULL, chart_draw },
    { "forget", NULL, "remove old rows from the ledger, and kept answers", forget_run },
    { "help", NULL, "this text; also: openrouter-mcp COMMAND --help", print_help },
    { "version", NULL, "print the version", print_version },
};

/* One command that runs as a call. */
struct run {
    struct loop *loop;
    struct terminal *terminal;
    struct call *call;
    bool ended; /* may be true before the loop runs: some calls are answered at once */
    int signal_number;
};

static int complain(const char *sentence)
{
    fprintf(stderr, "openrouter-mcp: %s\n", sentence);
    return 2;
}

/* Who asked for one JSON object gets one. */
static int complain_in_json(const char *sentence)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(sizeof(struct err) * 6);

    json_quote(slice_of(sentence), &text);
    printf("{\"text\":%s,\"is_error\":true,\"_meta\":{}}\n", buf_text(&text));
    return 2;
}

static int print_version(struct program *program, char **argv)
{
    (void)program;
    (void)argv;
    printf("openrouter-mcp %s\n", VERSION);
    return 0;
}

static int print_help(struct program *program, char **argv)
{
    (void)program;
    (void)argv;
    printf("openrouter-mcp: other models, through your OpenRouter account, as tools and commands.\n"
           "\n"
           "Usage: openrouter-mcp COMMAND [FLAGS]\n"
           "       openrouter-mcp            serve MCP on standard input and output:\n"
           "                                 tools, prompts and resources\n"
           "\n");
    for (size_t i = 0; i < ARRAY_COUNT(commands); i++)
        printf("  %-10s%s\n", commands[i].name, commands[i].help);
    printf("\nThe key is read from OPENROUTER_API_KEY or from the file OPENROUTER_API_KEY_FILE "
           "names.\nExit status: 0 done, 2 error.\n");
    return 0;
}

bool cli_wants(int argc, char **argv)
{
    (void)argv;
    return argc > 1 || isatty(STDIN_FILENO);
}

static const struct command *find_command(const char *name)
{
    /* "--help" and "-h" are what people try first. */
    static const char *const aliases[][2] = {
        { "--help", "help" }, { "-h", "help" }, { "--version", "version" }, { "-V", "version" }
    };

    for (size_t i = 0; i < ARRAY_COUNT(aliases); i++)
        if (strcmp(name, aliases[i][0]) == 0)
            name = aliases[i][1];
    for (size_t i = 0; i < ARRAY_COUNT(commands); i++)
        if (strcmp(name, commands[i].name) == 0)
            return &commands[i];
    return NULL;
}

static int complain_unknown(const char *name)
{
    size_t limit = nearest_limit(slice_of(name));

    for (size_t i = 0; i < ARRAY_COUNT(commands); i++)
        if (nearest_distance(slice_of(name), slice_of(commands[i].name), limit) <= limit) {
            fprintf(stderr, "openrouter-mcp: there is no command \"%s\"; did you mean \"%s\"?\n",
                    name, commands[i].name);
            return 2;
        }
    fprintf(stderr, "openrouter-mcp: there is no command \"%s\"; openrouter-mcp help lists them\n",
            name);
    return 2;
}

/* The text that was left for standard input, if any is to be read there. */
static int read_input(struct flags *flags, const cJSON *schema, struct err *err)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(PROMPT_MAX);
    const char *wanted = flags->standard_input;
    const char *positional = flags_positional(schema);

    if (!wanted && positional && flags_is_required(schema, positional) &&
        !json_at(flags->arguments, positional) && !isatty(STDIN_FILENO))
        wanted = positional;
    if (!wanted)
        return 0;
    if (intake_all(&text, STDIN_FILENO, "standard input", err) < 0)
        return -1;
    cJSON_AddStringToObject(flags->arguments, wanted, buf_text(&text));
    return 0;
}

static void on_end(void *user)
{
    struct run *run = user;

    run->ended = true;
    loop_stop(run->loop);
}

static void on_signal(void *user, int number)
{
    struct run *run = user;

    run->signal_number = number;
    loop_stop(run->loop);
}

/* Deltas are shown as they come where they are the answer: of several models they would mix. */
static bool may_stream(const cJSON *arguments)
{
    const char *models = json_str(arguments, "model");

    return !models || !strchr(models, ',');
}

static int run_call(struct program *program, const struct handler *tool, struct flags *flags,
                    terminal_draw *draw)
{
    static const int numbers[] = { SIGINT, SIGTERM, SIGHUP, 0 };
    struct run run = { .loop = program->loop };
    struct signals *signals = signals_new(run.loop, numbers, on_signal, &run);

    run.terminal = terminal_new(run.loop, &(struct terminal_options){
                                              .out_fd = STDOUT_FILENO,
                                              .err_fd = STDERR_FILENO,
                                              .json = flags->json,
                                              .streams = may_stream(flags->arguments),
                                              .colours = !program->config->no_color,
                                              .draw = draw,
                                              .on_end = on_end,
                                              .user = &run,
                                          });

    struct call_setup setup = {
        .handler = tool,
        .arguments = TAKE(flags->arguments),
        .context = program,
        .sink = terminal_sink(run.terminal),
    };

    call_start(run.loop, &setup, &run.call);
    if (!run.ended)
        loop_run(run.loop);
    call_stop(run.call);
    /* The memory of a call is given back on the loop's next turn. */
    loop_turn(run.loop, 0);

    int status = terminal_status(run.terminal);

    terminal_free(run.terminal);
    signals_free(signals);
    return run.signal_number ? 128 + run.signal_number : status;
}

static int run_tool(struct program *program, const struct registry *registry,
                    const struct command *command, char **argv)
{
    const cJSON *definition = registry_definition(registry, FAMILY_TOOL, command->tool);
    const cJSON *schema = json_at(definition, "inputSchema");
    CLEANUP(flags_done) struct flags flags = { 0 };
    struct err err = { 0 };

    if (flags_read(&flags, schema, argv, &err) < 0)
        return complain(err.text);
    if (flags.help) {
        CLEANUP(buf_done) struct buf text = BUF_MAX(KIB(64));

        manual_add(&text, command->name, definition);
        fputs(buf_text(&text), stdout);
        return 0;
    }
    if (read_input(&flags, schema, &err) < 0 ||
        registry_admit(registry, command->tool, flags.arguments, &err) < 0)
        return flags.json ? complain_in_json(err.text) : complain(err.text);
    return run_call(program, registry_find(registry, FAMILY_TOOL, command->tool), &flags,
                    command->draw);
}

int cli_main(struct program *program, struct registry *registry, int argc, char **argv)
{
    if (argc < 2)
        return print_help(program, argv);

    const struct command *command = find_command(argv[1]);

    if (!command)
        return complain_unknown(argv[1]);
    if (command->tool)
        return run_tool(program, registry, command, argv + 2);
    return command->run(program, argv + 2);
}
