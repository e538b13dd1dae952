/* ignorefile - the rules of one ignore file: .gitignore, .cursorignore and their like.
 *
 * The grammar is that of gitignore(5), to its oddities: # and blank lines, ! lifts, / at the end is
 * for folders only, / elsewhere binds the rule to the folder of the file, **, \, blanks at the end,
 * CR before LF, a byte order mark. Text in, rules out: no input or output here.
 */
#pragma once

#include "base/err.h"
#include "files/wild.h"

struct ignore_rule {
    const char *text;     /* as it is written */
    size_t line;          /* from 1 */
    struct slice pattern; /* without !, / at the end, and / at the start */
    size_t plain;         /* so many bytes of it stand for themselves */
    bool lifts;           /* ! */
    bool only_folders;
    bool is_name;     /* it holds no slash: for the last name of a path, at any depth */
    bool is_bare_end; /* "*" and then nothing but plain bytes */
};

struct ignorefile;

/* The rules of a text; name is what the messages call the file. Both are copied. NULL (ERR_POLICY)
 * when there are more than RULES_MAX rules, or one is longer than RULE_BYTES_MAX. */
struct ignorefile *ignorefile_new(const char *name, struct slice text, struct err *err);

/* NULL when file is NULL, too. */
struct ignorefile *ignorefile_free(struct ignorefile *file);

const char *ignorefile_name(const struct ignorefile *file);

struct ignore_look {
    bool fold;                  /* letters without their case: core.ignorecase */
    struct wild_effort *effort; /* of all rules that one path is compared with */
};

/* The last rule that the path itself meets, NULL for none. Path is relative to the folder of the
 * file, without a slash at its ends. The folders above it count, too, but are for the caller. */
const struct ignore_rule *ignorefile_find(const struct ignorefile *file, struct slice path,
                                          bool is_folder, struct ignore_look look);
