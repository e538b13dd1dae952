/* cli - the second front door: tools and other work as commands. */
#include "mcp-server/cli/cli.h"

#include "base/limits.h"
#include "base/nearest.h"
#include "base/signals.h"
#include "mcp-server/cli/chart.h"
#include "mcp-server/cli/command.h"
#include "mcp-server/cli/flags.h"
#include "mcp-server/cli/intake.h"
#include "mcp-server/cli/manual.h"
#include "mcp-server/cli/review.h"
#include "schema/coerce.h"
#include "schema/schema.h"
#include "schemas.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

const struct cli_tool cli_tools[] = {
    { .name = "ask",
      .tool = "ask_model",
      .summary = "ask one to five models a question",
      .answers = true },
    { .name = "models", .tool = "list_models", .summary = "find a model, with its prices" },
    { .name = "review",
      .tool = "review_diff",
      .summary = "let other vendors' models review a change",
      .door = &review_door },
    { .name = "score",
      .tool = "score_review",
      .summary = "say what became of a review's findings",
      .preset = "by",
      .value = "human" },
    { .name = "usage",
      .tool = "show_usage",
      .summary = "what was spent, and what is left",
      .draw = chart_draw },
    { NULL },
};

/* One command that runs as a call. */
struct run {
    struct loop *loop;
    struct terminal *terminal;
    struct call *call;
    bool ended; /* may be true before the loop runs: some calls are answered at once */
    int signal_number;
};

/* Who asked for one JSON object gets one. */
static int complain_in_json(const char *sentence)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(sizeof(struct err) * 6);

    json_quote(slice_of(sentence), &text);
    printf("{\"text\":%s,\"is_error\":true,\"_meta\":{}}\n", buf_text(&text));
    return 2;
}

/* How many arguments a --root at argv takes, 0 when it is none; *folder is NULL when it names none.
 */
static int read_root(char **argv, const char **folder)
{
    size_t size = strlen("--root");

    *folder = NULL;
    if (!argv[0] || strncmp(argv[0], "--root", size) != 0)
        return 0;
    if (argv[0][size] == '=') {
        *folder = argv[0][size + 1] ? argv[0] + size + 1 : NULL;
        return 1;
    }
    if (argv[0][size])
        return 0;
    *folder = argv[1] && argv[1][0] ? argv[1] : NULL;
    return 2;
}

int cli_take_roots(int *argc, char ***argv, const char *folders[ROOTS_MAX + 1], struct err *err)
{
    const char *folder;
    size_t count = 0;
    int width;

    folders[0] = NULL;
    while (*argc > 0 && (width = read_root(*argv + 1, &folder)) > 0) {
        if (!folder)
            return err_set(err, ERR_ARGUMENT, "--root needs a folder: --root FOLDER");
        if (count == ROOTS_MAX)
            return err_set(err, ERR_ARGUMENT, "--root is given more than %d times", ROOTS_MAX);
        folders[count++] = folder;
        folders[count] = NULL;
        (*argv)[width] = (*argv)[0];
        *argv += width;
        *argc -= width;
    }
    return 0;
}

bool cli_wants(int argc, char **argv)
{
    (void)argv;
    return argc > 1 || isatty(STDIN_FILENO);
}

/* "--help" and "-h" are what people try first. */
static const char *full_name(const char *typed)
{
    static const char *const aliases[][2] = {
        { "--help", "help" }, { "-h", "help" }, { "--version", "version" }, { "-V", "version" }
    };

    for (size_t i = 0; i < ARRAY_COUNT(aliases); i++)
        if (strcmp(typed, aliases[i][0]) == 0)
            return aliases[i][1];
    return typed;
}

static const struct cli_tool *find_tool(const char *name)
{
    for (const struct cli_tool *tool = cli_tools; tool->name; tool++)
        if (strcmp(name, tool->name) == 0)
            return tool;
    return NULL;
}

static bool is_near(const char *typed, const char *name)
{
    size_t limit = nearest_limit(slice_of(typed));

    return nearest_distance(slice_of(typed), slice_of(name), limit) <= limit;
}

