/* media - what a file is, by its first bytes.
 *
 *   bytes -> first row of `signs` that fits -> its medium
 *         -> frames of sound, which have no fixed first bytes
 *         -> well-formed UTF-8 without NUL: text; otherwise binary
 */
#include "files/media.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "files/base64.h"

enum row {
    TEXT,
    PNG,
    JPEG,
    GIF,
    WEBP,
    PDF,
    WAV,
    MP3,
    FLAC,
    OGG,
    M4A,
    AAC,
    AIFF,
    MP4,
    WEBM,
    MPEG,
    MOV,
    HEIC,
    AVIF,
    BMP,
    TIFF,
    ICON,
    MATROSKA,
    AVI,
    ZIP,
    GZIP,
    XZ,
    ZSTD,
    BZIP2,
    SEVENZIP,
    ELF,
    MACHO,
    PE,
    WASM,
    CLASS,
    SQLITE,
    FONT,
    UTF16,
    UTF32,
    LFS,
    LATIN,
    OTHER
};

static const struct media rows[] = {
    [TEXT] = { MEDIA_TEXT, "text", "text/plain", "txt", NULL },
    [PNG] = { MEDIA_IMAGE, "a PNG image", "image/png", "png", ".png" },
    [JPEG] = { MEDIA_IMAGE, "a JPEG image", "image/jpeg", "jpeg", ".jpg.jpeg" },
    [GIF] = { MEDIA_IMAGE, "a GIF image", "image/gif", "gif", ".gif" },
    [WEBP] = { MEDIA_IMAGE, "a WebP image", "image/webp", "webp", ".webp" },
    [PDF] = { MEDIA_PDF, "a PDF", "application/pdf", "pdf", ".pdf" },
    [WAV] = { MEDIA_AUDIO, "a WAV recording", "audio/wav", "wav", ".wav" },
    [MP3] = { MEDIA_AUDIO, "an MP3 recording", "audio/mpeg", "mp3", ".mp3" },
    [FLAC] = { MEDIA_AUDIO, "a FLAC recording", "audio/flac", "flac", ".flac" },
    [OGG] = { MEDIA_AUDIO, "an Ogg recording", "audio/ogg", "ogg", ".ogg.oga.opus" },
    [M4A] = { MEDIA_AUDIO, "an M4A recording", "audio/mp4", "m4a", ".m4a" },
    [AAC] = { MEDIA_AUDIO, "an AAC recording", "audio/aac", "aac", ".aac" },
    [AIFF] = { MEDIA_AUDIO, "an AIFF recording", "audio/aiff", "aiff", ".aif.aiff.aifc" },
    [MP4] = { MEDIA_VIDEO, "an MP4 video", "video/mp4", "mp4", ".mp4.m4v" },
    [WEBM] = { MEDIA_VIDEO, "a WebM video", "video/webm", "webm", ".webm" },
    [MPEG] = { MEDIA_VIDEO, "an MPEG video", "video/mpeg", "mpeg", ".mpg.mpeg" },
    [MOV] = { MEDIA_VIDEO, "a QuickTime video", "video/quicktime", "mov", ".mov" },
    [HEIC] = { MEDIA_BINARY, "a HEIC image, to be converted to PNG or JPEG", NULL, NULL, NULL },
    [AVIF] = { MEDIA_BINARY, "an AVIF image, to be converted to PNG or JPEG", NULL, NULL, NULL },
    [BMP] = { MEDIA_BINARY, "a BMP image, to be converted to PNG", NULL, NULL, NULL },
    [TIFF] = { MEDIA_BINARY, "a TIFF image, to be converted to PNG", NULL, NULL, NULL },
    [ICON] = { MEDIA_BINARY, "an icon, to be converted to PNG", NULL, NULL, NULL },
    [MATROSKA] = { MEDIA_BINARY, "a Matroska video, to be converted to MP4", NULL, NULL, NULL },
    [AVI] = { MEDIA_BINARY, "an AVI video, to be converted to MP4", NULL, NULL, NULL },
    [ZIP] = { MEDIA_BINARY, "a ZIP archive or an office document", NULL, NULL, NULL },
    [GZIP] = { MEDIA_BINARY, "a gzip archive", NULL, NULL, NULL },
    [XZ] = { MEDIA_BINARY, "an xz archive", NULL, NULL, NULL },
    [ZSTD] = { MEDIA_BINARY, "a zstd archive", NULL, NULL, NULL },
    [BZIP2] = { MEDIA_BINARY, "a bzip2 archive", NULL, NULL, NULL },
    [SEVENZIP] = { MEDIA_BINARY, "a 7z archive", NULL, NULL, NULL },
    [ELF] = { MEDIA_BINARY, "an ELF program", NULL, NULL, NULL },
    [MACHO] = { MEDIA_BINARY, "a Mach-O program", NULL, NULL, NULL },
    [PE] = { MEDIA_BINARY, "a Windows program", NULL, NULL, NULL },
    [WASM] = { MEDIA_BINARY, "a WebAssembly module", NULL, NULL, NULL },
    [CLASS] = { MEDIA_BINARY, "a Java class or a Mach-O program", NULL, NULL, NULL },
    [SQLITE] = { MEDIA_BINARY, "an SQLite database", NULL, NULL, NULL },
    [FONT] = { MEDIA_BINARY, "a font", NULL, NULL, NULL },
    [UTF16] = { MEDIA_BINARY, "text in UTF-16, to be converted to UTF-8", NULL, NULL, NULL },
    [UTF32] = { MEDIA_BINARY, "text in UTF-32, to be converted to UTF-8", NULL, NULL, NULL },
    [LFS] = { MEDIA_TEXT, "the pointer of a file that Git LFS has not fetched", "text/plain", "txt",
              NULL },
    [LATIN] = { MEDIA_BINARY, "binary, or text that is not UTF-8", NULL, NULL, NULL },
    [OTHER] = { MEDIA_BINARY, "binary", NULL, NULL, NULL },
};

