/* screen - what may not leave this machine: names that stand for secrets, what git and others
 * ignore or deny, and keys, tokens and private keys in whatever is sent.
 *
 *     screen_new -> screen_prepare -> (sandbox) -> screen_rules for files, screen_text for the rest
 *
 * Counted, since a thread that was left behind by a dead mount may still look at a rule.
 */
#pragma once

#include "files/gather.h"
#include "mcp-server/config/config.h"

struct screen;

/* Keeps config, shares roots. Reads the environment, whose secrets are known from then on. */
struct screen *screen_new(const struct config *config, struct roots *roots);
struct screen *screen_unref(struct screen *screen);

/* Reads ignore files, git's settings and Claude Code's: before the sandbox, else with the first
 * file. Blocks. */
void screen_prepare(struct screen *screen);

/* What the sandbox must grant beside the roots; ends with NULL. After screen_prepare. */
const char *const *screen_grants(const struct screen *screen);

/* Why no file of a root is sent: its rules could not be read. NULL: they could, of all. */
const char *screen_problem(const struct screen *screen);

/* Sets the rules of options and what is media, and keeps screen until they are released. */
void screen_rules(struct screen *screen, struct gather_options *options);

/* 0: text may be sent. 1: it may be sent as it stands in out now (files.secrets: redact). -1 and
 * err (ERR_POLICY), with place and rule and without the value. what: "prompt", "system". */
int screen_text(struct screen *screen, const char *what, struct slice text, struct buf *out,
                struct err *err);

/* 0, or -1 and err as above: text of a turn that was kept, which cannot be redacted any more. */
int screen_thread(struct screen *screen, struct slice text, struct err *err);
