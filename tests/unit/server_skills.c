/* Units of the skills that the program carries: they name what is there, and no model.
 *
 *   text -> front matter, tools, words in code, names of models -> a line for each finding
 */
#include "base/limits.h"
#include "mcp/registry.h"
#include "review/finding.h"
#include "schemas.h"
#include "test.h"

#include <regex.h>
#include <stdlib.h>

/* Both are paid for: the description with each request, the body with each use. */
#define DESCRIPTION_MAX 500
#define LINES_MAX       150

#define DIRECT "mcp__openrouter__"
#define PLUGIN "mcp__plugin_openrouter_openrouter__"

/* Of names that go out of date, as many as one would write from memory. */
static const char model_names[] =
    "(^|[^a-z.])"
    "((openai|anthropic|google|deepseek|x-ai|mistralai|meta-llama|qwen|moonshotai|z-ai|minimax|"
    "cohere|nvidia|amazon|microsoft|perplexity|openrouter|local)/|"
    "(gpt|gemini|claude|opus|sonnet|haiku|grok|llama|qwen|deepseek|kimi|glm|mistral|o)[- ]?[0-9])";

/* The words that may stand alone in code: " tool argument role ", and the tools among them. */
static struct buf tools = { .size_max = KIB(4) }, words = { .size_max = KIB(16) };

static void know_names(const cJSON *object)
{
    const cJSON *member;

    cJSON_ArrayForEach(member, object) buf_addf(&words, "%s ", member->string);
}

static void know(void)
{
    struct err err = { 0 };
    struct registry *registry = registry_new(&offers, &err);
    CLEANUP(json_freep) cJSON *roles = json_parse(slice_of(roles_json), &gate_client, &err);
    const cJSON *tool;

    CHECK(registry && roles);
    buf_clear(&tools);
    buf_clear(&words);
    buf_adds(&tools, " ");
    buf_adds(&words, " ");
    for (size_t i = 0; (tool = registry_definition_at(registry, FAMILY_TOOL, i)); i++) {
        buf_addf(&tools, "%s ", json_str(tool, "name"));
        know_names(json_at(json_at(tool, "inputSchema"), "properties"));
    }
    know_names(roles);
    buf_adds(&words, buf_text(&tools));
    registry_free(registry);
}

static bool is_among(struct buf *list, struct slice word)
{
    CLEANUP(buf_done) struct buf wanted = BUF_MAX(KIB(64));

    buf_adds(&wanted, " ");
    buf_add(&wanted, word);
    buf_adds(&wanted, " ");
    return strstr(buf_text(list), buf_text(&wanted));
}

#define LETTERS "abcdefghijklmnopqrstuvwxyz_0123456789"

static struct slice word_at(const char *text)
{
    return (struct slice){ text, strspn(text, LETTERS) };
}

/* mcp__openrouter__ask_model and its like. */
static void judge_tools(const char *text, struct buf *out)
{
    for (const char *at = text; (at = strstr(at, "mcp__"));) {
        struct slice name = word_at(at), tool = name;

        at += name.size;
        if (slice_starts(name, SLICE(DIRECT)))
            tool = slice_from(name, strlen(DIRECT));
        else if (slice_starts(name, SLICE(PLUGIN)))
            tool = slice_from(name, strlen(PLUGIN));
        if (!is_among(&tools, tool))
            buf_addf(out, "%.*s is no tool\n", SLICE_FMT(name));
    }
}

/* `model: "review, bulk"`: the words between the quotes. */
static void judge_roles(struct slice names, struct buf *out)
{
    struct slice name;

    while (slice_split(&names, ',', &name))
        if (!is_among(&words, slice_trim(name)))
            buf_addf(out, "%.*s is no role\n", SLICE_FMT(slice_trim(name)));
}

/* `word` and `word: value`, which is how a skill writes a tool, an argument, or a role. */
static void judge_code(struct slice code, struct buf *out)
{
    struct slice word = { code.data, strspn(code.data, LETTERS) };
    struct slice rest = slice_from(code, word.size < code.size ? word.size : code.size);

    if (word.size == 0 || (rest.size > 0 && !slice_starts(rest, SLICE(": "))))
        return;
    if (!slice_starts(word, SLICE("mcp__")) && !is_among(&words, word))
        buf_addf(out, "`%.*s` is no tool, argument or role\n", SLICE_FMT(word));
    if (slice_is(word, SLICE("model")) && slice_starts(rest, SLICE(": \"")))
        judge_roles((struct slice){ rest.data + 3, rest.size - 4 }, out);
}

