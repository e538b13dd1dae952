/* Units of cases/repository: what transcripts build their changes with. */
#include "test.h"
#include "tests/cases/repository.h"

#include <stdlib.h>
#include <unistd.h>

static struct home home;

static void begin(void)
{
    struct err err = { 0 };

    if (home_make(&home, &err) < 0)
        test_fail(__FILE__, __LINE__, "%s", err.text);
    CHECK_INT(home_write(&home, "project/a.c", SLICE("int a;\n"), &err), 0);
}

static int git(unsigned number, struct err *err, const char *const *words)
{
    return repository_git(&home, "project", words, number, err);
}

#define GIT(number, err, ...) git(number, err, (const char *const[]){ __VA_ARGS__, NULL })

static const char *head_of(const char *branch)
{
    static char text[64];
    char path[400];
    FILE *file;
    size_t size;

    snprintf(path, sizeof(path), "%s/project/.git/refs/heads/%s", home.path, branch);
    file = fopen(path, "r");
    size = file ? fread(text, 1, sizeof(text) - 1, file) : 0;
    if (file)
        fclose(file);
    text[strcspn(text, "\n") * (size > 0)] = '\0';
    return text;
}

TEST("repository: the same files are the same commits, whatever the machine's settings are")
{
    struct err err = { 0 };

    setenv("GIT_AUTHOR_NAME", "Somebody", 1);
    setenv("GIT_DIR", "/nowhere", 1);
    begin();
    CHECK_INT(home_write(&home, ".gitconfig", SLICE("[commit]\n\tgpgSign = true\n[broken\n"), &err),
              0);
    CHECK_INT(repository_commit(&home, "project", "one", 1, &err), 0);
    CHECK_STR(head_of("main"), "cf5427c565b7401e7cdb4c87cca2e36102a07e3b");
    CHECK_INT(home_write(&home, "project/a.c", SLICE("int a = 1;\n"), &err), 0);
    CHECK_INT(GIT(2, &err, "checkout", "-q", "-b", "fix"), 0);
    CHECK_INT(repository_commit(&home, "project", "two words", 2, &err), 0);
    CHECK_STR(head_of("main"), "cf5427c565b7401e7cdb4c87cca2e36102a07e3b");
    CHECK_STR(head_of("fix"), "03c1a03f5c728fd5ccd36b133ecb282b9942d1a4");
    home_remove(&home);
}

TEST("repository: what git refuses is told with its words")
{
    struct err err = { 0 };

    begin();
    CHECK_INT(repository_commit(&home, "project", "one", 1, &err), 0);
    CHECK_INT(repository_commit(&home, "project", "the same", 2, &err), -1);
    CHECK_SAYS(err.text, "git commit in ");
    CHECK_SAYS(err.text, "nothing to commit");
    CHECK_INT(GIT(2, &err, "checkout", "-q", "nowhere"), -1);
    CHECK_SAYS(err.text, "nowhere");
    home_remove(&home);
    err = (struct err){ 0 };
    CHECK_INT(GIT(2, &err, "status"), -1);
    CHECK_SAYS(err.text, "cannot start git");
}
