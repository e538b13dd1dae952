/* config_parts - what the files of config share with each other, and with nobody else. */
#pragma once

#include "mcp-server/config/config.h"

/* Strings and trees behind the pointers of a config. */
struct config_owned {
    cJSON *tree; /* of config.json: the lists are borrowed from it */
    char **strings;
    size_t string_count;
};

/* Takes text, which lives as long as the config. */
const char *config_keep(struct config *config, char *text);

bool config_env_is_unexpanded(const char *name);

/* Overwrites a variable's value where it stands, so that it cannot be read from the memory of the
 * process, and removes it. */
void config_env_wipe(const char *name);

/* Fills in config->seen. First, while everything is still there. */
void config_env_look(struct config *config);

/* What could weaken TLS or load code into the process: config_dropped. */
void config_env_drop_dangerous(void);

/* config_settings: one JSON document of settings over those that config has. origin names it in
 * sentences; lines are counted where it has any. -1 and err (ERR_CONFIG): config is as before. */
int config_apply(struct config *config, struct slice text, const char *origin, struct err *err);

/* config_names: whether the names in roles and aliases of a document, which passed the schema,
 * stand for something: -1 and err with the value that is wrong in *blamed. */
int config_check_names(struct slice text, struct slice *blamed, struct err *err);

/* config_endpoints: that no key stands in the document itself, which is no place for one; and, once
 * it passed the schema, that addresses are such that may be asked. As config_check_names. */
int config_check_secrets(struct slice text, struct slice *blamed, struct err *err);
int config_check_endpoints(struct slice text, struct slice *blamed, struct err *err);

/* The endpoints of the settings with their keys, and Ollama where OLLAMA_HOST or nothing says that
 * it is on this machine. */
void config_load_endpoints(struct config *config);

/* The environment twins, each as a document of one setting; a misspelt one is an error. */
int config_apply_environment(struct config *config, struct err *err);

/* config_directory: creates a directory of ours with all above it; -1 and why it cannot be used. */
int config_make_directory(const char *path, struct err *err);

/* config_files: where the user's files may be read: roots, file_allow, project_dir, home. */
void config_load_files(struct config *config);

/* config_key: the keys out of the environment, which is wiped, or the stored one. Directories and
 * base address are known before. */
void config_load_key(struct config *config);
void config_load_management_key(struct config *config);

/* config_keystore: the stored key into config, or why there is one that cannot be had. 1: there is
 * none. */
int config_load_stored_key(struct config *config);
