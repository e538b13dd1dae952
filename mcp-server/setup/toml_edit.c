/* toml_edit - one table of a TOML text: finding, putting, cutting. */
#include "mcp-server/setup/toml.h"

#include "base/limits.h"

/* Where the table is: it and those below it may stand apart. */
struct found {
    struct jsonc_range pieces[TOML_PIECES_MAX];
    size_t count;
    bool has_main; /* the table itself, and not only one below it */
    struct slice value;
};

struct search {
    struct slice text;
    struct jsonc_place place;
    const char *member;
    struct found *found;
    struct err *err;
    /* Of the table that the pairs belong to: how many parts it has, how many are of the place. */
    size_t parts, same;
};

static int refuse(struct search *search, const struct toml_item *item, const char *what)
{
    size_t line, column;

    gate_position(search->text, item->begin, &line, &column);
    return err_set(search->err, ERR_CONFIG, "line %zu: \"%s.%s\" %s", line, search->place.parent,
                   search->place.key, what);
}

static int on_table(struct search *search, const struct toml_item *item)
{
    const char *names[] = { search->place.parent, search->place.key, NULL };
    struct found *found = search->found;

    search->same = toml_key_match(item->key, names, &search->parts);
    if (item->kind == TOML_ARRAY_OF_TABLES &&
        (search->same == 2 || (search->same == 1 && search->parts == 1)))
        return refuse(search, item, "is in an array of tables, which no server can be");
    if (search->same < 2)
        return 0;
    if (search->parts == 2 && found->has_main)
        return refuse(search, item, "is there twice");
    if (found->count == TOML_PIECES_MAX)
        return refuse(search, item, "has more tables below it than are expected here");
    found->has_main = found->has_main || search->parts == 2;
    found->pieces[found->count++] = (struct jsonc_range){ item->begin, item->end };
    return 0;
}

static int on_pair(struct search *search, const struct toml_item *item)
{
    static const char form[] = "is not a table of its own here, and other forms are not edited; "
                               "write it as [mcp_servers.openrouter]";
    const char *rest[] = { search->place.parent, search->place.key, NULL };
    const char *member[] = { search->member, NULL };
    struct found *found = search->found;
    size_t parts;

    /* mcp_servers = { ... }, mcp_servers.openrouter = ..., or openrouter = ... in [mcp_servers] */
    if (search->parts == 0 && toml_key_match(item->key, rest, &parts) > 0)
        return refuse(search, item, form);
    if (search->parts == 1 && search->same == 1 && toml_key_match(item->key, rest + 1, &parts) > 0)
        return refuse(search, item, form);
    if (search->same < 2)
        return 0;
    found->pieces[found->count - 1].end = item->end;
    if (search->parts == 2 && toml_key_match(item->key, member, &parts) == 1 && parts == 1)
        found->value = item->value;
    return 0;
}

static int find(struct slice text, struct jsonc_place place, const char *member,
                struct found *found, struct err *err)
{
    struct search search = {
        .text = text, .place = place, .member = member, .found = found, .err = err
    };
    struct toml_item item;
    size_t at = 0;
    int rc;

    *found = (struct found){ 0 };
    while ((rc = toml_next(text, &at, &item, err)) == 0)
        if ((item.kind == TOML_PAIR ? on_pair(&search, &item) : on_table(&search, &item)) < 0)
            return -1;
    return rc < 0 ? -1 : 0;
}

int toml_find(struct slice text, struct jsonc_place place, const char *member, struct slice *value,
              struct err *err)
{
    struct found found;

    *value = (struct slice){ 0 };
    if (find(text, place, member, &found, err) < 0)
        return -1;
    *value = found.value;
    return found.count == 0 ? 2 : value->size == 0;
}

static const char *newline_of(struct slice text)
{
    const char *first = text.size > 0 ? memchr(text.data, '\n', text.size) : NULL;

    return first && first > text.data && first[-1] == '\r' ? "\r\n" : "\n";
}

static void add_table(struct buf *out, struct jsonc_place place, const cJSON *entry,
                      const char *newline)
{
    const cJSON *member;

    buf_addf(out, "[%s.%s]%s", place.parent, place.key, newline);
    cJSON_ArrayForEach(member, entry)
    {
        buf_addf(out, "%s = ", member->string);
        json_print(member, out);
        buf_adds(out, newline);
    }
}

static struct slice range(struct slice text, size_t begin, size_t end)
{
    return (struct slice){ text.data + begin, end - begin };
}

static int check_room(const struct buf *out, struct err *err)
{
    return out->full ? err_set(err, ERR_CONFIG, "it would have more than %zu bytes", out->size_max)
                     : 0;
}

static void append(struct slice text, struct buf *out, const char *newline)
{
    buf_add(out, text);
    if (text.size <= jsonc_mark_size(text))
        return;
    if (text.data[text.size - 1] != '\n')
        buf_adds(out, newline);
    buf_adds(out, newline);
}

int toml_put(struct slice text, struct jsonc_place place, const cJSON *entry, struct buf *out,
             struct jsonc_range *added, struct err *err)
{
    const char *newline = newline_of(text);
    struct found found;
    size_t at = 0;

    *added = (struct jsonc_range){ 0 };
    if (find(text, place, "", &found, err) < 0)
        return -1;
    if (found.count == 0)
        append(text, out, newline);
    else
        buf_add(out, range(text, 0, found.pieces[0].begin));
    added->begin = out->size;
    add_table(out, place, entry, newline);
    added->end = out->size;
    for (size_t i = 0; i < found.count; i++) {
        if (i > 0)
            buf_add(out, range(text, at, found.pieces[i].begin));
        at = found.pieces[i].end;
    }
    if (found.count > 0)
        buf_add(out, slice_from(text, at));
    return check_room(out, err);
}

/* With the empty line before it, which came with it. */
static size_t begin_of(struct slice text, size_t begin)
{
    struct slice before = { text.data, begin };

    if (slice_ends(before, SLICE("\n\r\n")))
        return begin - 2;
    return slice_ends(before, SLICE("\n\n")) ? begin - 1 : begin;
}

int toml_cut(struct slice text, struct jsonc_place place, struct buf *out, struct jsonc_range *cut,
             struct err *err)
{
    struct found found;
    size_t at = 0;

    *cut = (struct jsonc_range){ 0 };
    if (find(text, place, "", &found, err) < 0)
        return -1;
    for (size_t i = 0; i < found.count; i++) {
        size_t begin = begin_of(text, found.pieces[i].begin);

        buf_add(out, range(text, at, begin > at ? begin : at));
        at = found.pieces[i].end;
    }
    if (found.count > 0)
        *cut = (struct jsonc_range){ found.pieces[0].begin, at };
    buf_add(out, slice_from(text, at));
    return check_room(out, err);
}
