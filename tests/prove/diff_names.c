/* diff_names - random names of revisions, and which commits they are to git and to us.
 *
 *   pieces at random -> ours -> a commit? -> git rev-parse -> the same one?
 */
#include "diff_names.h"

#include "diff_history.h"
#include "files/revision.h"

#include <stdio.h>
#include <stdlib.h>

#define PIECES_MAX 4

static const char *const pieces[] = {
    "HEAD",        "main", "v1",   "side",      "origin/main", "refs/heads/main",
    "tags/v1",     "@",    "@{u}", "@{-1}",     "@{1}",        "@{0}",
    "@{upstream}", "@{",   "}",    "^",         "~",           "^{}",
    "^2",          "~2",   "^0",   "^{commit}", "~1",          "-",
    "0",           ".",    "/",    ":",         " ",           ":/x",
    "^{/x}",       "[",
};

struct answer {
    bool is_told;
    char commit[65]; /* "": unknown */
};

static void on_revision(void *user, struct revision_files *revision, const struct err *err)
{
    struct answer *answer = user;

    answer->is_told = true;
    if (!err)
        snprintf(answer->commit, sizeof(answer->commit), "%s", revision->commit);
}

static void ask_ours(const struct names_setup *setup, const char *name, struct answer *answer)
{
    struct revision_options options = { .roots = setup->roots, .name = name };
    struct revision_job *job = revision_start(setup->gathers, &options, on_revision, answer);

    while (!answer->is_told)
        loop_turn(setup->loop, 1000);
    revision_job_free(job);
}

static bool git_agrees(const struct names_setup *setup, const char *name, const char *commit)
{
    char whole[200], line[80] = "";
    const char *const arguments[] = {
        "rev-parse", "--verify", "-q", "--end-of-options", whole, NULL
    };
    FILE *in;

    snprintf(whole, sizeof(whole), "%s^{commit}", name);
    if (history_git(setup->top, arguments, NULL, setup->output) != 0)
        return false;
    in = fopen(setup->output, "r");
    if (in && !fgets(line, sizeof(line), in))
        line[0] = '\0';
    if (in)
        fclose(in);
    line[strcspn(line, "\n")] = '\0';
    return strcmp(line, commit) == 0;
}

/* What names are made of must be there. */
static void prepare(const char *top)
{
    static const char *const commands[][6] = {
        { "branch", "-f", "side", "main~3" },
        { "tag", "-f", "v1", "main~1" },
        { "update-ref", "refs/remotes/origin/main", "main~2" },
        { "config", "branch.main.remote", "." },
        { "config", "branch.main.merge", "refs/heads/side" },
        { "checkout", "-q", "-f", "side" },
        { "checkout", "-q", "-f", "main" },
    };

    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
        history_git(top, commands[i], NULL, NULL);
}

void names_compare(const struct names_setup *setup, size_t count, struct names_result *result)
{
    prepare(setup->top);
    for (size_t i = 0; i < count; i++) {
        struct answer answer = { .is_told = false };
        struct buf name = BUF_MAX(150);

        for (long k = 1 + random() % PIECES_MAX; k > 0; k--)
            buf_adds(&name, pieces[(size_t)random() % (sizeof(pieces) / sizeof(pieces[0]))]);
        ask_ours(setup, buf_text(&name), &answer);
        if (!answer.commit[0]) {
            result->unknown++;
        } else if (git_agrees(setup, buf_text(&name), answer.commit)) {
            result->same++;
        } else {
            result->different++;
            printf("    \"%s\" is %s to us, and not to git\n", buf_text(&name), answer.commit);
        }
        buf_done(&name);
    }
}
