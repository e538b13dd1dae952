/* revision - some files as they are in a commit.
 *
 *   revision_start -> errand_start -> (thread) the repository -> the commit -> each path -> on_done
 */
#include "files/revision.h"

#include "files/diff/parts.h"

#include <stdlib.h>

/* What a thread works on. */
struct looking {
    struct roots *roots;
    char *folder, *name, *since;
    struct revision_files revision; /* its files have their paths from the beginning */
    struct err err;
};

struct revision_job {
    struct errand *errand;
    void (*on_done)(void *user, struct revision_files *revision, const struct err *err);
    void *user;
};

static void read_blob(git_repository *git, const git_tree_entry *entry, struct revision_file *file)
{
    git_blob *blob = NULL;
    size_t size;

    if (git_blob_lookup(&blob, git, git_tree_entry_id(entry)) < 0)
        return;
    size = (size_t)git_blob_rawsize(blob);
    file->is_there = size <= FILE_TEXT_MAX;
    file->text = BUF_MAX(FILE_TEXT_MAX);
    if (file->is_there)
        buf_add(&file->text, (struct slice){ git_blob_rawcontent(blob), size });
    git_blob_free(blob);
}

static void read_file(git_tree *tree, struct revision_file *file)
{
    git_tree_entry *entry = NULL;

    if (git_tree_entry_bypath(&entry, tree, file->path) == 0 &&
        S_ISREG(git_tree_entry_filemode(entry)))
        read_blob(git_tree_owner(tree), entry, file);
    git_tree_entry_free(entry);
}

/* A commit that the repository does not have leads nowhere. */
static bool is_since(git_repository *git, const git_oid *commit, const char *since)
{
    git_oid id;

    return since && git_oid_fromstr(&id, since) == 0 &&
           (git_oid_equal(&id, commit) || git_graph_descendant_of(git, commit, &id) == 1);
}

static void read_commit(struct looking *looking, struct repo *repo)
{
    struct revision_files *revision = &looking->revision;
    git_commit *commit = NULL;
    git_tree *tree = NULL;

    if (range_commit(&commit, repo, looking->name, &looking->err) < 0)
        return;
    git_oid_tostr(revision->commit, sizeof(revision->commit), git_commit_id(commit));
    revision->is_since = is_since(git_commit_owner(commit), git_commit_id(commit), looking->since);
    if (git_commit_tree(&tree, commit) < 0)
        lack_fail(git_commit_owner(commit), "the tree of the commit ", &looking->err);
    for (size_t i = 0; tree && i < revision->count; i++)
        read_file(tree, &revision->files[i]);
    git_tree_free(tree);
    git_commit_free(commit);
}

static void run(void *data, const struct errand_pace *pace)
{
    struct looking *looking = data;
    struct repo *repo = NULL;

    (void)pace;
    if (strlen(looking->name) > DIFF_SPEC_MAX || looking->name[0] == '-')
        err_set(&looking->err, ERR_ARGUMENT, "that is no name of a revision");
    else if (site_open(&repo, looking->roots, looking->folder, &looking->err) == 0)
        read_commit(looking, repo);
    repo_free(repo);
}

static void dispose(void *data)
{
    struct looking *looking = data;

    revision_done(&looking->revision);
    roots_free(looking->roots);
    free(looking->folder);
    free(looking->name);
    free(looking->since);
    free(looking);
}

static const struct errand_kind reading = { run, dispose, "the commit was not read",
                                            "Name a repository elsewhere" };

static struct looking *looking_new(const struct revision_options *options)
{
    struct looking *looking = xcalloc(1, sizeof(*looking));

    looking->roots = roots_share(options->roots);
    looking->folder = options->repo ? xstrdup(options->repo) : NULL;
    looking->name = xstrdup(options->name);
    looking->since = options->since ? xstrdup(options->since) : NULL;
    looking->revision.count = options->path_count;
    looking->revision.files = xcalloc(options->path_count + 1, sizeof(struct revision_file));
    for (size_t i = 0; i < options->path_count; i++)
        looking->revision.files[i].path = xstrdup(options->paths[i]);
    return looking;
}

static void on_read(void *user, void *data, const struct err *err)
{
    struct revision_job *job = user;
    struct looking *looking = data;

    if (!err && looking->err.kind != ERR_NONE)
        err = &looking->err;
    job->on_done(job->user, err ? NULL : &looking->revision, err);
}

struct revision_job *revision_start(struct gathers *gathers, const struct revision_options *options,
                                    void (*on_done)(void *user, struct revision_files *revision,
                                                    const struct err *err),
                                    void *user)
{
    struct revision_job *job = xcalloc(1, sizeof(*job));

    job->on_done = on_done;
    job->user = user;
    job->errand = errand_start(gathers->errands, &reading, looking_new(options), 0, on_read, job);
    return job;
}

struct revision_job *revision_job_free(struct revision_job *job)
{
    if (!job)
        return NULL;
    errand_free(job->errand);
    free(job);
    return NULL;
}

void revision_done(struct revision_files *revision)
{
    for (size_t i = 0; i < revision->count; i++) {
        free(revision->files[i].path);
        buf_done(&revision->files[i].text);
    }
    free(revision->files);
    *revision = (struct revision_files){ .count = 0 };
}
