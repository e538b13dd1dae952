/* Units of files/revision: some files as they are in a commit. */
#include "diff_room.h"
#include "files/revision.h"

static struct revision_files revision;

static void on_revision(void *user, struct revision_files *got, const struct err *err)
{
    (void)user;
    told++;
    revision_done(&revision);
    why = err ? *err : (struct err){ .kind = ERR_NONE };
    if (got)
        revision = *got, *got = (struct revision_files){ .count = 0 };
}

static const char *since;

/* "path=text path?": a question mark for what is not there. */
static const char *read_files(const char *name, const char *const *paths, size_t count)
{
    static struct buf out;
    int before = told;
    struct revision_options options = {
        .roots = roots, .name = name, .since = since, .paths = paths, .path_count = count
    };
    struct revision_job *job = revision_start(gathers, &options, on_revision, NULL);

    CHECK_INT(told, before);
    for (int i = 0; i < 3000 && told == before; i++)
        loop_turn(loop, 10);
    revision_job_free(job);
    CHECK_INT(told, before + 1);
    out.size_max = 10000;
    buf_clear(&out);
    if (why.kind != ERR_NONE)
        buf_addf(&out, "!%s", why.text);
    for (size_t i = 0; i < revision.count; i++)
        buf_addf(&out, "%s%s%s%s", i ? " " : "", revision.files[i].path,
                 revision.files[i].is_there ? "=" : "?", buf_text(&revision.files[i].text));
    return buf_text(&out);
}

#define READ(name, ...)                                                                            \
    read_files(name, (const char *const[]){ __VA_ARGS__ },                                         \
               sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *))

TEST("revision: files of a commit, those that are not there among them")
{
    begin();
    room_file("r/a", "1");
    room_file("r/s/b", "2");
    room_link("a", "r/l");
    commit("first");
    room_file("r/a", "changed");
    commit("second");
    room_file("r/a", "only on disk");
    CHECK_STR(READ("HEAD", "a", "s/b", "s", "l", "none"), "a=changed s/b=2 s? l? none?");
    CHECK_INT(strlen(revision.commit), 40);
    CHECK_STR(READ("HEAD~1", "a"), "a=1");
    CHECK_STR(READ("main", "s/b"), "s/b=2");
    revision_done(&revision);
    end();
}

TEST("revision: what is no commit is an error, and no repository is one")
{
    begin();
    room_file("r/a", "1");
    commit("first");
    CHECK_SAYS(READ("mian", "a"), "!there is no revision mian; perhaps main");
    CHECK_SAYS(READ("--all", "a"), "is no name of a revision");
    room_folder("empty");
    open_roots("empty", NULL);
    CHECK_SAYS(READ("HEAD", "a"), "!there is no git repository in ");
    CHECK(!revision_job_free(NULL));
    revision_done(&revision);
    end();
}

TEST("revision: a commit leads from itself and from those before it, and from no other")
{
    char first[65], second[65];

    begin();
    room_file("r/a", "1");
    commit("first");
    CHECK_STR(READ("HEAD", "a"), "a=1");
    CHECK(!revision.is_since); /* not asked */
    snprintf(first, sizeof(first), "%s", revision.commit);
    room_file("r/a", "2");
    commit("second");
    READ("HEAD", "a");
    snprintf(second, sizeof(second), "%s", revision.commit);
    since = first;
    READ("HEAD", "a");
    CHECK(revision.is_since);
    READ("HEAD~1", "a");
    CHECK(revision.is_since);
    since = second;
    READ("HEAD~1", "a");
    CHECK(!revision.is_since);
    since = "0123456789012345678901234567890123456789";
    READ("HEAD", "a");
    CHECK(!revision.is_since);
    since = "main"; /* names move */
    CHECK_STR(READ("HEAD", "a"), "a=2");
    CHECK(!revision.is_since);
    since = NULL;
    revision_done(&revision);
    end();
}