static int complain_unknown(const char *typed)
{
    const char *near = NULL;

    for (const struct cli_tool *tool = cli_tools; tool->name && !near; tool++)
        near = is_near(typed, tool->name) ? tool->name : NULL;
    for (const struct command_offer *offer = command_offers; offer->command && !near; offer++)
        near = is_near(typed, offer->command->name) ? offer->command->name : NULL;
    if (near)
        return command_complain("there is no command \"%s\"; did you mean \"%s\"?", typed, near);
    return command_complain("there is no command \"%s\"; openrouter-mcp help lists them", typed);
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

static bool is_of_one_model(const cJSON *arguments)
{
    const char *models = json_str(arguments, "model");

    return !models || !strchr(models, ',');
}

/* Deltas are shown as they come where they are the answer: those of several models would mix, and
 * what has to fit a schema may yet be mended. */
static bool may_stream(const cJSON *arguments)
{
    return is_of_one_model(arguments) && !json_at(arguments, "answer_schema");
}

static int run_call(struct program *program, const struct handler *tool, struct flags *flags,
                    const struct cli_tool *command, const cJSON *typed)
{
    const struct cli_door *door = command->door;
    static const int numbers[] = { SIGINT, SIGTERM, SIGHUP, 0 };
    struct run run = { .loop = program->loop };
    struct signals *signals = signals_new(run.loop, numbers, on_signal, &run);

    run.terminal =
        terminal_new(run.loop, &(struct terminal_options){
                                   .out_fd = STDOUT_FILENO,
                                   .err_fd = STDERR_FILENO,
                                   .json = flags->json,
                                   .streams = command->answers && may_stream(flags->arguments),
                                   .parts = command->answers && is_of_one_model(flags->arguments),
                                   .colours = !program->config->no_color,
                                   .draw = command->draw,
                                   .write = door ? door->write : NULL,
                                   .judge = door ? door->judge : NULL,
                                   .typed = typed,
                                   .on_end = on_end,
                                   .user = &run,
                               });

    struct call_setup setup = {
        .handler = tool,
        .arguments = TAKE(flags->arguments),
        .context = program,
        .client = program->config->started_by,
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

cJSON *cli_definition(const struct cli_tool *tool)
{
    cJSON *definition = NULL, *flags, *properties, *flag;
    struct err ignored;

    for (const struct offer *offer = offers.tools; offer->handler && !definition; offer++)
        if (strcmp(offer->handler->name, tool->tool) == 0)
            definition = json_parse(slice_of(offer->json), &gate_config, &ignored);
    if (!tool->door)
        return definition;
    flags = json_parse(slice_of(tool->door->typed), &gate_config, &ignored);
    properties = (cJSON *)json_at(json_at(definition, "inputSchema"), "properties");
    while ((flag = cJSON_DetachItemFromArray((cJSON *)json_at(flags, "properties"), 0)))
        cJSON_AddItemToObject(properties, flag->string, flag);
    json_free(flags);
    return definition;
}

/* What was typed for the door, taken out of the tool's arguments; owned by the caller. NULL and err
 * when it is not what it must be. */
static cJSON *take_typed(const struct cli_door *door, cJSON *arguments, struct err *err)
{
    static const struct coercions none;
    CLEANUP(json_freep) cJSON *form = NULL;
    cJSON *typed = cJSON_CreateObject(), *property;
    struct schema *schema;
    int rc;

    if (!door)
        return typed;
    form = json_parse(slice_of(door->typed), &gate_config, err);
    cJSON_ArrayForEach(property, json_at(form, "properties"))
    {
        cJSON *value = cJSON_DetachItemFromObjectCaseSensitive(arguments, property->string);

        if (value)
            cJSON_AddItemToObject(typed, property->string, value);
    }
    schema = schema_new(form, err);
    coerce_arguments(typed, schema_definition(schema), &none);
    rc = schema_check(schema, typed, err);
    schema_free(schema);
    if (rc == 0 && door->apply(typed, arguments, err) == 0)
        return typed;
    json_free(typed);
    return NULL;
}

static int run_tool(struct program *program, const struct registry *registry,
                    const struct cli_tool *command, char **argv)
{
    CLEANUP(json_freep) cJSON *definition = cli_definition(command);
    CLEANUP(json_freep) cJSON *typed = NULL;
    const cJSON *schema = json_at(definition, "inputSchema");
    CLEANUP(flags_done) struct flags flags = { 0 };
    struct err err = { 0 };

    if (flags_read(&flags, schema, argv, &err) < 0)
        return command_complain("%s", err.text);
    if (flags.help) {
        CLEANUP(buf_done) struct buf text = BUF_MAX(KIB(64));

        manual_add(&text, command->name, definition);
        fputs(buf_text(&text), stdout);
        return 0;
    }
    if (command->preset && !json_at(flags.arguments, command->preset))
        cJSON_AddStringToObject(flags.arguments, command->preset, command->value);
    if (read_input(&flags, schema, &err) < 0 ||
        !(typed = take_typed(command->door, flags.arguments, &err)) ||
        registry_admit(registry, command->tool, flags.arguments, &err) < 0)
        return flags.json ? complain_in_json(err.text) : command_complain("%s", err.text);
    return run_call(program, registry_find(registry, FAMILY_TOOL, command->tool), &flags, command,
                    typed);
}

int cli_main(struct program *program, struct registry *registry, int argc, char **argv)
{
    const char *name = argc < 2 ? "help" : full_name(argv[1]);
    const struct cli_tool *tool = find_tool(name);
    int status;

    if (tool)
        return run_tool(program, registry, tool, argv + 2);
    status = command_main(program, name, argv + (argc < 2 ? 1 : 2));
    return status < 0 ? complain_unknown(name) : status;
}
