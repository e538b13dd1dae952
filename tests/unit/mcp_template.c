/* Units of mcp/uri_template. */
#include "base/buf.h"
#include "base/limits.h"
#include "mcp/uri_template.h"
#include "test.h"
#include "json/json.h"

static const char *check(const char *tmpl)
{
    static struct err err;

    err = (struct err){ 0 };
    if (uri_template_check(tmpl, &err) == 0)
        return "good";
    CHECK_INT(err.kind, ERR_INTERNAL);
    return err.text;
}

/* The variables as JSON; "no" where the uri does not match. */
static const char *match(const char *tmpl, const char *uri)
{
    static struct buf text = { .size_max = KIB(16) };
    CLEANUP(json_freep) cJSON *values = cJSON_CreateObject();

    json_init();
    CHECK_STR(check(tmpl), "good");
    buf_clear(&text);
    if (uri_template_match(tmpl, uri, values)) {
        json_print(values, &text);
    } else {
        CHECK(!values->child);
        buf_adds(&text, "no");
    }
    return buf_text(&text);
}

TEST("template: text and {name} are all there is, with text between two names")
{
    CHECK_STR(check("{a}"), "good");
    CHECK_STR(check("x://{a}/{b}"), "good");
    CHECK_STR(check("x://{a}.{b}/c"), "good");
    CHECK_STR(check("x://{A_9}"), "good");
}

TEST("template: other expressions, broken braces, a repeated name, or no name, are defects")
{
    static const char *const unknown[] = {
        "{",      "x{",    "{}",         "{a",    "x/{a}/{", "{+a}",     "{#a}",
        "{/a}",   "{?a}",  "{&a}",       "{.a}",  "{;a}",    "{a*}",     "{a:3}",
        "{a,b}",  "{a b}", "{a-b}",      "{{a}",  "{{a}}",   "{a}}",     "}",
        "a}b{c}", "{a}/}", "{\xC3\xA4}", "{%41}", "{a}/{ }", "x/{a}/{b", "{a}/{b/c}",
    };

    for (size_t i = 0; i < ARRAY_COUNT(unknown); i++)
        CHECK_SAYS(check(unknown[i]), "only {name} is known");
    CHECK_SAYS(check("{a}{b}"), "two variables need text between them");
    CHECK_SAYS(check("x/{a}/{b}{c}"), "two variables need text between them");
    CHECK_SAYS(check("{a}/{a}"), "has a variable twice");
    CHECK_SAYS(check("{a}/{b}/{c}/{b}"), "has a variable twice");
    CHECK_SAYS(check(""), "has no variable");
    CHECK_SAYS(check("openrouter://models"), "has no variable");
}

TEST("template: a name is one segment, never empty, and the whole uri must be used up")
{
    static const char models[] = "openrouter://models/{author}/{slug}";

    CHECK_STR(match(models, "openrouter://models/openai/gpt-5.6-sol"),
              "{\"author\":\"openai\",\"slug\":\"gpt-5.6-sol\"}");
    CHECK_STR(match(models, "openrouter://models/a/b"), "{\"author\":\"a\",\"slug\":\"b\"}");

    static const char *const others[] = {
        "",
        "o",
        "openrouter://models",
        "openrouter://models/",
        "openrouter://models/a",
        "openrouter://models/a/",
        "openrouter://models//b",
        "openrouter://models///",
        "openrouter://models/a//b",
        "openrouter://models/a/b/",
        "openrouter://models/a/b/c",
        "openrouter://models/a/b?",
        "openrouter://models/a/b?c",
        "openrouter://models/a/b#",
        "openrouter://models/a#/b",
        "openrouter://models/?/b",
        "Openrouter://models/a/b",
        " openrouter://models/a/b",
        "openrouter:/models/a/b",
        "openrouter://models/{author}/",
    };

    for (size_t i = 0; i < ARRAY_COUNT(others); i++)
        CHECK_STR(match(models, others[i]), "no");
}

TEST("template: the characters that names of models have are what they are")
{
    static const char models[] = "m/{author}/{slug}";

    CHECK_STR(match(models, "m/~openai/gpt-latest"),
              "{\"author\":\"~openai\",\"slug\":\"gpt-latest\"}");
    CHECK_STR(match(models, "m/a/b:free"), "{\"author\":\"a\",\"slug\":\"b:free\"}");
    CHECK_STR(match(models, "m/a/b@preset"), "{\"author\":\"a\",\"slug\":\"b@preset\"}");
    CHECK_STR(match(models, "m/@a/..."), "{\"author\":\"@a\",\"slug\":\"...\"}");
    CHECK_STR(match(models, "m/a b/\xC3\xA4"), "{\"author\":\"a b\",\"slug\":\"\xC3\xA4\"}");
}

