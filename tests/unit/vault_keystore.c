/* Units of vault/keystore. */
#include "vault/keystore.h"

#include "base/limits.h"
#include "copies.h"

#include <errno.h>
#include <sys/stat.h>

#define ADDRESS "https://openrouter.ai/api/v1"
#define SEED    11

/* Two folders, and what a test leaves in them. */
static char place[64], path[96], seal_path[96];
static struct keystore store;
static struct err err;

static void begin(void)
{
    snprintf(place, sizeof(place), "/tmp/unit-keystore-XXXXXX");
    CHECK(mkdtemp(place));
    snprintf(path, sizeof(path), "%s/key.sealed", place);
    snprintf(seal_path, sizeof(seal_path), "%s/state", place);
    CHECK_INT(mkdir(seal_path, 0700), 0);
    snprintf(seal_path, sizeof(seal_path), "%s/state/keystore.key", place);
    store = (struct keystore){ path, seal_path, ADDRESS };
    err = (struct err){ 0 };
}

static void end(void)
{
    char state[96];

    unlink(path);
    unlink(seal_path);
    snprintf(state, sizeof(state), "%s/state", place);
    CHECK_INT(rmdir(state), 0);
    CHECK_INT(rmdir(place), 0); /* no draft was left behind */
}

static void keep(unsigned seed)
{
    struct secret *key = key_new(seed);

    if (keystore_write(&store, key, &err) < 0)
        test_fail(__FILE__, __LINE__, "not written: %s", err.text);
    secret_free(key);
}

/* 0 and the right key, or what keystore_read says; never a key without 0. */
static int reads(unsigned seed)
{
    struct secret *key = NULL;
    int rc = keystore_read(&store, &key, &err);

    CHECK_INT(key != NULL, rc == 0);
    if (key) {
        const char *text = secret_peek(key);

        CHECK_INT(strlen(text), KEY_SIZE);
        CHECK(is_key(text, 0, seed));
        secret_hide(key);
    }
    secret_free(key);
    return rc;
}

static size_t load(const char *from, char bytes[KEYSTORE_MAX + 1])
{
    int fd = open(from, O_RDONLY | O_CLOEXEC);
    ssize_t size = read(fd, bytes, KEYSTORE_MAX);

    CHECK(fd >= 0 && size >= 0);
    close(fd);
    bytes[size] = '\0';
    return (size_t)size;
}

static void save(const char *to, const char *bytes, size_t size)
{
    int fd = open(to, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);

    CHECK(fd >= 0);
    CHECK_INT(write(fd, bytes, size), (int64_t)size);
    close(fd);
}

TEST("keystore: what was written is read, in the next process as well; both files are the user's")
{
    struct stat status;

    begin();
    CHECK_INT(reads(SEED), 1);
    CHECK(!keystore_is_taken(&store));
    keep(SEED);
    CHECK(keystore_is_taken(&store));
    CHECK_INT(reads(SEED), 0);
    CHECK_INT(reads(SEED), 0);
    CHECK_INT(stat(path, &status), 0);
    CHECK_INT(status.st_mode & 07777, 0600);
    CHECK_INT(stat(seal_path, &status), 0);
    CHECK_INT(status.st_mode & 07777, 0600);
    end();
}

TEST("keystore: neither file holds the key or a part of it, and no two are alike")
{
    char one[KEYSTORE_MAX + 1], other[KEYSTORE_MAX + 1], key[KEY_SIZE];
    size_t size;

    begin();
    write_key(key, SEED);
    keep(SEED);
    size = load(path, one);
    CHECK(slice_starts(slice_of(one), SLICE("sealed key for " ADDRESS "\n")));
    for (size_t i = 0; i + 6 <= KEY_SIZE; i++)
        CHECK(!memmem(one, size, key + i, 6));
    size = load(seal_path, other);
    for (size_t i = 0; i + 6 <= KEY_SIZE; i++)
        CHECK(!memmem(other, size, key + i, 6));
    keep(SEED);
    load(path, other);
    CHECK(strcmp(one, other) != 0);
    end();
}

TEST("keystore: with any bit of any byte altered it does not open, and is left as it is")
{
    char bytes[KEYSTORE_MAX + 1], after[KEYSTORE_MAX + 1];
    size_t size, tried = 0;

    begin();
    keep(SEED);
    size = load(path, bytes);
    for (size_t i = 0; i < size; i++)
        for (unsigned bit = 0; bit < 8; bit++, tried++) {
            bytes[i] ^= (char)(1 << bit);
            save(path, bytes, size);
            CHECK_INT(reads(SEED), -1);
            CHECK_INT(err.kind, ERR_CONFIG);
            CHECK_SAYS(err.text, path);
            load(path, after);
            CHECK(memcmp(bytes, after, size) == 0);
            bytes[i] ^= (char)(1 << bit);
        }
    CHECK_INT(tried, 8 * size);
    save(path, bytes, size);
    CHECK_INT(reads(SEED), 0);
    end();
}

