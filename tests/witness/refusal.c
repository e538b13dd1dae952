/* refusal - an error: its code, and what that code must carry. */
#include "tests/witness/parts.h"

#include "tests/witness/forms.h"

#define RESERVED_MIN (-32768)
#define RESERVED_MAX (-32000)

/* The codes that a server may use of those that are reserved. */
static const struct code {
    int64_t number;
    enum version since, until;
    const char *definition; /* of the whole message; NULL: that of any error */
} codes[] = {
    { -32700, V_FIRST, V_COUNT, NULL },
    { -32600, V_FIRST, V_COUNT, NULL },
    { -32601, V_FIRST, V_COUNT, NULL },
    { -32602, V_FIRST, V_COUNT, NULL },
    { -32603, V_FIRST, V_COUNT, NULL },
    { -32002, V_FIRST, V_LEGACY, NULL },
    { -32042, V_2025_11_25, V_2025_11_25, "URLElicitationRequiredError" },
    { -32021, V_MODERN, V_COUNT, "MissingRequiredClientCapabilityError" },
    { -32022, V_MODERN, V_COUNT, "UnsupportedProtocolVersionError" },
};

static int find_code(enum version version, int64_t number, const struct code **found,
                     struct err *err)
{
    *found = NULL;
    if (number < RESERVED_MIN || number > RESERVED_MAX || version == V_UNKNOWN)
        return 0;
    for (size_t i = 0; i < ARRAY_COUNT(codes); i++)
        if (codes[i].number == number && version >= codes[i].since && version <= codes[i].until) {
            *found = &codes[i];
            return 0;
        }
    return accuse(err, "error.code %lld is reserved, and not used in %s", (long long)number,
                  version_name(version));
}

/* Older revisions have no form for an error without an id: it is held to that of one with. */
static int check_nameless(enum version version, const cJSON *message, struct err *err)
{
    CLEANUP(json_freep) cJSON *copy = cJSON_Duplicate(message, true);

    cJSON_AddNumberToObject(copy, "id", 0);
    if (forms_check(version, "JSONRPCError", copy, err) < 0)
        return -1;
    witness_counts()->formless++;
    return 0;
}

static int check_form(enum version version, const cJSON *message, struct err *err)
{
    if (version >= V_2025_11_25)
        return forms_check(version, "JSONRPCErrorResponse", message, err);
    if (!json_at(message, "id"))
        return check_nameless(version, message, err);
    return forms_check(version, "JSONRPCError", message, err);
}

int judge_error(enum version version, const cJSON *message, struct err *err)
{
    const cJSON *error = json_at(message, "error"), *number = json_at(error, "code");
    const struct code *code;

    if (!cJSON_IsNumber(number) || !json_str(error, "message"))
        return accuse(err, "error must have a code (an integer) and a message (a string)");
    if (find_code(version, json_int(error, "code", 0), &code, err) < 0 ||
        check_form(version, message, err) < 0)
        return -1;
    if (code && code->number == -32002 && !json_str(json_at(error, "data"), "uri"))
        return accuse(err, "error -32002 must have data with the uri that was not found");
    if (code && code->definition)
        return forms_check(version, code->definition, message, err);
    return 0;
}
