/* screen - what may not leave this machine. */
#include "mcp-server/material/screen.h"

#include "base/limits.h"
#include "files/deny.h"
#include "files/ignore.h"
#include "files/media.h"
#include "files/secrets.h"
#include "vault/secret.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

enum { RULE_DENY, RULE_IGNORE, RULE_COUNT };
enum { CONTENT_MEDIA, CONTENT_SECRET, CONTENT_COUNT };

struct screen {
    atomic_int references;
    const struct config *config;
    struct roots *roots;
    struct secrets *secrets;
    struct deny deny;
    struct ignore *ignores[ROOTS_MAX]; /* of the roots, in their order */
    const char *grants[ROOTS_MAX * REPO_GRANTS_MAX + 1];
    struct file_rule rules[RULE_COUNT];
    struct content_rule contents[CONTENT_COUNT];
    bool is_prepared;
};

static void on_variable(void *user, struct slice name, struct slice value)
{
    struct screen *screen = user;
    char text[SECRET_KNOWN_NAME_SIZE];

    if (!secrets_is_secret_name(name))
        return;
    snprintf(text, sizeof(text), "%.*s", SLICE_FMT(name));
    (void)secrets_add_known(screen->secrets, text, value);
}

/* Ours are no longer in the environment. */
static void know(struct screen *screen, const char *name, struct secret *key)
{
    if (!key)
        return;
    (void)secrets_add_known(screen->secrets, name, slice_of(secret_peek(key)));
    secret_hide(key);
}

/* A narrowed root lies in one of those that were opened: its index, and what leads from there to
 * name, in buf. -1: in none. */
static int find_root(const struct screen *screen, const struct file_entry *entry, struct buf *below)
{
    for (size_t i = 0; i < screen->roots->count; i++) {
        struct slice root = slice_of(screen->roots->items[i].path), path = slice_of(entry->root);

        if (!slice_starts(path, root) || (path.size > root.size && path.data[root.size] != '/'))
            continue;
        if (path.size > root.size) {
            buf_add(below, slice_from(path, root.size + 1));
            buf_addc(below, '/');
        }
        buf_adds(below, entry->name);
        return below->full ? -1 : (int)i;
    }
    return -1;
}

static int check_ignored(void *user, const struct file_entry *entry, struct err *err)
{
    struct screen *screen = user;
    CLEANUP(buf_done) struct buf below = BUF_MAX(PATH_BYTES_MAX);
    int index = find_root(screen, entry, &below);

    if (index < 0 || !screen->ignores[index])
        return err_set(err, ERR_POLICY, "is not sent: what is ignored there is not known");
    return ignore_check(screen->ignores[index], buf_text(&below), entry->is_folder, err);
}

static bool has_nul(struct slice text)
{
    return text.size > 0 && memchr(text.data, '\0', text.size);
}

/* What a redaction leaves, or nothing. */
static int pass(const struct screen *screen, const char *what_or_null, struct slice text,
                struct buf *out, struct err *err)
{
    struct secret_find find;
    size_t count = 0;

    if (!secrets_first(screen->secrets, text, &find))
        return 0;
    if (strcmp(screen->config->file_secrets, "redact") != 0)
        return secrets_explain(&find, what_or_null, err);
    buf_clear(out);
    return secrets_redact(screen->secrets, text, out, &count, err) < 0 ? -1 : 1;
}

/* Text in an old encoding is text: its odd bytes are replaced, and that is said. */
static const char *sniff(struct slice head, size_t *size_max)
{
    const struct media *media = media_of(head);
    bool is_text = media->kind == MEDIA_TEXT ||
                   (media->kind == MEDIA_BINARY && !media->mime && !has_nul(head) &&
                    slice_starts(slice_of(media->name), SLICE("binary")));

    *size_max = media->kind == MEDIA_BINARY ? FILE_TEXT_MAX : MEDIA_BYTES_MAX;
    return is_text ? NULL : media->name;
}

static int check_media(void *user, const struct file_entry *entry, const char *media_name,
                       struct buf *text, struct err *err)
{
    static const unsigned all = MEDIA_TEXT | MEDIA_IMAGE | MEDIA_PDF | MEDIA_AUDIO | MEDIA_VIDEO;
    const struct media *media = media_of(buf_slice(text));
    size_t size = strlen(entry->shown) + 1;

    (void)user;
    if (!media_name || (media_check_name(media, entry->shown, err) == 0 &&
                        media_admit(media, entry->shown, all, err) == 0))
        return 0;
    /* The sentence goes on behind the path here. */
    if (strncmp(err->text, entry->shown, size - 1) == 0)
        memmove(err->text, err->text + size, strlen(err->text + size) + 1);
    return -1;
}