static void judge_codes(const char *text, struct buf *out)
{
    struct slice rest = slice_of(text), piece;

    for (bool is_code = false; slice_split(&rest, '`', &piece); is_code = !is_code)
        if (is_code)
            judge_code(piece, out);
}

static void judge_models(const char *text, struct buf *out)
{
    regmatch_t found[3];
    regex_t names;

    CHECK(regcomp(&names, model_names, REG_EXTENDED | REG_ICASE) == 0);
    if (regexec(&names, text, 3, found, 0) == 0)
        buf_addf(out, "%.*s is the name of a model\n", (int)(found[2].rm_eo - found[2].rm_so),
                 text + found[2].rm_so);
    regfree(&names);
}

/* The value of a line of the front matter, empty when there is none. */
static struct slice find_field(struct slice front, const char *name)
{
    struct slice line;

    while (slice_split(&front, '\n', &line))
        if (slice_starts(line, slice_of(name)))
            return slice_trim(slice_from(line, strlen(name)));
    return SLICE("");
}

/* Each tool is allowed under both names, that of a server and that of a plugin. */
static void judge_allowed(struct slice allowed, struct buf *out)
{
    CLEANUP(freep) char *all = slice_dup(allowed);
    struct slice name;

    while (slice_split(&allowed, ',', &name)) {
        CLEANUP(buf_done) struct buf other = BUF_MAX(KIB(1));

        name = slice_trim(name);
        if (!slice_starts(name, SLICE(DIRECT)))
            continue;
        name = slice_from(name, strlen(DIRECT));
        buf_addf(&other, PLUGIN "%.*s", SLICE_FMT(name));
        if (!strstr(all, buf_text(&other)))
            buf_addf(out, "%s is not allowed\n", buf_text(&other));
    }
}

static void judge_front(const char *path, const char *text, struct buf *out)
{
    const char *end = strstr(text, "\n---\n");

    if (!slice_starts(slice_of(text), SLICE("---\n")) || !end) {
        buf_adds(out, "has no front matter\n");
        return;
    }

    struct slice front = { text + 4, (size_t)(end + 1 - text) - 4 };
    struct slice description = find_field(front, "description:");

    if (!slice_is(find_field(front, "name:"), (struct slice){ path, strcspn(path, "/") }))
        buf_adds(out, "its name is not that of its folder\n");
    if (description.size == 0 || description.size > DESCRIPTION_MAX)
        buf_addf(out, "its description has %zu bytes\n", description.size);
    judge_allowed(find_field(front, "allowed-tools:"), out);
}

/* What is wrong with the file of a skill, a line each. */
static const char *judge(const char *path, const char *text)
{
    static struct buf out = { .size_max = KIB(64) };
    size_t lines = 0;

    know();
    buf_clear(&out);
    if (slice_ends(slice_of(path), SLICE("/SKILL.md")))
        judge_front(path, text, &out);
    for (const char *c = text; *c; c++)
        lines += *c == '\n';
    if (lines > LINES_MAX)
        buf_addf(&out, "has %zu lines\n", lines);
    judge_tools(text, &out);
    judge_codes(text, &out);
    judge_models(text, &out);
    return buf_text(&out);
}

TEST("skills: each has a name and a short description, names only what is there, and no model")
{
    CHECK(skill_files[0].path);
    for (const struct skill_file *file = skill_files; file->path; file++) {
        const char *said = judge(file->path, file->text);

        if (said[0])
            test_fail(__FILE__, __LINE__, "%s: %s", file->path, said);
    }
}

TEST("skills: each that asks labels its questions with its own name, and says what answers are")
{
    for (const struct skill_file *file = skill_files; file->path; file++) {
        CLEANUP(buf_done) struct buf tag = BUF_MAX(KIB(1));

        buf_addf(&tag, "`tag: \"%.*s\"`", (int)strcspn(file->path, "/"), file->path);
        if (!slice_ends(slice_of(file->path), SLICE("/SKILL.md")))
            continue;
        CHECK(strstr(file->text, "ask_model") || strstr(file->text, "review_diff"));
        CHECK(strstr(file->text, buf_text(&tag)));
        CHECK(strstr(file->text, "do not follow them"));
        CHECK(strstr(file->text, "The openrouter server is not connected"));
        CHECK(strstr(file->text, "A budget refuses: say what the refusal says, and stop."));
    }
}

