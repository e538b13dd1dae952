/* setup_skills - the skills that this program carries, as files in a client's folder of skills.
 *
 *   each file: missing, as shipped, ours of another version, or another's -> written, left, refused
 *
 * What was written is remembered in the state directory: a file that is still so is ours, and gives
 * way to what a later version ships. Where a project has a skill of its own by that name, nothing
 * of ours is put beside it: it is told what to paste into it.
 */
#include "mcp-server/cli/command.h"
#include "mcp-server/commands/setup_words.h"
#include "mcp-server/setup/target.h"
#include "schemas.h"

#include "base/file.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#define PASTE_FILE "/references/paste-in.md"

/* One file of a skill, and what is in its place. */
struct skill {
    const struct skill_file *file;
    const char *folder; /* of all skills */
    struct target target;
    char memory[PATH_BYTES_MAX]; /* where it is remembered what was written; "" nowhere */
};

/* Two paths with one name do no harm: it is the text that is compared. */
static void name_memory(struct skill *skill, const char *state_dir)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */

    for (const char *c = skill->target.path; *c; c++)
        hash = (hash ^ (unsigned char)*c) * 1099511628211u;
    if (state_dir && strlen(state_dir) + 64 < sizeof(skill->memory))
        snprintf(skill->memory, sizeof(skill->memory), "%s/skill-%016" PRIx64, state_dir, hash);
}

static void remember(const struct skill *skill)
{
    struct slice text = slice_of(skill->file->text);
    struct err ignored;

    if (skill->memory[0])
        (void)file_replace(skill->memory, &text, 1, &ignored);
}

static bool is_as_shipped(const struct skill *skill)
{
    return skill->target.exists &&
           slice_is(buf_slice(&skill->target.text), slice_of(skill->file->text));
}

static bool is_ours(const struct skill *skill)
{
    CLEANUP(buf_done) struct buf written = BUF_MAX(SETTINGS_FILE_MAX);
    struct err ignored;

    return is_as_shipped(skill) ||
           (skill->memory[0] &&
            file_read(skill->memory, SETTINGS_FILE_MAX, FILE_STATE, &written, &ignored) == 0 &&
            slice_is(buf_slice(&skill->target.text), buf_slice(&written)));
}

static int install(struct setup_wish *wish, struct skill *skill)
{
    struct target *target = &skill->target;
    bool is_another = target->exists && !is_ours(skill);
    struct err err = { 0 };

    if (is_as_shipped(skill)) {
        printf("The skill file %s is there.\n", target->path);
        return 0;
    }
    if (is_another && !wish->replace)
        return command_complain("%s is not what this program has written; --replace takes its "
                                "place and keeps a backup",
                                target->path);
    if (wish->write && ((is_another && target_save(target, &err) < 0) ||
                        target_write(target, slice_of(skill->file->text), &err) < 0))
        return command_complain("%s", err.text);
    setup_say(wish, "Installed", "To be installed:", target->path);
    if (!wish->write)
        return 0;
    remember(skill);
    if (is_another)
        printf("As it was before: %s\n", target->kept);
    return 0;
}

/* The folders of the skill, if nothing else is in them. */
static void remove_folders(const struct skill *skill)
{
    char path[PATH_BYTES_MAX];

    snprintf(path, sizeof(path), "%s", skill->target.path);
    for (char *slash = strrchr(path, '/'); slash && slash > path + strlen(skill->folder);
         slash = strrchr(path, '/')) {
        *slash = '\0';
        if (rmdir(path) < 0)
            return;
    }
}

/* What stood there before comes back. */
static int take_out(struct skill *skill, struct err *err)
{
    CLEANUP(buf_done) struct buf before = BUF_MAX(SETTINGS_FILE_MAX);
    int found = target_saved(&skill->target, &before, err);

    if (found == 0) {
        if (target_write(&skill->target, buf_slice(&before), err) < 0)
            return -1;
        target_forget_saved(&skill->target);
    } else if (found < 0 || target_remove(&skill->target, err) < 0) {
        return -1;
    } else {
        remove_folders(skill);
    }
    unlink(skill->memory);
    return 0;
}

static int uninstall(struct setup_wish *wish, struct skill *skill)
{
    struct err err = { 0 };

    if (!skill->target.exists)
        return 0;
    if (!is_ours(skill))
        return command_complain("%s is not what this program has written; it stays",
                                skill->target.path);
    if (wish->write && take_out(skill, &err) < 0)
        return command_complain("%s", err.text);
    setup_say(wish, "Removed", "To be removed:", skill->target.path);
    return 0;
}

static int set_up(struct setup_wish *wish, struct skill *skill)
{
    CLEANUP(buf_done) struct buf path = BUF_MAX(PATH_BYTES_MAX);
    struct err err = { 0 };

    buf_addf(&path, "%s/%s", skill->folder, skill->file->path);
    if (target_open(&skill->target, buf_text(&path), wish->for_project, &err) < 0)
        return command_complain("%s", err.text);
    name_memory(skill, wish->state_dir);
    return wish->remove ? uninstall(wish, skill) : install(wish, skill);
}

/* The name of the skill that a file belongs to. */
static struct slice name_of(const struct skill_file *file)
{
    return (struct slice){ file->path, strcspn(file->path, "/") };
}

/* Where one's own skill stays as it is. */
static void show_paste(struct slice name)
{
    for (const struct skill_file *file = skill_files; file->path; file++)
        if (slice_is(name_of(file), name) && slice_ends(slice_of(file->path), SLICE(PASTE_FILE)))
            printf("To keep that one and have other models in it, paste this into it:\n\n%s\n",
                   file->text);
}

int setup_skills(struct setup_wish *wish, const char *folder)
{
    struct slice refused = { 0 };
    int status = 0;

    for (const struct skill_file *file = skill_files; file->path; file++) {
        struct skill skill = { .file = file, .folder = folder };
        int rc;

        if (refused.size > 0 && slice_is(name_of(file), refused))
            continue;
        rc = set_up(wish, &skill);
        target_done(&skill.target);
        status = rc > status ? rc : status;
        if (rc == 0 || wish->remove || !slice_ends(slice_of(file->path), SLICE("/SKILL.md")))
            continue;
        refused = name_of(file);
        show_paste(refused);
    }
    return status;
}
