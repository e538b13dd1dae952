/* Units of vault/seal. */
#include "base/limits.h"
#include "test.h"
#include "vault/seal.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct slice text = { "the replies so far", 18 };
static const struct slice bound = { "tools/call ask {}", 17 };

static struct seal *seal_made(void)
{
    struct err err = { 0 };
    struct seal *seal = seal_new(&err);

    if (!seal)
        test_fail(__FILE__, __LINE__, "no seal: %s", err.text);
    return seal;
}

static int opens(struct seal *seal, struct slice sealed, struct slice to, struct buf *out)
{
    buf_clear(out);

    int result = seal_open(seal, sealed, to, out);

    CHECK(result == 0 || out->size == 0);
    return result;
}

TEST("seal: what was sealed opens, as often as one likes, and holds the text only")
{
    struct seal *seal = seal_made();
    CLEANUP(buf_done) struct buf sealed = BUF_MAX(KIB(1));
    CLEANUP(buf_done) struct buf opened = BUF_MAX(KIB(1));

    CHECK_INT(seal_close(seal, text, bound, &sealed), 0);
    for (int i = 0; i < 3; i++) {
        CHECK_INT(opens(seal, buf_slice(&sealed), bound, &opened), 0);
        CHECK(slice_is(buf_slice(&opened), text));
    }
    seal_free(seal);
}

TEST("seal: sealed text is of A-Za-z0-9_- and shows nothing of the text or of what it is bound to")
{
    struct seal *seal = seal_made();
    CLEANUP(buf_done) struct buf sealed = BUF_MAX(KIB(1));

    CHECK_INT(seal_close(seal, text, bound, &sealed), 0);
    CHECK_INT(strspn(buf_text(&sealed), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                        "0123456789_-"),
              sealed.size);
    CHECK(!strstr(buf_text(&sealed), "replies") && !strstr(buf_text(&sealed), "tools"));
    seal_free(seal);
}

TEST("seal: the same text is sealed differently every time")
{
    struct seal *seal = seal_made();
    CLEANUP(buf_done) struct buf one = BUF_MAX(KIB(1));
    CLEANUP(buf_done) struct buf other = BUF_MAX(KIB(1));

    CHECK_INT(seal_close(seal, text, bound, &one), 0);
    CHECK_INT(seal_close(seal, text, bound, &other), 0);
    CHECK_INT(one.size, other.size);
    CHECK(strcmp(buf_text(&one), buf_text(&other)) != 0);
    seal_free(seal);
}

TEST("seal: with any bit of any character altered it does not open, nor with other characters")
{
    static const char others[] = "AQgw_-+/= \n\t.\"\xC3";
    struct seal *seal = seal_made();
    CLEANUP(buf_done) struct buf sealed = BUF_MAX(KIB(1));
    CLEANUP(buf_done) struct buf opened = BUF_MAX(KIB(1));
    int tried = 0;

    CHECK_INT(seal_close(seal, text, bound, &sealed), 0);
    for (size_t i = 0; i < sealed.size; i++) {
        char was = sealed.data[i];

        for (unsigned bit = 0; bit < 8; bit++, tried++) {
            sealed.data[i] = (char)(was ^ (1 << bit));
            CHECK_INT(opens(seal, buf_slice(&sealed), bound, &opened), -1);
        }
        for (const char *c = others; *c; c++) {
            sealed.data[i] = *c;
            if (*c != was)
                CHECK_INT(opens(seal, buf_slice(&sealed), bound, &opened), -1);
        }
        sealed.data[i] = was;
    }
    CHECK_INT(tried, 8 * sealed.size);
    CHECK_INT(opens(seal, buf_slice(&sealed), bound, &opened), 0);
    seal_free(seal);
}

