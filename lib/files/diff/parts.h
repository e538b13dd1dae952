/* parts - what the files of files/diff share with each other, and with nobody else.
 *
 *   diff_run -> range_read -> deltas (trees, index, disk) -> renames -> each: rules, texts, hunks
 *            -> patch_read                                           -> each: rules, texts
 */
#pragma once

#include "base/limits.h"
#include "files/diff.h"
#include "files/gather_parts.h"
#include "files/glob.h"
#include "files/repo_parts.h"

#include <sys/stat.h>

/* --- diff/select: which files are looked at --------------------------------------------------- */

struct selector {
    struct glob glob;
    char *name;       /* as it stands: a folder, or a file */
    bool is_excluded; /* "!" stood in front */
    bool is_name;     /* it has nothing of a pattern */
};

struct selection {
    struct selector *items;
    size_t count;
    char *below; /* the first root, from the top of the repository: paths may also begin there */
};

/* selection_done is due in any case. -1 (ERR_ARGUMENT). */
int selection_read(struct selection *selection, const char *const *paths, size_t count,
                   struct err *err);
void selection_done(struct selection *selection);

/* Whether a file is looked at, which may have had another name (NULL: it had none); and whether it
 * is one that was named itself. */
bool selection_has(const struct selection *selection, const char *path, const char *old_path);
bool selection_names(const struct selection *selection, const char *path);

/* --- diff/site: the repository, and which root a file of it lies in -------------------------- */

/* Where a file is found below a root. */
struct spot {
    const struct root *root;       /* NULL: it lies in none */
    const char *name;              /* below root; borrowed from path */
    char path[2 * PATH_BYTES_MAX]; /* absolute */
};

/* Opens the repository in (or above) a folder of the roots; NULL: that of the first root which has
 * one. *repo is never NULL afterwards; its git is never NULL when 0 is answered. -1: ERR_ARGUMENT,
 * ERR_POLICY. */
int site_open(struct repo **repo, const struct roots *roots, const char *folder, struct err *err);

void site_find(struct spot *spot, const struct roots *roots, const char *top, const char *path);

/* Whether the rules of names let a file pass; -1 with the rule's name and a sentence that goes on
 * behind the path. */
int site_admit(const struct gather_options *rules, const struct spot *spot, const char *shown,
               const char **rule, struct err *err);

/* The first root that lies in the repository, from its top; NULL: it is the top, or none does. */
char *site_below(const struct repo *repo, const struct roots *roots);

/* What the repository is called: the folder of the main work tree. */
char *site_name(const struct repo *repo);

/* --- diff/range: what the text means ---------------------------------------------------------- */

enum range_kind { RANGE_COMMITS, RANGE_STAGED, RANGE_WORKING };

struct range {
    enum range_kind kind;
    git_commit *base, *head; /* NULL: nothing, an index, a disk */
    size_t base_count;       /* merge bases there are; base is the one that git takes */
    char *what, *told;
};

/* 1: no revision, but perhaps the name of a file; err says then what it would be without one. -1:
 * ERR_ARGUMENT. */
int range_read(struct range *range, struct repo *repo, const char *text, struct err *err);
void range_done(struct range *range);

/* What a sentence about a revision that lacks has to add in a shallow clone; "" in others. */
const char *range_hint(const struct repo *repo);

/* One commit by its name. -1 (ERR_ARGUMENT), with the nearest names. */
int range_commit(git_commit **commit, struct repo *repo, const char *name, struct err *err);

/* A name without "@{u}", which is spelled out: owned by the caller. NULL: there is no upstream. */
char *upstream_spell(git_repository *git, const char *name);

/* Of an object that libgit2 has just not found or not read: -1 (ERR_ARGUMENT), and what the user
 * does about it. what is the front of the sentence, "the tree of the commit ", or "". */
int lack_fail(git_repository *git, const char *what, struct err *err);

/* --- diff/tree: what differs ------------------------------------------------------------------ */

struct delta {
    char *path, *old_path; /* old_path: NULL unless it was renamed */
    unsigned old_mode, new_mode;
    git_oid old_id, new_id;
    bool is_on_disk;  /* the new side; new_id is then what it would be */
    bool is_link;     /* there; else a link may be a file that holds its target */
    bool is_as_known; /* size and times are those of the index */
    bool has_crs;     /* and every line of it has a CR that the index has not */
    char *rule, *why; /* that it cannot be compared is known by now */
};

struct deltas {
    struct delta *items;
    size_t count, capacity;
};

