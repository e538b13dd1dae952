/* gather_room - two roots with files in them, and what a gather says of them. */
#pragma once

#include "file_room.h"
#include "files/deny.h"
#include "files/gather.h"

static struct loop *loop;
static struct roots *roots;
static struct gathers *gathers;
static struct gather_list list;
static struct err why;
static int told;

static inline void furnish(void)
{
    room_enter();
    room_file("a/main.c", "one\ntwo\nthree\n");
    room_file("a/README.md", "hello\n");
    room_file("a/.env", "SECRET=1\n");
    room_file("a/src/x.c", "x\n");
    room_file("a/src/y.h", "y\n");
    room_file("a/src/deep/z.c", "z\n");
    room_file("a/.ssh/known", "k\n");
    room_bytes("a/logo.png", (struct slice){ "\x89PNG\0\0", 6 });
    room_file("a/notes:2", "a colon in its name\n");
    room_file("a/[id].tsx", "brackets\n");
    room_file("b/other.c", "other\n");
    room_file("secret", "outside\n");
    room_link("../secret", "a/link.c");

    const char *flags[] = { room_path("a"), room_path("b"), NULL };

    loop = loop_new();
    roots = roots_open(&(struct roots_options){ .flags = flags });
    gathers = gathers_new(loop);
    CHECK_INT(roots->count, 2);
}

static inline void leave(void)
{
    gather_list_done(&list);
    gathers = gathers_free(gathers, 1000);
    roots = roots_free(roots);
    loop = loop_free(loop);
    room_leave();
}

static inline void on_done(void *user, struct gather_list *got, const struct err *err)
{
    (void)user;
    told++;
    gather_list_done(&list);
    why = err ? *err : (struct err){ .kind = ERR_NONE };
    if (got)
        list = *got, *got = (struct gather_list){ .count = 0 };
}

static const struct file_rule deny_rule[] = { { "deny", deny_check, NULL } };

static inline struct gather_options options_of(const char *const *paths)
{
    struct gather_options options = {
        .roots = roots,
        .paths = paths,
        .rules = deny_rule,
        .rule_count = 1,
    };

    while (paths[options.path_count])
        options.path_count++;
    return options;
}

static inline void gather(const struct gather_options *options)
{
    int before = told;
    struct gather *gather = gather_start(gathers, options, on_done, NULL);

    CHECK_INT(told, before);
    for (int i = 0; i < 3000 && told == before; i++)
        loop_turn(loop, 10);
    gather_free(gather);
    CHECK_INT(told, before + 1);
}

/* "path=text" for what is sent, "path!rule" for what is not; text without its last line end. */
static inline const char *summary(void)
{
    static char text[20000];

    text[0] = '\0';
    for (size_t i = 0; i < list.count; i++) {
        struct gather_item *item = &list.items[i];
        size_t size = strlen(text);

        snprintf(text + size, sizeof(text) - size, "%s%s%s%s", i ? " " : "", item->path,
                 item->rule ? "!" : "=", item->rule ? item->rule : buf_text(&item->text));
        size = strlen(text);
        if (size > 0 && text[size - 1] == '\n')
            text[size - 1] = '\0';
    }
    return text;
}

static inline const char *gathered(const char *const *paths)
{
    struct gather_options options = options_of(paths);

    gather(&options);
    return summary();
}

#define FILES(...)                                                                                 \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }

/* The sentence about the first that was not sent. */
static inline const char *reason(void)
{
    for (size_t i = 0; i < list.count; i++)
        if (list.items[i].why)
            return list.items[i].why;
    return "(all were sent)";
}
