/* What the secret scan finds in a tree of public source, and how fast it is.
 *
 *     secrets FOLDER [SETS]
 *
 * Prints each find that would be refused (file, line, rule; never the value), then the finds of
 * each rule in a MiB, the speed on one core, and in how many of SETS (50) something is refused:
 * sets of fifteen files from anywhere, and sets of fifteen neighbours, as one project has them.
 * What of it is unjustified is for a reader to say: real keys do lie in public trees, above all in
 * tests of cryptography. Fails only when nothing was read.
 */
#include "files/secrets.h"
#include "base/limits.h"
#include "files/media.h"
#include "files/secrets_rules.h"

#include <ftw.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#define TREE_FILES_MAX 400000
#define SET_SIZE       15
#define OPEN_MAX       32
#define WORST_MB_S     1

struct file {
    char *path;
    const char *refused_by; /* a rule; NULL: not refused */
};

struct tally {
    const char *path, *rule;
};

static struct file files[TREE_FILES_MAX];
static size_t file_count, rule_finds[256], bytes_total;
static int64_t scan_ns;

static int on_file(const char *path, const struct stat *stat, int type, struct FTW *place)
{
    (void)place;
    if (type == FTW_F && stat->st_size > 0 && (size_t)stat->st_size <= MIB(8) &&
        file_count < TREE_FILES_MAX)
        files[file_count++].path = xstrdup(path);
    return 0;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct file *)a)->path, ((const struct file *)b)->path);
}

static bool on_find(void *user, const struct secret_find *find)
{
    struct tally *tally = user;

    for (unsigned i = 0; i < secret_rule_count; i++)
        if (strcmp(secret_rules[i].id, find->rule) == 0) {
            rule_finds[i]++;
            break;
        }
    if (find->level == SECRET_MAYBE)
        return true;
    tally->rule = find->rule;
    printf("%s:%zu: %s\n", tally->path, find->line, find->rule);
    return true;
}

static int64_t now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* Text only: what is binary is not sent as text. */
static void scan_file(const struct secrets *secrets, struct file *file)
{
    static char bytes[MIB(8)];
    FILE *stream = fopen(file->path, "rb");
    size_t size = stream ? fread(bytes, 1, sizeof(bytes), stream) : 0;
    struct tally tally = { file->path, NULL };

    if (stream)
        fclose(stream);
    if (size == 0 || media_of((struct slice){ bytes, size })->kind != MEDIA_TEXT) {
        free(file->path);
        file->path = NULL;
        return;
    }

    int64_t start = now_ns();

    secrets_scan(secrets, (struct slice){ bytes, size }, on_find, &tally);
    scan_ns += now_ns() - start;
    bytes_total += size;
    file->refused_by = tally.rule;
}

static size_t keep_text_files(void)
{
    size_t kept = 0;

    for (size_t i = 0; i < file_count; i++)
        if (files[i].path)
            files[kept++] = files[i];
    return kept;
}

static size_t next_random(void)
{
    static uint64_t state = 88172645463325252u;

    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (size_t)(state >> 16);
}

static size_t refused_sets(size_t sets, bool are_neighbours)
{
    size_t refused = 0;

    for (size_t set = 0; set < sets; set++) {
        size_t at = next_random() % file_count;
        const struct file *why = NULL;

        for (size_t i = 0; i < SET_SIZE; i++) {
            why = files[at].refused_by ? &files[at] : why;
            at = are_neighbours ? (at + 1) % file_count : next_random() % file_count;
        }
        if (why)
            printf("set %zu: %s: %s\n", set + 1, why->path, why->refused_by);
        refused += why != NULL;
    }
    return refused;
}

static void print_rules(size_t mib)
{
    for (unsigned i = 0; i < secret_rule_count; i++)
        if (rule_finds[i] > 0)
            printf("%6zu  %zu.%03zu a MiB  %s%s\n", rule_finds[i], rule_finds[i] / mib,
                   rule_finds[i] * 1000 / mib % 1000, secret_rules[i].id,
                   secret_rules[i].shape == SHAPE_RANDOM ? " (warns only)" : "");
}

static bool on_any(void *user, const struct secret_find *find)
{
    (void)find;
    ++*(size_t *)user;
    return true;
}

/* A text of one anchor after the other, with what is between them where a run must not end. */
static int64_t anchors_mb_s(const struct secrets *secrets, const char *anchor, const char *between)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(MIB(1));
    size_t finds = 0;
    int64_t start;

    while (text.size < KIB(256))
        buf_addf(&text, "%s%s", anchor, between);
    start = now_ns();
    secrets_scan(secrets, buf_slice(&text), on_any, &finds);
    return (int64_t)text.size * 1000 / (now_ns() - start + 1);
}

static int print_worst(const struct secrets *secrets)
{
    static const char *const betweens[] = {
        "",       " ",     "\n",
        "=",      ": '",   "-",
        "a1B2c3", "a.b:c", "PRIVATE KEY-----\nabcdefghijklmnopqrstuvwxyz",
        "\\n"
    };
    int64_t worst = INT64_MAX;
    const char *anchor = "";

    for (unsigned row = 0; row < secret_rule_count; row++)
        for (size_t i = 0; i < ARRAY_COUNT(betweens); i++) {
            int64_t mb_s = anchors_mb_s(secrets, secret_rules[row].anchor, betweens[i]);

            anchor = mb_s < worst ? secret_rules[row].anchor : anchor;
            worst = mb_s < worst ? mb_s : worst;
        }
    printf("a text of \"%s\" is the slowest: %lld MB/s on one core\n", anchor, (long long)worst);
    return worst < WORST_MB_S ? 1 : 0;
}

static int scan_tree(const struct secrets *secrets, const char *folder, size_t sets)
{
    if (nftw(folder, on_file, OPEN_MAX, FTW_PHYS) != 0 || file_count == 0) {
        printf("%s: nothing to read\n", folder);
        return 1;
    }
    qsort(files, file_count, sizeof(*files), by_path);
    for (size_t i = 0; i < file_count; i++)
        scan_file(secrets, &files[i]);
    file_count = keep_text_files();
    if (file_count == 0)
        return 1;

    size_t mib = bytes_total / MIB(1) + 1;

    print_rules(mib);
    printf("%zu files of text, %zu MiB, %lld MB/s on one core\n", file_count, mib,
           scan_ns > 0 ? (long long)((int64_t)bytes_total * 1000 / scan_ns) : 0LL);
    printf("of %zu sets of %d files %zu have a refusal; of neighbours %zu\n", sets, SET_SIZE,
           refused_sets(sets, false), refused_sets(sets, true));
    return 0;
}

int main(int argc, char **argv)
{
    static const unsigned char seed[16] = "no secret of any";
    size_t sets = argc > 2 ? strtoul(argv[2], NULL, 10) : 50;
    struct secrets *secrets = secrets_new(seed);
    bool is_known = secrets_add_known(secrets, "SOME_TOKEN", SLICE("one-9-that-is-nowhere-Q"));
    int failed = !is_known  ? 1
                 : argc > 1 ? scan_tree(secrets, argv[1], sets)
                            : print_worst(secrets);

    secrets_free(secrets);
    printf("%d passed, %d failed, 0 skipped\n", 1 - failed, failed);
    return failed;
}
