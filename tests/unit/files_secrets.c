/* What the secret scan finds, and what it leaves alone. */
#include "files/secrets.h"

#include "base/limits.h"
#include "positives.h"

#include <stdlib.h>

#define VALUES_EACH 250 /* for each row, in each of twelve contexts: 3,000 */
#define TEXT_MAX    KIB(64)

static const unsigned char seed[16] = "sixteen of them";
static size_t positives_made;

static const char *const contexts[] = {
    "%s\n",
    "call('%s');\n",
    "export TOKEN=%s\n",
    "{\"a\": \"%s\", \"b\": 1}\n",
    "first: 1\nkey: %s\nnext: 2\n",
    "see https://api.acme.net/v1?k=%s&x=1 for more\n",
    "GET / HTTP/1.1\r\nX-Api-Key: %s\r\nAccept: */*\r\n",
    "the last word is %s",
    "\"text\": \"one\\n%s\\ntwo\"\n",
    "+%s\n",
    "@@ -1 +1 @@\n-%s\n",
    "q=a%%3D%s%%26b\n",
};
static const char *const named_contexts[] = {
    "export %s=%s\n",
    "%s = '%s'\n",
    "first\n%s=%s\nlast\n",
    "{\"x\": {\"my_%s\": \"%s\"}}\n",
    "  %s: %s\n",
    "see https://api.acme.net/v1?%s=%s&x=1 for more\n",
    "X-%s: %s\r\nAccept: */*\r\n",
    "const %s := \"%s\"",
    "\"text\": \"one\\n%s=%s\\ntwo\"\n",
    "+%s: \"%s\",\n",
    "setenv(\"%s\", \"%s\");\n",
    "'%s' => '%s',\n",
};

struct finds {
    struct secret_find at[16];
    size_t count;
};

static bool on_find(void *user, const struct secret_find *find)
{
    struct finds *finds = user;

    finds->at[finds->count++] = *find;
    return finds->count < ARRAY_COUNT(finds->at);
}

static struct finds scan_with(const struct secrets *secrets, struct slice text)
{
    struct finds finds = { .count = 0 };

    secrets_scan(secrets, text, on_find, &finds);
    return finds;
}

static struct finds scan(const char *text)
{
    struct secrets *secrets = secrets_new(seed);
    struct finds finds = scan_with(secrets, slice_of(text));

    secrets_free(secrets);
    return finds;
}

