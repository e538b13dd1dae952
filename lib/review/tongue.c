/* tongue - what kind of language a file is written in. */
#include "review/tongue.h"

#include "base/mem.h"
#include "base/slice.h"

#include <strings.h>

static const struct {
    enum tongue tongue;
    const char *endings;
} tongues[] = {
    { TONGUE_TYPED, "c h cc cpp cxx c++ hh hpp hxx inl ipp m mm cu cuh ino java cs d vala glsl" },
    { TONGUE_BRACES, "go rs js mjs cjs jsx ts mts cts tsx vue svelte kt kts swift php scala dart "
                     "zig groovy gradle pl pm r sol proto" },
    { TONGUE_SHELL, "sh bash zsh ksh" },
    { TONGUE_INDENT, "py pyi pyx pyw nim gd bzl" },
    { TONGUE_END, "rb rake lua ex exs jl cr" },
    { TONGUE_PROSE, "md rst txt adoc tex json jsonl json5 yml yaml toml ini cfg conf xml html htm "
                    "css scss less csv tsv svg lock sum mod po properties sql" },
};

static bool has(const char *endings, struct slice ending)
{
    struct slice rest = slice_of(endings), one;

    while (slice_split(&rest, ' ', &one))
        if (one.size == ending.size && strncasecmp(one.data, ending.data, one.size) == 0)
            return true;
    return false;
}

enum tongue tongue_of(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');

    for (size_t i = 0; dot && i < ARRAY_COUNT(tongues); i++)
        if (has(tongues[i].endings, slice_of(dot + 1)))
            return tongues[i].tongue;
    return TONGUE_UNKNOWN;
}
