/* diff_room - a repository made by git, in a root, and what a diff says of it. */
#pragma once

#include "file_room.h"
#include "files/deny.h"
#include "files/diff.h"

#include <sys/wait.h>

static struct loop *loop;
static struct roots *roots;
static struct gathers *gathers;
static struct diff diff;
static struct err why;
static int told;

/* With nothing of this machine's settings, and one moment for all commits. */
static inline void become_git(const char *folder, const char *const *arguments)
{
    const char *argv[24] = { "git", "-C", folder };
    size_t count = 3;

    for (; *arguments && count < ARRAY_COUNT(argv) - 1; arguments++)
        argv[count++] = *arguments;
    clearenv();
    setenv("HOME", room, 1);
    setenv("PATH", "/usr/local/bin:/usr/bin:/bin", 1);
    setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
    setenv("GIT_AUTHOR_DATE", "2001-02-03T04:05:06Z", 1);
    setenv("GIT_COMMITTER_DATE", "2001-02-03T04:05:06Z", 1);
    execvp("git", (char *const *)argv);
    _exit(127);
}

/* What git reads and writes, as files in the room; NULL: nothing. */
static const char *git_input, *git_output;

static inline void redirect(const char *name, int flags, int to)
{
    int fd = open(name ? room_path(name) : "/dev/null", flags | O_CLOEXEC, 0600);

    dup2(fd, to);
}

static inline int git_in(const char *name, const char *const *arguments)
{
    int status = -1;
    pid_t pid = fork();

    if (pid == 0) {
        redirect(git_input, O_RDONLY, 0);
        redirect(git_output, O_WRONLY | O_CREAT | O_TRUNC, 1);
        redirect(NULL, O_WRONLY, 2);
        become_git(room_path(name), arguments);
    }
    CHECK(pid > 0 && waitpid(pid, &status, 0) == pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* git("add", "-A") in the folder "r", which must do it. */
#define git(...)                                                                                   \
    CHECK_INT(                                                                                     \
        git_in("r", (const char *const[]){ "-c", "user.name=n", "-c", "user.email=e@x", "-c",      \
                                           "protocol.file.allow=always", __VA_ARGS__, NULL }),     \
        0)

static inline void commit(const char *message)
{
    git("add", "-A");
    git("commit", "-q", "--allow-empty", "-m", message);
}

static inline void open_roots(const char *first, const char *second)
{
    const char *flags[] = { first ? room_path(first) : NULL, second ? room_path(second) : NULL,
                            NULL };

    roots_free(roots);
    roots = roots_open(&(struct roots_options){ .flags = flags });
}

/* An empty repository in the root "r". */
static inline void begin(void)
{
    room_enter();
    room_folder("r");
    git("init", "-q", "-b", "main");
    loop = loop_new();
    gathers = gathers_new(loop);
    open_roots("r", NULL);
    CHECK_INT(roots->count, 1);
}

static inline void end(void)
{
    diff_done(&diff);
    gathers = gathers_free(gathers, 1000);
    roots = roots_free(roots);
    loop = loop_free(loop);
    room_leave();
}

static inline void on_diff(void *user, struct diff *got, const struct err *err)
{
    (void)user;
    told++;
    diff_done(&diff);
    why = err ? *err : (struct err){ .kind = ERR_NONE };
    if (got)
        diff = *got, *got = (struct diff){ .count = 0 };
}

static const struct file_rule deny_rule[] = { { "deny", deny_check, NULL } };

static inline struct diff_options options_of(const char *text)
{
    return (struct diff_options){
        .diff = text,
        .files = { .roots = roots, .rules = deny_rule, .rule_count = 1 },
    };
}

static inline void run_diff(const struct diff_options *options)
{
    int before = told;
    struct diff_job *job = diff_start(gathers, options, on_diff, NULL);

    CHECK_INT(told, before);
    for (int i = 0; i < 3000 && told == before; i++)
        loop_turn(loop, 10);
    diff_job_free(job);
    CHECK_INT(told, before + 1);
}

static inline void add_to(struct buf *out, const struct diff_file *file)
{
    buf_addf(out, "%s%c %s", out->size ? "\n" : "", "ADMR"[file->status], file -> old_path);
    if (strcmp(file->path, file->old_path) != 0)
        buf_addf(out, " -> %s", file->path);
    buf_addf(out, " +%zu-%zu", file->added, file->removed);
    if (file->old_mode && file->new_mode && file->old_mode != file->new_mode)
        buf_addf(out, " %o>%o", file->old_mode, file->new_mode);
    if (file->rule)
        buf_addf(out, " !%s", file->rule);
    for (size_t i = 0; i < file->line_count; i++) {
        const struct diff_line *line = &file->lines[i];

        if (line->origin != ' ')
            buf_addf(out, " %c%u[%.*s%s]", line->origin,
                     line->origin == '+' ? line->new_number : line->old_number,
                     SLICE_FMT(line->text), line->is_unended ? "$" : "");
    }
}

/* "M a.c +1-1 -2[old] +2[new]", a line for each file; "!sentence" when it failed. */
static inline const char *summary(void)
{
    static struct buf out;

    out.size_max = 200000;
    buf_clear(&out);
    if (why.kind != ERR_NONE)
        buf_addf(&out, "!%s", why.text);
    for (size_t i = 0; i < diff.count; i++)
        add_to(&out, &diff.files[i]);
    return buf_text(&out);
}

static inline const char *diffed(const char *text)
{
    struct diff_options options = options_of(text);

    run_diff(&options);
    return summary();
}