TEST("template: percent-encoding is resolved once")
{
    CHECK_STR(match("m/{a}", "m/b%3Afree"), "{\"a\":\"b:free\"}");
    CHECK_STR(match("m/{a}", "m/b%3afree"), "{\"a\":\"b:free\"}");
    CHECK_STR(match("m/{a}", "m/%7Ex%40y"), "{\"a\":\"~x@y\"}");
    CHECK_STR(match("m/{a}", "m/%2541"), "{\"a\":\"%41\"}");
    CHECK_STR(match("m/{a}", "m/%252F"), "{\"a\":\"%2F\"}");
    CHECK_STR(match("m/{a}", "m/%C3%A4"), "{\"a\":\"\xC3\xA4\"}");
    CHECK_STR(match("m/{a}", "m/\xC3%A4"), "{\"a\":\"\xC3\xA4\"}");
    CHECK_STR(match("m/{a}", "m/%F0%9F%98%80"), "{\"a\":\"\xF0\x9F\x98\x80\"}");
    CHECK_STR(match("m/{a}", "m/%3F%23"), "{\"a\":\"?#\"}");
    CHECK_STR(match("m/{a}", "m/%0A"), "{\"a\":\"\\n\"}");
    CHECK_STR(match("m/{a}", "m/+"), "{\"a\":\"+\"}");
}

TEST("template: encoding that is broken, or hides '/', NUL or ill-formed UTF-8, does not match")
{
    static const char *const broken[] = {
        "m/%",    "m/%4",   "m/x%",     "m/x%4",    "m/%zz",    "m/%4g",       "m/%g4",
        "m/%%41", "m/% 41", "m/%2F",    "m/%2f",    "m/a%2Fb",  "m/%00",       "m/a%00b",
        "m/%FF",  "m/%C3",  "m/%C3x",   "m/%C0%80", "m/%C0%AF", "m/%ED%A0%80", "m/%F5%80%80%80",
        "m/%80",  "m/\xFF", "m/%E2%82", "m/%-1",    "m/%+1",    "m/%0x",
    };

    for (size_t i = 0; i < ARRAY_COUNT(broken); i++)
        CHECK_STR(match("m/{a}", broken[i]), "no");
    CHECK_STR(match("m/{a}/{b}", "m/good/%2F"), "no");
}

TEST("template: what follows a name is looked for from its start, the end from the end")
{
    CHECK_STR(match("m/{a}.json", "m/x.json"), "{\"a\":\"x\"}");
    CHECK_STR(match("m/{a}.json", "m/x.json.json"), "{\"a\":\"x.json\"}");
    CHECK_STR(match("m/{a}.json", "m/.json.json"), "{\"a\":\".json\"}");
    CHECK_STR(match("m/{a}.json", "m/.json"), "no");
    CHECK_STR(match("m/{a}.json", "m/x.jso"), "no");
    CHECK_STR(match("m/{a}.json", "m/x.json/"), "no");
    CHECK_STR(match("m/{a}.json", "m/x/y.json"), "no");
    CHECK_STR(match("m/{a}-{b}", "m/x-y-z"), "{\"a\":\"x\",\"b\":\"y-z\"}");
    CHECK_STR(match("m/{a}-{b}", "m/--"), "no");
    CHECK_STR(match("m/{a}-{b}", "m/---"), "{\"a\":\"-\",\"b\":\"-\"}");
    CHECK_STR(match("m/{a}-{b}-c", "m/1-2-3-c"), "{\"a\":\"1\",\"b\":\"2-3\"}");
    CHECK_STR(match("m/{a}/data", "m/1/data"), "{\"a\":\"1\"}");
    CHECK_STR(match("m/{a}/data", "m/1/data/data"), "no");
    CHECK_STR(match("m/{a}/{b}?q={c}", "m/1/2?q=3"), "{\"a\":\"1\",\"b\":\"2\",\"c\":\"3\"}");
    CHECK_STR(match("m/{a}/{b}?q={c}", "m/1/2?q="), "no");
}

TEST("template: text is not looked for inside of an encoded character")
{
    CHECK_STR(match("m/{a}2{b}", "m/x%20y2z"), "{\"a\":\"x y\",\"b\":\"z\"}");
    CHECK_STR(match("m/{a}2{b}", "m/x%20y"), "no");
    CHECK_STR(match("m/{a}0", "m/x%20"), "no");
    CHECK_STR(match("m/{a}0", "m/x%200"), "{\"a\":\"x \"}");
}

TEST("template: a value as long as a uri can be is taken, a longer one does not match")
{
    char uri[URI_MAX + 8] = "m/";
    struct buf wanted = BUF_MAX(KIB(8));

    memset(uri + 2, 'x', URI_MAX);
    buf_addf(&wanted, "{\"a\":\"%s\"}", uri + 2);
    CHECK_STR(match("m/{a}", uri), buf_text(&wanted));
    buf_done(&wanted);
    uri[2 + URI_MAX] = 'x';
    CHECK_STR(match("m/{a}", uri), "no");
}