TEST("seal: cut at either side, appended to, doubled or empty it does not open")
{
    struct seal *seal = seal_made();
    CLEANUP(buf_done) struct buf sealed = BUF_MAX(KIB(1));
    CLEANUP(buf_done) struct buf more = BUF_MAX(KIB(1));
    CLEANUP(buf_done) struct buf opened = BUF_MAX(KIB(1));

    CHECK_INT(seal_close(seal, text, bound, &sealed), 0);
    for (size_t size = 0; size < sealed.size; size++) {
        CHECK_INT(opens(seal, (struct slice){ sealed.data, size }, bound, &opened), -1);
        CHECK_INT(opens(seal, slice_from(buf_slice(&sealed), size + 1), bound, &opened), -1);
    }
    for (const char *c = "A_=\n "; *c; c++) {
        buf_clear(&more);
        buf_add(&more, buf_slice(&sealed));
        buf_addc(&more, *c);
        CHECK_INT(opens(seal, buf_slice(&more), bound, &opened), -1);
    }
    buf_clear(&more);
    buf_add(&more, buf_slice(&sealed));
    buf_add(&more, buf_slice(&sealed));
    CHECK_INT(opens(seal, buf_slice(&more), bound, &opened), -1);
    CHECK_INT(opens(seal, (struct slice){ NULL, 0 }, bound, &opened), -1);
    seal_free(seal);
}

TEST("seal: bound to something else, or under another key, it does not open")
{
    struct seal *seal = seal_made(), *other = seal_made();
    CLEANUP(buf_done) struct buf sealed = BUF_MAX(KIB(1));
    CLEANUP(buf_done) struct buf opened = BUF_MAX(KIB(1));

    CHECK_INT(seal_close(seal, text, bound, &sealed), 0);
    for (size_t size = 0; size < bound.size; size++)
        CHECK_INT(opens(seal, buf_slice(&sealed), (struct slice){ bound.data, size }, &opened), -1);
    CHECK_INT(opens(seal, buf_slice(&sealed), SLICE("tools/call ask {} "), &opened), -1);
    CHECK_INT(opens(other, buf_slice(&sealed), bound, &opened), -1);
    CHECK_INT(opens(seal, buf_slice(&sealed), bound, &opened), 0);
    seal_free(seal);
    seal_free(other);
}

TEST("seal: an empty text bound to nothing, and 64 KiB bound to 8 MiB, open as well")
{
    struct seal *seal = seal_made();
    CLEANUP(buf_done) struct buf sealed = BUF_MAX(MIB(1));
    CLEANUP(buf_done) struct buf opened = BUF_MAX(MIB(1));
    CLEANUP(freep) char *large = xcalloc(1, PROMPT_MAX);

    CHECK_INT(seal_close(seal, SLICE(""), (struct slice){ NULL, 0 }, &sealed), 0);
    CHECK_INT(opens(seal, buf_slice(&sealed), SLICE(""), &opened), 0);
    CHECK_INT(opened.size, 0);
    CHECK_INT(opens(seal, buf_slice(&sealed), SLICE("\0"), &opened), -1);

    buf_clear(&sealed);
    CHECK_INT(seal_close(seal, (struct slice){ large, KIB(64) },
                         (struct slice){ large, PROMPT_MAX }, &sealed),
              0);
    CHECK_INT(opens(seal, buf_slice(&sealed), (struct slice){ large, PROMPT_MAX - 1 }, &opened),
              -1);
    CHECK_INT(opens(seal, buf_slice(&sealed), (struct slice){ large, PROMPT_MAX }, &opened), 0);
    CHECK_INT(opened.size, KIB(64));
    seal_free(seal);
}

TEST("seal: without room for the whole nothing is added, neither sealed nor opened")
{
    struct seal *seal = seal_made();
    CLEANUP(buf_done) struct buf sealed = BUF_MAX(KIB(1));

    CHECK_INT(seal_close(seal, text, bound, &sealed), 0);

    CLEANUP(buf_done) struct buf exact = BUF_MAX(sealed.size);
    CLEANUP(buf_done) struct buf less = BUF_MAX(sealed.size - 1);
    CLEANUP(buf_done) struct buf fits = BUF_MAX(text.size);
    CLEANUP(buf_done) struct buf narrow = BUF_MAX(text.size - 1);

    CHECK_INT(seal_close(seal, text, bound, &exact), 0);
    CHECK_INT(seal_close(seal, text, bound, &less), -1);
    CHECK_INT(less.size, 0);
    CHECK_INT(opens(seal, buf_slice(&sealed), bound, &fits), 0);
    CHECK_INT(opens(seal, buf_slice(&sealed), bound, &narrow), -1);
    seal_free(seal);
}

TEST("seal: freeing none does nothing")
{
    CHECK(seal_free(NULL) == NULL);
}

