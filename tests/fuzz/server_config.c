/* Fuzzes config_apply: settings are taken whole or not at all, and what is wrong has a sentence. */
#include "mcp-server/config/config_parts.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool is_true)
{
    if (!is_true)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct slice text = { (const char *)bytes, size };
    struct config config = { .call_nano = -7, .owned_ = xcalloc(1, sizeof(struct config_owned)) };
    struct err err = { 0 };

    if (config_apply(&config, text, "config.json", &err) < 0) {
        must(config.call_nano == -7 && config.session_nano == 0 && !config.zdr);
        must(!config.allow && !config.default_model && !config.sort && !config.ca_file);
        must(err.kind == ERR_CONFIG && strncmp(err.text, "config.json", 11) == 0);
    } else {
        must(config.call_nano == -7 || config.call_nano >= 0);
        must(config.session_nano >= 0 && config.call_s >= 0);
        must(!config.allow || cJSON_GetArraySize(config.allow) > 0);
    }
    config_done(&config);
    return 0;
}
