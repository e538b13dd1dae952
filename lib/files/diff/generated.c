/* generated - files that a program writes, and whose lines nobody reviews.
 *
 *   by name: locks of dependencies, minified and compiled code; by what their first lines say
 */
#include "files/diff/parts.h"

#define HEAD_LINES 10

static const struct {
    const char *pattern; /* of the last component */
    const char *what;
} names[] = {
    { "package-lock.json", "a lock file" },
    { "npm-shrinkwrap.json", "a lock file" },
    { "yarn.lock", "a lock file" },
    { "pnpm-lock.yaml", "a lock file" },
    { "bun.lock", "a lock file" },
    { "deno.lock", "a lock file" },
    { "Cargo.lock", "a lock file" },
    { "go.sum", "a lock file" },
    { "poetry.lock", "a lock file" },
    { "Pipfile.lock", "a lock file" },
    { "uv.lock", "a lock file" },
    { "pdm.lock", "a lock file" },
    { "composer.lock", "a lock file" },
    { "Gemfile.lock", "a lock file" },
    { "mix.lock", "a lock file" },
    { "Podfile.lock", "a lock file" },
    { "pubspec.lock", "a lock file" },
    { "flake.lock", "a lock file" },
    { "packages.lock.json", "a lock file" },
    { "gradle.lockfile", "a lock file" },
    { ".terraform.lock.hcl", "a lock file" },
    { "*.min.js", "minified" },
    { "*.min.mjs", "minified" },
    { "*.min.css", "minified" },
    { "*.js.map", "a source map" },
    { "*.mjs.map", "a source map" },
    { "*.css.map", "a source map" },
    { "*.ts.map", "a source map" },
    { "*.map", "a source map" },
    { "*.pb.go", "made from a protocol description" },
    { "*.pb.cc", "made from a protocol description" },
    { "*.pb.h", "made from a protocol description" },
    { "*_pb2.py", "made from a protocol description" },
    { "*_pb2.pyi", "made from a protocol description" },
    { "*_pb2_grpc.py", "made from a protocol description" },
    { "*_pb.js", "made from a protocol description" },
    { "*.g.dart", "made by a generator" },
    { "*.freezed.dart", "made by a generator" },
    { "*.designer.cs", "made by a generator" },
    { "*.Designer.cs", "made by a generator" },
    { "*.snap", "a snapshot that tests write" },
};

const char *generated_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    struct slice base = slice_of(slash ? slash + 1 : path);

    for (size_t i = 0; i < ARRAY_COUNT(names); i++)
        if (glob_match_part(slice_of(names[i].pattern), base))
            return names[i].what;
    return NULL;
}

static bool has(struct slice line, struct slice word)
{
    return memmem(line.data, line.size, word.data, word.size) != NULL;
}

/* A program that searches for these words has them in quotes, and further down. */
static bool says_so(struct slice line)
{
    return (has(line, SLICE("Code generated ")) && has(line, SLICE("DO NOT EDIT"))) ||
           has(line, SLICE("@generated"));
}

const char *generated_text(struct slice text)
{
    struct slice line;

    for (int i = 0; i < HEAD_LINES && slice_split(&text, '\n', &line); i++)
        if (says_so(line))
            return "said to be so in its first lines";
    return NULL;
}