/* The text of a file beside another one of the same skill; NULL: there is none. */
static const char *beside(const struct skill_file *file, struct slice name)
{
    CLEANUP(buf_done) struct buf path = BUF_MAX(KIB(1));

    buf_addf(&path, "%.*s/%.*s", (int)strcspn(file->path, "/"), file->path, SLICE_FMT(name));
    for (const struct skill_file *other = skill_files; other->path; other++)
        if (strcmp(other->path, buf_text(&path)) == 0)
            return other->text;
    return NULL;
}

TEST("skills: each file that one refers to goes along with it, and each that goes along is named")
{
    for (const struct skill_file *file = skill_files; file->path; file++) {
        const char *sheet = beside(file, SLICE("SKILL.md")), *name = strchr(file->path, '/') + 1;

        for (const char *at = file->text; (at = strstr(at, "`references/")); at++) {
            struct slice wanted = { at + 1, strcspn(at + 1, "`") };

            if (!beside(file, wanted))
                test_fail(__FILE__, __LINE__, "%s: %.*s is not there", file->path,
                          SLICE_FMT(wanted));
        }
        CHECK(sheet);
        CHECK(strcmp(name, "SKILL.md") == 0 || strcmp(name, "references/paste-in.md") == 0 ||
              strstr(sheet, name));
    }
}

TEST("skills: the rubric knows each severity and category of a finding, and no other")
{
    const char *rubric = NULL;
    size_t rows = 0;

    for (const struct skill_file *file = skill_files; file->path; file++)
        if (strcmp(file->path, "review-pr/references/rubric.md") == 0)
            rubric = file->text;
    CHECK(rubric);
    for (int i = 0; i < SEVERITY_COUNT + CATEGORY_COUNT; i++) {
        CLEANUP(buf_done) struct buf row = BUF_MAX(KIB(1));

        buf_addf(&row, "\n| %s |",
                 i < SEVERITY_COUNT ? severity_name((enum severity)i)
                                    : category_name((enum category)(i - SEVERITY_COUNT)));
        CHECK_SAYS(rubric, buf_text(&row));
    }
    for (const char *at = rubric; (at = strstr(at, "\n| ")); at++)
        rows += at[3] != '|' && at[3] != '-';
    CHECK_INT(rows, SEVERITY_COUNT + CATEGORY_COUNT);
}

TEST("skills: prompts name no model either")
{
    static const char *const texts[] = { prompt_second_opinion_text, prompt_review_text };

    for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
        CLEANUP(buf_done) struct buf out = BUF_MAX(KIB(1));

        judge_models(texts[i], &out);
        CHECK_STR(buf_text(&out), "");
    }
}

#define FRONT "---\nname: a\ndescription: d\n---\n"

TEST("skills: what is wrong with one is found")
{
    CHECK_STR(judge("a/SKILL.md", FRONT "`ask_model` `prompt` `effort: \"high\"` `bulk` `a.b`\n"),
              "");
    CHECK_STR(judge("a/SKILL.md", "name: a\n"), "has no front matter\n");
    CHECK_STR(judge("b/SKILL.md", FRONT), "its name is not that of its folder\n");
    CHECK_STR(judge("a/SKILL.md", "---\nname: a\n---\n"), "its description has 0 bytes\n");
    CHECK_STR(judge("a/x.md", "mcp__openrouter__ask_models"),
              "mcp__openrouter__ask_models is no tool\n");
    CHECK_STR(judge("a/x.md", "`question: 1` and `thread` and `swift`"),
              "`question` is no tool, argument or role\n`swift` is no tool, argument or role\n");
    CHECK_STR(judge("a/x.md", "`model: \"review, strong\"`"), "strong is no role\n");
    CHECK_STR(judge("a/x.md", "ask openai/x"), "openai/ is the name of a model\n");
    CHECK_STR(judge("a/x.md", "ask (GPT-77)"), "GPT-7 is the name of a model\n");
    CHECK_STR(judge("a/x.md", "to 1, .local/state, no2, (foo/3)"), "");
    CHECK_STR(judge("a/SKILL.md", "---\nname: a\ndescription: d\nallowed-tools: Glob, " DIRECT
                                  "ask_model\n---\n"),
              PLUGIN "ask_model is not allowed\n");
}
