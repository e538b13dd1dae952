/* threads - the conversations that can be gone on with: a list, one of them whole, or its end.
 *
 *   arguments -> a wish -> list | show | forget
 */
#include "mcp-server/commands/threads.h"

#include "base/clock.h"
#include "mcp-server/cli/command.h"

#define DEFAULT_LIMIT 20
#define WAIT_MS       2000

int threads_complain_none(const char *name)
{
    return command_complain("there is no thread %s: it was never kept, has expired, or was "
                            "forgotten; openrouter-mcp threads lists what there is",
                            name);
}

int threads_complain_foreign(const char *name)
{
    return command_complain("the thread %s belongs to another project; add --all", name);
}

static int threads_run(struct program *program, const cJSON *arguments, bool json)
{
    const struct config *config = program->config;
    struct threads_wish wish = {
        .name = json_str(arguments, "thread"),
        .project = json_bool(arguments, "all", false) ? NULL : config->project,
        .now_s = clock_unix_s(),
        .limit = (size_t)json_int(arguments, "limit", DEFAULT_LIMIT),
        .json = json,
        .is_sure = json_bool(arguments, "yes", false),
    };
    bool forgets = json_bool(arguments, "forget", false);
    struct err err = { 0 };
    int status;

    if (forgets && !wish.name)
        return command_complain("say which thread: openrouter-mcp threads NAME --forget (all of "
                                "them go with openrouter-mcp forget)");
    if (!config->state_dir)
        return command_complain("%s", config->state_err);
    wish.records = records_open(config->state_dir, WAIT_MS, &err);
    if (!wish.records)
        return command_complain("%s", err.text);
    if (forgets)
        status = threads_forget(&wish);
    else
        status = wish.name ? threads_show(&wish) : threads_list(&wish);
    records_close(wish.records);
    return status;
}

const struct command command_threads = { "threads", threads_run };