static bool is_sure(const char *text)
{
    struct finds finds = scan(text);

    for (size_t i = 0; i < finds.count; i++)
        if (finds.at[i].level == SECRET_SURE)
            return true;
    return false;
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static void place(struct buf *text, const struct positive *positive, size_t context)
{
    buf_clear(text);
    if (positive->name[0] == '\0')
        buf_addf(text, contexts[context], buf_slice(&positive->text).data);
    else
        buf_addf(text, named_contexts[context], positive->name, positive->text.data);
}
#pragma GCC diagnostic pop

/* Where the form says where the value ends, it is that value; where only the place says it (a word
 * of a .netrc, anything random), more may hang on to it. */
static bool is_that(const struct secret_rule *rule, const struct secret_find *find, size_t at,
                    size_t size)
{
    bool is_inside = find->offset >= at && find->offset < at + size;
    bool is_whole = find->offset == at && find->size == size;

    switch (rule->shape) {
    case SHAPE_BEARER:
        return find->offset == at + strlen("Bearer ") && find->offset + find->size == at + size;
    case SHAPE_URL:
        return find->offset == at + strlen("postgres://app:");
    case SHAPE_TAIL: /* the plus of a diff's line and "%3D" might be base64 */
        return find->offset <= at && find->offset + 2 >= at &&
               find->offset + find->size == at + size;
    case SHAPE_NETRC:
    case SHAPE_RANDOM:
        return is_inside;
    default:
        return is_whole;
    }
}

static void check_found(const struct secret_rule *rule, struct slice text,
                        const struct positive *positive, const struct secrets *secrets)
{
    struct finds finds = scan_with(secrets, text);
    struct slice value = buf_slice(&positive->text);
    size_t at = (size_t)((char *)memmem(text.data, text.size, value.data, value.size) - text.data);

    for (size_t i = 0; i < finds.count; i++)
        if (strcmp(finds.at[i].rule, rule->id) == 0 && is_that(rule, &finds.at[i], at, value.size))
            return;
    test_fail(__FILE__, __LINE__, "%s (%s) is not found in %.*s", rule->id, rule->anchor,
              SLICE_FMT(text));
}

TEST("secrets: three thousand random values of each row, in twelve places, are found")
{
    struct secrets *secrets = secrets_new(seed);
    struct positive positive = { .text = BUF_MAX(TEXT_MAX) };
    struct buf text = BUF_MAX(TEXT_MAX);

    for (unsigned row = 0; row < secret_rule_count; row++) {
        for (size_t i = 0; i < VALUES_EACH; i++) {
            positive_make(&positive, &secret_rules[row]);
            buf_text(&positive.text);
            for (size_t context = 0; context < ARRAY_COUNT(contexts); context++) {
                place(&text, &positive, context);
                check_found(&secret_rules[row], buf_slice(&text), &positive, secrets);
                positives_made++;
            }
        }
    }
    buf_done(&positive.text);
    buf_done(&text);
    secrets_free(secrets);
}

static void report(void)
{
    printf("%zu random positives of %u rows were looked for\n", positives_made, secret_rule_count);
}

__attribute__((constructor)) static void add_report(void)
{
    test_at_end(report);
}

TEST("secrets: there are more than a hundred kinds, with a name to read and an anchor that finds "
     "them")
{
    unsigned kinds = 0;

    for (unsigned i = 0; i < secret_rule_count; i++) {
        unsigned k = 0;

        while (strcmp(secret_rules[k].id, secret_rules[i].id) != 0)
            k++;
        kinds += k == i;
        CHECK(strlen(secret_rules[i].anchor) >= 3);
        CHECK(secret_rules[i].name[0] == 'a');
    }
    CHECK(kinds > 100);
}

TEST("secrets: offset, size and line are right wherever it stands")
{
    struct secrets *secrets = secrets_new(seed);
    struct positive positive = { .text = BUF_MAX(TEXT_MAX) };
    const struct secret_rule *rule = &secret_rules[0];

    for (size_t lines = 0; lines < 40; lines++)
        for (size_t blanks = 0; blanks < 40; blanks++) {
            CLEANUP(buf_done) struct buf text = BUF_MAX(TEXT_MAX);

            positive_make(&positive, rule);
            for (size_t i = 0; i < lines; i++)
                buf_adds(&text, i % 3 == 0 ? "x = token\n" : "\n");
            for (size_t i = 0; i < blanks; i++)
                buf_addc(&text, ' ');

            size_t offset = text.size;

            buf_add(&text, buf_slice(&positive.text));

            struct finds finds = scan_with(secrets, buf_slice(&text));

            CHECK_INT(finds.count, 1);
            CHECK_INT(finds.at[0].offset, offset);
            CHECK_INT(finds.at[0].size, positive.text.size);
            CHECK_INT(finds.at[0].line, lines + 1);
        }
    buf_done(&positive.text);
    secrets_free(secrets);
}

/* Nothing of this is a secret; most of it stands in every second repository. */
static const char *const harmless[] = {
    "",
    "a",
    "ab",
    "token",
    "AKIA"
    "IOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "OPENROUTER_API_KEY=sk-or-v1-...",
    "OPENROUTER_API_KEY=sk-or-v1-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "sk-or-v1-"
    "0000000000000000000000000000000000000000000000000000000000000000",
    "ghp_"
    "abcdefghijklmnopqrstuvwxyz0123456789",
    "ghp_"
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "ghp_your_token_here",
    "glpat-"
    "xxxxxxxxxxxxxxxxxxxx",
    "export ANTHROPIC_API_KEY=sk-ant-api03-your-key-here",
    "password = os.environ['DB_PASSWORD']",
    "password: ${{ secrets.DB_PASSWORD }}",
    "token = \"<your token here>\"",
    "secret: CHANGEME",
    "password=changeit12345678",
    "const token = await getTokenFromHeader2(request.headers, 'authorization');",
    "Authorization: Bearer <token>",
    "Authorization: Bearer ${TOKEN}",
    "Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
    "https://user:password@example.com/",
    "https://user:pass@host/path",
    "postgres://postgres:postgres@localhost:5432/test",
    "redis://:S0mePassw0rdOfMine@127.0.0.1:6379",
    "mongodb://${USER}:${PASSWORD}@db.acme.net/x",
    "git clone https://$TOKEN@github.com/a/b",
    "see http://a.b/c:d and mail x@y.z",
    "machine github.com login me password <password>",
    "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----\n",
    "#define HEADER \"-----BEGIN RSA PRIVATE KEY-----\"\n#define FOOTER \"-----END RSA PRIVATE "
    "KEY-----\"",
    "if (text.startsWith('-----BEGIN OPENSSH PRIVATE KEY-----')) { return readOpenSshKey(text); }",
    "PuTTY-User-Key-File-2: ssh-rsa",
    "What stands between the first line and the last line, -----END RSA PRIVATE KEY-----, is "
    "base64.",
    "char *end = strstr(thePrivateKeyInTheFormOfOpenSshWhichIsLong, \"-----END PRIVATE "
    "KEY-----\");",
    "f47ac10b-58cc-4372-a567-0e02b2c3d479",
    "id: 7d444840-9dc0-11d1-b245-5ffdce74fad2",
    "commit 6755bb7c3f1a9be2d0c4e8f7a1b2c3d4e5f60718",
    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "checksum = \"a06d7a8a1c6b6bd3e5f0e3ba1b4f1f3c2ad0a9e1b4d9c8e7f6a5b4c3d2e1f009\"",
    "background: #a1b2c3; color: #ffeeddcc; box-shadow: 0 0 2px rgba(0,0,0,.25)",
    "!function(e,t){\"object\"==typeof "
    "exports?module.exports=t():e.key=t()}(this,function(){return a1});",
    "eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.abc",
    "type AuthorizationCreatedEventNotification = "
    "Stripe_.V2.Core.Events.AuthorizationCreatedEventV1;",
    "ASIA-PACIFIC and ASIAN markets; AKIAPLACEHOLDER",
    "the hf_ prefix, npm_config_registry, SG.sendgrid, sk-learn, xoxb-, key-value, pat.test, "
    "cio_uring",
    "pk_live_ and sk_test_ are not sk_live_",
    "heroku: 2.0, cloudflare = true, twilio, datadog: { enabled: true }, discord.js",
};

TEST("secrets: what only looks like one is left alone")
{
    for (size_t i = 0; i < ARRAY_COUNT(harmless); i++)
        if (is_sure(harmless[i]))
            test_fail(__FILE__, __LINE__, "%s is found in: %s", scan(harmless[i]).at[0].rule,
                      harmless[i]);
}

static void check_harmless(const char *start, uint16_t chars, size_t size, const char *end)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(TEXT_MAX);

    buf_adds(&text, start);
    add_chars(&text, chars, size);
    buf_adds(&text, end);
    if (is_sure(buf_text(&text)))
        test_fail(__FILE__, __LINE__, "%s is found in: %s", scan(text.data).at[0].rule, text.data);
}

