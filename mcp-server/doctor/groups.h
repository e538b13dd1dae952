/* groups - the subjects of a checkup, each a file of its own.
 *
 * Each adds its findings, top down, to what checkup->group names. They look at the program as it is
 * and wait for nobody but the disk; what OpenRouter says was asked before (see asking.h).
 */
#pragma once

#include "mcp-server/doctor/checkup.h"

void doctor_build(struct checkup *checkup);    /* build.c: what runs here */
void doctor_settings(struct checkup *checkup); /* settings.c: the file, the environment */
void doctor_network(struct checkup *checkup);  /* settings.c: where requests go, whom they trust */
void doctor_key(struct checkup *checkup);      /* key.c: the key, and what is said of it */
void doctor_models(struct checkup *checkup);   /* models.c: the list of models, roles, aliases */
void doctor_local(struct checkup *checkup);    /* local.c: servers of the user's own */
void doctor_privacy(struct checkup *checkup);  /* settings.c */
void doctor_money(struct checkup *checkup);    /* money.c: the ledger, budgets */
void doctor_machine(struct checkup *checkup);  /* machine.c: the sandbox, entered: the very last */

/* A proxy's address without the user and password that may stand in it. */
void doctor_mask(struct buf *out, struct slice address);
