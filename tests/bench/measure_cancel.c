/* measure_cancel - from a cancel on stdin until upstream sees its connection close. */
#include "tests/bench/ask.h"
#include "tests/bench/measure.h"
#include "tests/bench/sample.h"
#include "tests/bench/talk.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define CANCELS  10
#define NEVER_MS 2000
#define SETTLE   20000000L /* ns: until the stream has begun and stands still */

/* What the stand-in writes about itself, as it writes it. */
struct news {
    int fd;
    struct buf text;
};

/* When a line with word came; -1 when none did within NEVER_MS. */
static int64_t news_wait(struct news *news, const char *word)
{
    struct pollfd ready = { .fd = news->fd, .events = POLLIN };

    for (;;) {
        char piece[65536];
        const char *at = news->text.size ? strstr(buf_text(&news->text), word) : NULL;
        const char *end = at ? strchr(at, '\n') : NULL;
        ssize_t got;

        if (end) {
            buf_consume(&news->text, (size_t)(end + 1 - news->text.data));
            return now_ns();
        }
        if (poll(&ready, 1, NEVER_MS) != 1)
            return -1;
        got = read(news->fd, piece, sizeof(piece));
        if (got > 0)
            buf_add(&news->text, (struct slice){ piece, (size_t)got });
    }
}

/* Answers the microseconds; NEVER_MS of them when the connection stayed open. */
static double cancel_one(struct talk *talk, struct news *news)
{
    const struct timespec nap = { .tv_nsec = SETTLE };
    struct buf line = BUF_MAX(1024);
    size_t id = talk->next_id++;
    int64_t cancelled_ns, seen_ns;

    ask_line(&line, id, MODEL_STUCK);
    talk_send(talk, buf_slice(&line));
    if (news_wait(news, MODEL_STUCK) < 0)
        exit(2);
    nanosleep(&nap, NULL);
    buf_clear(&line);
    buf_addf(&line,
             "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":"
             "{\"requestId\":%zu,\"reason\":\"bench\"}}\n",
             id);
    cancelled_ns = now_ns();
    talk_send(talk, buf_slice(&line));
    seen_ns = news_wait(news, "\"outcome\":\"aborted\"");
    buf_done(&line);
    return seen_ns < 0 ? NEVER_MS * 1e3 : (double)(seen_ns - cancelled_ns) / 1e3;
}

static double cancel_all(struct child child, struct news *news)
{
    struct talk talk = talk_new(&child);
    double each_us[CANCELS];

    talk_hello(&talk);
    talk_run(&talk, ask_line, MODEL_QUICK, 1, 1, NULL);
    for (size_t i = 0; i < CANCELS; i++)
        each_us[i] = cancel_one(&talk, news);
    talk_run(&talk, ping_line, NULL, 1, 1, NULL);
    if (talk.answers != 3) {
        fprintf(stderr, "bench: a cancelled call was answered\n");
        exit(2);
    }
    talk_check(&talk, "cancelling");
    talk_done(&talk);
    child_end(&child);
    return sample_median(each_us, CANCELS);
}

void measure_cancel(const char *server, const char *upstream, const char *peers,
                    struct sheet *sheet)
{
    static struct place place;
    struct news news = { .text = BUF_MAX((size_t)64 << 20) };
    char path[] = "/tmp/openrouter-mcp-bench-news-XXXXXX", fifo[64];
    double ours, floor;

    if (!mkdtemp(path))
        exit(2);
    snprintf(fifo, sizeof(fifo), "%s/record", path);
    if (mkfifo(fifo, 0600) < 0 || (news.fd = open(fifo, O_RDWR | O_NONBLOCK | O_CLOEXEC)) < 0)
        exit(2);
    place = (struct place){ .server = server, .upstream = upstream, .peers = peers };
    place_open(&place, fifo);
    ours = cancel_all(place_server(&place), &news);
    floor = cancel_all(place_floor(&place), &news);
    sheet_put(sheet, ROW_CANCEL, ours, floor);
    place_close(&place);
    close(news.fd);
    buf_done(&news.text);
    remove(fifo);
    rmdir(path);
}
