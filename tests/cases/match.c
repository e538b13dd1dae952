/* match - whether what came is what a transcript says. */
#include "tests/cases/match.h"

#include <stdio.h>

#define ANY "\xE2\x80\xA6" /* … */
#define ABSENT                                                                                     \
    "\xC2\xAB"                                                                                     \
    "absent\xC2\xBB"

struct place {
    const struct place *outer;
    const char *key; /* NULL: index */
    size_t index;
};

static int match(const cJSON *wanted, const cJSON *got, const struct place *place, struct err *err);

bool match_text(const char *wanted, const char *got)
{
    const char *star = NULL, *retry = NULL;

    while (*got) {
        if (strncmp(wanted, ANY, strlen(ANY)) == 0) {
            wanted += strlen(ANY);
            star = wanted;
            retry = got;
        } else if (*wanted == *got) {
            wanted++;
            got++;
        } else if (star) {
            wanted = star;
            got = ++retry;
        } else {
            return false;
        }
    }
    while (strncmp(wanted, ANY, strlen(ANY)) == 0)
        wanted += strlen(ANY);
    return *wanted == '\0';
}

static void add_place(const struct place *place, struct buf *out)
{
    if (!place)
        return;
    add_place(place->outer, out);
    if (place->key)
        buf_addf(out, "/%s", place->key);
    else
        buf_addf(out, "/%zu", place->index);
}

static int differ(const cJSON *wanted, const cJSON *got, const struct place *place, struct err *err)
{
    CLEANUP(buf_done) struct buf at = BUF_MAX(256);
    CLEANUP(buf_done) struct buf one = BUF_MAX(1 << 20);
    CLEANUP(buf_done) struct buf other = BUF_MAX(1 << 24);

    add_place(place, &at);
    if (wanted)
        json_print(wanted, &one);
    if (got)
        json_print(got, &other);
    return err_set(err, ERR_ARGUMENT, "at %s\n      wanted %.400s\n      got    %.400s",
                   buf_text(&at)[0] ? buf_text(&at) : "the top", buf_text(&one),
                   got ? buf_text(&other) : "nothing");
}

static int match_object(const cJSON *wanted, const cJSON *got, const struct place *outer,
                        struct err *err)
{
    const cJSON *member;

    cJSON_ArrayForEach(member, wanted)
    {
        struct place place = { outer, member->string, 0 };
        const cJSON *other = json_at(got, member->string);

        if (cJSON_IsString(member) && strcmp(member->valuestring, ABSENT) == 0) {
            if (other)
                return differ(member, other, &place, err);
        } else if (!other) {
            return differ(member, NULL, &place, err);
        } else if (match(member, other, &place, err) < 0) {
            return -1;
        }
    }
    return 0;
}

static bool is_any(const cJSON *wanted)
{
    return cJSON_IsString(wanted) && strcmp(wanted->valuestring, ANY) == 0;
}

static int match_array(const cJSON *wanted, const cJSON *got, const struct place *outer,
                       struct err *err)
{
    const cJSON *one = wanted->child, *other = got->child;

    for (size_t i = 0; one; i++, one = one->next, other = other->next) {
        struct place place = { outer, NULL, i };

        if (is_any(one) && !one->next)
            return 0;
        if (!other)
            return differ(one, NULL, &place, err);
        if (match(one, other, &place, err) < 0)
            return -1;
    }
    return other ? differ(wanted, got, outer, err) : 0;
}

static int match(const cJSON *wanted, const cJSON *got, const struct place *place, struct err *err)
{
    bool same = false;

    if (is_any(wanted))
        return 0;
    if (cJSON_IsObject(wanted) && cJSON_IsObject(got))
        return match_object(wanted, got, place, err);
    if (cJSON_IsArray(wanted) && cJSON_IsArray(got))
        return match_array(wanted, got, place, err);
    if (cJSON_IsString(wanted) && cJSON_IsString(got))
        same = match_text(wanted->valuestring, got->valuestring);
    else
        same = cJSON_Compare(wanted, got, true);
    return same ? 0 : differ(wanted, got, place, err);
}

int match_json(const cJSON *wanted, const cJSON *got, struct err *err)
{
    return match(wanted, got, NULL, err);
}
