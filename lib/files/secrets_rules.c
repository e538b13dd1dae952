/* secrets_rules - one row for each form. The first row that fits a place names it.
 *
 * The forms are public: the makers document them so that they can be recognised. A row's entropy is
 * what a million random values of its form stay above.
 */
#include "files/secrets_rules.h"

#include "base/limits.h"
#include "base/mem.h"

/* clang-format off */
#define ROW(id, name, anchor, shape, tenths, ...) \
    { id, name, anchor, shape, tenths, { 0 }, { __VA_ARGS__ } }
#define TOKEN(id, name, anchor, tenths, chars, least, most) \
    ROW(id, name, anchor, SHAPE_TOKEN, tenths, { chars, least, most, NULL })
#define BARE(id, name, anchor, tenths, chars, least, most) \
    ROW(id, name, anchor, SHAPE_BARE, tenths, { chars, least, most, NULL })
#define ASSIGNED(id, name, anchor, tenths, chars, least, most) \
    ROW(id, name, anchor, SHAPE_ASSIGNED, tenths, { chars, least, most, NULL })
#define AZURE(anchor) \
    { "azure-client-secret", "an Azure client secret", anchor, SHAPE_TOKEN, 32, \
      { ALNUM, 3, 3, NULL }, { { DOTTED, 31, 34, NULL } } }
#define TWO(id, name, anchor, tenths, ...) \
    ROW(id, name, anchor, SHAPE_TOKEN, tenths, __VA_ARGS__)
#define RANDOM(anchor) \
    ROW("generic-assignment", "a password or token", anchor, SHAPE_RANDOM, 35, \
        { URL64 | BASE64 | IN_EQUAL | IN_MARKS, 16, 128, NULL })
#define PLATFORM_TOKEN(anchor, chars, least, most) \
    TOKEN("gitlab-token", "a GitLab token", anchor, 26, chars, least, most)

