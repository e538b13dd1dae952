/* Settings of the form "name = value", one a line. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct settings {
    int port;
    char bind[64];
};

static char *read_all(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = file ? calloc(1, 8192) : NULL;

    if (text)
        (void)!fread(text, 1, 8191, file);
    if (file)
        fclose(file);
    return text;
}

static void set_one(struct settings *settings, const char *name, const char *value)
{
    if (strcmp(name, "port") == 0)
        settings->port = (int)strtol(value, NULL, 10);
    else if (strcmp(name, "bind") == 0)
        snprintf(settings->bind, sizeof(settings->bind), "%s", value);
}

bool settings_read(struct settings *settings, const char *path)
{
    char *text = read_all(path), name[32], value[64];
    int used;

    if (!text)
        return false;
    for (char *at = text; sscanf(at, " %31[a-z] = %63s%n", name, value, &used) == 2; at += used)
        set_one(settings, name, value);
    free(text);
    return true;
}
