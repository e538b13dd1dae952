/* effort - the words of reasoning.effort. */
#include "openrouter/catalogue.h"

static const char *const names[EFFORT_COUNT] = {
    [EFFORT_NONE] = "none",     [EFFORT_MINIMAL] = "minimal", [EFFORT_LOW] = "low",
    [EFFORT_MEDIUM] = "medium", [EFFORT_HIGH] = "high",       [EFFORT_XHIGH] = "xhigh",
    [EFFORT_MAX] = "max",
};

const char *effort_name(enum effort effort)
{
    return effort < EFFORT_COUNT ? names[effort] : "";
}

enum effort effort_find(const char *name)
{
    enum effort effort = EFFORT_NONE;

    while (effort < EFFORT_COUNT && (!name || strcmp(names[effort], name) != 0))
        effort++;
    return effort;
}
