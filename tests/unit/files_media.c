/* What a file is by its first bytes, and how it is written into a request. */
#include "files/media.h"

#include "base/limits.h"
#include "files/base64.h"
#include "test.h"

#include <stdlib.h>

static const struct {
    struct slice bytes;
    enum media_kind kind;
    const char *mime, *format; /* NULL of what is not sent */
} forms[] = {
    { SLICE(""), MEDIA_TEXT, "text/plain", "txt" },
    { SLICE("int main(void);\n"), MEDIA_TEXT, "text/plain", "txt" },
    { SLICE("gr\xC3\xBC\xC3\x9F Gott \xE2\x82\xAC"), MEDIA_TEXT, "text/plain", "txt" },
    { SLICE("\xEF\xBB\xBFwith a mark"), MEDIA_TEXT, "text/plain", "txt" },
    { SLICE("ID3 is a tag, ftyp a box, BM and RIFF are words"), MEDIA_TEXT, "text/plain", "txt" },
    { SLICE("The ftyp"), MEDIA_TEXT, "text/plain", "txt" },
    { SLICE("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"), MEDIA_TEXT, "text/plain", "txt" },
    { SLICE("\x89PNG\r\n\x1A\n\0\0\0\rIHDR"), MEDIA_IMAGE, "image/png", "png" },
    { SLICE("\xFF\xD8\xFF\xE0\0\x10JFIF"), MEDIA_IMAGE, "image/jpeg", "jpeg" },
    { SLICE("GIF89a\1\0\1\0"), MEDIA_IMAGE, "image/gif", "gif" },
    { SLICE("RIFF\x24\0\0\0WEBPVP8 "), MEDIA_IMAGE, "image/webp", "webp" },
    { SLICE("%PDF-1.7\n%\xE2\xE3\xCF\xD3"), MEDIA_PDF, "application/pdf", "pdf" },
    { SLICE("RIFF\x24\0\0\0WAVEfmt "), MEDIA_AUDIO, "audio/wav", "wav" },
    { SLICE("ID3\x04\0\0\0\0\0\0"), MEDIA_AUDIO, "audio/mpeg", "mp3" },
    { SLICE("\xFF\xFB\x90\x64\0\0"), MEDIA_AUDIO, "audio/mpeg", "mp3" },
    { SLICE("fLaC\0\0\0\x22"), MEDIA_AUDIO, "audio/flac", "flac" },
    { SLICE("OggS\0\2\0\0\0\0\0\0\0\0"), MEDIA_AUDIO, "audio/ogg", "ogg" },
    { SLICE("\0\0\0\x20"
            "ftypM4A \0\0"),
      MEDIA_AUDIO, "audio/mp4", "m4a" },
    { SLICE("\xFF\xF1\x50\x80\0"), MEDIA_AUDIO, "audio/aac", "aac" },
    { SLICE("FORM\0\0\0\x10"
            "AIFFCOMM"),
      MEDIA_AUDIO, "audio/aiff", "aiff" },
    { SLICE("\0\0\0\x20"
            "ftypisom\0\0"),
      MEDIA_VIDEO, "video/mp4", "mp4" },
    { SLICE("\0\0\0\x14"
            "ftypqt  \0\0"),
      MEDIA_VIDEO, "video/quicktime", "mov" },
    { SLICE("\x1A\x45\xDF\xA3\x9F\x42\x82\x84webm"), MEDIA_VIDEO, "video/webm", "webm" },
    { SLICE("\0\0\1\xBA\x44\0"), MEDIA_VIDEO, "video/mpeg", "mpeg" },
    { SLICE("\x1A\x45\xDF\xA3\x9F\x42\x82\x88matroska"), MEDIA_BINARY, NULL, NULL },
    { SLICE("\0\0\0\x18"
            "ftypheic\0\0"),
      MEDIA_BINARY, NULL, NULL },
    { SLICE("\x7F"
            "ELF\2\1\1\0"),
      MEDIA_BINARY, NULL, NULL },
    { SLICE("MZ\x90\0\3\0"), MEDIA_BINARY, NULL, NULL },
    { SLICE("PK\3\4\x14\0"), MEDIA_BINARY, NULL, NULL },
    { SLICE("\xFF\xFEh\0i\0"), MEDIA_BINARY, NULL, NULL },
    { SLICE("\xFE\xFF\0h\0i"), MEDIA_BINARY, NULL, NULL },
    { SLICE("caf\xE9 au lait"), MEDIA_BINARY, NULL, NULL },
    { SLICE("a\0b"), MEDIA_BINARY, NULL, NULL },
    { SLICE("\xFF"), MEDIA_BINARY, NULL, NULL },
};

TEST("media: the first bytes decide what a file is")
{
    for (size_t i = 0; i < ARRAY_COUNT(forms); i++) {
        const struct media *media = media_of(forms[i].bytes);

        if (media->kind != forms[i].kind)
            test_fail(__FILE__, __LINE__, "form %zu is %s", i, media->name);
        CHECK(!media->mime == !forms[i].mime);
        CHECK(!media->mime || strcmp(media->mime, forms[i].mime) == 0);
        CHECK(!media->format || strcmp(media->format, forms[i].format) == 0);
    }
}