TEST("seal: as bytes it is a third shorter, opens the same, and is no text")
{
    struct seal *seal = seal_made();
    CLEANUP(buf_done) struct buf sealed = BUF_MAX(KIB(1));
    CLEANUP(buf_done) struct buf opened = BUF_MAX(KIB(1));

    CHECK_INT(seal_close_bytes(seal, text, bound, &sealed), 0);
    CHECK_INT(sealed.size, 24 + text.size + 16);
    CHECK_INT(seal_open_bytes(seal, buf_slice(&sealed), bound, &opened), 0);
    CHECK(slice_is(buf_slice(&opened), text));
    buf_clear(&opened);
    for (size_t i = 0; i < sealed.size; i++) {
        sealed.data[i] ^= 1;
        CHECK_INT(seal_open_bytes(seal, buf_slice(&sealed), bound, &opened), -1);
        sealed.data[i] ^= 1;
        CHECK_INT(seal_open_bytes(seal, (struct slice){ sealed.data, i }, bound, &opened), -1);
    }
    CHECK_INT(opened.size, 0);
    CHECK_INT(seal_open_bytes(seal, buf_slice(&sealed), text, &opened), -1);
    seal_free(seal);
}

static char place[64], key_path[96];

static void begin_place(void)
{
    snprintf(place, sizeof(place), "/tmp/unit-seal-XXXXXX");
    CHECK(mkdtemp(place));
    snprintf(key_path, sizeof(key_path), "%s/seal.key", place);
}

static void end_place(void)
{
    unlink(key_path);
    CHECK_INT(rmdir(place), 0);
}

static struct seal *kept(void)
{
    struct err err = { 0 };
    struct seal *seal = seal_new_kept(key_path, &err);

    if (!seal)
        test_fail(__FILE__, __LINE__, "no seal: %s", err.text);
    return seal;
}

TEST(
    "seal: under a kept key the next process opens what this one has sealed, and names it the same")
{
    CLEANUP(buf_done) struct buf sealed = BUF_MAX(KIB(1));
    CLEANUP(buf_done) struct buf opened = BUF_MAX(KIB(1));
    char first[SEAL_DIGEST_SIZE], second[SEAL_DIGEST_SIZE];
    struct stat status;

    begin_place();

    struct seal *one = kept(), *other = kept(), *stranger = seal_made();

    CHECK_INT(stat(key_path, &status), 0);
    CHECK_INT(status.st_mode & 07777, 0600);
    CHECK_INT(status.st_size, 32);
    CHECK_INT(seal_close(one, text, bound, &sealed), 0);
    CHECK_INT(opens(other, buf_slice(&sealed), bound, &opened), 0);
    CHECK_INT(opens(stranger, buf_slice(&sealed), bound, &opened), -1);
    seal_digest(one, text, first);
    seal_digest(other, text, second);
    CHECK_STR(first, second);
    CHECK_INT(strspn(first, "0123456789abcdef"), 64);
    seal_digest(stranger, text, second);
    CHECK(strcmp(first, second) != 0);
    seal_digest(one, bound, second);
    CHECK(strcmp(first, second) != 0);
    seal_free(one);
    seal_free(other);
    seal_free(stranger);
    end_place();
}

TEST("seal: a key that others can read, that is none, or that is a pipe is refused and left alone "
     "(fault D9)")
{
    struct err err = { 0 };
    struct stat status;

    begin_place();
    seal_free(kept());
    CHECK_INT(chmod(key_path, 0640), 0);
    CHECK(!seal_new_kept(key_path, &err));
    CHECK_INT(err.kind, ERR_CONFIG);
    CHECK_SAYS(err.text, "chmod 600");
    CHECK_INT(chmod(key_path, 0600), 0);
    CHECK_INT(truncate(key_path, 31), 0);
    CHECK(!seal_new_kept(key_path, &err));
    CHECK_SAYS(err.text, "has 31 bytes and not the 32 of a key");
    CHECK_INT(stat(key_path, &status), 0);
    CHECK_INT(status.st_size, 31);
    CHECK_INT(unlink(key_path), 0);
    CHECK_INT(mkfifo(key_path, 0600), 0);
    CHECK(!seal_new_kept(key_path, &err));
    CHECK_SAYS(err.text, "regular file");
    end_place();
    CHECK(!seal_new_kept("/nonexistent/seal.key", &err));
    CHECK_INT(err.kind, ERR_CONFIG);
}
