/* view_parts - what the files of view share. */
#pragma once

#include "review/view.h"

/* How the lines of one file are written. */
struct view_pen {
    int width;       /* of numbers */
    bool is_crlf;    /* every line ends so: said once, and not shown */
    bool cr_is_seen; /* some do: shown where it is */
};

struct view_pen view_pen_of(const struct grown *grown);

/* Appends one line with what stands before it; in several when there is more to say of it. */
void view_add_line(struct buf *out, const struct diff_line *line, struct view_pen pen);

/* Appends what is said between two shown pieces of a file, where something is not shown. */
void view_add_gap(struct buf *out, const struct diff_hunk *before, const struct diff_hunk *behind,
                  bool has_changes);

/* Appends where the function begins that a hunk is inside of. */
void view_add_head(struct buf *out, const struct grown_head *head);

/* Appends "=== src/a.c (modified" without the end of the line: others may have more to say. */
void view_add_name(struct buf *out, const struct diff_file *file, struct view_pen pen);