TEST("keystore: cut anywhere, with something in front or behind, a line end too, it does not open")
{
    static const char *const more[] = { "\n", "\r\n", " ", "x", "=" };
    char bytes[KEYSTORE_MAX + 8];
    size_t size;

    begin();
    keep(SEED);
    size = load(path, bytes);
    for (size_t cut = 0; cut < size; cut++) {
        save(path, bytes, cut);
        CHECK_INT(reads(SEED), -1);
        save(path, bytes + cut + 1, size - cut - 1);
        CHECK_INT(reads(SEED), -1);
    }
    for (size_t i = 0; i < ARRAY_COUNT(more); i++) {
        snprintf(bytes + size, 8, "%s", more[i]);
        save(path, bytes, size + strlen(more[i]));
        CHECK_INT(reads(SEED), -1);
    }
    end();
}

TEST("keystore: for another address it does not open, and both are named")
{
    begin();
    keep(SEED);
    store.bound_to = "http://127.0.0.1:8080/api/v1";
    CHECK_INT(reads(SEED), -1);
    CHECK_SAYS(err.text,
               "holds a key for " ADDRESS ", which is not sent to http://127.0.0.1:8080/");
    store.bound_to = ADDRESS "/";
    CHECK_INT(reads(SEED), -1);
    store.bound_to = ADDRESS;
    CHECK_INT(reads(SEED), 0);
    end();
}

TEST("keystore: whoever writes the wanted address over the other does not get it opened")
{
    char bytes[KEYSTORE_MAX + 1];
    size_t size;

    begin();
    store.bound_to = "http://127.0.0.1:8080/v1";
    keep(SEED);
    size = load(path, bytes);
    memcpy(bytes + strlen("sealed key for "), "http://127.0.0.1:8081", 21);
    save(path, bytes, size);
    store.bound_to = "http://127.0.0.1:8081/v1";
    CHECK_INT(reads(SEED), -1);
    CHECK_SAYS(err.text, "was changed, or sealed with another key");
    end();
}

TEST("keystore: what it was sealed with lost, or another: said, and nothing is made or changed")
{
    char bytes[KEYSTORE_MAX + 1], after[KEYSTORE_MAX + 1];
    size_t size;

    begin();
    keep(SEED);
    size = load(path, bytes);
    CHECK_INT(unlink(seal_path), 0);
    CHECK_INT(reads(SEED), -1);
    CHECK_SAYS(err.text, "keystore.key: there is no such file");
    CHECK_INT(access(seal_path, F_OK), -1);
    save(seal_path, "0123456789abcdef0123456789abcdef", 32);
    CHECK_INT(reads(SEED), -1);
    CHECK_SAYS(err.text, "sealed with another key than the one in ");
    CHECK_INT(truncate(seal_path, 31), 0);
    CHECK_INT(reads(SEED), -1);
    CHECK_SAYS(err.text, "has 31 bytes");
    CHECK_INT(load(path, after), size);
    CHECK(memcmp(bytes, after, size) == 0);
    end();
}

TEST("keystore: a file that others could read or write, either of the two, is refused")
{
    begin();
    keep(SEED);
    for (mode_t bit = 01; bit <= 040; bit <<= 1) {
        CHECK_INT(chmod(path, 0600 | bit), 0);
        CHECK_INT(reads(SEED), -1);
        CHECK_SAYS(err.text, "chmod 600");
        CHECK_INT(chmod(path, 0600), 0);
        CHECK_INT(chmod(seal_path, 0600 | bit), 0);
        CHECK_INT(reads(SEED), -1);
        CHECK_SAYS(err.text, "chmod 600");
        CHECK_INT(chmod(seal_path, 0600), 0);
    }
    CHECK_INT(reads(SEED), 0);
    if (geteuid() == 0) {
        CHECK_INT(chown(path, 12345, (gid_t)-1), 0);
        CHECK_INT(reads(SEED), -1);
        CHECK_SAYS(err.text, "belongs to another user");
    }
    end();
}