TEST("media: a character that the end of the head cuts is no fault, one at the end of a file is")
{
    char *bytes = xcalloc(1, MEDIA_HEAD_SIZE + 10);

    for (size_t at = MEDIA_HEAD_SIZE - 4; at < MEDIA_HEAD_SIZE; at++) {
        memset(bytes, 'a', MEDIA_HEAD_SIZE + 10);
        memcpy(bytes + at, "\xF0\x9F\x98\x80", 4);
        CHECK_INT(media_of((struct slice){ bytes, MEDIA_HEAD_SIZE + 10 })->kind, MEDIA_TEXT);
        CHECK_INT(media_of((struct slice){ bytes, MEDIA_HEAD_SIZE })->kind, MEDIA_TEXT);
        if (at > MEDIA_HEAD_SIZE - 4 && at < MEDIA_HEAD_SIZE - 1)
            CHECK_INT(media_of((struct slice){ bytes, MEDIA_HEAD_SIZE - 1 })->kind, MEDIA_BINARY);
    }
    memcpy(bytes + MEDIA_HEAD_SIZE - 1, "\xFF", 1);
    CHECK_INT(media_of((struct slice){ bytes, MEDIA_HEAD_SIZE })->kind, MEDIA_BINARY);
    free(bytes);
}

TEST("media: no beginning of a form is read past its end")
{
    for (size_t i = 0; i < ARRAY_COUNT(forms); i++)
        for (size_t size = 0; size <= forms[i].bytes.size; size++) {
            char *copy = slice_dup((struct slice){ forms[i].bytes.data, size });

            CHECK(media_of((struct slice){ copy, size })->name != NULL);
            free(copy);
        }
}

static const char *name_error(const char *path, struct slice bytes)
{
    static struct err err;

    err = (struct err){ 0 };
    return media_check_name(media_of(bytes), path, &err) < 0 ? err.text : "";
}

TEST("media: a name that says another kind than the bytes is refused, and both are named")
{
    struct slice elf = SLICE("\x7F"
                             "ELF\2\1\1\0");
    struct slice png = SLICE("\x89PNG\r\n\x1A\n\0");

    CHECK_SAYS(name_error("img/logo.png", elf), "img/logo.png is named like a PNG image");
    CHECK_SAYS(name_error("img/logo.png", elf), "an ELF program");
    CHECK_SAYS(name_error("a.PDF", png), "named like a PDF");
    CHECK_SAYS(name_error("a.wav", SLICE("just text")), "it is text");
    CHECK_STR(name_error("a.png", png), "");
    CHECK_STR(name_error("a.jpg", png), "");
    CHECK_STR(name_error("a.bin", png), "");
    CHECK_STR(name_error("png", elf), "");
    CHECK_STR(name_error("dir.png/file", elf), "");
    CHECK_STR(name_error("a.m4a", SLICE("\0\0\0\x20"
                                        "ftypisom\0\0")),
              "");
}

static const char *admit_error(struct slice bytes, unsigned takes)
{
    static struct err err;

    err = (struct err){ 0 };
    return media_admit(media_of(bytes), "x", takes, &err) < 0 ? err.text : "";
}

TEST("media: what the model does not take is refused with what would take it")
{
    struct slice png = SLICE("\x89PNG\r\n\x1A\n\0");

    CHECK_STR(admit_error(png, MEDIA_TEXT | MEDIA_IMAGE), "");
    CHECK_SAYS(admit_error(png, MEDIA_TEXT), "needs: vision");
    CHECK_SAYS(admit_error(SLICE("%PDF-1.4"), MEDIA_TEXT), "needs: files");
    CHECK_SAYS(admit_error(SLICE("fLaC\0\0"), MEDIA_TEXT), "needs: audio");
    CHECK_SAYS(admit_error(SLICE("\0\0\1\xBA"), MEDIA_TEXT), "an MPEG video, which the model");
    CHECK_SAYS(admit_error(SLICE("\xFF\xFEh\0"), 31), "text in UTF-16, to be converted to UTF-8");
    CHECK_SAYS(admit_error(SLICE("PK\3\4"), 31), "a ZIP archive");
    CHECK_SAYS(admit_error(SLICE("version https://git-lfs.github.com/spec/v1\noid sha256:0\n"), 31),
               "git lfs pull");
}

TEST("base64: the examples of RFC 4648, in pieces of any size")
{
    static const char *const pairs[][2] = { { "", "" },
                                            { "f", "Zg==" },
                                            { "fo", "Zm8=" },
                                            { "foo", "Zm9v" },
                                            { "foob", "Zm9vYg==" },
                                            { "fooba", "Zm9vYmE=" },
                                            { "foobar", "Zm9vYmFy" } };

    for (size_t i = 0; i < ARRAY_COUNT(pairs); i++)
        for (size_t piece = 1; piece < 7; piece++) {
            CLEANUP(buf_done) struct buf out = BUF_MAX(100);
            struct base64 coder = { 0 };
            struct slice rest = slice_of(pairs[i][0]);

            CHECK_INT(base64_size(rest.size), strlen(pairs[i][1]));
            for (; rest.size > 0; rest = slice_from(rest, piece < rest.size ? piece : rest.size))
                base64_add(&coder,
                           (struct slice){ rest.data, piece < rest.size ? piece : rest.size },
                           &out);
            CHECK_INT(base64_end(&coder, &out), 0);
            CHECK_STR(buf_text(&out), pairs[i][1]);
        }
}

TEST("media: a data URL is whole, or an error when it does not fit")
{
    char *bytes = xcalloc(1, 20000);
    CLEANUP(buf_done) struct buf url = BUF_MAX(40000);
    CLEANUP(buf_done) struct buf small = BUF_MAX(20000);
    const struct media *png = media_of(SLICE("\x89PNG\r\n\x1A\n"));

    CHECK_INT(media_add_data_url(png, (struct slice){ bytes, 20000 }, &url), 0);
    CHECK(slice_starts(buf_slice(&url), SLICE("data:image/png;base64,AAAA")));
    CHECK_INT(url.size, strlen("data:image/png;base64,") + base64_size(20000));
    CHECK_INT(media_add_data_url(png, (struct slice){ bytes, 20000 }, &small), -1);
    free(bytes);
}
