/* swap - opening a file while another thread swaps its folder, and the file itself, for links that
 * lead out.
 *
 *     swap SECONDS
 *
 * Three ways to open: the door, the door step by step, and plain openat, which must be led out:
 * else nothing was raced for.
 */
#include "base/limits.h"
#include "files/door.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int open_plainly(int folder_fd, const char *name, enum door_kind kind)
{
    (void)kind;
    return openat(folder_fd, name, O_RDONLY | O_CLOEXEC);
}

static const struct way {
    const char *name;
    int (*open)(int folder_fd, const char *name, enum door_kind kind);
    bool is_safe;
} ways[] = {
    { "the door", door_open, true },
    { "step by step", door_walk, true },
    { "plain openat", open_plainly, false },
};

/* How often each state was reached. */
struct counts {
    long inside, refused, gone, escaped;
};

static char base[] = P_tmpdir "/openrouter-mcp-swap-XXXXXX";
static int root_fd = -1;
static atomic_bool is_over;
static atomic_long swaps;

static void write_file(const char *name, const char *text)
{
    char path[200];

    snprintf(path, sizeof(path), "%s/%s", base, name);

    int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);

    if (fd < 0 || write(fd, text, strlen(text)) < 0)
        perror(path);
    close(fd);
}

static void make_folder(const char *name)
{
    char path[200];

    snprintf(path, sizeof(path), "%s/%s", base, name);
    mkdir(path, 0700);
}

static bool furnish(void)
{
    char path[200];

    if (!mkdtemp(base))
        return false;
    make_folder("root");
    make_folder("root/folder");
    make_folder("outside");
    write_file("root/folder/file", "inside");
    write_file("root/file", "inside");
    write_file("outside/file", "outside");
    snprintf(path, sizeof(path), "%s/root", base);
    root_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return root_fd >= 0 && symlinkat("../outside", root_fd, "folder-link") == 0 &&
           symlinkat("../outside/file", root_fd, "file-link") == 0;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *ftw)
{
    (void)status, (void)type, (void)ftw;
    return remove(path);
}

/* One for the other; in three steps where the kernel cannot do it in one. */
static void exchange(const char *a, const char *b)
{
#ifndef PORTABLE
    if (renameat2(root_fd, a, root_fd, b, RENAME_EXCHANGE) == 0)
        return;
#endif
    renameat(root_fd, a, root_fd, "away");
    renameat(root_fd, b, root_fd, a);
    renameat(root_fd, "away", root_fd, b);
}

static void *swap(void *user)
{
    (void)user;
    while (!atomic_load(&is_over)) {
        exchange("folder", "folder-link");
        exchange("file", "file-link");
        atomic_fetch_add(&swaps, 1);
    }
    return NULL;
}

static void try_open(const struct way *way, const char *name, struct counts *counts)
{
    char text[16] = "";
    int fd = way->open(root_fd, name, DOOR_FILE);
    int why = errno;

    if (fd >= 0) {
        ssize_t size = read(fd, text, sizeof(text) - 1);

        counts->inside += size > 0 && strcmp(text, "inside") == 0;
        counts->escaped += size > 0 && strcmp(text, "inside") != 0;
        close(fd);
    } else {
        counts->refused += why == ELOOP || why == EXDEV;
        counts->gone += why != ELOOP && why != EXDEV;
    }
}

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Whether the way held its promise, and was put to the test. */
static bool race(const struct way *way, int64_t wait_ms)
{
    struct counts counts = { 0 };
    int64_t start = now_ms();
    long before = atomic_load(&swaps);

    while (now_ms() - start < wait_ms)
        for (int i = 0; i < 100; i++)
            try_open(way, i % 2 ? "folder/file" : "file", &counts);

    long swapped = atomic_load(&swaps) - before;
    bool is_good = way->is_safe ? counts.escaped == 0 && counts.inside > 0 && counts.refused > 0
                                : counts.escaped > 0;

    printf(
        "%s%s: %ld swaps; %ld opened inside, %ld refused as links, %ld in between, %ld led out\n",
        is_good && swapped > 0 ? "    " : "FAILED ", way->name, swapped, counts.inside,
        counts.refused, counts.gone, counts.escaped);
    return is_good && swapped > 0;
}

int main(int argc, char **argv)
{
    int64_t wait_ms = argc > 1 ? (int64_t)(strtod(argv[1], NULL) * 1000) : 1000;
    pthread_t thread;
    int passed = 0, count = (int)ARRAY_COUNT(ways);

    if (!furnish() || pthread_create(&thread, NULL, swap, NULL) != 0) {
        printf("0 passed, 1 failed, 0 skipped\n");
        return 1;
    }
    for (int i = 0; i < count; i++)
        passed += race(&ways[i], wait_ms / count);
    atomic_store(&is_over, true);
    pthread_join(thread, NULL);
    close(root_fd);
    nftw(base, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    printf("%d passed, %d failed, 0 skipped\n", passed, count - passed);
    return passed == count ? 0 : 1;
}
