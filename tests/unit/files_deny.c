/* Units of files/deny. */
#include "files/deny.h"
#include "test.h"

static const char *const denied_names[] = {
    ".env",
    ".ENV",
    ".env.local",
    ".env.production",
    ".envrc",
    "prod.env",
    "a/b/.env",
    "server.pem",
    "server.PEM",
    "tls.key",
    "a.p12",
    "a.pfx",
    "a.jks",
    "debug.keystore",
    "a.kdbx",
    "a.ppk",
    "id_rsa",
    "id_rsa.pub",
    "ID_RSA",
    "id_dsa",
    "id_ecdsa_sk",
    "id_ed25519.old",
    "keys/id_ed25519",
    ".netrc",
    "_netrc",
    ".npmrc",
    ".pypirc",
    ".pgpass",
    ".my.cnf",
    ".htpasswd",
    ".git-credentials",
    "credentials",
    "credentials.json",
    "Credentials.csv",
    "secrets.yml",
    "secrets.py",
    ".ssh/config",
    "home/.ssh/known_hosts",
    ".gnupg/x",
    ".aws/config",
    ".azure/a",
    ".kube/config",
    ".docker/config.json",
    ".git/config",
    "sub/.git/HEAD",
    ".GIT/HEAD",
    ".hg/hgrc",
    ".terraform/x",
    "terraform.tfstate",
    "terraform.tfstate.backup",
    "prod.tfvars",
    "prod.auto.tfvars.json",
    ".claude.json",
    ".claude.json.backup",
    ".claude/settings.json",
    ".claude/settings.local.json",
    ".Claude/Settings.json",
    "a/.claude/.credentials.json",
    "openrouter-mcp/records.key",
    "openrouter-mcp/config.json",
};

static const char *const allowed_names[] = {
    "",
    "a",
    "src/main.c",
    ".env.example",
    ".env.sample",
    ".env.template",
    ".env.dist",
    ".ENV.Example",
    "a/.env.example",
    "secrets.example.yml",
    "credentials.json.example",
    "environment.ts",
    "env",
    "env.ts",
    "dotenv.js",
    "keys.c",
    "key",
    "monkey.c",
    "pem.c",
    "a.pem.c",
    "id.rsa.c",
    "my_id_rsa.c",
    "secret.c",
    "secretsmanager.go",
    "my-credentials.c",
    ".gitignore",
    ".gitattributes",
    ".github/workflows/ci.yml",
    ".dockerignore",
    "Dockerfile",
    ".claude/agents/tester.md",
    ".claude/CLAUDE.md",
    "settings.json",
    "tfstate.c",
    "ssh/config",
    "aws/config",
    "git/config",
    "openrouter-mcp/config.c",
    "records.key.md",
};

TEST("deny: names that stand for secrets are denied, in any case of letters and in any folder")
{
    for (size_t i = 0; i < sizeof(denied_names) / sizeof(*denied_names); i++)
        if (!deny_pattern(denied_names[i]))
            test_fail(__FILE__, __LINE__, "%s is not denied", denied_names[i]);
    printf("    %zu names denied\n", sizeof(denied_names) / sizeof(*denied_names));
}

TEST("deny: examples, source and what only looks like a secret are not")
{
    for (size_t i = 0; i < sizeof(allowed_names) / sizeof(*allowed_names); i++)
        if (deny_pattern(allowed_names[i]))
            test_fail(__FILE__, __LINE__, "%s is denied by %s", allowed_names[i],
                      deny_pattern(allowed_names[i]));
    printf("    %zu names not\n", sizeof(allowed_names) / sizeof(*allowed_names));
}

static const char *said(const char *name, const char *const *allow)
{
    static struct err err;
    struct deny deny = { allow };
    struct file_entry entry = { .name = name, .shown = name };

    err = (struct err){ .kind = ERR_NONE };
    return deny_check(&deny, &entry, &err) < 0 ? err.text : "";
}

TEST("deny: the sentence names the pattern and the setting, and the user's patterns lift it")
{
    static const char *const allow[] = { "src/credentials.c", "fixtures/**", "*.{pem,key}", NULL };
    struct file_entry entry = { .name = ".env", .shown = ".env" };
    struct err err;

    CHECK_SAYS(said("src/credentials.c", NULL), "stands for secrets (credentials*)");
    CHECK_SAYS(said("src/credentials.c", NULL), "\"files\": {\"allow\": [...]}");
    CHECK_STR(said("src/credentials.c", allow), "");
    CHECK_STR(said("fixtures/tls/a.pem", allow), "");
    CHECK_STR(said("a.key", allow), "");
    CHECK_SAYS(said("x/src/credentials.c", allow), "credentials*");
    CHECK_SAYS(said("tls/a.pem", allow), "*.pem");
    CHECK_INT(deny_check(NULL, &entry, &err), -1);
}

TEST(
    "deny: a folder of secrets that is made a root, or leads to one, stays denied; a project's own "
    "name does not")
{
    static const char *const roots[] = { "/srv/x/.ssh", "/srv/x/.AWS/sub", "/p/.git" };
    struct file_entry entry = { .name = "config", .shown = "config" };
    struct err err;

    for (size_t i = 0; i < sizeof(roots) / sizeof(*roots); i++) {
        entry.root = roots[i];
        CHECK_INT(deny_check(NULL, &entry, &err), -1);
    }
    entry.root = "/srv/x/credentials-service/secrets.d";
    CHECK_INT(deny_check(NULL, &entry, &err), 0);
}

TEST("deny: a component that is longer than a file's name may be is compared by its beginning")
{
    char name[1000];

    memset(name, 'a', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    memcpy(name, ".env", 4);
    CHECK(deny_pattern(name));
    name[0] = 'a';
    CHECK(!deny_pattern(name));
}
