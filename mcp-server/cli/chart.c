/* chart - the answer of show_usage as bars, for a terminal. */
#include "mcp-server/cli/chart.h"

#include "base/utf8.h"
#include "openrouter/money.h"

#define BAR_CELLS       24
#define NAME_CHARACTERS 40 /* characters; the end of a longer name says more */

static const char bold[] = "\x1b[1m", dim[] = "\x1b[2m", blue[] = "\x1b[34m", plain[] = "\x1b[0m";

struct bar {
    struct slice name;
    int64_t spent_nano, held_nano, calls;
};

static int64_t amount_at(const cJSON *row, const char *key)
{
    struct err ignored;
    int64_t nano = 0;

    return money_parse_nano(slice_of(json_str(row, key)), &nano, &ignored) < 0 ? 0 : nano;
}

/* Cut in front, at the border of a character. */
static struct slice end_of(struct slice name)
{
    size_t at = 0;

    for (size_t count = utf8_count(name); count > NAME_CHARACTERS; count--)
        do
            at++;
        while (at < name.size && (name.data[at] & 0xC0) == 0x80);
    return slice_from(name, at);
}

static struct bar bar_of(const cJSON *row)
{
    const char *name = json_str(row, "name");

    return (struct bar){
        .name = end_of(slice_of(name ? name : "")),
        .spent_nano = amount_at(row, "spent_usd"),
        .held_nano = amount_at(row, "held_usd"),
        .calls = json_int(row, "calls", 0),
    };
}

/* Eighths of a cell that an amount is long, when most is the whole bar; a little is never nothing.
 */
static int64_t length_of(int64_t nano, int64_t most_nano)
{
    int64_t eighths =
        most_nano > 0 ? (int64_t)((__int128)nano * (int64_t)(BAR_CELLS * 8) / most_nano) : 0;

    return eighths == 0 && nano > 0 ? 1 : eighths;
}

static void add_bar(struct buf *out, const struct bar *bar, int64_t most_nano, bool colours)
{
    static const char *const parts[] = { "", "▏", "▎", "▍", "▌", "▋", "▊", "▉" };
    int64_t whole_nano = money_add(bar->spent_nano, bar->held_nano);
    int64_t spent = length_of(bar->spent_nano, most_nano);
    int64_t cells = (length_of(whole_nano, most_nano) + 7) / 8, at = 0;

    buf_adds(out, colours ? blue : "");
    for (; at < spent / 8; at++)
        buf_adds(out, "█");
    if (spent % 8 > 0) {
        buf_adds(out, parts[spent % 8]);
        at++;
    }
    for (; at < cells; at++)
        buf_adds(out, "░");
    buf_adds(out, colours ? plain : "");
    buf_addf(out, "%*s", at < BAR_CELLS ? (int)(BAR_CELLS - at) : 0, "");
}

static void add_line(struct buf *out, const struct bar *bar, size_t width, int64_t most_nano,
                     bool colours)
{
    char money[MONEY_TEXT_SIZE];

    buf_addf(out, "%.*s%*s  ", SLICE_FMT(bar->name), (int)(width - utf8_count(bar->name)), "");
    add_bar(out, bar, most_nano, colours);
    buf_addf(out, "  %9s  %lld call%s\n",
             money_text(money, money_add(bar->spent_nano, bar->held_nano)), (long long)bar->calls,
             bar->calls == 1 ? "" : "s");
}

static void add_bars(struct buf *out, const cJSON *rows, bool colours)
{
    int64_t most_nano = 0;
    size_t width = 0;
    const cJSON *row;

    cJSON_ArrayForEach(row, rows)
    {
        struct bar bar = bar_of(row);
        int64_t nano = money_add(bar.spent_nano, bar.held_nano);

        most_nano = nano > most_nano ? nano : most_nano;
        width = utf8_count(bar.name) > width ? utf8_count(bar.name) : width;
    }
    cJSON_ArrayForEach(row, rows)
    {
        struct bar bar = bar_of(row);

        add_line(out, &bar, width, most_nano, colours);
    }
}

/* What reviews have found is more than its price. */
static bool is_of_money(const cJSON *rows)
{
    return !rows->child || json_at(rows->child, "calls");
}

void chart_draw(struct buf *out, struct slice text, const cJSON *meta, bool colours)
{
    const cJSON *rows = json_at(meta, "rows");
    struct slice rest = text, head, line;

    if (!rows || !is_of_money(rows) || !slice_split(&rest, '\n', &head)) {
        buf_add(out, text);
        return;
    }
    buf_addf(out, "%s%.*s%s\n\n", colours ? bold : "", SLICE_FMT(head), colours ? plain : "");
    if (rows->child) {
        add_bars(out, rows, colours);
        buf_adds(out, "\n");
    }
    for (int i = cJSON_GetArraySize(rows); i > 0; i--)
        slice_split(&rest, '\n', &line);
    buf_addf(out, "%s%.*s%s\n", colours ? dim : "", SLICE_FMT(slice_trim(rest)),
             colours ? plain : "");
}
