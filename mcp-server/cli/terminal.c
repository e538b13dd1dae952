/* terminal - a call's sink for people. */
#include "mcp-server/cli/terminal.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "mcp-server/cli/aside.h"
#include "mcp-server/text/inert.h"

#include <stdlib.h>
#include <unistd.h>

#define WORD_MAX KIB(4) /* a word longer than this is shown in parts */

static const char dim[] = "\x1b[2m", plain[] = "\x1b[0m", erase_line[] = "\r\x1b[K";

struct terminal {
    struct terminal_options options;
    struct outlet out;
    struct buf word;  /* the end of what came, not yet shown: it may be half a character */
    struct buf shown; /* what was streamed so far */
    struct buf aside; /* for stderr, once stdout is written */
    bool out_is_terminal, err_is_terminal;
    bool progress_is_shown;
    bool has_result, is_error;
    int status; /* of a result that is no error */
};

/* stderr is never much and never waited for. */
static void say(const struct terminal *terminal, struct slice text)
{
    ssize_t ignored = write(terminal->options.err_fd, text.data, text.size);

    (void)ignored;
}

void terminal_clear_progress(struct terminal *terminal)
{
    if (terminal->progress_is_shown)
        say(terminal, slice_of(erase_line));
    terminal->progress_is_shown = false;
}

static void on_progress(void *user, double progress, double total, const char *message)
{
    struct terminal *terminal = user;
    CLEANUP(buf_done) struct buf line = BUF_MAX(PROGRESS_TEXT_MAX * 4 + 64);

    (void)progress;
    (void)total;
    if (terminal->shown.size > 0 && terminal->out_is_terminal)
        return;
    buf_adds(&line, erase_line);
    buf_adds(&line, terminal->options.colours ? dim : "");
    inert_add_line(&line, slice_of(message), PROGRESS_TEXT_MAX);
    buf_adds(&line, terminal->options.colours ? plain : "");
    say(terminal, buf_slice(&line));
    terminal->progress_is_shown = true;
}

static void show_inert(struct terminal *terminal, struct slice text)
{
    CLEANUP(buf_done) struct buf inert = BUF_MAX(text.size * 3 + 64);

    inert_add(&inert, text, NULL);
    if (terminal->out_is_terminal)
        terminal_clear_progress(terminal);
    buf_add(&terminal->shown, buf_slice(&inert));
    outlet_add(&terminal->out, buf_slice(&inert));
}

/* Up to the last blank: what must be seen together to be made inert has no blank in it, or is
 * harmless to a terminal. */
static void on_delta(void *user, size_t branch, struct slice text)
{
    struct terminal *terminal = user;
    struct buf *word = &terminal->word;

    if (branch != 0)
        return;
    buf_add(word, text);

    size_t end = word->size;

    while (end > 0 && word->data[end - 1] != ' ' && word->data[end - 1] != '\n')
        end--;
    if (end == 0 && word->size > WORD_MAX)
        end = utf8_cut(buf_slice(word), word->size);
    if (end > 0) {
        show_inert(terminal, (struct slice){ word->data, end });
        buf_consume(word, end);
    }
}

static void show_json(struct terminal *terminal, const struct call_result *result)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(LINE_OUT_MAX * 2);

    buf_adds(&text, "{\"text\":");
    json_quote(call_result_text(result), &text);
    buf_addf(&text, ",\"is_error\":%s,\"_meta\":", result->is_error ? "true" : "false");
    if (result->meta)
        json_print(result->meta, &text);
    else
        buf_adds(&text, "{}");
    buf_adds(&text, "}\n");
    outlet_add(&terminal->out, buf_slice(&text));
}

static void show_rest(struct terminal *terminal, struct slice text)
{
    CLEANUP(buf_done) struct buf rest = BUF_MAX(LINE_OUT_MAX);
    struct slice word = buf_slice(&terminal->word);

    show_inert(terminal, word);
    aside_split(text, buf_slice(&terminal->shown), &rest, &terminal->aside);
    if (rest.size == 0 && terminal->shown.data[terminal->shown.size - 1] != '\n')
        buf_addc(&rest, '\n');
    outlet_add(&terminal->out, buf_slice(&rest));
}

/* False for what is no answer, such as a preview. */
static bool show_answer(struct terminal *terminal, struct slice text)
{
    CLEANUP(buf_done) struct buf answer = BUF_MAX(LINE_OUT_MAX);

    if (!terminal->options.parts || !aside_take(text, &answer, &terminal->aside))
        return false;
    outlet_add(&terminal->out, buf_slice(&answer));
    return true;
}