const struct secret_rule secret_rules[] = {
    /* Models. */
    BARE("openrouter-key", "an OpenRouter key", "sk-or-v1-", 28, HEX, 64, 64),
    BARE("anthropic-key", "an Anthropic key", "sk-ant-api03-", 40, URL64, 80, 120),
    BARE("anthropic-key", "an Anthropic admin key", "sk-ant-admin01-", 40, URL64, 80, 120),
    BARE("anthropic-key", "an Anthropic OAuth token", "sk-ant-oat01-", 40, URL64, 60, 120),
    BARE("anthropic-key", "an Anthropic refresh token", "sk-ant-ort01-", 40, URL64, 60, 120),
    BARE("anthropic-key", "an Anthropic session key", "sk-ant-sid01-", 40, URL64, 60, 120),
    BARE("openai-key", "an OpenAI key", "sk-proj-", 35, URL64, 40, 200),
    BARE("openai-key", "an OpenAI key", "sk-svcacct-", 35, URL64, 40, 200),
    BARE("openai-key", "an OpenAI key", "sk-admin-", 35, URL64, 40, 200),
    TWO("openai-key", "an OpenAI key", "sk-", 38,
        { ALNUM, 20, 20, "T3BlbkFJ" }, { ALNUM, 20, 20, NULL }),
    TOKEN("sk-key", "a key of a model provider", "sk-", 25, HEX, 32, 32),
    TOKEN("sk-key", "a key of a model provider", "sk-", 35, ALNUM, 48, 48),
    TOKEN("elevenlabs-key", "an ElevenLabs key", "sk_", 27, HEX, 48, 48),
    TOKEN("cursor-key", "a Cursor key", "key_", 28, HEX, 64, 64),
    TOKEN("jina-key", "a Jina key", "jina_", 38, URL64, 60, 70),
    TOKEN("voyage-key", "a Voyage key", "pa-", 34, URL64, 43, 43),
    TOKEN("tavily-key", "a Tavily key", "tvly-", 30, DASHED, 32, 60),
    TOKEN("firecrawl-key", "a Firecrawl key", "fc-", 25, HEX, 32, 32),
    BARE("langfuse-key", "a Langfuse secret key", "sk-lf-", 26, UUID, 36, 36),
    TOKEN("groq-key", "a Groq key", "gsk_", 36, ALNUM, 52, 52),
    TOKEN("xai-key", "an xAI key", "xai-", 40, ALNUM, 80, 80),
    TOKEN("perplexity-key", "a Perplexity key", "pplx-", 36, ALNUM, 48, 48),
    TOKEN("replicate-token", "a Replicate token", "r8_", 33, ALNUM, 37, 37),
    TOKEN("fireworks-key", "a Fireworks key", "fw_", 28, ALNUM, 22, 24),
    TOKEN("cerebras-key", "a Cerebras key", "csk-", 32, LOWER, 48, 48),
    TOKEN("nvidia-key", "an NVIDIA key", "nvapi-", 38, URL64, 60, 80),
    TOKEN("huggingface-token", "a Hugging Face token", "hf_", 33, ALNUM, 34, 40),
    TOKEN("huggingface-token", "a Hugging Face organisation token", "api_org_", 33, ALNUM, 34, 34),
    TWO("langsmith-key", "a LangSmith key", "lsv2_pt_", 26,
        { HEX, 32, 32, "_" }, { HEX, 10, 10, NULL }),
    TWO("langsmith-key", "a LangSmith key", "lsv2_sk_", 26,
        { HEX, 32, 32, "_" }, { HEX, 10, 10, NULL }),
    ASSIGNED("cohere-key", "a Cohere key", "cohere", 34, ALNUM, 40, 40),
    ASSIGNED("wandb-key", "a Weights & Biases key", "wandb", 26, HEX, 40, 40),
    ASSIGNED("mistral-key", "a Mistral key", "mistral", 31, ALNUM, 32, 32),

    /* Clouds. */
    TOKEN("aws-access-key", "an AWS access key", "AKIA", 23, BASE32, 16, 16),
    TOKEN("aws-access-key", "a temporary AWS access key", "ASIA", 23, BASE32, 16, 16),
    TOKEN("aws-access-key", "an AWS access key", "ABIA", 23, BASE32, 16, 16),
    TOKEN("aws-access-key", "an AWS access key", "ACCA", 23, BASE32, 16, 16),
    ASSIGNED("aws-secret", "an AWS secret access key", "secret_access_key", 36, BASE64, 40, 40),
    ASSIGNED("aws-secret", "an AWS secret access key", "secretaccesskey", 36, BASE64, 40, 40),
    ASSIGNED("aws-secret", "an AWS secret access key", "aws_secret", 36, BASE64, 40, 40),
    ASSIGNED("aws-session-token", "an AWS session token", "session_token", 42,
        BASE64, 100, 2048),
    ASSIGNED("aws-session-token", "an AWS session token", "sessiontoken", 42,
        BASE64, 100, 2048),
    TOKEN("aws-bedrock-key", "an Amazon Bedrock key", "ABSK", 42, BASE64, 109, 269),
    BARE("google-api-key", "a Google API key", "AIza", 33, URL64, 35, 35),
    TOKEN("google-oauth", "a Google OAuth token", "ya29.", 33, URL64, 40, 512),
    BARE("google-oauth-secret", "a Google OAuth client secret", "GOCSPX-", 30, URL64, 28, 28),
    { "firebase-key", "a Firebase messaging key", ":APA91b", SHAPE_TOKEN, 40,
      { URL64, 11, 11, NULL }, { { URL64, 134, 134, NULL } } },
    ROW("azure-storage-key", "an Azure storage key", "AccountKey=", SHAPE_BARE, 42,
        { BASE64, 86, 86, "==" }),
    ROW("azure-access-key", "an Azure shared access key", "SharedAccessKey=", SHAPE_BARE, 37,
        { BASE64, 43, 43, "=" }),
    AZURE("7Q~"),
    AZURE("8Q~"),
    TOKEN("digitalocean-token", "a DigitalOcean token", "dop_v1_", 28, HEX, 64, 64),
    TOKEN("digitalocean-token", "a DigitalOcean OAuth token", "doo_v1_", 28, HEX, 64, 64),
    TOKEN("digitalocean-token", "a DigitalOcean refresh token", "dor_v1_", 28, HEX, 64, 64),
    TOKEN("alibaba-access-key", "an Alibaba Cloud access key", "LTAI", 26, ALNUM, 20, 20),
    TOKEN("tencent-secret-id", "a Tencent Cloud secret id", "AKID", 31, ALNUM, 32, 32),
    TOKEN("heroku-key", "a Heroku key", "HRKU-AA", 36, URL64, 50, 60),
    ASSIGNED("heroku-key", "a Heroku key", "heroku", 26, UUID, 36, 36),
    ASSIGNED("cloudflare-token", "a Cloudflare token", "cloudflare", 33, URL64, 40, 40),
    ASSIGNED("cloudflare-token", "a Cloudflare key", "cloudflare", 26, HEX, 37, 37),
    TWO("cloudflare-origin-key", "a Cloudflare origin CA key", "v1.0-", 33,
        { HEX, 24, 24, "-" }, { HEX, 146, 146, NULL }),
    TOKEN("databricks-token", "a Databricks token", "dapi", 25, HEX, 32, 32),
    TOKEN("planetscale-token", "a PlanetScale token", "pscale_tkn_", 33, DOTTED, 32, 64),
    TOKEN("planetscale-token", "a PlanetScale password", "pscale_pw_", 33, DOTTED, 32, 64),
    TOKEN("supabase-token", "a Supabase token", "sbp_", 26, HEX, 40, 40),
    TOKEN("supabase-token", "a Supabase secret key", "sb_secret_", 29, URL64, 24, 40),
    TOKEN("netlify-token", "a Netlify token", "nfp_", 33, ALNUM, 36, 40),
    TOKEN("render-key", "a Render key", "rnd_", 31, ALNUM, 28, 32),
    TOKEN("pulumi-token", "a Pulumi token", "pul-", 26, HEX, 40, 40),
    TOKEN("vault-token", "a HashiCorp Vault token", "hvs.", 33, URL64, 24, 120),
    TOKEN("vault-token", "a HashiCorp Vault batch token", "hvb.", 40, URL64, 100, 300),
    { "terraform-token", "a Terraform Cloud token", ".atlasv1.", SHAPE_TOKEN, 38,
      { ALNUM, 14, 14, NULL }, { { URL64, 60, 70, NULL } } },
    TOKEN("doppler-token", "a Doppler token", "dp.pt.", 34, ALNUM, 40, 44),
    TOKEN("doppler-token", "a Doppler service token", "dp.st.", 34, DOTTED, 40, 64),
    TOKEN("1password-token", "a 1Password service account token", "ops_eyJ", 40, BASE64, 250, 1200),
    TOKEN("tailscale-key", "a Tailscale key", "tskey-", 33, DASHED, 30, 80),

    /* Code and packages. */
    TOKEN("github-token", "a GitHub token", "ghp_", 33, ALNUM, 36, 36),
    TOKEN("github-token", "a GitHub OAuth token", "gho_", 33, ALNUM, 36, 36),
    TOKEN("github-token", "a GitHub user token", "ghu_", 33, ALNUM, 36, 36),
    TOKEN("github-token", "a GitHub server token", "ghs_", 33, ALNUM, 36, 36),
    TOKEN("github-token", "a GitHub refresh token", "ghr_", 33, ALNUM, 36, 76),
    BARE("github-pat", "a GitHub personal access token", "github_pat_", 40, WORD, 82, 82),
    PLATFORM_TOKEN("glpat-", DOTTED, 20, 64),
    PLATFORM_TOKEN("gldt-", URL64, 20, 64),
    PLATFORM_TOKEN("glrt-", DOTTED, 20, 64),
    PLATFORM_TOKEN("glcbt-", URL64, 20, 64),
    PLATFORM_TOKEN("glptt-", HEX, 40, 40),
    PLATFORM_TOKEN("gloas-", HEX, 64, 64),
    PLATFORM_TOKEN("glagent-", URL64, 50, 64),
    TOKEN("bitbucket-token", "a Bitbucket token", "ATBB", 30, ALNUM, 28, 32),
    TOKEN("atlassian-token", "an Atlassian token", "ATATT3", 42, URL64 | IN_EQUAL, 170, 220),
    TOKEN("npm-token", "an npm token", "npm_", 33, ALNUM, 36, 36),
    BARE("pypi-token", "a PyPI token", "pypi-AgEIcHlwaS5vcmc", 36, URL64, 50, 300),
    BARE("pypi-token", "a TestPyPI token", "pypi-AgENdGVzdC5weXBpLm9yZw", 36, URL64, 50, 300),
    TOKEN("rubygems-key", "a RubyGems key", "rubygems_", 27, HEX, 48, 48),
    TOKEN("cargo-token", "a crates.io token", "cio", 31, ALNUM, 32, 32),
    TOKEN("nuget-key", "a NuGet key", "oy2", 32, LOWER, 43, 43),
    TOKEN("docker-token", "a Docker Hub token", "dckr_pat_", 30, URL64, 27, 27),
    TOKEN("docker-token", "a Docker Hub organisation token", "dckr_oat_", 30, URL64, 32, 32),
    TOKEN("sonar-token", "a Sonar token", "squ_", 26, HEX, 40, 40),
    TOKEN("sonar-token", "a Sonar token", "sqp_", 26, HEX, 40, 40),
    TOKEN("buildkite-token", "a Buildkite token", "bkua_", 26, HEX, 40, 40),
    TOKEN("postman-key", "a Postman key", "PMAK-", 27, UUID, 59, 59),
    TOKEN("openshift-token", "an OpenShift token", "sha256~", 34, URL64, 43, 43),

    /* Messages, money, watching, and other services. */
    TOKEN("slack-token", "a Slack bot token", "xoxb-", 26, DASHED, 36, 200),
    TOKEN("slack-token", "a Slack user token", "xoxp-", 26, DASHED, 36, 200),
    TOKEN("slack-token", "a Slack token", "xoxa-", 26, DASHED, 36, 200),
    TOKEN("slack-token", "a Slack token", "xoxe-", 26, DASHED, 36, 200),
    TOKEN("slack-token", "a Slack session token", "xoxs-", 26, DASHED, 36, 200),
    TOKEN("slack-token", "a Slack application token", "xapp-", 26, DASHED, 36, 200),
    ROW("slack-webhook", "a Slack webhook", "hooks.slack.com/services/T", SHAPE_BARE, 30,
        { UPPER, 8, 12, "/B" }, { UPPER, 8, 12, "/" }, { ALNUM, 24, 24, NULL }),
    ROW("discord-webhook", "a Discord webhook", "discord.com/api/webhooks/", SHAPE_BARE, 38,
        { DIGITS, 17, 20, "/" }, { URL64, 60, 80, NULL }),
    ASSIGNED("discord-token", "a Discord token", "discord", 37, DOTTED, 59, 80),
    { "telegram-token", "a Telegram token", ":AA", SHAPE_TOKEN, 32,
      { DIGITS, 8, 10, NULL }, { { URL64, 33, 33, NULL } } },
    TOKEN("stripe-key", "a Stripe live key", "sk_live_", 28, ALNUM, 24, 200),
    TOKEN("stripe-key", "a Stripe restricted key", "rk_live_", 28, ALNUM, 24, 200),
    TOKEN("stripe-webhook-secret", "a Stripe webhook secret", "whsec_", 31, BASE64, 32, 80),
    TWO("sendgrid-key", "a SendGrid key", "SG.", 38,
        { URL64, 22, 22, "." }, { URL64, 43, 43, NULL }),
    ASSIGNED("twilio-token", "a Twilio auth token", "twilio", 25, HEX, 32, 32),
    TOKEN("mailgun-key", "a Mailgun key", "key-", 25, HEX, 32, 32),
    TWO("mailchimp-key", "a Mailchimp Transactional key", "md-", 28, { URL64, 22, 22, NULL }),
    TWO("brevo-key", "a Brevo key", "xkeysib-", 29, { HEX, 64, 64, "-" }, { ALNUM, 16, 16, NULL }),
    TOKEN("shopify-token", "a Shopify token", "shpat_", 25, HEX, 32, 32),
    TOKEN("shopify-token", "a Shopify token", "shpca_", 25, HEX, 32, 32),
    TOKEN("shopify-token", "a Shopify token", "shppa_", 25, HEX, 32, 32),
    TOKEN("shopify-token", "a Shopify secret", "shpss_", 25, HEX, 32, 32),
    TOKEN("square-token", "a Square token", "sq0atp-", 27, URL64, 22, 22),
    TOKEN("square-token", "a Square secret", "sq0csp-", 34, URL64, 43, 43),
    TOKEN("razorpay-key", "a Razorpay key", "rzp_live_", 22, ALNUM, 14, 14),
    TOKEN("flutterwave-key", "a Flutterwave key", "FLWSECK-", 26, DASHED, 32, 48),
    ASSIGNED("okta-token", "an Okta token", "okta", 33, URL64, 42, 42),
    ASSIGNED("algolia-key", "an Algolia key", "algolia", 25, HEX, 32, 32),
    TOKEN("dropbox-token", "a Dropbox token", "sl.", 40, URL64, 130, 1400),
    TOKEN("dropbox-token", "a Dropbox token", "sl.u.", 40, URL64, 130, 1400),
    TOKEN("plaid-token", "a Plaid token", "access-production-", 26, UUID, 36, 36),
    TOKEN("hubspot-token", "a HubSpot token", "pat-na1-", 26, UUID, 36, 36),
    TOKEN("hubspot-token", "a HubSpot token", "pat-eu1-", 26, UUID, 36, 36),
    TOKEN("contentful-token", "a Contentful token", "CFPAT-", 34, URL64, 43, 43),
    TOKEN("typeform-token", "a Typeform token", "tfp_", 34, DOTTED, 40, 64),
    TWO("resend-key", "a Resend key", "re_", 30, { ALNUM, 8, 8, "_" }, { ALNUM, 24, 24, NULL }),
    TOKEN("linear-key", "a Linear key", "lin_api_", 33, ALNUM, 40, 40),
    TOKEN("notion-token", "a Notion token", "ntn_", 33, ALNUM, 40, 50),
    TWO("airtable-token", "an Airtable token", "pat", 28,
        { ALNUM, 14, 14, "." }, { HEX, 64, 64, NULL }),
    TOKEN("figma-token", "a Figma token", "figd_", 33, URL64, 38, 44),
    TOKEN("newrelic-key", "a New Relic key", "NRAK-", 27, UPPER, 27, 27),
    ASSIGNED("datadog-key", "a Datadog key", "datadog", 25, HEX, 32, 40),
    TOKEN("grafana-token", "a Grafana cloud token", "glc_", 33, BASE64 | IN_EQUAL, 40, 400),
    TWO("grafana-token", "a Grafana service token", "glsa_", 31,
        { ALNUM, 32, 32, "_" }, { HEX, 8, 8, NULL }),
    TOKEN("sentry-token", "a Sentry token", "sntryu_", 28, HEX, 64, 64),
    TOKEN("sentry-token", "a Sentry organisation token", "sntrys_eyJ", 40,
        BASE64 | IN_EQUAL | IN_UNDER, 100, 400),
    TOKEN("dynatrace-token", "a Dynatrace token", "dt0c01.", 36, DOTTED, 89, 89),
    TWO("mapbox-token", "a Mapbox secret token", "sk.eyJ", 38,
        { URL64, 60, 120, "." }, { URL64, 20, 24, NULL }),

    /* Not of one maker. */
    TWO("jwt", "a JSON Web Token", "eyJ", 35,
        { URL64, 12, 8192, ".eyJ" }, { URL64, 32, 8192, "." }, { URL64, 20, 2048, NULL }),
    TOKEN("age-key", "an age secret key", "AGE-SECRET-KEY-1", 34, UPPER, 58, 58),
    ROW("private-key", "a private key", "-----BEGIN ", SHAPE_PEM, 40, { 0 }),
    ROW("private-key", "a part of a private key", "-----END ", SHAPE_TAIL, 40, { 0 }),
    ROW("private-key", "a PuTTY private key", "PuTTY-User-Key-File-", SHAPE_PUTTY, 40, { 0 }),
    ROW("url-password", "a password in an address", "://", SHAPE_URL, 22, { ALNUM, 8, 128, NULL }),
    ROW("netrc-password", "a password of a .netrc", "machine ", SHAPE_NETRC, 22,
        { ALNUM, 8, 128, NULL }),
    ROW("docker-auth", "a registry login", "\"auth\"", SHAPE_BASIC, 30,
        { BASE64 | IN_EQUAL, 20, 400, NULL }),
    ROW("basic-auth", "a login in a header", "authorization", SHAPE_BASIC, 30,
        { BASE64 | IN_EQUAL, 20, 400, NULL }),
    ROW("bearer-token", "a token in a header", "authorization", SHAPE_BEARER, 35,
        { DOTTED | BASE64 | IN_EQUAL, 32, 512, NULL }),

    /* Warnings. */
    RANDOM("api_key"), RANDOM("apikey"), RANDOM("api-key"), RANDOM("access_key"),
    RANDOM("accesskey"), RANDOM("private_key"), RANDOM("secret"), RANDOM("token"),
    RANDOM("password"), RANDOM("passwd"), RANDOM("credential"),
};
/* clang-format on */

const unsigned secret_rule_count = ARRAY_COUNT(secret_rules);
