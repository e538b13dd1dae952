/* Labels of metrics: "name{host=...}" as a string of its own. */
#include <stdlib.h>
#include <string.h>

struct label {
    char *text;
    size_t length;
};

static char *copy(const char *text, size_t length)
{
    char *made = malloc(length + 1);

    if (!made)
        return NULL;
    memcpy(made, text, length);
    made[length] = '\0';
    return made;
}

int label_set(struct label *label, const char *name)
{
    size_t length = strlen(name);
    char *text = copy(name, length);

    if (!text)
        return -1;
    free(label->text);
    label->text = text;
    label->length = length;
    return 0;
}

/* Adds "{host=HOST}" behind the name. */
int label_add_host(struct label *label, const char *host)
{
    static const char before[] = "{host=", after[] = "}";
    size_t host_length = strlen(host);
    size_t length = label->length + strlen(before) + host_length + strlen(after);
    char *text = realloc(label->text, length + 1), *end;

    if (!text)
        return -1;
    end = text + label->length;
    memcpy(end, before, strlen(before));
    memcpy(end + strlen(before), host, host_length);
    memcpy(end + strlen(before) + host_length, after, sizeof(after));
    label->text = text;
    label->length = length;
    return 0;
}

void label_done(struct label *label)
{
    free(label->text);
    label->text = NULL;
    label->length = 0;
}