/* The bytes at the start, and more of them at a distance. The first row that fits decides. */
static const struct {
    struct slice first;
    size_t distance;
    struct slice second;
    enum row row;
} signs[] = {
    { SLICE("\x89PNG\r\n\x1A\n"), 0, { 0 }, PNG },
    { SLICE("\xFF\xD8\xFF"), 0, { 0 }, JPEG },
    { SLICE("GIF87a"), 0, { 0 }, GIF },
    { SLICE("GIF89a"), 0, { 0 }, GIF },
    { SLICE("RIFF"), 8, SLICE("WEBP"), WEBP },
    { SLICE("RIFF"), 8, SLICE("WAVE"), WAV },
    { SLICE("RIFF"), 8, SLICE("AVI "), AVI },
    { SLICE("%PDF-"), 0, { 0 }, PDF },
    { SLICE("ID3\x02"), 0, { 0 }, MP3 },
    { SLICE("ID3\x03"), 0, { 0 }, MP3 },
    { SLICE("ID3\x04"), 0, { 0 }, MP3 },
    { SLICE("fLaC"), 0, { 0 }, FLAC },
    { SLICE("OggS"), 28, SLICE("\x80theora"), OTHER },
    { SLICE("OggS"), 0, { 0 }, OGG },
    { SLICE("FORM"), 8, SLICE("AIFF"), AIFF },
    { SLICE("FORM"), 8, SLICE("AIFC"), AIFF },
    { SLICE("\0"), 4, SLICE("ftypM4A"), M4A },
    { SLICE("\0"), 4, SLICE("ftypM4B"), M4A },
    { SLICE("\0"), 4, SLICE("ftypqt  "), MOV },
    { SLICE("\0"), 4, SLICE("ftyphe"), HEIC },
    { SLICE("\0"), 4, SLICE("ftypmif1"), HEIC },
    { SLICE("\0"), 4, SLICE("ftypavi"), AVIF },
    { SLICE("\0"), 4, SLICE("ftyp"), MP4 },
    { SLICE("\0"), 4, SLICE("moov"), MOV },
    { SLICE("\0\0\x01\xBA"), 0, { 0 }, MPEG },
    { SLICE("\0\0\x01\xB3"), 0, { 0 }, MPEG },
    { SLICE("BM"), 6, SLICE("\0\0\0\0"), BMP },
    { SLICE("II*\0"), 0, { 0 }, TIFF },
    { SLICE("MM\0*"), 0, { 0 }, TIFF },
    { SLICE("\0\0\x01\0"), 0, { 0 }, ICON },
    { SLICE("PK\x03\x04"), 0, { 0 }, ZIP },
    { SLICE("PK\x05\x06"), 0, { 0 }, ZIP },
    { SLICE("\x1F\x8B"), 0, { 0 }, GZIP },
    { SLICE("\xFD"
            "7zXZ\0"),
      0,
      { 0 },
      XZ },
    { SLICE("\x28\xB5\x2F\xFD"), 0, { 0 }, ZSTD },
    { SLICE("BZh"), 4, SLICE("1AY&SY"), BZIP2 },
    { SLICE("7z\xBC\xAF\x27\x1C"), 0, { 0 }, SEVENZIP },
    { SLICE("\x7F"
            "ELF"),
      0,
      { 0 },
      ELF },
    { SLICE("\xCF\xFA\xED\xFE"), 0, { 0 }, MACHO },
    { SLICE("\xCE\xFA\xED\xFE"), 0, { 0 }, MACHO },
    { SLICE("\xCA\xFE\xBA\xBE"), 0, { 0 }, CLASS },
    { SLICE("\0asm"), 0, { 0 }, WASM },
    { SLICE("SQLite format 3\0"), 0, { 0 }, SQLITE },
    { SLICE("\0\x01\0\0\0"), 0, { 0 }, FONT },
    { SLICE("OTTO"), 4, SLICE("\0"), FONT },
    { SLICE("wOF2"), 0, { 0 }, FONT },
    { SLICE("wOFF"), 0, { 0 }, FONT },
    { SLICE("\xFF\xFE\0\0"), 0, { 0 }, UTF32 },
    { SLICE("\0\0\xFE\xFF"), 0, { 0 }, UTF32 },
    { SLICE("\xFF\xFE"), 0, { 0 }, UTF16 },
    { SLICE("\xFE\xFF"), 0, { 0 }, UTF16 },
    { SLICE("version https://git-lfs.github.com/spec/v1\n"), 0, { 0 }, LFS },
};

