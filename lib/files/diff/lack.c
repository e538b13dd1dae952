/* lack - what a repository does not have, or cannot read, and what the user does about it.
 *
 *   lack_fail -> a partial clone? have git fetch it : git fsck
 */
#include "files/diff/parts.h"

static bool marks_partial(const char *setting)
{
    struct slice name = slice_of(setting);

    return slice_is(name, SLICE("extensions.partialclone")) ||
           (slice_starts(name, SLICE("remote.")) && slice_ends(name, SLICE(".promisor")));
}

/* Newer versions of git mark the remote, older ones the repository. Read one by one, since version
 * 1.5 of libgit2 loses memory with each setting that a pattern does not match. */
static bool is_partial(git_repository *git)
{
    git_config *config = NULL;
    git_config_iterator *iterator = NULL;
    git_config_entry *entry;
    bool answer = false;

    if (git_repository_config_snapshot(&config, git) == 0 &&
        git_config_iterator_new(&iterator, config) == 0)
        while (!answer && git_config_next(&entry, iterator) == 0)
            answer = marks_partial(entry->name);
    git_config_iterator_free(iterator);
    git_config_free(config);
    return answer;
}

int lack_fail(git_repository *git, const char *what, struct err *err)
{
    const git_error *error = git_error_last();
    struct err said; /* before the next question replaces it */

    err_set(&said, ERR_ARGUMENT, "%s", error ? error->message : "unknown reason");
    if (is_partial(git))
        return err_set(err, ERR_ARGUMENT,
                       "%sis not in the repository, which is a partial clone; git fetches it when "
                       "it shows the change itself (git diff), this server fetches nothing",
                       what);
    return err_set(err, ERR_ARGUMENT,
                   "%scannot be read in the repository: %s; git fsck tells what is damaged", what,
                   said.text);
}
