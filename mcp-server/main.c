/* openrouter-mcp - other models as tools of an MCP client, and as commands.
 *
 * Construct in order, run, destroy in reverse. Nothing else decides the lives of the big objects.
 */
#include "base/limits.h"
#include "base/log.h"
#include "mcp-server/cli/cli.h"
#include "mcp-server/material/reach.h"
#include "mcp-server/material/screen.h"
#include "mcp-server/sandbox/sandbox.h"
#include "mcp-server/serve.h"
#include "schemas.h"

static int complain(const struct err *err)
{
    log_line("%s", err->text);
    return 2;
}

static int run(struct config *config, const char *const *folders, int argc, char **argv)
{
    struct roots *roots = reach_open(config, folders);
    struct screen *screen = screen_new(config, roots);
    struct sandbox_reads reads = { .roots = roots, .paths = screen_grants(screen) };
    struct program program;
    struct err err = { 0 };
    char report[256];
    int status = 2;

    if (folders[0] && roots->err.kind != ERR_NONE)
        log_line("%s", roots->err.text);
    if (!cli_wants(argc, argv)) {
        screen_prepare(screen);
        if (sandbox_enter(config, &reads, report, &err) < 0) {
            screen_unref(screen);
            roots_free(roots);
            return complain(&err);
        }
    }

    struct registry *registry = registry_new(&offers, &err);
    struct loop *loop = loop_new();

    if (!registry)
        screen_unref(screen);
    if (!registry || program_open(&program, loop, config, roots_share(roots), screen, &err) < 0) {
        complain(&err);
    } else {
        status = cli_wants(argc, argv) ? cli_main(&program, registry, argc, argv)
                                       : serve(&program, registry);
        program_close(&program);
    }
    loop_free(loop);
    registry_free(registry);
    roots_free(roots);
    return status;
}

int main(int argc, char **argv)
{
    const char *folders[ROOTS_MAX + 1];
    struct config config;
    struct err err = { 0 };

    sandbox_early();
    json_init();
    if (secret_init(&err) < 0)
        return complain(&err);
    if (cli_take_roots(&argc, &argv, folders, &err) < 0)
        return complain(&err);
    config_load(&config);

    int status = run(&config, folders, argc, argv);

    config_done(&config);
    return status;
}
