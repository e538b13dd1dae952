/* bridge_main - the bridge as a program. */
#include "base/signals.h"
#include "tests/conformance/bridge.h"
#include "tests/witness/witness.h"
#include "json/json.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static const char usage[] =
    "usage: bridge [--judge] [--data FOLDER] [--record FILE] [--stdin] -- SERVER [ARGUMENTS...]\n"
    "\n"
    "Puts a stdio MCP server behind Streamable HTTP on 127.0.0.1. Prints its address once it\n"
    "listens. Ends with status 1 when a server did not end as it should.\n"
    "  --judge        what a server writes against the protocol makes the status 1, too; prints "
    "how\n"
    "                 many messages were judged\n"
    "  --data FOLDER  the same, with the schemas in FOLDER/mcp/schema\n"
    "  --record FILE  every message, a line each: '> ' what a server read, '< ' what it wrote\n"
    "  --stdin        end when standard input closes\n";

struct settings {
    const char *record_file, *data_folder;
    bool judges;
    bool watches_stdin;
};

static int read_settings(int argc, char **argv, struct settings *settings)
{
    static const struct option names[] = {
        { "data", required_argument, NULL, 'd' },
        { "judge", no_argument, NULL, 'j' },
        { "record", required_argument, NULL, 'r' },
        { "stdin", no_argument, NULL, 'i' },
        { 0 },
    };

    for (int letter; (letter = getopt_long(argc, argv, "+", names, NULL)) != -1;) {
        switch (letter) {
        case 'd':
            settings->data_folder = optarg;
            settings->judges = true;
            break;
        case 'j':
            settings->judges = true;
            break;
        case 'r':
            settings->record_file = optarg;
            break;
        case 'i':
            settings->watches_stdin = true;
            break;
        default:
            return -1;
        }
    }
    return optind < argc ? 0 : -1;
}

static void on_signal(void *user, int number)
{
    (void)number;
    bridge_end(user);
}

struct input {
    struct loop *loop;
    struct loop_watch watch;
    struct bridge *bridge;
};

static void on_stdin(void *user, short revents)
{
    struct input *input = user;
    char bytes[512];

    (void)revents;
    if (read(STDIN_FILENO, bytes, sizeof(bytes)) > 0)
        return;
    loop_unwatch(input->loop, &input->watch);
    bridge_end(input->bridge);
}

static size_t serve(struct loop *loop, struct bridge *bridge, bool watches_stdin)
{
    static const int numbers[] = { SIGTERM, SIGINT, 0 };
    struct signals *signals = signals_new(loop, numbers, on_signal, bridge);
    struct input input = { .loop = loop, .watch = { on_stdin, &input }, .bridge = bridge };

    printf("%s\n", bridge_url(bridge));
    fflush(stdout);
    if (watches_stdin)
        loop_watch(loop, &input.watch, STDIN_FILENO, POLLIN);
    loop_run(loop);
    loop_unwatch(loop, &input.watch);
    signals_free(signals);
    return bridge_flaw_count(bridge);
}

int main(int argc, char **argv)
{
    struct settings settings = { 0 };
    struct err err = { 0 };
    struct record *record = NULL;
    size_t flaw_count = 0;

    if (read_settings(argc, argv, &settings) < 0) {
        fputs(usage, stderr);
        return 2;
    }
    json_init();
    if (settings.record_file)
        record = record_new(settings.record_file, &err);

    struct loop *loop = loop_new();
    const struct bridge_options options = { argv + optind, record, settings.judges };
    struct bridge *bridge = err.kind ? NULL : bridge_new(loop, &options, &err);

    if (settings.judges)
        witness_use(settings.data_folder);
    if (bridge)
        flaw_count = serve(loop, bridge, settings.watches_stdin);
    else
        fprintf(stderr, "bridge: %s\n", err.text);
    bridge_free(bridge);
    if (settings.judges)
        witness_report();
    record_free(record);
    loop_free(loop);
    return !bridge || flaw_count > 0 ? 1 : 0;
}
