/* run_setup - what stands before the server runs: environment, files, the far side. */
#include "tests/cases/run_parts.h"

#include "base/limits.h"
#include "tests/cases/repository.h"
#include "json/scan.h"

#include <stdio.h>
#include <unistd.h>

#define PROJECT "project" /* the folder that is under git */

enum outcome run_env(struct run *run, const struct step *step)
{
    CLEANUP(freep) char *text = stage_expand(&run->stage, step->text);

    stage_set(&run->stage, text);
    return DONE;
}

enum outcome run_config(struct run *run, const struct step *step)
{
    CLEANUP(freep) char *text = stage_expand(&run->stage, step->text);
    struct err why;

    if (home_write(&run->stage.home, "config/openrouter-mcp/config.json", slice_of(text), &why) < 0)
        return run_complain(run, "%s", why.text);
    return DONE;
}

enum outcome run_write(struct run *run, const struct step *step)
{
    CLEANUP(freep) char *text = stage_expand(&run->stage, step->text);
    char *space = strchr(text, ' ');
    CLEANUP(buf_done) struct buf content = BUF_MAX(MIB(16));
    struct err why;

    if (!space)
        return run_complain(run, "write NAME TEXT");
    *space = '\0';
    if (space[1] != '"')
        buf_adds(&content, space + 1);
    else if (scan_string(slice_of(space + 1), &content) < 0)
        return run_complain(run, "write NAME \"TEXT\": no JSON string");
    if (home_write(&run->stage.home, text, buf_slice(&content), &why) < 0)
        return run_complain(run, "%s", why.text);
    return DONE;
}

enum outcome run_link(struct run *run, const struct step *step)
{
    CLEANUP(freep) char *text = stage_expand(&run->stage, step->text);
    char *space = strchr(text, ' '), path[512];

    if (!space)
        return run_complain(run, "link NAME TARGET");
    *space = '\0';
    snprintf(path, sizeof(path), "%s/%s", run->stage.home.path, text);
    return symlink(space + 1, path) == 0 ? DONE : run_complain(run, "cannot link %s", path);
}

enum outcome run_commit(struct run *run, const struct step *step)
{
    struct err why;

    if (repository_commit(&run->stage.home, PROJECT, step->text, ++run->commits, &why) < 0)
        return run_complain(run, "%s", why.text);
    return DONE;
}

enum outcome run_git(struct run *run, const struct step *step)
{
    CLEANUP(freep) char *text = stage_expand(&run->stage, step->text);
    char *words[REPOSITORY_WORDS_MAX + 1] = { NULL };
    size_t count = 0;
    struct err why;

    for (char *word = text; word && *word && count < REPOSITORY_WORDS_MAX; count++) {
        words[count] = word;
        word = strchr(word, ' ');
        if (word)
            *word++ = '\0';
    }
    if (repository_git(&run->stage.home, PROJECT, (const char *const *)words, ++run->commits,
                       &why) < 0)
        return run_complain(run, "%s", why.text);
    return DONE;
}

/* All "upstream" lines become one script: {"key": [behaviour, ...], ...}. */
enum outcome run_follow_script(struct run *run)
{
    const struct transcript *transcript = run->options.transcript;
    CLEANUP(json_freep) cJSON *script = cJSON_CreateObject();
    CLEANUP(buf_done) struct buf text = BUF_MAX(CONFIG_MAX);
    struct err why = { 0 };
    size_t wire = run->options.mode == RUN_UPSTREAM_DRIPPED ? 1 : 0;

    for (size_t i = 0; i < transcript->step_count; i++) {
        const struct step *step = &transcript->steps[i];
        CLEANUP(freep) char *line = stage_expand(&run->stage, step->text);
        char *behaviour = strstr(line, " {");
        cJSON *list, *tree;

        if (step->kind != STEP_UPSTREAM)
            continue;
        tree = behaviour ? json_parse(slice_of(behaviour), &gate_config, &why) : NULL;
        if (!tree)
            return run_complain(run, "line %d: no behaviour: %s", step->line, why.text);
        *behaviour = '\0';
        list = cJSON_GetObjectItemCaseSensitive(script, line);
        if (!list)
            list = cJSON_AddArrayToObject(script, line);
        cJSON_AddItemToArray(list, tree);
    }
    json_print(script, &text);
    if (upstream_follow(run->stage.upstream, buf_slice(&text), wire, &why) < 0)
        return run_complain(run, "%s", why.text);
    return DONE;
}
