/* http_preamble - what an answer says before its body, line by line. */
#include "net/http_preamble.h"

#include "base/limits.h"

#include <stddef.h>
#include <strings.h>

/* Copies what fits; what is not printable ASCII becomes a question mark. */
static void keep(char *text, size_t text_size, struct slice value)
{
    size_t size = value.size < text_size ? value.size : text_size - 1;

    for (size_t i = 0; i < size; i++)
        text[i] = value.data[i] >= ' ' && value.data[i] < 0x7F ? value.data[i] : '?';
    text[size] = '\0';
}

static void on_content_type(struct http_preamble *preamble, struct slice value)
{
    struct slice type = { "", 0 };

    slice_split(&value, ';', &type);
    keep(preamble->content_type_, sizeof(preamble->content_type_), slice_trim(type));
    for (char *c = preamble->content_type_; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
}

static bool is_word(struct slice value, const char *word)
{
    return value.size == strlen(word) && strncasecmp(value.data, word, value.size) == 0;
}

static void on_content_encoding(struct http_preamble *preamble, struct slice value)
{
    if (is_word(value, "gzip") || is_word(value, "x-gzip"))
        preamble->is_gzip = true;
    else if (value.size > 0 && !is_word(value, "identity"))
        preamble->is_encoded = true;
}

static void on_framing(struct http_preamble *preamble, struct slice value)
{
    (void)value;
    preamble->framing_count++;
}

static void on_generation_id(struct http_preamble *preamble, struct slice value)
{
    keep(preamble->generation_id_, sizeof(preamble->generation_id_), value);
}

static void on_retry_after(struct http_preamble *preamble, struct slice value)
{
    keep(preamble->retry_after_, sizeof(preamble->retry_after_), value);
}

static void on_date(struct http_preamble *preamble, struct slice value)
{
    keep(preamble->date_, sizeof(preamble->date_), value);
}

static const struct {
    const char *name;
    void (*on_value)(struct http_preamble *preamble, struct slice value);
} fields[] = {
    { "Content-Type", on_content_type },
    { "Content-Encoding", on_content_encoding },
    { "Content-Length", on_framing },
    { "Transfer-Encoding", on_framing },
    { "X-Generation-Id", on_generation_id },
    { "Retry-After", on_retry_after },
    { "Date", on_date },
};

static void on_field(struct http_preamble *preamble, struct slice line)
{
    struct slice name;

    if (!slice_split(&line, ':', &name))
        return;
    for (size_t i = 0; i < ARRAY_COUNT(fields); i++)
        if (is_word(name, fields[i].name))
            fields[i].on_value(preamble, slice_trim(line));
}

/* "HTTP/1.1 200 OK"; libcurl has checked its shape. */
static int on_status(struct http_preamble *preamble, struct slice line, struct err *err)
{
    struct slice word;
    int status = 0;

    slice_split(&line, ' ', &word);
    for (size_t i = 0; i < 3 && i < line.size && line.data[i] >= '0' && line.data[i] <= '9'; i++)
        status = status * 10 + (line.data[i] - '0');
    if (status == 101)
        return err_set(err, ERR_PROTOCOL,
                       "the answer was 101, a change of protocol that was not asked for");
    *preamble = (struct http_preamble){
        .bytes = preamble->bytes,
        .is_begun_ = true,
        .is_interim_ = status < 200,
        .status = status < 200 ? 0 : status,
    };
    return 0;
}

int http_preamble_line(struct http_preamble *preamble, struct slice line, struct err *err)
{
    preamble->bytes += line.size;
    if (preamble->bytes > HEADERS_IN_MAX)
        return err_set(err, ERR_PROTOCOL, "the answer has more than %zu KiB of headers",
                       HEADERS_IN_MAX >> 10);
    line = slice_trim(line);
    if (preamble->is_whole)
        return 0;
    if (!preamble->is_begun_)
        return on_status(preamble, line, err);
    if (line.size > 0 && !preamble->is_interim_)
        on_field(preamble, line);
    if (line.size == 0) {
        preamble->is_whole = !preamble->is_interim_;
        preamble->is_begun_ = false;
    }
    return 0;
}

struct http_head http_preamble_head(const struct http_preamble *preamble)
{
    return (struct http_head){
        .status = preamble->status,
        .content_type = slice_of(preamble->content_type_),
        .generation_id = slice_of(preamble->generation_id_),
        .retry_after = slice_of(preamble->retry_after_),
        .date = slice_of(preamble->date_),
    };
}
