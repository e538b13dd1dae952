/* roster - everything that can be typed behind the program's name: tools as commands, then
 * commands.
 *
 * From cli_tools, the folder of commands, and their definitions; nobody keeps another list.
 */
#pragma once

#include "json/json.h"

struct roster_row {
    const char *name;    /* the word that is typed */
    const char *summary; /* in a few words */
    cJSON *definition;   /* the tool's, or the command's; owned by the roster */
};

struct roster {
    struct roster_row *rows;
    size_t count;
};

void roster_open(struct roster *roster);
void roster_done(struct roster *roster);