static bool has_at(struct slice bytes, size_t at, struct slice wanted)
{
    return at <= bytes.size && slice_starts(slice_from(bytes, at), wanted);
}

static bool is_lead(unsigned char byte)
{
    return byte >= 0xC2 && byte <= 0xF4;
}

/* Whether all is well formed but a character at the end that the cut took apart. */
static bool is_utf8(struct slice head, bool is_cut)
{
    size_t size = utf8_valid(head), length = 0;

    if (size == head.size)
        return true;

    struct slice rest = slice_from(head, size);

    return is_cut && is_lead((unsigned char)*rest.data) && utf8_next(rest, &length) == UTF8_BAD &&
           length == rest.size;
}

/* The header of a frame: MPEG's layer III, or ADTS. Both begin with eleven ones. */
static const struct media *frame_of(struct slice head)
{
    const unsigned char *bytes = (const unsigned char *)head.data;

    if (head.size < 4 || bytes[0] != 0xFF || (bytes[1] & 0xE0) != 0xE0)
        return NULL;
    if ((bytes[1] & 0xF6) == 0xF0 && (bytes[2] >> 2 & 15) < 13)
        return &rows[AAC];
    if ((bytes[1] & 0x06) == 0x02 && (bytes[1] & 0x18) != 0x08 && bytes[2] >> 4 != 15 &&
        bytes[2] >> 4 != 0 && (bytes[2] >> 2 & 3) != 3)
        return &rows[MP3];
    return NULL;
}

