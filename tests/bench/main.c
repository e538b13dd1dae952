/* main - everything in one run, so that the ratios mean something.
 *
 *     bench SERVER UPSTREAM PEERS_DIR KNOWN_FILE [ROUNDS]
 */
#include "tests/bench/measure.h"

#include "base/mem.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#define PRIORITY   (-10)
#define ROUNDS     3
#define KNOWN_SIZE 65536

static void read_known(const char *path, char *known)
{
    FILE *file = fopen(path, "re");
    size_t size = 0;

    if (file) {
        size = fread(known, 1, KNOWN_SIZE - 1, file);
        fclose(file);
    }
    known[size] = '\0';
}

static void measure_round(struct place *place, struct sheet *sheet)
{
    static const struct {
        const char *what;
        void (*measure)(const struct place *place, struct sheet *sheet);
    } all[] = {
        { "start", measure_start },   { "memory", measure_memory }, { "ask", measure_ask },
        { "review", measure_review }, { "rate", measure_rate },     { "stream", measure_stream },
        { "list", measure_list },
    };

    place_open(place, NULL);
    for (size_t i = 0; i < ARRAY_COUNT(all); i++) {
        fprintf(stderr, " %s", all[i].what);
        all[i].measure(place, sheet);
    }
    place_close(place);
    fprintf(stderr, " cancel\n");
    measure_cancel(place->server, place->upstream, place->peers, sheet);
}

int main(int argc, char **argv)
{
    static char known[KNOWN_SIZE];
    static struct place place;
    static struct sheet sheet;
    size_t rounds = argc == 6 ? strtoul(argv[5], NULL, 10) : ROUNDS;

    if (argc < 5 || argc > 6 || rounds == 0 || rounds > ROUNDS_MAX) {
        fprintf(stderr, "usage: bench SERVER UPSTREAM PEERS_DIR KNOWN_FILE [ROUNDS <= %d]\n",
                ROUNDS_MAX);
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    setpriority(PRIO_PROCESS, 0, PRIORITY); /* where we may: others disturb less then */
    read_known(argv[4], known);
    for (size_t i = 0; i < rounds; i++) {
        fprintf(stderr, "round %zu of %zu:", i + 1, rounds);
        place = (struct place){ .server = argv[1], .upstream = argv[2], .peers = argv[3] };
        measure_round(&place, &sheet);
    }
    return sheet_judge(&sheet, known) ? 0 : 1;
}
