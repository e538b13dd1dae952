/* program - what the tools can reach: one of each, made by main, alive as long as it runs. */
#pragma once

#include "mcp-server/admit.h"

struct program {
    struct loop *loop;
    struct config *config;
    struct http *http;
    struct client *client;
    struct catalogue *catalogue;
    struct budget budget;
};