/* Lock files, certificates, images, minified code, and what manuals show. */
TEST("secrets: random characters that are no secret are left alone, whatever they are")
{
    static const struct {
        const char *start;
        uint16_t chars;
        size_t size;
        const char *end;
    } rows[] = {
        { "\"integrity\": \"sha512-", BASE64, 86, "==\"," },
        { "github.com/a/b v1.8.4 h1:", BASE64, 43, "=" },
        { "checksum = \"", HEX, 64, "\"" },
        { "\"sha\": \"", HEX, 40, "\"" },
        { "--hash=sha256:", HEX, 64, " \\" },
        { "-----BEGIN CERTIFICATE-----\nMII", BASE64, 300, "\n-----END CERTIFICATE-----" },
        { "-----BEGIN PUBLIC KEY-----\nMII", BASE64, 300, "\n-----END PUBLIC KEY-----" },
        { "ssh-ed25519 AAAAC3Nza", BASE64, 60, " me@acme.net" },
        { "url(data:image/png;base64,iVBORw0KGgo", BASE64, 900, "=)" },
        { "url(data:font/woff2;base64,d09GMgAB", BASE64, 4000, "=)" },
        { "", BASE64 | IN_EQUAL, 5000, "" },
        { "!function(){var a=\"", WORD, 3000, "\"}()" },
        { "-----BEGIN RSA PRIVATE KEY-----\nMII", BASE64, 61, "\n.....\n and so on" },
        { "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwi", URL64, 40, ".c2lnbmF0dXJlLWhlcmU" },
        { "AccountName=devstoreaccount1;AccountKey=Eby8vdM02x", BASE64, 76, "==;" },
        { "example: ghp_EXAMPLE", ALNUM, 29, "" },
    };

    for (size_t i = 0; i < 200; i++)
        for (size_t k = 0; k < ARRAY_COUNT(rows); k++)
            check_harmless(rows[k].start, rows[k].chars, rows[k].size, rows[k].end);
}

