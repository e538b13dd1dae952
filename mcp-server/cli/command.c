/* command - what is typed and is no tool, from its definition and its code. */
#include "mcp-server/cli/command.h"

#include "base/limits.h"
#include "mcp-server/cli/flags.h"
#include "mcp-server/cli/manual.h"
#include "schema/coerce.h"
#include "schema/schema.h"
#include "schemas.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

int command_complain(const char *format, ...)
{
    va_list arguments;

    fputs("openrouter-mcp: ", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    return 2;
}

bool command_may_remove(void)
{
    char reply[16];

    if (!isatty(STDIN_FILENO)) {
        command_complain("nothing was removed: there is nobody to ask here; add --yes");
        return false;
    }
    printf("Remove this? [y/N] ");
    fflush(stdout);
    return fgets(reply, sizeof(reply), stdin) && (reply[0] == 'y' || reply[0] == 'Y');
}

static const struct command_offer *find(const char *name)
{
    for (const struct command_offer *offer = command_offers; offer->command; offer++)
        if (strcmp(offer->command->name, name) == 0)
            return offer;
    return NULL;
}

cJSON *command_definition(const char *name)
{
    const struct command_offer *offer = find(name);
    struct err ignored;

    return offer ? json_parse(slice_of(offer->json), &gate_config, &ignored) : NULL;
}

/* The same gate as a tool's arguments pass, without the synonyms that models need. */
static int admit_arguments(cJSON *arguments, const cJSON *definition, struct err *err)
{
    static const struct coercions none;
    struct schema *schema = schema_new(json_at(definition, "inputSchema"), err);
    int rc;

    if (!schema)
        return -1;
    coerce_arguments(arguments, schema_definition(schema), &none);
    rc = schema_check(schema, arguments, err);
    schema_free(schema);
    return rc;
}

int command_main(struct program *program, const char *name, char **argv)
{
    const struct command_offer *offer = find(name);
    struct err err = { 0 };
    CLEANUP(json_freep) cJSON *definition = command_definition(name);
    CLEANUP(flags_done) struct flags flags = { 0 };

    if (!offer)
        return -1;
    if (!definition || flags_read(&flags, json_at(definition, "inputSchema"), argv, &err) < 0)
        return command_complain("%s", err.text);
    if (flags.help) {
        CLEANUP(buf_done) struct buf text = BUF_MAX(KIB(64));

        manual_add(&text, name, definition);
        fputs(buf_text(&text), stdout);
        return 0;
    }
    if (flags.json && !manual_says_json(definition))
        return command_complain("%s has no flag --json; --help lists what there is", name);
    if (admit_arguments(flags.arguments, definition, &err) < 0)
        return command_complain("%s", err.text);
    return offer->command->run(program, flags.arguments, flags.json);
}
