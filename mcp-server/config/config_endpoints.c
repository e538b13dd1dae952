/* config_endpoints - servers of the user's own: where they are, and the key of each.
 *
 *   of a document: no key in it -> (schema) -> addresses that may be asked
 *   of the whole: the endpoints -> their keys from files -> Ollama, unless the settings say
 * otherwise
 */
#include "mcp-server/config/config_parts.h"

#include "base/file.h"
#include "net/http_address.h"
#include "openrouter/ollama_host.h"
#include "json/scan.h"

#define OLLAMA "ollama"

int config_check_secrets(struct slice text, struct slice *blamed, struct err *err)
{
    struct slice endpoints = scan_member(text, "endpoints"), name, endpoint;

    for (size_t at = 0; scan_next(endpoints, &at, &name, &endpoint);) {
        *blamed = scan_member(endpoint, "api_key");
        if (blamed->size > 0)
            return err_set(err, ERR_CONFIG,
                           "endpoints: api_key is not read, since a key does not belong into this "
                           "file; put it into a file of its own that only you can read, and name "
                           "that as api_key_file");
    }
    return 0;
}

static int check_address(struct slice value, struct err *err)
{
    CLEANUP(buf_done) struct buf url = BUF_MAX(value.size);
    struct http_address address;

    scan_string(value, &url);
    if (http_address_read(buf_text(&url), &address, err) < 0)
        return -1;
    if (strpbrk(buf_text(&url), "?#\\ "))
        return err_set(err, ERR_CONFIG, "it must end with its path, without ? or #");
    return 0;
}

int config_check_endpoints(struct slice text, struct slice *blamed, struct err *err)
{
    struct slice endpoints = scan_member(text, "endpoints"), key, endpoint;

    for (size_t at = 0; scan_next(endpoints, &at, &key, &endpoint);) {
        char name[LOCAL_ENDPOINT_MAX + 1];

        scan_text(key, name, sizeof(name));
        *blamed = endpoint;
        if (scan_type(endpoint) == SCAN_TRUE)
            return err_set(err, ERR_CONFIG,
                           "endpoints.%s: it is an object with base_url, or false for none", name);
        if (scan_type(endpoint) == SCAN_FALSE)
            continue;
        *blamed = scan_member(endpoint, "base_url");
        if (check_address(*blamed, err) < 0)
            return err_wrap(err, "endpoints.%s.base_url", name);
    }
    return 0;
}

static void load_key(struct local_endpoint *endpoint, const char *file)
{
    CLEANUP(buf_wipe) struct buf text = BUF_MAX(KEY_MAX + 2);
    CLEANUP(freep) char *path = config_path(file);
    struct err *err = &endpoint->trouble;

    if (!path) {
        err_set(err, ERR_CONFIG, "api_key_file: %s is not an absolute path", file);
        return;
    }
    /* Whole at once: a buffer that grew would leave a copy behind. */
    text.data = xmalloc(text.size_max + 1);
    text.capacity = text.size_max + 1;

    int found = file_read(path, text.size_max, FILE_KEY, &text, err);

    if (found > 0)
        err_set(err, ERR_CONFIG, "%s: there is no such file", path);
    if (found == 0)
        endpoint->key = secret_new(slice_trim(buf_slice(&text)), err);
    if (!endpoint->key)
        err_wrap(err, "api_key_file");
}

/* Without the slashes at its end. */
static const char *keep_url(struct config *config, const char *given)
{
    struct slice url = slice_of(given);

    while (url.size > 0 && url.data[url.size - 1] == '/')
        url.size--;
    return config_keep(config, slice_dup(url));
}

static struct local_endpoint *add(struct config *config, const char *name, const char *url)
{
    struct local_endpoint *endpoint = &config->endpoint_list[config->endpoint_count++];

    *endpoint = (struct local_endpoint){ .name = name, .base_url = url };
    return endpoint;
}

static void load_one(struct config *config, const cJSON *setting)
{
    const char *file = json_str(setting, "api_key_file");
    struct local_endpoint *endpoint =
        add(config, setting->string, keep_url(config, json_str(setting, "base_url")));

    endpoint->models = json_at(setting, "models");
    endpoint->keeps_nothing = cJSON_IsTrue(json_at(setting, "zdr"));
    if (file)
        load_key(endpoint, file);
}

static bool is_taken(const struct config *config, const char *url)
{
    for (size_t i = 0; i < config->endpoint_count; i++)
        if (strcmp(config->endpoint_list[i].base_url, url) == 0)
            return true;
    return false;
}

/* Another machine that the environment names is not asked: that is for the user's settings. */
static void load_ollama(struct config *config)
{
    char url[OLLAMA_URL_SIZE];
    struct err err = { 0 };
    int rc = ollama_url(config_env("OLLAMA_HOST"), url, &err);

    if (rc == 0 && is_taken(config, url))
        return;

    struct local_endpoint *endpoint =
        add(config, OLLAMA, rc == 0 ? config_keep(config, xstrdup(url)) : NULL);

    endpoint->is_implied = true;
    endpoint->trouble = err;
}

void config_load_endpoints(struct config *config)
{
    const cJSON *setting;

    cJSON_ArrayForEach(setting, config->endpoints)
    {
        if (cJSON_IsObject(setting) && config->endpoint_count < LOCAL_ENDPOINTS_MAX)
            load_one(config, setting);
    }
    /* Settings that could not be read may have forbidden it. */
    if (config->config_err.kind == ERR_NONE && !json_at(config->endpoints, OLLAMA))
        load_ollama(config);
}
