/* abilities - what a client or a server says it can do, as a set. */
#include "tests/witness/parts.h"

#include "json/scan.h"

bool is_id(struct slice value)
{
    if (scan_type(value) == SCAN_STRING)
        return true;
    return scan_type(value) == SCAN_NUMBER && !memchr(value.data, '.', value.size) &&
           !memchr(value.data, 'e', value.size) && !memchr(value.data, 'E', value.size);
}

unsigned abilities_read(struct slice capabilities)
{
    struct slice elicitation = scan_member(capabilities, "elicitation");
    bool has_form = scan_member(elicitation, "form").size > 0;
    bool has_url = scan_member(elicitation, "url").size > 0;
    unsigned abilities = 0;

    /* Elicitation without a mode is that by forms. */
    if (elicitation.size > 0 && (has_form || !has_url))
        abilities |= CAN_FORM;
    if (has_url)
        abilities |= CAN_URL;
    if (scan_member(capabilities, "sampling").size > 0)
        abilities |= CAN_SAMPLE;
    if (scan_member(capabilities, "roots").size > 0)
        abilities |= CAN_ROOTS;
    return abilities;
}

unsigned offers_read(const cJSON *capabilities)
{
    static const struct {
        const char *name;
        unsigned has, tells; /* tells: with listChanged */
    } rows[] = {
        { "tools", HAS_TOOLS, TELLS_TOOLS },
        { "prompts", HAS_PROMPTS, TELLS_PROMPTS },
        { "resources", HAS_RESOURCES, TELLS_RESOURCES },
        { "completions", HAS_COMPLETIONS, 0 },
        { "logging", LOGS, 0 },
    };
    unsigned offers = 0;

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        const cJSON *row = json_at(capabilities, rows[i].name);

        offers |= row ? rows[i].has : 0;
        offers |= json_bool(row, "listChanged", false) ? rows[i].tells : 0;
    }
    if (json_bool(json_at(capabilities, "resources"), "subscribe", false))
        offers |= WATCHES;
    return offers;
}

int log_level_named(const char *name)
{
    static const char *const levels[] = { "debug", "info",     "notice", "warning",
                                          "error", "critical", "alert",  "emergency" };

    for (size_t i = 0; name && i < ARRAY_COUNT(levels); i++)
        if (strcmp(levels[i], name) == 0)
            return (int)i;
    return -1;
}