TEST("keystore: a megabyte, an empty file, a pipe, a folder and another text are refused")
{
    CLEANUP(freep) char *large = xcalloc(1, MIB(1));

    begin();
    keep(SEED);
    save(path, large, MIB(1));
    CHECK_INT(reads(SEED), -1);
    CHECK_SAYS(err.text, "has more than 4096 bytes");
    save(path, "", 0);
    CHECK_INT(reads(SEED), -1);
    CHECK_SAYS(err.text, "is damaged");
    save(path, "sk-or-v1-in-clear\n", 18);
    CHECK_INT(reads(SEED), -1);
    CHECK(!strstr(err.text, "in-clear"));
    save(path, "sealed key for \x1b[31m\nAAAA\n", 25);
    CHECK_INT(reads(SEED), -1);
    CHECK(!strchr(err.text, '\x1b'));
    CHECK_INT(unlink(path), 0);
    CHECK_INT(mkfifo(path, 0600), 0);
    CHECK_INT(reads(SEED), -1);
    CHECK_SAYS(err.text, "regular file");
    CHECK_INT(unlink(path), 0);
    CHECK_INT(mkdir(path, 0700), 0);
    CHECK(keystore_is_taken(&store));
    CHECK_INT(reads(SEED), -1);
    CHECK_INT(rmdir(path), 0);
    end();
}

TEST("keystore: a new key takes the place of what is there, whatever that is but a folder")
{
    begin();
    keep(SEED);
    keep(SEED + 1);
    CHECK_INT(reads(SEED + 1), 0);
    save(path, "rubbish", 7);
    keep(SEED + 2);
    CHECK_INT(reads(SEED + 2), 0);
    CHECK_INT(unlink(path), 0);
    CHECK_INT(symlink("/dev/null", path), 0);
    keep(SEED);
    CHECK_INT(reads(SEED), 0);
    end();
}

TEST("keystore: where nothing can be written the old one stays, and the reason is said")
{
    struct secret *key = key_new(SEED + 1);
    char nowhere[] = "/nonexistent/keystore.key";

    begin();
    keep(SEED);
    store.seal_path = nowhere;
    CHECK_INT(keystore_write(&store, key, &err), -1);
    CHECK_SAYS(err.text, nowhere);
    store.seal_path = seal_path;
    store.path = nowhere;
    CHECK_INT(keystore_write(&store, key, &err), -1);
    CHECK_SAYS(err.text, nowhere);
    store.path = path;
    CHECK_INT(reads(SEED), 0);
    secret_free(key);
    end();
}

TEST("keystore: removed, both files are gone, and an old copy of the sealed one opens no more")
{
    char bytes[KEYSTORE_MAX + 1];
    size_t size;

    begin();
    CHECK_INT(keystore_remove(&store, &err), 1);
    keep(SEED);
    size = load(path, bytes);
    CHECK_INT(keystore_remove(&store, &err), 0);
    CHECK(!keystore_is_taken(&store));
    CHECK_INT(access(seal_path, F_OK), -1);
    CHECK_INT(keystore_remove(&store, &err), 1);
    save(path, bytes, size);
    CHECK_INT(reads(SEED), -1);
    keep(SEED + 1);
    CHECK_INT(reads(SEED + 1), 0);
    save(path, bytes, size);
    CHECK_INT(reads(SEED), -1);
    end();
}

TEST("keystore: a key of the greatest length fits, with the longest address that is taken")
{
    char text[KEY_MAX + 1], address[KEYSTORE_MAX];
    struct secret *key, *again = NULL;

    begin();
    memset(text, 'k', KEY_MAX);
    memset(address, 'a', sizeof(address));
    text[KEY_MAX] = address[sizeof(address) - 1] = '\0';
    key = secret_new((struct slice){ text, KEY_MAX }, &err);
    CHECK_INT(keystore_write(&store, key, &err), 0);
    CHECK_INT(keystore_read(&store, &again, &err), 0);
    CHECK_STR(secret_peek(again), text);
    secret_hide(again);
    secret_free(again);
    store.bound_to = address;
    CHECK_INT(keystore_write(&store, key, &err), -1);
    CHECK_SAYS(err.text, "too long");
    address[KEYSTORE_MAX / 2 - 32] = '\0';
    CHECK_INT(keystore_write(&store, key, &err), 0);
    CHECK_INT(keystore_read(&store, &again, &err), 0);
    secret_free(again);
    secret_free(key);
    end();
}

TEST("keystore: written and read, no copy of the key is left in memory")
{
#ifdef SANITIZED
    SKIP("the sanitizer keeps what was freed");
#endif
    struct secret *key = NULL;

    begin();
    keep(SEED);
    CHECK_INT(copies_of_key(SEED), 0);
    CHECK_INT(keystore_read(&store, &key, &err), 0);
    CHECK_INT(copies_of_key(SEED), 0);
    CHECK(is_key(secret_peek(key), 0, SEED)); /* it is there; readable is not writable */
    secret_hide(key);
    secret_free(key);
    end();
}