TEST("secrets: a random value in an assignment is a warning, a known form in it is sure")
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(TEXT_MAX);
    struct positive positive = { .text = BUF_MAX(TEXT_MAX) };

    buf_adds(&text, "token = \"");
    add_chars(&text, ALNUM, 40);
    buf_adds(&text, "7\"");

    struct finds finds = scan(buf_text(&text));

    CHECK_INT(finds.count, 1);
    CHECK_INT(finds.at[0].level, SECRET_MAYBE);

    positive_make(&positive, &secret_rules[0]);
    buf_clear(&text);
    buf_addf(&text, "token = \"%s\"", buf_text(&positive.text));
    finds = scan(buf_text(&text));
    CHECK_INT(finds.count, 1);
    CHECK_STR(finds.at[0].rule, "openrouter-key");
    buf_done(&positive.text);
}

TEST("secrets: a token in the password of an address is one find, and the whole of it")
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(TEXT_MAX);

    buf_adds(&text, "https://app:q9Zx");
    buf_adds(&text, "-ghp_");
    add_chars(&text, ALNUM, 36);
    buf_adds(&text, "@git.acme.net/");

    struct finds finds = scan(buf_text(&text));

    CHECK_INT(finds.count, 1);
    CHECK_INT(finds.at[0].offset, strlen("https://app:"));
    CHECK_STR(text.data + finds.at[0].offset + finds.at[0].size, "@git.acme.net/");
}

/* A range of lines, or a hunk of a diff, may begin or end in the middle of a key. */
TEST("secrets: a part of a private key with its first or its last line is found")
{
    static const char *const starts[] = { "", "+", "-", " ", "    " };

    for (size_t i = 0; i < 200; i++) {
        CLEANUP(buf_done) struct buf text = BUF_MAX(TEXT_MAX);
        const char *start = starts[i % ARRAY_COUNT(starts)];

        buf_addf(&text, "context\n%s-----BEGIN RSA PRIVATE KEY-----\n%sMII", start, start);
        add_chars(&text, ALNUM, 61);
        buf_addf(&text, "\n%s", start);
        add_chars(&text, ALNUM, 64);
        buf_adds(&text, "\n");
        CHECK_STR(scan(buf_text(&text)).at[0].rule, "private-key");

        buf_clear(&text);
        buf_adds(&text, "@@ -9,3 +9,0 @@\n");
        for (size_t k = 0; k < 1 + i % 5; k++) {
            buf_addf(&text, "%s", start);
            add_chars(&text, BASE64, 64);
            buf_adds(&text, i % 2 ? "\n" : "\r\n");
        }
        buf_addf(&text, "%sQk9h==\n%s-----END RSA PRIVATE KEY-----\nafter", start, start);

        struct finds finds = scan(buf_text(&text));

        CHECK_INT(finds.count, 1);
        CHECK_STR(finds.at[0].rule, "private-key");
        CHECK(finds.at[0].offset <= strlen("@@ -9,3 +9,0 @@\n    "));
        CHECK_STR(text.data + finds.at[0].offset + finds.at[0].size, "\nafter");
    }
}

