/* Units of mcp-server/team. */
#include "mcp-server/inquiry/team.h"
#include "test.h"

static struct config config_of(const char *project)
{
    return (struct config){ .session_id = "s_1",
                            .project = project,
                            .team_user = "ann",
                            .team_session = true,
                            .team_trace = true,
                            .team_repository = true };
}

TEST("team: session, user, program, tool, tag, and of the project the name of its folder")
{
    struct config config = config_of("/home/ann/work/shop");
    struct chat_labels labels = team_labels(&config, "ask_model", "nightly");

    CHECK_STR(labels.session_id, "s_1");
    CHECK_STR(labels.user, "ann");
    CHECK_STR(labels.trace_name, "openrouter-mcp");
    CHECK_STR(labels.generation_name, "ask_model");
    CHECK_STR(labels.tag, "nightly");
    CHECK_STR(labels.repository, "shop");
}

TEST("team: a project that is the root, or none, has no name")
{
    struct config config = config_of("/");

    CHECK_STR(team_labels(&config, "ask_model", NULL).repository, "");
    config.project = "";
    CHECK_STR(team_labels(&config, "ask_model", NULL).repository, "");
}

TEST("team: each switch takes away its own, and without a trace there is nothing in it")
{
    struct config config = config_of("/home/ann/work/shop");

    config.team_repository = false;
    CHECK(!team_labels(&config, "ask_model", "nightly").repository);
    CHECK_STR(team_labels(&config, "ask_model", "nightly").tag, "nightly");
    config.team_repository = true;
    config.team_trace = false;

    struct chat_labels labels = team_labels(&config, "ask_model", "nightly");

    CHECK(!labels.trace_name && !labels.generation_name && !labels.tag && !labels.repository);
    CHECK_STR(labels.session_id, "s_1");
    config.team_session = false;
    config.team_user = NULL;
    labels = team_labels(&config, "ask_model", "nightly");
    CHECK(!labels.session_id && !labels.user);
}
