/* build - what runs here: which version, how it was built, and with what. */
#include "mcp-server/doctor/groups.h"

#include "mcp/dialect.h"

#ifdef SANITIZED
#define KIND "with sanitizers: slow, and with a wider sandbox"
#elif defined(PORTABLE)
#define KIND "with PORTABLE=1: without the kernel's sandbox"
#else
#define KIND NULL
#endif

static void check_libraries(struct checkup *checkup)
{
    char curl[96], sqlite[48], sodium[48];

    finding_ok(checkup, "libraries", "%s, %s, %s, cJSON %s", http_library(curl),
               ledger_library(sqlite), secret_library(sodium), cJSON_Version());
}

void doctor_build(struct checkup *checkup)
{
    const char *kind = KIND;

    finding_ok(checkup, "version", "openrouter-mcp %s", VERSION);
    finding_ok(checkup, "protocol", "MCP %s to %s, %d revisions", dialects[0].version,
               dialects[REVISION_COUNT - 1].version, REVISION_COUNT);
    if (kind)
        finding_note(checkup, "build", "make clean && make", "built %s", kind);
    check_libraries(checkup);
}
