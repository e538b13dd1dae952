/* diff_lack - what a repository does not have, or cannot read, and what the user does about it.
 *
 *   lack_fail -> a partial clone? have git fetch it : git fsck
 */
#include "files/diff_parts.h"

/* Newer versions of git mark the remote, older ones the repository. */
static bool is_partial(git_repository *git)
{
    git_config *config = NULL;
    git_config_iterator *iterator = NULL;
    git_config_entry *entry;
    const char *remote;
    bool answer = false;

    if (git_repository_config_snapshot(&config, git) == 0) {
        answer = git_config_get_string(&remote, config, "extensions.partialclone") == 0;
        if (!answer &&
            git_config_iterator_glob_new(&iterator, config, "^remote\\..*\\.promisor$") == 0)
            answer = git_config_next(&entry, iterator) == 0;
    }
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
