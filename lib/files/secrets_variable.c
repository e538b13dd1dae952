/* secrets_variable - which variables of an environment hold a secret, by name and value. */
#include "base/mem.h"
#include "files/secrets_parts.h"
#include "files/secrets_shape.h"

#include <strings.h>

#define TENTHS_LEAST 25 /* of a bit, a character: "true-true-true" is no secret */

static bool ends_in(struct slice word, const char *end)
{
    size_t size = strlen(end);

    return word.size >= size && strncasecmp(word.data + word.size - size, end, size) == 0;
}

/* "TOKEN" of GITHUB_TOKEN, "PGPASSWORD"; not "AUTHOR", which an e-mail address is the value of. */
static bool is_secret_word(struct slice word)
{
    static const char *const ends[] = { "key",         "keys",    "token",    "tokens",
                                        "secret",      "secrets", "password", "passwd",
                                        "passphrase",  "pwd",     "pass",     "credential",
                                        "credentials", "pat" };

    for (size_t i = 0; i < ARRAY_COUNT(ends); i++)
        if (ends_in(word, ends[i]))
            return true;
    return word.size == 4 && ends_in(word, "auth");
}

/* Where a secret lies, or what is said about it: SSH_AUTH_SOCK, AWS_ACCESS_KEY_ID, TOKEN_URL. */
static bool is_about(struct slice word)
{
    static const char *const words[] = { "sock", "file", "path",  "dir",  "id",
                                         "name", "user", "type",  "mode", "url",
                                         "uri",  "host", "email", "ttl",  "version" };

    for (size_t i = 0; i < ARRAY_COUNT(words); i++)
        if (word.size == strlen(words[i]) && ends_in(word, words[i]))
            return true;
    return false;
}

bool secrets_is_secret_name(struct slice name)
{
    struct slice rest = name, word = { 0 };
    bool is_secret = false;

    if (slice_is(name, SLICE("PWD")) || slice_is(name, SLICE("OLDPWD")) ||
        slice_starts(name, SLICE("GPG_")))
        return false;
    while (slice_split(&rest, '_', &word))
        is_secret |= is_secret_word(word);
    return is_secret && !is_about(word);
}

bool secrets_add_known(struct secrets *secrets, const char *name, struct slice value)
{
    if (value.size < SECRET_KNOWN_MIN || value.size > KEY_MAX || value.data[0] == '/')
        return false;
    for (size_t i = 0; i < value.size; i++)
        if (value.data[i] >= 0 && value.data[i] <= ' ')
            return false;
    return value_is_random(value, TENTHS_LEAST) && !value_is_placeholder(value) &&
           known_add(&secrets->known, name, value);
}