TEST("secrets: a known value is found inside longer words, and only then named")
{
    struct secrets *secrets = secrets_new(seed);

    CHECK(secrets_add_known(secrets, "DB_PASSWORD", SLICE("correct-horse-7-battery")));
    CHECK(secrets_add_known(secrets, "OTHER_TOKEN", SLICE("correct-horse")));
    CHECK(!secrets_add_known(secrets, "SHORT_KEY", SLICE("q8d7f6a5b4c")));
    CHECK(!secrets_add_known(secrets, "AUTH_FILE", SLICE("/run/user/auth/file-83")));
    CHECK(!secrets_add_known(secrets, "A_KEY", SLICE("aaaaaaaaaaaaaaaaaaaa")));
    CHECK(!secrets_add_known(secrets, "A_KEY", SLICE("two words are no key")));

    struct finds finds = scan_with(secrets, SLICE("a\nxxcorrect-horse-7-batteryxx correct-horse."));

    CHECK_INT(finds.count, 2);
    CHECK_STR(finds.at[0].known, "DB_PASSWORD");
    CHECK_INT(finds.at[0].offset, 4);
    CHECK_INT(finds.at[0].size, 23);
    CHECK_INT(finds.at[0].line, 2);
    CHECK_STR(finds.at[1].known, "OTHER_TOKEN");
    CHECK_INT(scan_with(secrets, SLICE("correct-hors")).count, 0);
    CHECK_INT(scan_with(secrets, SLICE("Correct-horse")).count, 0);
    secrets_free(secrets);
}

TEST("secrets: no more than SECRET_KNOWN_COUNT_MAX values are known")
{
    struct secrets *secrets = secrets_new(seed);

    for (size_t i = 0; i <= SECRET_KNOWN_COUNT_MAX; i++) {
        char value[64];

        snprintf(value, sizeof(value), "v%zu-Kq83hdZ7xw", i);
        CHECK(secrets_add_known(secrets, "A_TOKEN", slice_of(value)) ==
              (i < SECRET_KNOWN_COUNT_MAX));
    }
    CHECK_INT(scan_with(secrets, SLICE("v63-Kq83hdZ7xw")).count, 1);
    CHECK_INT(scan_with(secrets, SLICE("v64-Kq83hdZ7xw")).count, 0);
    secrets_free(secrets);
}

TEST("secrets: names of variables say whether they hold a secret")
{
    CHECK(secrets_is_secret_name(SLICE("GITHUB_TOKEN")));
    CHECK(secrets_is_secret_name(SLICE("DB_PASSWORD")));
    CHECK(secrets_is_secret_name(SLICE("aws_secret_access_key")));
    CHECK(secrets_is_secret_name(SLICE("PGPASSWORD")));
    CHECK(secrets_is_secret_name(SLICE("MYSQL_PWD")));
    CHECK(secrets_is_secret_name(SLICE("NPM_AUTH")));
    CHECK(!secrets_is_secret_name(SLICE("GIT_AUTHOR_EMAIL")));
    CHECK(!secrets_is_secret_name(SLICE("GPG_KEY")));
    CHECK(!secrets_is_secret_name(SLICE("AWS_ACCESS_KEY_ID")));
    CHECK(!secrets_is_secret_name(SLICE("KEYBOARD_LAYOUT")));
    CHECK(!secrets_is_secret_name(SLICE("SSH_AUTH_SOCK")));
    CHECK(!secrets_is_secret_name(SLICE("PWD")));
    CHECK(!secrets_is_secret_name(SLICE("PATH")));
    CHECK(!secrets_is_secret_name(SLICE("")));
}

TEST("secrets: the refusal names file, line, rule and switch, and never the value")
{
    struct secrets *secrets = secrets_new(seed);
    struct positive positive = { .text = BUF_MAX(TEXT_MAX) };
    CLEANUP(buf_done) struct buf text = BUF_MAX(TEXT_MAX);
    struct secret_find find;
    struct err err = { 0 };

    for (unsigned row = 0; row < secret_rule_count; row++) {
        positive_make(&positive, &secret_rules[row]);
        buf_text(&positive.text);
        place(&text, &positive, 4);
        if (!secrets_first(secrets, buf_slice(&text), &find))
            continue;
        CHECK_INT(secrets_explain(&find, NULL, &err), -1);
        CHECK_SAYS(err.text, "holds in line ");
        CHECK_INT(secrets_explain(&find, "src/x.py", &err), -1);
        CHECK_INT(err.kind, ERR_POLICY);
        CHECK_SAYS(err.text, "src/x.py:");
        CHECK_SAYS(err.text, find.rule);
        CHECK_SAYS(err.text, "files.secrets");
        CHECK(!strstr(err.text, positive.text.data));
        CHECK(!memmem(err.text, strlen(err.text), text.data + find.offset, find.size));
    }
    buf_done(&positive.text);
    secrets_free(secrets);
}