static void show_whole(struct terminal *terminal, const struct call_result *result)
{
    if (result->is_error) {
        buf_add(&terminal->aside, call_result_text(result));
        return;
    }
    if (terminal->options.write) {
        CLEANUP(buf_done) struct buf written = BUF_MAX(LINE_OUT_MAX * 2);

        if (terminal->options.write(terminal->options.typed, &written, result->meta)) {
            outlet_add(&terminal->out, buf_slice(&written));
            return;
        }
    }
    if (terminal->options.draw && terminal->out_is_terminal) {
        CLEANUP(buf_done) struct buf drawn = BUF_MAX(LINE_OUT_MAX);

        terminal->options.draw(&drawn, call_result_text(result), result->meta,
                               terminal->options.colours);
        outlet_add(&terminal->out, buf_slice(&drawn));
        return;
    }
    if (show_answer(terminal, call_result_text(result)))
        return;
    outlet_add(&terminal->out, call_result_text(result));
    if (!slice_ends(call_result_text(result), SLICE("\n")))
        outlet_add(&terminal->out, SLICE("\n"));
}

static void say_aside(struct terminal *terminal)
{
    struct buf *aside = &terminal->aside;
    CLEANUP(buf_done) struct buf text = BUF_MAX(LINE_OUT_MAX + 64);
    bool dims = terminal->options.colours && terminal->err_is_terminal && !terminal->is_error;

    if (aside->size == 0)
        return;
    buf_adds(&text, dims ? dim : "");
    buf_add(&text, slice_trim(buf_slice(aside)));
    buf_adds(&text, dims ? plain : "");
    buf_adds(&text, "\n");
    say(terminal, buf_slice(&text));
    buf_clear(aside);
}

static void on_written(void *user)
{
    struct terminal *terminal = user;

    if (!terminal->has_result)
        return;
    say_aside(terminal);
    terminal->options.on_end(terminal->options.user);
}

static void on_broken(void *user)
{
    struct terminal *terminal = user;

    terminal->has_result = false;
    terminal->options.on_end(terminal->options.user);
}

static void on_result(void *user, const struct call_result *result)
{
    struct terminal *terminal = user;

    terminal->has_result = true;
    terminal->is_error = result->is_error;
    if (terminal->options.judge && !result->is_error)
        terminal->status = terminal->options.judge(terminal->options.typed, result->meta);
    terminal_clear_progress(terminal);
    if (terminal->options.json)
        show_json(terminal, result);
    else if (terminal->shown.size + terminal->word.size > 0)
        show_rest(terminal, call_result_text(result));
    else
        show_whole(terminal, result);
    if (outlet_is_empty(&terminal->out))
        on_written(terminal);
}

struct terminal *terminal_new(struct loop *loop, const struct terminal_options *options)
{
    struct terminal *terminal = xcalloc(1, sizeof(*terminal));

    terminal->options = *options;
    terminal->out = (struct outlet){
        .loop = loop,
        .fd = options->out_fd,
        .on_drained = on_written,
        .on_broken = on_broken,
        .user = terminal,
    };
    outlet_init(&terminal->out);
    terminal->word = BUF_MAX(ANSWER_MAX);
    terminal->shown = BUF_MAX(ANSWER_MAX * 3);
    terminal->aside = BUF_MAX(LINE_OUT_MAX);
    terminal->out_is_terminal = isatty(options->out_fd);
    terminal->err_is_terminal = isatty(options->err_fd);
    return terminal;
}

struct terminal *terminal_free(struct terminal *terminal)
{
    if (!terminal)
        return NULL;
    terminal_clear_progress(terminal);
    /* Interrupted: what comes next begins on a line of its own. */
    if (!terminal->has_result && terminal->shown.size > 0 && terminal->out_is_terminal)
        say(terminal, SLICE("\n"));
    outlet_done(&terminal->out);
    buf_done(&terminal->word);
    buf_done(&terminal->shown);
    buf_done(&terminal->aside);
    free(terminal);
    return NULL;
}

struct call_sink terminal_sink(struct terminal *terminal)
{
    return (struct call_sink){
        .on_progress = terminal->err_is_terminal && !terminal->options.json ? on_progress : NULL,
        .on_delta = terminal->options.streams && !terminal->options.json ? on_delta : NULL,
        .on_result = on_result,
        .user = terminal,
    };
}

int terminal_status(const struct terminal *terminal)
{
    return terminal->has_result && !terminal->is_error ? terminal->status : 2;
}
