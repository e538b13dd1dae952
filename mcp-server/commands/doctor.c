/* doctor - whether everything is as it should be here, and what to type where it is not.
 *
 *   OpenRouter is asked -> each group of checks, the sandbox last -> all of it is printed
 *
 * Spends nothing and changes nothing.
 */
#include "mcp-server/cli/command.h"
#include "mcp-server/doctor/asking.h"
#include "mcp-server/doctor/groups.h"

#include "base/limits.h"

#include <stdio.h>
#include <unistd.h>

/* In the order in which they are shown. */
static const struct {
    const char *name;
    void (*look)(struct checkup *checkup);
} groups[] = {
    { "program", doctor_build },   { "settings", doctor_settings },
    { "network", doctor_network }, { "key", doctor_key },
    { "money", doctor_money },     { "models", doctor_models },
    { "local", doctor_local },     { "privacy", doctor_privacy },
    { "machine", doctor_machine }, /* nothing can be looked at behind it */
};

static void print(const struct checkup *checkup, bool json)
{
    CLEANUP(buf_done) struct buf out = BUF_MAX(MIB(1));
    bool colours = isatty(STDOUT_FILENO) && !checkup->program->config->no_color;

    if (json)
        checkup_write_json(checkup, &out);
    else
        checkup_write_text(checkup, colours, &out);
    fputs(buf_text(&out), stdout);
}

static int doctor_run(struct program *program, const cJSON *arguments, bool json)
{
    struct checkup checkup = { .program = program,
                               .is_online = json_bool(arguments, "online", false) };

    asking_make(&checkup);
    for (size_t i = 0; i < ARRAY_COUNT(groups); i++) {
        checkup.group = groups[i].name;
        groups[i].look(&checkup);
    }
    print(&checkup, json);

    bool is_well = checkup_problems(&checkup) == 0;

    checkup_done(&checkup);
    return fflush(stdout) == 0 ? !is_well : command_complain("standard output cannot be written");
}

const struct command command_doctor = { "doctor", doctor_run };