/* A new delta, whose path is copied. NULL and err (ERR_TOO_LARGE). */
struct delta *deltas_add(struct deltas *deltas, const char *path, struct err *err);
void deltas_done(struct deltas *deltas);
void deltas_sort(struct deltas *deltas);

/* What differs between two trees, NULL for nothing, without anything else being read; sorted. */
int tree_compare(struct deltas *deltas, git_tree *old_tree, git_tree *new_tree,
                 const struct errand_pace *pace, struct err *err);

/* diff/index: between a tree and the index, or, with disk, and the files that the index knows. */
struct disk {
    const struct repo *repo;
    const struct roots *roots;
    const struct gather_options *rules;
    bool has_modes, has_links; /* core.fileMode, core.symlinks */
    size_t outside;            /* files that are not looked at, since they lie in no root */
    char *folder;              /* the last one that was looked at, absolute ... */
    bool is_linked;            /* ... and whether a link leads to it */
};

int index_compare(struct deltas *deltas, struct repo *repo, git_tree *old_tree, struct disk *disk,
                  const struct errand_pace *pace, struct err *err);

/* diff/disk: what the file of an index entry is by now; sets the new side of delta. -1: err. */
int disk_look(struct disk *disk, git_index *index, const git_index_entry *entry,
              struct delta *delta, struct err *err);

void disk_done(struct disk *disk);

/* Its text, as git would store it, and what it was when delta was made; -1: ERR_POLICY and a
 * sentence that goes on behind the path. */
int disk_read(const struct disk *disk, const struct delta *delta, struct buf *text,
              struct err *err);

/* diff/rename: makes one delta of two that belong together, as git does. */
int rename_find(struct deltas *deltas, struct repo *repo, const struct disk *disk,
                const struct errand_pace *pace, struct err *err);

/* What the .gitattributes of a tree (NULL: none) say against showing a file: a part of a sentence;
 * NULL when nothing. */
const char *attributes_of(git_tree *tree, const char *path);

/* --- diff/file: one file ---------------------------------------------------------------------- */

/* What a thread works on; it owns all of it, or shares it. */
struct diffing {
    struct diff_options options; /* roots shared, texts copied */
    char *text, *folder;
    char **paths;
    const struct errand_pace *pace;
    struct repo *repo;
    struct range range;
    struct selection selection;
    struct deltas deltas;
    struct disk disk;
    git_tree *attributes; /* whose .gitattributes hold; NULL: none do */
    size_t text_bytes;    /* of what is sent, both sides */
    int64_t count_due_ms; /* until then the lines of what is not sent are counted */
    struct diff diff;
    struct err err; /* ERR_NONE: diff is whole */
};

void diff_run(struct diffing *diffing);

/* Adds the file of a delta to the diff: with its hunks, or why not. */
void diff_add_file(struct diffing *diffing, struct delta *delta);

/* A new file of the diff, which is full otherwise: NULL, and counted. */
struct diff_file *diff_add(struct diffing *diffing, const char *path, const char *old_path);

/* Says why a file is not sent; false, so that it can be answered. reason goes on behind the path.
 */
bool diff_refuse(struct diff_file *file, const char *rule, const char *reason);

/* Whether the rules of names let the file pass, on both sides. */
bool diff_admit(const struct diffing *diffing, struct diff_file *file);

/* Gives back texts, lines and hunks. */
void diff_empty(struct diff_file *file);

/* The rules of content over both texts; then the lines are cut out of them again, and the file is
 * counted as sent. */
void diff_send(struct diffing *diffing, struct diff_file *file);

/* diff/hunks: sets hunks, lines and counts of a file whose texts are whole. -1: more lines than
 * DIFF_LINES_MAX; only added and removed are set then. */
int diff_hunks(struct diff_file *file, bool only_count);

/* Sets what each line says, out of the texts, which have been through the rules of content since.
 * false: they have fewer lines than they had. */
bool diff_cut(struct diff_file *file);

/* --- diff/generated: what nobody wrote -------------------------------------------------------- */

/* Why a file counts as generated: a part of a sentence; NULL when it does not. */
const char *generated_name(const char *path);
const char *generated_text(struct slice text);

/* --- diff/patch: a patch ---------------------------------------------------------------------- */

/* Adds all its files. -1 (ERR_ARGUMENT): what is wrong with it, and in which line. 1, with err: it
 * has nothing of a patch. */
int patch_read(struct diffing *diffing, struct slice text, struct err *err);
