/* Units of mcp/content: each kind of block in each revision. */
#include "base/limits.h"
#include "mcp/content.h"
#include "test.h"
#include "json/json.h"

static const char *written(const struct content *block, enum revision revision)
{
    static struct buf out = { .size_max = KIB(64) };

    buf_clear(&out);
    content_add(&out, block, &dialects[revision]);
    return buf_text(&out);
}

static const char *held(const struct content *block)
{
    static struct buf out = { .size_max = KIB(64) };

    buf_clear(&out);
    content_add_resource(&out, block);
    return buf_text(&out);
}

TEST("content: text, images and resources are the same in every revision (T7)")
{
    for (enum revision revision = 0; revision < REVISION_COUNT; revision++) {
        CHECK_STR(written(&(struct content){ CONTENT_TEXT, .text = SLICE("a\"\n\\") }, revision),
                  "{\"type\":\"text\",\"text\":\"a\\\"\\n\\\\\"}");
        CHECK_STR(written(&(struct content){ CONTENT_TEXT }, revision),
                  "{\"type\":\"text\",\"text\":\"\"}");
        CHECK_STR(written(&(struct content){ CONTENT_IMAGE, .base64 = SLICE("AAEC"),
                                             .mime_type = "image/png" },
                          revision),
                  "{\"type\":\"image\",\"data\":\"AAEC\",\"mimeType\":\"image/png\"}");
        CHECK_STR(written(&(struct content){ CONTENT_RESOURCE, .text = SLICE("t"), .uri = "x:\"",
                                             .mime_type = "text/x" },
                          revision),
                  "{\"type\":\"resource\",\"resource\":{\"uri\":\"x:\\\"\",\"mimeType\":\"text/x\","
                  "\"text\":\"t\"}}");
        CHECK_STR(
            written(&(struct content){ CONTENT_RESOURCE, .base64 = SLICE("AAEC"), .uri = "x:1" },
                    revision),
            "{\"type\":\"resource\",\"resource\":{\"uri\":\"x:1\",\"blob\":\"AAEC\"}}");
    }
}

TEST("content: audio is since 2025-03-26; before that a text says that it is left out (T7)")
{
    const struct content audio = { CONTENT_AUDIO, .base64 = SLICE("AAEC"),
                                   .mime_type = "audio/wav" };

    CHECK_STR(
        written(&audio, REVISION_2024_11_05),
        "{\"type\":\"text\",\"text\":\"Audio (audio/wav, 4 bytes of base64) is left out: this "
        "client speaks a revision of the protocol that has no audio\"}");
    for (enum revision revision = REVISION_2025_03_26; revision < REVISION_COUNT; revision++)
        CHECK_STR(written(&audio, revision),
                  "{\"type\":\"audio\",\"data\":\"AAEC\",\"mimeType\":\"audio/wav\"}");
}

TEST("content: links are since 2025-06-18; before that a text has what they say (T7)")
{
    const struct content link = { CONTENT_LINK, .uri = "x:1", .name = "a \"name\"",
                                  .mime_type = "text/x" };

    for (enum revision revision = 0; revision < REVISION_COUNT; revision++)
        CHECK_STR(written(&link, revision),
                  revision < REVISION_2025_06_18
                      ? "{\"type\":\"text\",\"text\":\"a \\\"name\\\": x:1\"}"
                      : "{\"type\":\"resource_link\",\"uri\":\"x:1\",\"name\":\"a \\\"name\\\"\","
                        "\"mimeType\":\"text/x\"}");
}

TEST("content: a link of a uri and a name of any length is still told as text")
{
    CLEANUP(buf_done) struct buf uri = BUF_MAX(KIB(2));

    while (uri.size < KIB(2))
        buf_addc(&uri, 'u');

    const struct content link = { CONTENT_LINK, .uri = buf_text(&uri), .name = buf_text(&uri) };

    CHECK(strlen(written(&link, REVISION_2024_11_05)) > KIB(4));
}

TEST("content: whatever text holds, the block is JSON and holds it again")
{
    static const char *const texts[] = { "\x01\x1F\x7F", "\xF0\x9F\x98\x80", "\xE2\x80\xA8", "{}" };
    struct err err = { 0 };

    json_init();
    for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
        const struct content block = { CONTENT_TEXT, .text = slice_of(texts[i]) };
        CLEANUP(json_freep)
        cJSON *tree =
            json_parse(slice_of(written(&block, REVISION_2026_07_28)), &gate_client, &err);

        CHECK_STR(json_str(tree, "text"), texts[i]);
    }
    CHECK_STR(
        written(&(struct content){ CONTENT_TEXT, .text = SLICE("a\xFFz") }, REVISION_2025_11_25),
        "{\"type\":\"text\",\"text\":\"a\xEF\xBF\xBDz\"}");
}

TEST("content: what is read of a resource has its uri, and text or bytes (R1)")
{
    CHECK_STR(held(&(struct content){ CONTENT_RESOURCE, .text = SLICE("t"), .uri = "x:1",
                                      .mime_type = "text/x" }),
              "{\"uri\":\"x:1\",\"mimeType\":\"text/x\",\"text\":\"t\"}");
    CHECK_STR(held(&(struct content){ CONTENT_TEXT, .text = SLICE("t"), .uri = "x:1" }),
              "{\"uri\":\"x:1\",\"text\":\"t\"}");
    CHECK_STR(held(&(struct content){ CONTENT_RESOURCE, .uri = "x:1" }),
              "{\"uri\":\"x:1\",\"text\":\"\"}");
    CHECK_STR(held(&(struct content){ CONTENT_RESOURCE, .base64 = SLICE("AA=="), .uri = "x:1" }),
              "{\"uri\":\"x:1\",\"blob\":\"AA==\"}");
}
