/* quantity - counts and times as people write them. */
#include "mcp-server/text/quantity.h"

#include <time.h>

void quantity_add_count(struct buf *out, int64_t count)
{
    static const struct {
        int64_t from, unit;
        const char *suffix;
    } scales[] = { { 999500, 1000000, "M" }, { 1000, 1000, "k" }, { INT64_MIN, 1, "" } };
    size_t i = 0;

    while (count < scales[i].from)
        i++;
    if (scales[i].unit == 1) {
        buf_addf(out, "%lld", (long long)count);
        return;
    }

    int64_t tenths = (count * 10 + scales[i].unit / 2) / scales[i].unit;

    if (tenths >= 1000)
        buf_addf(out, "%lld%s", (long long)((count + scales[i].unit / 2) / scales[i].unit),
                 scales[i].suffix);
    else
        buf_addf(out, "%lld.%lld%s", (long long)(tenths / 10), (long long)(tenths % 10),
                 scales[i].suffix);
}

void quantity_add_age(struct buf *out, int64_t age_s)
{
    static const struct {
        int64_t below, unit;
        const char *word;
    } scales[] = {
        { 120, 1, "s" },
        { 7200, 60, "min" },
        { 2 * 86400, 3600, "h" },
        { INT64_MAX, 86400, "days" },
    };
    size_t i = 0;

    while (age_s >= scales[i].below)
        i++;
    buf_addf(out, "%lld %s", (long long)(age_s / scales[i].unit), scales[i].word);
}

void quantity_add_time(struct buf *out, int64_t time_s)
{
    time_t time = (time_t)time_s;
    struct tm parts = { 0 };
    char text[40];

    if (gmtime_r(&time, &parts) &&
        strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S UTC", &parts) > 0)
        buf_adds(out, text);
}