TEST("template: what was there before stays, whether it matches or not")
{
    CLEANUP(json_freep) cJSON *values = cJSON_CreateObject();
    struct buf text = BUF_MAX(KIB(1));

    json_init();
    cJSON_AddStringToObject(values, "uri", "u");
    CHECK(!uri_template_match("m/{a}/{b}", "m/1/", values));
    CHECK(uri_template_match("m/{a}/{b}", "m/1/2", values));
    json_print(values, &text);
    CHECK_STR(buf_text(&text), "{\"uri\":\"u\",\"a\":\"1\",\"b\":\"2\"}");
    buf_done(&text);
}

TEST("template: its names are known exactly")
{
    CHECK(uri_template_has("m/{author}/{slug}", "author"));
    CHECK(uri_template_has("m/{author}/{slug}", "slug"));
    CHECK(!uri_template_has("m/{author}/{slug}", "Author"));
    CHECK(!uri_template_has("m/{author}/{slug}", "autho"));
    CHECK(!uri_template_has("m/{author}/{slug}", "m/"));
    CHECK(!uri_template_has("m/{author}/{slug}", "{slug}"));
    CHECK(!uri_template_has("m/{author}/{slug}", ""));
}

/* Whether there is any way at all: tries every size for every variable. */
static bool fits(const char *tmpl, const char *uri)
{
    if (*tmpl == '\0')
        return *uri == '\0';
    if (*tmpl != '{')
        return *tmpl == *uri && fits(tmpl + 1, uri + 1);
    for (size_t size = strcspn(uri, "/?#"); size > 0; size--)
        if (fits(strchr(tmpl, '}') + 1, uri + size))
            return true;
    return false;
}

static uint64_t chance = 88172645463325252;

static size_t below(size_t limit)
{
    chance ^= chance << 13;
    chance ^= chance >> 7;
    chance ^= chance << 17;
    return chance % limit;
}

/* Text over three characters, so that much of it is alike. */
static void add_text(struct buf *out, size_t least, size_t most)
{
    for (size_t count = least + below(most - least + 1); count > 0; count--)
        buf_addc(out, "ab/"[below(3)]);
}

static void grow(struct buf *tmpl, struct buf *uri)
{
    size_t variables = 1 + below(3);

    add_text(tmpl, 0, 1);
    buf_add(uri, buf_slice(tmpl));
    for (size_t i = 0; i < variables; i++) {
        size_t start;

        buf_addf(tmpl, "{v%zu}", i);
        start = tmpl->size;
        add_text(tmpl, i + 1 < variables, 2);
        /* Half of what grows fits, the rest is what comes. */
        add_text(uri, below(4) > 0, 3);
        if (below(4) > 0)
            buf_add(uri, slice_from(buf_slice(tmpl), start));
    }
}

/* The values put back into the template. */
static void fill(struct buf *out, const char *tmpl, const cJSON *values)
{
    const cJSON *value = values->child;

    for (; *tmpl; tmpl++) {
        if (*tmpl != '{') {
            buf_addc(out, *tmpl);
            continue;
        }
        buf_adds(out, value->valuestring);
        value = value->next;
        tmpl = strchr(tmpl, '}');
    }
}

TEST("template: a hundred thousand at random match when there is any way, and give the uri again")
{
    CLEANUP(buf_done) struct buf tmpl = BUF_MAX(KIB(1));
    CLEANUP(buf_done) struct buf uri = BUF_MAX(KIB(1));
    CLEANUP(buf_done) struct buf again = BUF_MAX(KIB(1));
    size_t matched = 0, refused = 0;

    json_init();
    for (int i = 0; i < 100000; i++) {
        CLEANUP(json_freep) cJSON *values = cJSON_CreateObject();

        buf_clear(&tmpl);
        buf_clear(&uri);
        buf_clear(&again);
        grow(&tmpl, &uri);

        bool is_match = uri_template_match(buf_text(&tmpl), buf_text(&uri), values);

        if (is_match != fits(buf_text(&tmpl), buf_text(&uri)))
            test_fail(__FILE__, __LINE__, "%s and %s: %d", buf_text(&tmpl), buf_text(&uri),
                      is_match);
        if (is_match) {
            fill(&again, buf_text(&tmpl), values);
            CHECK_STR(buf_text(&again), buf_text(&uri));
        }
        *(is_match ? &matched : &refused) += 1;
    }
    printf("template: %zu matched, %zu refused\n", matched, refused);
    CHECK(matched > 10000 && refused > 10000);
}
