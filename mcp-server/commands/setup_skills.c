/* setup_skills - the skills that this program carries, as files in a client's folder of skills.
 *
 *   each file: missing, the same, or another's -> written, left, or refused
 */
#include "mcp-server/cli/command.h"
#include "mcp-server/commands/setup_words.h"
#include "mcp-server/setup/target.h"
#include "schemas.h"

#include <stdio.h>
#include <unistd.h>

static bool is_same(const struct target *target, const struct skill_file *file)
{
    return target->exists && slice_is(buf_slice(&target->text), slice_of(file->text));
}

static int install(struct setup_wish *wish, struct target *target, const struct skill_file *file)
{
    struct err err = { 0 };

    if (is_same(target, file)) {
        printf("The skill file %s is there.\n", target->path);
        return 0;
    }
    if (target->exists && !wish->replace)
        return command_complain("%s is another text than the one that is shipped; --replace takes "
                                "its place and keeps a backup",
                                target->path);
    if (wish->write && ((target->exists && target_save(target, &err) < 0) ||
                        target_write(target, slice_of(file->text), &err) < 0))
        return command_complain("%s", err.text);
    setup_say(wish, "Installed", "To be installed:", target->path);
    if (wish->write && target->exists)
        printf("As it was before: %s\n", target->kept);
    return 0;
}

/* The folders of the skill, if nothing else is in them. */
static void remove_folders(const struct target *target, const char *folder)
{
    char path[PATH_BYTES_MAX];

    snprintf(path, sizeof(path), "%s", target->path);
    for (char *slash = strrchr(path, '/'); slash && slash > path + strlen(folder);
         slash = strrchr(path, '/')) {
        *slash = '\0';
        if (rmdir(path) < 0)
            return;
    }
}

static int take_out(struct target *target, const char *folder, struct err *err)
{
    CLEANUP(buf_done) struct buf before = BUF_MAX(SETTINGS_FILE_MAX);
    int found = target_saved(target, &before, err);

    if (found == 0) {
        if (target_write(target, buf_slice(&before), err) < 0)
            return -1;
        target_forget_saved(target);
        return 0;
    }
    if (found < 0 || target_remove(target, err) < 0)
        return -1;
    remove_folders(target, folder);
    return 0;
}

static int uninstall(struct setup_wish *wish, struct target *target, const struct skill_file *file,
                     const char *folder)
{
    struct err err = { 0 };

    if (!target->exists)
        return 0;
    if (!is_same(target, file))
        return command_complain("%s is another text than the one that is shipped; it stays",
                                target->path);
    if (wish->write && take_out(target, folder, &err) < 0)
        return command_complain("%s", err.text);
    setup_say(wish, "Removed", "To be removed:", target->path);
    return 0;
}

int setup_skills(struct setup_wish *wish, const char *folder)
{
    int status = 0;

    for (const struct skill_file *file = skill_files; file->path; file++) {
        CLEANUP(buf_done) struct buf path = BUF_MAX(PATH_BYTES_MAX);
        CLEANUP(target_done) struct target target = { 0 };
        struct err err = { 0 };
        int rc;

        buf_addf(&path, "%s/%s", folder, file->path);
        if (target_open(&target, buf_text(&path), wish->for_project, &err) < 0)
            rc = command_complain("%s", err.text);
        else
            rc = wish->remove ? uninstall(wish, &target, file, folder)
                              : install(wish, &target, file);
        status = rc > status ? rc : status;
    }
    return status;
}
