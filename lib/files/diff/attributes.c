/* attributes - what the .gitattributes of a tree say of a path: generated, or not to be
 * compared.
 *
 *   each folder from the top down -> its .gitattributes, as a blob -> each line that matches
 *
 * Of git's grammar everything that patterns need; of the attributes "diff", "binary" and
 * "linguist-generated". A macro of the repository's own is not known here.
 */
#include "files/diff/parts.h"
#include "files/wild.h"

struct state {
    bool is_generated, is_undiffed;
};

static void apply(struct slice word, struct state *state)
{
    static const struct {
        struct slice word;
        bool is_generated, is_on;
    } words[] = {
        { { "linguist-generated", 18 }, true, true },
        { { "linguist-generated=true", 23 }, true, true },
        { { "linguist-generated=false", 24 }, true, false },
        { { "-linguist-generated", 19 }, true, false },
        { { "!linguist-generated", 19 }, true, false },
        { { "-diff", 5 }, false, true },
        { { "binary", 6 }, false, true },
        { { "diff", 4 }, false, false },
        { { "!diff", 5 }, false, false },
        { { "-binary", 7 }, false, false },
    };

    for (size_t i = 0; i < ARRAY_COUNT(words); i++) {
        if (!slice_is(word, words[i].word))
            continue;
        if (words[i].is_generated)
            state->is_generated = words[i].is_on;
        else
            state->is_undiffed = words[i].is_on;
    }
}

/* A word up to the next blank; false when there is none. */
static bool next_word(struct slice *rest, struct slice *word)
{
    size_t size = 0;

    *rest = slice_trim(*rest);
    while (size < rest->size && rest->data[size] != ' ' && rest->data[size] != '\t')
        size++;
    *word = (struct slice){ rest->data, size };
    *rest = slice_from(*rest, size);
    return size > 0;
}

/* Without a slash a pattern is about the last component. */
static bool is_match(struct slice pattern, struct slice path, struct wild_effort *effort)
{
    const char *slash = memrchr(path.data, '/', path.size);

    if (pattern.size > RULE_BYTES_MAX)
        return false;
    if (!memchr(pattern.data, '/', pattern.size) && slash)
        path = slice_from(path, (size_t)(slash + 1 - path.data));
    if (slice_starts(pattern, SLICE("/")))
        pattern = slice_from(pattern, 1);
    return wild_match(pattern, path, false, effort);
}

static void read_line(struct slice line, struct slice path, struct state *state,
                      struct wild_effort *effort)
{
    struct slice pattern, word;

    if (!next_word(&line, &pattern) || pattern.data[0] == '#' || pattern.data[0] == '[' ||
        pattern.data[0] == '!' || !is_match(pattern, path, effort))
        return;
    while (next_word(&line, &word))
        apply(word, state);
}

/* path: below the folder of this file. */
static void read_blob(git_repository *git, const git_tree_entry *entry, struct slice path,
                      struct state *state)
{
    struct wild_effort effort = { RULES_EFFORT_MAX };
    git_blob *blob = NULL;
    struct slice rest, line;

    if (git_blob_lookup(&blob, git, git_tree_entry_id(entry)) < 0)
        return;
    rest = (struct slice){ git_blob_rawcontent(blob), (size_t)git_blob_rawsize(blob) };
    if (rest.size <= RULES_FILE_MAX)
        while (slice_split(&rest, '\n', &line) && effort.left > 0)
            read_line(line, path, state, &effort);
    git_blob_free(blob);
}

const char *attributes_of(git_tree *tree, const char *path)
{
    struct state state = { .is_generated = false };
    const char *below = path;

    while (tree && below) {
        CLEANUP(buf_done) struct buf name = BUF_MAX(PATH_BYTES_MAX + 16);
        git_tree_entry *entry = NULL;
        const char *slash = strchr(below, '/');

        buf_addf(&name, "%.*s.gitattributes", (int)(below - path), path);
        if (git_tree_entry_bypath(&entry, tree, buf_text(&name)) == 0)
            read_blob(git_tree_owner(tree), entry, slice_of(below), &state);
        git_tree_entry_free(entry);
        below = slash ? slash + 1 : NULL;
    }
    return state.is_generated  ? "said to be so in .gitattributes (linguist-generated)"
           : state.is_undiffed ? "not to be compared, says .gitattributes (-diff)"
                               : NULL;
}
