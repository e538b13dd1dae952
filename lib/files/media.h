/* media - what a file is, by its first bytes: text, an image, a PDF, sound, film, or something
 * else.
 *
 *     const struct media *media = media_of(bytes);
 *     if (media_check_name(media, path, err) < 0 || media_admit(media, path, takes, err) < 0)
 *         return -1;
 *     media_add_data_url(media, bytes, &url);
 *
 * The first bytes decide alone, also for files that are two things at once; a name never makes a
 * file what it is not. Text is well-formed UTF-8 without NUL in the first MEDIA_HEAD_SIZE bytes.
 * The kinds of media are those that OpenRouter takes: image_url (png, jpeg, webp, gif), file (pdf),
 * input_audio (by format word), video_url (mp4, mpeg, mov, webm).
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"

/* The bits of a model's inputs, as the catalogue has them; and what no model takes. */
enum media_kind {
    MEDIA_TEXT = 1,
    MEDIA_IMAGE = 2,
    MEDIA_PDF = 4,
    MEDIA_AUDIO = 8,
    MEDIA_VIDEO = 16,
    MEDIA_BINARY = 32
};

struct media {
    enum media_kind kind;
    const char *name;       /* "a PNG image", "an ELF program" */
    const char *mime;       /* "image/png"; NULL of what is not sent */
    const char *format;     /* OpenRouter's word: "png", "wav"; NULL of what is not sent */
    const char *extensions; /* ".png", ".jpg.jpeg"; NULL where names promise nothing */
};

/* A row of a constant table; never NULL. bytes may be the whole file or its first MEDIA_HEAD_SIZE:
 * a character that is cut there is no fault. An empty file is text. */
const struct media *media_of(struct slice bytes);

/* -1 and err (ERR_ARGUMENT) when the name says another kind than the bytes: a "logo.png" that is a
 * program. */
int media_check_name(const struct media *media, const char *path, struct err *err);

/* -1 and err (ERR_ARGUMENT) unless the kind is among those that are taken (enum media_kind). Says
 * what else would do. */
int media_admit(const struct media *media, const char *path, unsigned takes, struct err *err);

/* "data:image/png;base64,...". media has a MIME type. -1 when out is full. */
int media_add_data_url(const struct media *media, struct slice bytes, struct buf *out);