TEST("secrets: redacted text has no secret, and everything else is as it was")
{
    struct secrets *secrets = secrets_new(seed);
    struct positive positive = { .text = BUF_MAX(TEXT_MAX) };

    for (unsigned round = 0; round < 2000; round++) {
        CLEANUP(buf_done) struct buf text = BUF_MAX(MIB(1));
        CLEANUP(buf_done) struct buf wanted = BUF_MAX(MIB(1));
        CLEANUP(buf_done) struct buf got = BUF_MAX(MIB(1));
        size_t count = 0, sure = 0;
        struct err err = { 0 };
        struct secret_find find;

        for (size_t i = 0; i < 4; i++) {
            const struct secret_rule *rule = &secret_rules[chance(secret_rule_count)];
            const char *harmless_line = harmless[3 + chance(20)];

            buf_addf(&text, "%s\n| ", harmless_line);
            buf_addf(&wanted, "%s\n| ", harmless_line);
            positive_make(&positive, rule);
            if (rule->shape != SHAPE_TOKEN && rule->shape != SHAPE_BARE)
                continue;
            buf_addf(&text, "%s |\n", buf_text(&positive.text));
            buf_addf(&wanted, "[redacted: %s] |\n", rule->id);
            sure++;
        }
        CHECK_INT(secrets_redact(secrets, buf_slice(&text), &got, &count, &err), 0);
        CHECK_INT(count, sure);
        CHECK_STR(buf_text(&got), buf_text(&wanted));
        CHECK(!secrets_first(secrets, buf_slice(&got), &find));
    }
    buf_done(&positive.text);
    secrets_free(secrets);
}

TEST("secrets: what hides behind a redacted secret is redacted, too")
{
    struct secrets *secrets = secrets_new(seed);
    CLEANUP(buf_done) struct buf text = BUF_MAX(TEXT_MAX);
    CLEANUP(buf_done) struct buf got = BUF_MAX(TEXT_MAX);
    size_t count = 0;
    struct err err = { 0 };

    CHECK(secrets_add_known(secrets, "A_TOKEN", SLICE("Kq83hdZ7xw-known")));
    buf_adds(&text, "ghp_");
    add_chars(&text, ALNUM, 36);
    buf_adds(&text, "Kq83hdZ7xw-known");
    buf_adds(&text, "ghp_");
    add_chars(&text, ALNUM, 36);
    CHECK_INT(secrets_redact(secrets, buf_slice(&text), &got, &count, &err), 0);
    CHECK_STR(buf_text(&got),
              "[redacted: github-token][redacted: known-value][redacted: github-token]");
    CHECK_INT(count, 3);
    secrets_free(secrets);
}

TEST("secrets: a key of several lines leaves as many lines")
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(TEXT_MAX);
    CLEANUP(buf_done) struct buf got = BUF_MAX(TEXT_MAX);
    struct secrets *secrets = secrets_new(seed);
    size_t count = 0;
    struct err err;

    buf_adds(&text, "before\n-----BEGIN RSA PRIVATE KEY-----\nMII");
    add_chars(&text, BASE64, 61);
    buf_adds(&text, "\n");
    add_chars(&text, BASE64, 64);
    buf_adds(&text, "\n-----END RSA PRIVATE KEY-----\nafter\n");
    CHECK_INT(secrets_redact(secrets, buf_slice(&text), &got, &count, &err), 0);
    CHECK_INT(count, 1);
    CHECK_STR(buf_text(&got), "before\n-----BEGIN RSA PRIVATE KEY-----\n[redacted: private-key]\n"
                              "\n\nafter\n");
    secrets_free(secrets);
}

TEST("secrets: redacting into too small a buffer is an error")
{
    struct secrets *secrets = secrets_new(seed);
    CLEANUP(buf_done) struct buf got = BUF_MAX(4);
    size_t count = 0;
    struct err err = { 0 };

    CHECK_INT(secrets_redact(secrets, SLICE("five!"), &got, &count, &err), -1);
    CHECK_INT(err.kind, ERR_TOO_LARGE);
    secrets_free(secrets);
}
