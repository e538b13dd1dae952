/* program - what the tools can reach: one of each, alive as long as the process works. */
#pragma once

#include "files/gather.h"
#include "mcp-server/gate/admit.h"
#include "mcp-server/inquiry/archive.h"
#include "mcp-server/models/roles.h"
#include "mcp-server/money/settle.h"
#include "openrouter/ranking.h"
#include "store/store.h"

struct inquiries;
struct screen;

struct program {
    struct loop *loop;
    struct config *config;
    struct http *http;
    struct client *client;
    struct client *management; /* the same with the management key; NULL without one */
    struct local *local;       /* servers of the user's own, asked when first needed */
    struct catalogue *catalogue;
    struct ranking *throughput, *zdr; /* fetched when first needed */
    struct roles *roles;
    struct store *store;   /* NULL: no state directory, config->state_err says why */
    struct settle *settle; /* NULL with the store */
    struct outlay outlay;
    struct archive *archive;
    struct roots *roots;     /* never NULL; may be empty, and says why */
    struct screen *screen;   /* what may not leave */
    struct gathers *gathers; /* reads the user's files */
    struct inquiries *inquiries;
};

/* Keeps loop and config, takes roots and screen also when it fails. Contacts nobody. When the
 * configured certificates cannot be used, the reason is put into config->config_err (paid calls are
 * refused with it) and the system's own are used for what is public. -1 and err when libcurl cannot
 * start at all, or the shipped roles cannot be read. */
int program_open(struct program *program, struct loop *loop, struct config *config,
                 struct roots *roots, struct screen *screen, struct err *err);

/* Whom to ask a model, by its name. */
struct client *program_client(const struct program *program, const char *model);

/* Forgets what is older than the settings keep, behind our back. */
void program_forget_old(struct program *program);

/* Every call must have ended. */
void program_close(struct program *program);
