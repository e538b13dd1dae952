/* forget - removes what this program remembers: old rows of the ledger, and kept texts.
 *
 *   what would go -> said -> asked (a terminal), or --yes -> removed -> said
 */
#include "mcp-server/commands/forget.h"

#include "mcp-server/answer/keep.h"
#include "mcp-server/cli/command.h"
#include "openrouter/money.h"

#include <stdio.h>
#include <time.h>

/* What there is to forget, once the ledger has said it. */
struct look {
    struct loop *loop;
    struct ledger_forgettable what;
    struct err err;
    bool is_told;
};

int64_t forget_read_day(const char *day)
{
    static const char form[] = "0000-00-00";
    struct tm parts = { 0 };
    int numbers[3] = { 0 };
    size_t at = 0;

    for (size_t i = 0; i < sizeof(form); i++) {
        bool is_digit = day[i] >= '0' && day[i] <= '9';

        if (form[i] == '0' ? !is_digit : day[i] != form[i])
            return -1;
        if (is_digit)
            numbers[at] = numbers[at] * 10 + (day[i] - '0');
        else
            at++;
    }
    parts = (struct tm){ .tm_year = numbers[0] - 1900,
                         .tm_mon = numbers[1] - 1,
                         .tm_mday = numbers[2] };

    time_t time_s = timegm(&parts);

    /* The 31st of February would be another day. */
    if (time_s < 0 || parts.tm_mon != numbers[1] - 1 || parts.tm_mday != numbers[2])
        return -1;
    return time_s;
}

static void on_forgettable(void *user, const struct ledger_forgettable *what, const struct err *err)
{
    struct look *look = user;

    look->what = *what;
    if (err)
        look->err = *err;
    look->is_told = true;
    loop_stop(look->loop);
}

static int look_at(struct program *program, int64_t before_s, struct look *look)
{
    *look = (struct look){ .loop = program->loop };

    struct store_query *query = store_forgettable(program->store, before_s, on_forgettable, look);

    if (!look->is_told)
        loop_run(program->loop);
    store_query_free(query);
    return look->err.kind == ERR_NONE ? 0 : -1;
}

static const char *day_of(char text[16], int64_t time_s)
{
    time_t time = (time_t)time_s;
    struct tm parts = { 0 };

    text[0] = '\0';
    if (gmtime_r(&time, &parts))
        strftime(text, 16, "%Y-%m-%d", &parts);
    return text;
}

static int64_t count_of(const struct look *look, int64_t files)
{
    return look->what.rows + look->what.texts + files;
}

/* files: long answers that were kept whole, and reviews. */
static void say_what(const struct look *look, int64_t files)
{
    int64_t texts = look->what.texts + files;
    const struct ledger_forgettable *what = &look->what;
    char first[16], last[16], money[MONEY_TEXT_SIZE];

    if (what->rows > 0)
        printf("To be removed: %lld calls from %s to %s, which cost %s. %lld calls stay.\n",
               (long long)what->rows, day_of(first, what->first_s), day_of(last, what->last_s),
               money_text(money, what->cost_nano), (long long)what->others);
    if (texts > 0)
        printf("To be removed: what was kept of answers, questions and reviews (%lld texts).\n",
               (long long)texts);
    if (count_of(look, files) == 0)
        printf("There is nothing to remove. %lld calls stay.\n", (long long)what->others);
    fflush(stdout);
}

static int remove_all(struct program *program, int64_t before_s)
{
    struct look look;

    keep_forget(program->config, before_s, false);
    store_forget(program->store, before_s, INT64_MAX);
    if (look_at(program, before_s, &look) < 0)
        return command_complain("%s", look.err.text);
    if (look.what.rows + look.what.texts > 0)
        return command_complain(
            "the ledger could not be changed; is the disk full, or mounted read-only?");
    printf("Removed.\n");
    return 0;
}

static int run(struct program *program, int64_t before_s, bool is_sure)
{
    struct look look;

    if (!program->store)
        return command_complain("%s", program->config->state_err);
    if (look_at(program, before_s, &look) < 0)
        return command_complain("%s", look.err.text);

    int64_t files = keep_forget(program->config, before_s, true);

    say_what(&look, files);
    if (count_of(&look, files) == 0)
        return 0;
    return is_sure || command_may_remove() ? remove_all(program, before_s) : 2;
}

static int forget_run(struct program *program, const cJSON *arguments, bool json)
{
    const char *before = json_str(arguments, "before");
    bool all = json_bool(arguments, "all", false);
    int64_t before_s = all ? INT64_MAX : before ? forget_read_day(before) : -1;

    (void)json;
    if (all && before)
        return command_complain("say --before or --all, not both");
    if (!all && !before)
        return command_complain("say what to forget: --before YYYY-MM-DD, or --all");
    if (before_s < 0)
        return command_complain("--before takes a day from 1970 on, as YYYY-MM-DD");
    return run(program, before_s, json_bool(arguments, "yes", false));
}

const struct command command_forget = { "forget", forget_run };
