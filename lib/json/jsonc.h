/* jsonc - one member of a JSON text with comments, put in or cut out; every other byte stays. Pure.
 *
 * For files that belong to other programs and to the user: settings with comments, commas behind
 * the last member, a mark of byte order, CRLF, tabs. What is written imitates what stands there.
 * The member is one of an object that is itself a member of the outermost one:
 *
 *     { ..., "mcpServers": { ..., "openrouter": VALUE } }       parent "mcpServers", key
 * "openrouter"
 */
#pragma once

#include "base/buf.h"
#include "json/json.h"

/* Whose members an edit is about. */
struct jsonc_place {
    const char *parent, *key;
};

/* Finds the member's value, which is a slice of text. 1: it is not there (also when there is no
 * parent, or it is null, or the text holds nothing but blanks and comments). -1 (ERR_CONFIG) with
 * line and column: the text is no JSON with comments, the outermost value or the parent is no
 * object, or one of the two is there twice. */
int jsonc_find(struct slice text, struct jsonc_place place, struct slice *value, struct err *err);

/* The value of a member of object, a value that jsonc_find has found in text. 1: object is none, or
 * has none of that name. -1: it has two. */
int jsonc_member(struct slice text, struct slice object, const char *key, struct slice *value,
                 struct err *err);

/* The tree of a value that jsonc_find has found, without its comments; owned by the caller. */
cJSON *jsonc_parse(struct slice value, struct err *err);

/* Appends to out the text with the member: its value is replaced, else it becomes the last of the
 * parent, which is made where there is none. *added is where in out the new bytes begin and end.
 * -1 as jsonc_find, or when out is too small. */
struct jsonc_range {
    size_t begin, end;
};
int jsonc_put(struct slice text, struct jsonc_place place, const cJSON *value, struct buf *out,
              struct jsonc_range *added, struct err *err);

/* Appends the text without the member, its comma, and its lines when it stands alone on them; all
 * of the text when there is none. *cut is where in text the member was. */
int jsonc_cut(struct slice text, struct jsonc_place place, struct buf *out, struct jsonc_range *cut,
              struct err *err);

/* For jsonc.c and jsonc_edit.c: offsets in the text. */
struct jsonc_member_at {
    size_t key, value, value_end;
    size_t comma; /* the one behind it; 0: none */
};

struct jsonc_object {
    size_t open, close; /* of its braces */
    size_t count, matches;
    struct jsonc_member_at found, before, last; /* of that name; the one before it; the last */
};

/* The outermost object, with its member called key. 1: nothing there. */
int jsonc_outermost(struct slice text, const char *key, struct jsonc_object *object,
                    struct err *err);

/* The object at an offset of a text that is sound. 1: another kind of value begins there. */
int jsonc_object_at(struct slice text, size_t at, const char *key, struct jsonc_object *object,
                    struct err *err);

/* What a text begins with that is no part of it; 0 or 3 bytes. */
size_t jsonc_mark_size(struct slice text);