static int check_secrets(void *user, const struct file_entry *entry, const char *media,
                         struct buf *text, struct err *err)
{
    struct screen *screen = user;

    (void)entry;

    CLEANUP(buf_done) struct buf cleaned = BUF_MAX(text->size + FILE_TEXT_MAX);
    int rc = media ? 0 : pass(screen, NULL, buf_slice(text), &cleaned, err);

    if (rc <= 0)
        return rc;
    buf_clear(text);
    buf_add(text, buf_slice(&cleaned));
    return text->full ? err_set(err, ERR_TOO_LARGE, "is not sent: redacted it is too large") : 0;
}

struct screen *screen_new(const struct config *config, struct roots *roots)
{
    struct screen *screen = xcalloc(1, sizeof(*screen));
    char id[32];

    atomic_init(&screen->references, 1);
    secret_random_id(id, "");
    screen->config = config;
    screen->roots = roots_share(roots);
    screen->secrets = secrets_new((const unsigned char *)id);
    screen->deny = (struct deny){ .allow = config->file_allow };
    screen->rules[RULE_DENY] = (struct file_rule){ "deny", deny_check, &screen->deny };
    screen->rules[RULE_IGNORE] = (struct file_rule){ "ignored", check_ignored, screen };
    screen->contents[CONTENT_MEDIA] = (struct content_rule){ "media", check_media, screen };
    screen->contents[CONTENT_SECRET] = (struct content_rule){ "secret", check_secrets, screen };
    config_each_variable(on_variable, screen);
    know(screen, "OPENROUTER_API_KEY", config->key);
    know(screen, "OPENROUTER_MANAGEMENT_KEY", config->management_key);
    return screen;
}

struct screen *screen_unref(struct screen *screen)
{
    if (!screen || atomic_fetch_sub(&screen->references, 1) > 1)
        return NULL;
    for (size_t i = 0; i < ROOTS_MAX; i++)
        ignore_free(screen->ignores[i]);
    secrets_free(screen->secrets);
    roots_free(screen->roots);
    free(screen);
    return NULL;
}

static struct ignore *open_ignore(const struct screen *screen, const struct root *root)
{
    const struct config *config = screen->config;

    return ignore_new(&(struct ignore_setup){
        .root_fd = root->fd,
        .root = root->path,
        .root_named = root->given,
        .project = config->project_dir,
        .user = { .home = config->home,
                  .config_home = config->git_config_home,
                  .global_config = config->git_config_global,
                  .system_config = "/etc/gitconfig",
                  .trusts_others = root->is_named },
        .claude_user = config->claude_dir,
        .claude_managed = "/etc/claude-code",
        .allow = config->file_allow,
    });
}

void screen_prepare(struct screen *screen)
{
    size_t count = 0;

    if (screen->is_prepared)
        return;
    screen->is_prepared = true;
    for (size_t i = 0; i < screen->roots->count && i < ROOTS_MAX; i++) {
        screen->ignores[i] = open_ignore(screen, &screen->roots->items[i]);
        for (size_t k = 0;
             ignore_grant(screen->ignores[i], k) && count + 1 < ARRAY_COUNT(screen->grants); k++)
            screen->grants[count++] = ignore_grant(screen->ignores[i], k);
    }
}

const char *const *screen_grants(const struct screen *screen)
{
    return screen->grants;
}

const char *screen_problem(const struct screen *screen)
{
    for (size_t i = 0; i < ROOTS_MAX; i++)
        if (screen->ignores[i] && ignore_problem(screen->ignores[i]))
            return ignore_problem(screen->ignores[i]);
    return NULL;
}

static void release(void *kept)
{
    (void)screen_unref(kept);
}

void screen_rules(struct screen *screen, struct gather_options *options)
{
    screen_prepare(screen);
    atomic_fetch_add(&screen->references, 1);
    options->rules = screen->rules;
    options->rule_count = RULE_COUNT;
    options->content_rules = screen->contents;
    options->content_rule_count = CONTENT_COUNT;
    options->sniff = sniff;
    options->media_bytes_max = MEDIA_BYTES_MAX;
    options->release = release;
    options->kept = screen;
}

int screen_text(struct screen *screen, const char *what, struct slice text, struct buf *out,
                struct err *err)
{
    return pass(screen, what, text, out, err);
}

int screen_thread(struct screen *screen, struct slice text, struct err *err)
{
    struct secret_find find;

    if (!secrets_first(screen->secrets, text, &find))
        return 0;
    return err_set(err, ERR_POLICY,
                   "a turn of the thread holds what looks like %s (rule %s), and turns cannot be "
                   "changed: nothing of it is sent. Begin a new thread (leave thread out), with "
                   "what it needs in the prompt.",
                   find.known ? find.known : find.name, find.rule);
}
