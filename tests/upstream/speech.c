/* speech - the words of an answer, one token after the other. */
#include "tests/upstream/speech.h"

#include "base/mem.h"

#define TOKEN_SIZE_MAX 65536

static const char *const words[] = {
    " the", " stand", "-in",   " answers", " with", " words", " that",  " mean",  " little",
    ",",    " and",   " says", " so",      ":",     " one",   " token", " after", " another",
    ",",    " until", " the",  " count",   " is",   " full",  ".\n",
};

void speech_init(struct speech *speech, const struct behaviour *how)
{
    if (how->pieces)
        *speech = (struct speech){ .piece = how->pieces->child };
    else if (how->tokens > 0)
        speech_of_count(speech, how->tokens, how->token_bytes);
    else if (how->text)
        speech_of_text(speech, how->text);
    else
        speech_of_count(speech, 12, 0);
}

void speech_of_text(struct speech *speech, const char *text)
{
    *speech = (struct speech){ .text = slice_of(text) };
}

void speech_of_count(struct speech *speech, int64_t count, int64_t size)
{
    *speech =
        (struct speech){ .count = count, .size = size > TOKEN_SIZE_MAX ? TOKEN_SIZE_MAX : size };
}

/* A word with the blanks in front of it. */
static bool next_word(struct speech *speech, struct slice *token)
{
    size_t size = 0;

    while (size < speech->text.size &&
           (speech->text.data[size] == ' ' || speech->text.data[size] == '\n'))
        size++;
    while (size < speech->text.size && speech->text.data[size] != ' ' &&
           speech->text.data[size] != '\n')
        size++;
    *token = (struct slice){ speech->text.data, size };
    speech->text = slice_from(speech->text, size);
    return size > 0;
}

static bool next_counted(struct speech *speech, struct slice *token)
{
    static char filler[TOKEN_SIZE_MAX];

    if (speech->said >= speech->count)
        return false;
    if (speech->size == 0) {
        *token = slice_of(words[(size_t)speech->said % ARRAY_COUNT(words)]);
    } else {
        memset(filler, 'a' + (int)(speech->said % 26), (size_t)speech->size);
        filler[0] = ' ';
        *token = (struct slice){ filler, (size_t)speech->size };
    }
    return true;
}

bool speech_next(struct speech *speech, struct slice *token)
{
    bool more;

    if (speech->text.size > 0) {
        more = next_word(speech, token);
    } else if (speech->piece) {
        *token = slice_of(cJSON_IsString(speech->piece) ? speech->piece->valuestring : "");
        speech->piece = speech->piece->next;
        more = true;
    } else {
        more = next_counted(speech, token);
    }
    speech->said += more;
    return more;
}
