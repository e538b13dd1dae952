/* main - the stand-in OpenRouter as a program of its own. */
#include "base/limits.h"
#include "base/signals.h"
#include "tests/upstream/browser.h"
#include "tests/upstream/record.h"

#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char usage[] =
    "usage: upstream [--port N] [--tls DIR] [--script FILE] [--record FILE] [--wire N]\n"
    "                [--stdin]\n"
    "       upstream --browse ADDRESS\n"
    "\n"
    "A stand-in for OpenRouter on 127.0.0.1. Prints its base address once it listens.\n"
    "  --port N       the port; without it, any free one\n"
    "  --tls DIR      https with a certificate of its own; its authority goes to DIR/ca.pem\n"
    "  --script FILE  how to answer, see README.md\n"
    "  --record FILE  every request, connection and abort as JSON lines, appended\n"
    "  --wire N       write every answer in pieces of N bytes\n"
    "  --stdin        end when standard input closes\n"
    "  --browse ADDR  be the user's browser instead: print the page that it ends at\n";

struct settings {
    struct upstream_options options;
    const char *script_file, *record_file, *address;
    bool watches_stdin;
};

static int read_settings(int argc, char **argv, struct settings *settings)
{
    static const struct option names[] = {
        { "port", required_argument, NULL, 'p' },   { "tls", required_argument, NULL, 't' },
        { "script", required_argument, NULL, 's' }, { "record", required_argument, NULL, 'r' },
        { "wire", required_argument, NULL, 'w' },   { "stdin", no_argument, NULL, 'i' },
        { "browse", required_argument, NULL, 'b' }, { 0 },
    };

    for (int letter; (letter = getopt_long(argc, argv, "", names, NULL)) != -1;) {
        switch (letter) {
        case 'p':
            settings->options.port = (int)strtol(optarg, NULL, 10);
            break;
        case 't':
            settings->options.tls_dir = optarg;
            break;
        case 's':
            settings->script_file = optarg;
            break;
        case 'r':
            settings->record_file = optarg;
            break;
        case 'w':
            settings->options.wire_bytes = strtoul(optarg, NULL, 10);
            break;
        case 'i':
            settings->watches_stdin = true;
            break;
        case 'b':
            settings->address = optarg;
            break;
        default:
            return -1;
        }
    }
    return optind == argc ? 0 : -1;
}

static int follow_file(struct upstream *upstream, const struct settings *settings, struct err *err)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(CONFIG_MAX);
    int fd = open(settings->script_file, O_RDONLY | O_CLOEXEC);
    char bytes[4096];
    ssize_t count;

    if (fd < 0)
        return err_set(err, ERR_CONFIG, "cannot open %s", settings->script_file);
    while ((count = read(fd, bytes, sizeof(bytes))) > 0)
        buf_add(&text, (struct slice){ bytes, (size_t)count });
    close(fd);
    if (upstream_follow(upstream, buf_slice(&text), settings->options.wire_bytes, err) < 0)
        return err_wrap(err, "%s", settings->script_file);
    return 0;
}

static int browse(const char *address)
{
    CLEANUP(buf_done) struct buf page = BUF_MAX(MIB(1));
    struct err err = { 0 };
    int status = browser_visit(address, &page, &err);

    printf("%s", buf_text(&page));
    if (status < 0)
        fprintf(stderr, "upstream: %s\n", err.text);
    return status == 200 ? 0 : 1;
}

static void on_signal(void *user, int number)
{
    (void)number;
    loop_stop(user);
}

static void on_stdin(void *user, short revents)
{
    char bytes[512];

    (void)revents;
    if (read(STDIN_FILENO, bytes, sizeof(bytes)) <= 0)
        loop_stop(user);
}

int main(int argc, char **argv)
{
    static const int numbers[] = { SIGTERM, SIGINT, 0 };
    struct settings settings = { 0 };
    struct err err = { 0 };
    struct record *record = NULL;

    if (read_settings(argc, argv, &settings) < 0) {
        fputs(usage, stderr);
        return 2;
    }
    if (settings.address)
        return browse(settings.address);
    json_init();

    struct loop *loop = loop_new();
    struct signals *signals = signals_new(loop, numbers, on_signal, loop);
    struct loop_watch input = { .on_ready = on_stdin, .user = loop };

    if (settings.record_file) {
        record = record_new(settings.record_file, &err);
        settings.options.on_event = record_event;
        settings.options.user = record;
    }

    struct upstream *upstream = err.kind ? NULL : upstream_new(loop, &settings.options, &err);

    if (upstream && settings.script_file)
        follow_file(upstream, &settings, &err);
    if (!err.kind) {
        printf("%s\n", upstream_url(upstream));
        fflush(stdout);
        if (settings.watches_stdin)
            loop_watch(loop, &input, STDIN_FILENO, POLLIN);
        loop_run(loop);
    } else {
        fprintf(stderr, "upstream: %s\n", err.text);
    }
    loop_unwatch(loop, &input);
    upstream_free(upstream);
    record_free(record);
    signals_free(signals);
    loop_free(loop);
    return err.kind ? 1 : 0;
}
