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

void label_done(struct label *label)
{
    free(label->text);
    label->text = NULL;
    label->length = 0;
}
