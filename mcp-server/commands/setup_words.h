/* setup_words - what setup is told, and how it answers. For the files of setup. */
#pragma once

#include "base/buf.h"

struct setup_wish {
    bool write, remove, replace, for_project;
    const char *state_dir; /* NULL: there is none */
    bool pending;          /* something would be done, with --write */
};

/* Says a sentence on stdout when it is done, or what would be done without --write. */
void setup_say(struct setup_wish *wish, const char *done, const char *would, const char *path);

/* setup_skills.c: installs or removes the skills below that folder; the exit status. */
int setup_skills(struct setup_wish *wish, const char *folder);

/* setup_overview.c: a line for each client on stdout. */
void setup_overview(const struct setup_wish *wish);
