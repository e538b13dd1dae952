/* deny - names that stand for secrets, wherever they lie. Pure.
 *
 * Each component of a name is compared without regard to upper and lower case: keys, certificates
 * with keys, credentials of tools, settings of Claude Code, version control's own folder. Examples
 * (.env.example) are allowed. Only the user's settings lift it.
 */
#pragma once

#include "files/rule.h"

/* The pattern that denies a name below a root; NULL when none does. */
const char *deny_pattern(const char *name);

/* Patterns (glob.h) that the user allows all the same; NULL at the end. */
struct deny {
    const char *const *allow;
};

/* As a file_rule, named "deny": user is a struct deny, or NULL. */
int deny_check(void *user, const struct file_entry *entry, struct err *err);