/* Matroska's container says within its first bytes whether it is WebM. */
static const struct media *container_of(struct slice head)
{
    size_t reach = head.size < 64 ? head.size : 64;

    if (!slice_starts(head, SLICE("\x1A\x45\xDF\xA3")))
        return NULL;
    return &rows[memmem(head.data, reach, "webm", 4) ? WEBM : MATROSKA];
}

const struct media *media_of(struct slice bytes)
{
    bool is_cut = bytes.size >= MEDIA_HEAD_SIZE;
    struct slice head = { bytes.data, is_cut ? MEDIA_HEAD_SIZE : bytes.size };
    const struct media *media;

    if (head.size == 0)
        return &rows[TEXT];
    for (size_t i = 0; i < ARRAY_COUNT(signs); i++)
        if (slice_starts(head, signs[i].first) && has_at(head, signs[i].distance, signs[i].second))
            return &rows[signs[i].row];
    if ((media = frame_of(head)) || (media = container_of(head)))
        return media;
    if (memchr(head.data, 0, head.size))
        return slice_starts(head, SLICE("MZ")) ? &rows[PE] : &rows[OTHER];
    return is_utf8(head, is_cut) ? &rows[TEXT] : &rows[LATIN];
}

/* Whether one of the extensions, ".jpg.jpeg", is this one. */
static bool has_extension(const char *extensions, struct slice extension)
{
    struct slice rest = slice_of(extensions), one;

    while (slice_split(&rest, '.', &one))
        if (one.size > 0 && one.size == extension.size &&
            strncasecmp(one.data, extension.data, one.size) == 0)
            return true;
    return false;
}

static bool is_iso(const struct media *media)
{
    return media == &rows[M4A] || media == &rows[MP4] || media == &rows[MOV];
}

/* Another form of the same kind is no lie, and the members of MP4's family go by each other's name.
 */
int media_check_name(const struct media *media, const char *path, struct err *err)
{
    const char *dot = strrchr(path, '.');

    if (!dot || strchr(dot, '/'))
        return 0;
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        const struct media *named = &rows[i];

        if (!named->extensions || !has_extension(named->extensions, slice_of(dot + 1)))
            continue;
        if (named->kind == media->kind || (is_iso(named) && is_iso(media)))
            return 0;
        return err_set(err, ERR_ARGUMENT,
                       "%s is named like %s, but by its first bytes it is %s; it is not sent. Give "
                       "the file that is meant, under a name that fits",
                       path, named->name, media->name);
    }
    return 0;
}

/* What list_models can be asked for. */
static const char *need_of(enum media_kind kind)
{
    return kind == MEDIA_IMAGE   ? " (list_models with needs: vision)"
           : kind == MEDIA_PDF   ? " (list_models with needs: files)"
           : kind == MEDIA_AUDIO ? " (list_models with needs: audio)"
                                 : "";
}

int media_admit(const struct media *media, const char *path, unsigned takes, struct err *err)
{
    if ((media->kind & takes) != 0 && media != &rows[LFS])
        return 0;
    if (media == &rows[LFS])
        return err_set(err, ERR_ARGUMENT, "%s is %s; fetch it (git lfs pull), or leave it out",
                       path, media->name);
    if (media->kind == MEDIA_BINARY)
        return err_set(
            err, ERR_ARGUMENT,
            "%s is %s; only text, images (PNG, JPEG, WebP, GIF), PDF, audio and video can "
            "be sent. Leave it out, or give what it says as text",
            path, media->name);
    return err_set(err, ERR_ARGUMENT,
                   "%s is %s, which the model does not take; leave it out, or choose a model that "
                   "does%s",
                   path, media->name, need_of(media->kind));
}

int media_add_data_url(const struct media *media, struct slice bytes, struct buf *out)
{
    struct base64 coder = { 0 };

    buf_addf(out, "data:%s;base64,", media->mime);
    base64_add(&coder, bytes, out);
    return base64_end(&coder, out);
}
