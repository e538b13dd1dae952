/* config_keystore - the key that `login` stored.
 *
 *   $XDG_CONFIG_HOME/openrouter-mcp/key.sealed     the key, sealed, bound to the base address
 *   $XDG_STATE_HOME/openrouter-mcp/keystore.key    what it is sealed with
 */
#include "mcp-server/config/config_parts.h"

#include "vault/keystore.h"

#include <stdlib.h>

static struct keystore place(const struct config *config)
{
    return (struct keystore){ .path = config->keystore_file,
                              .seal_path = config->keystore_seal,
                              .bound_to = config->base_url };
}

bool config_has_stored_key(const struct config *config)
{
    struct keystore keystore = place(config);

    return keystore.path && keystore_is_taken(&keystore);
}

int config_load_stored_key(struct config *config)
{
    struct keystore keystore = place(config);
    struct err err = { 0 };
    int found;

    if (!config_has_stored_key(config))
        return 1;
    config->key_source = CONFIG_KEYSTORE;
    if (keystore.seal_path)
        found = keystore_read(&keystore, &config->key, &err);
    else
        found = err_set(&err, ERR_CONFIG, "%s", config->state_err);
    if (found > 0) /* removed just now */
        return 1;
    if (found < 0)
        err_set(&config->key_err, ERR_AUTH,
                "The stored OpenRouter key cannot be used. %s. The user can mend that, or store "
                "another key: openrouter-mcp login --replace",
                err.text);
    return found;
}

/* The directory of a path, owned by the caller. */
static char *directory_of(const char *path)
{
    return slice_dup((struct slice){ path, (size_t)(strrchr(path, '/') - path) });
}

int config_prepare_store(const struct config *config, struct err *err)
{
    CLEANUP(freep) char *directory = NULL;

    if (!config->keystore_file)
        return err_set(err, ERR_CONFIG,
                       "there is no place for the key: neither XDG_CONFIG_HOME nor HOME names a "
                       "directory");
    if (!config->keystore_seal)
        return err_set(err, ERR_CONFIG, "there is no place for what the key is sealed with: %s",
                       config->state_err);
    directory = directory_of(config->keystore_file);
    return config_make_directory(directory, err);
}

int config_store_key(const struct config *config, struct secret *key, struct err *err)
{
    struct keystore keystore = place(config);

    if (config_prepare_store(config, err) < 0)
        return -1;
    return keystore_write(&keystore, key, err);
}

int config_remove_stored_key(const struct config *config, struct err *err)
{
    struct keystore keystore = place(config);

    if (!config_has_stored_key(config))
        return 1;
    return keystore_remove(&keystore, err);
}
