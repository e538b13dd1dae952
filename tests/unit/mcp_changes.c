/* Units of mcp: a random client that listens, beside a model of what it must hear. */
#include "listening.h"

/* A model of who listens to what: subscriptions, the newest first, and the connection itself. */
#define MODEL_STEPS 20000
#define MODEL_IDS   6

static const char *const model_uris[] = { "x://a", "x://b", "x://t/0", "x://t/1" };
static const char *const model_wishes[] = { "toolsListChanged", "promptsListChanged",
                                            "resourcesListChanged" };
static const char *const model_families[] = { "tools", "prompts", "resources" };

static struct {
    struct {
        unsigned id, lists, uris;
    } open[MODEL_IDS];
    size_t open_count;
    unsigned watched;
    uint64_t seed;
    int listened, refused, cancelled, missed, told, silent;
} model;

static unsigned model_below(unsigned limit)
{
    model.seed ^= model.seed << 13;
    model.seed ^= model.seed >> 7;
    model.seed ^= model.seed << 17;
    return (unsigned)(model.seed % limit);
}

static size_t model_find(unsigned id)
{
    size_t at = 0;

    while (at < model.open_count && model.open[at].id != id)
        at++;
    return at;
}

static void model_remove(size_t at)
{
    memmove(&model.open[at], &model.open[at + 1],
            (model.open_count - at - 1) * sizeof(model.open[0]));
    model.open_count--;
}

static void listen_step(struct peer *peer, struct buf *wanted)
{
    CLEANUP(buf_done) struct buf wishes = BUF_MAX(KIB(4));
    unsigned id = model_below(MODEL_IDS), lists = model_below(8), uris = model_below(16);
    char id_text[16];

    for (unsigned i = 0; i < ARRAY_COUNT(model_wishes); i++)
        if (lists & 1U << i)
            buf_addf(&wishes, "\"%s\":true,", model_wishes[i]);
    buf_adds(&wishes, "\"resourceSubscriptions\":[");
    for (unsigned i = 0, first = 1; i < ARRAY_COUNT(model_uris); i++)
        if (uris & 1U << i) {
            buf_addf(&wishes, "%s\"%s\"", first ? "" : ",", model_uris[i]);
            first = 0;
        }
    buf_addc(&wishes, ']');
    snprintf(id_text, sizeof(id_text), "%u", id + 100);
    if (model_find(id) < model.open_count) {
        model.refused++;
        CHECK_SAYS(listen_for(peer, id_text, buf_text(&wishes)), "-32600");
        return;
    }
    model.listened++;
    buf_addf(wanted, ACKNOWLEDGED("%u", "%s"), id + 100, buf_text(&wishes));
    memmove(&model.open[1], &model.open[0], model.open_count * sizeof(model.open[0]));
    model.open[0].id = id;
    model.open[0].lists = lists;
    model.open[0].uris = uris;
    model.open_count++;
    CHECK_STR(listen_for(peer, id_text, buf_text(&wishes)), buf_text(wanted));
}

static void cancel_step(struct peer *peer)
{
    unsigned id = model_below(MODEL_IDS);
    char line[128];

    if (model_find(id) < model.open_count) {
        model.cancelled++;
        model_remove(model_find(id));
    } else {
        model.missed++;
    }
    snprintf(line, sizeof(line), CANCEL("%u"), id + 100);
    CHECK_STR(peer_ask(peer, line), "");
}

static void watch_step(struct peer *peer)
{
    unsigned uri = model_below(ARRAY_COUNT(model_uris));
    bool on = model_below(2);
    char params[64];

    model.watched = on ? model.watched | 1U << uri : model.watched & ~(1U << uri);
    snprintf(params, sizeof(params), "{\"uri\":\"%s\"}", model_uris[uri]);
    CHECK_STR(watch(peer, on ? "subscribe" : "unsubscribe", params), EMPTY("1"));
}

static void change_step(struct peer *peer, struct buf *wanted)
{
    unsigned family = model_below(ARRAY_COUNT(model_families));

    buf_addf(wanted, CHANGED_FOR_ALL("%s"), model_families[family]);
    for (size_t i = 0; i < model.open_count; i++)
        if (model.open[i].lists & 1U << family)
            buf_addf(wanted, CHANGED("%s", "%u"), model_families[family], model.open[i].id + 100);
    server_list_changed(peer->server, (enum family)family);
    model.told++;
    CHECK_STR(peer_heard(peer), buf_text(wanted));
}

static void update_step(struct peer *peer, struct buf *wanted)
{
    unsigned uri = model_below(ARRAY_COUNT(model_uris));

    if (model.watched & 1U << uri)
        buf_addf(wanted, UPDATED_FOR_ALL("%s"), model_uris[uri]);
    for (size_t i = 0; i < model.open_count; i++)
        if (model.open[i].uris & 1U << uri)
            buf_addf(wanted,
                     "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/resources/updated\","
                     "\"params\":{\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":%u},"
                     "\"uri\":\"%s\"}}\n",
                     model.open[i].id + 100, model_uris[uri]);
    server_resource_updated(peer->server, model_uris[uri]);
    *(wanted->size > 0 ? &model.told : &model.silent) += 1;
    CHECK_STR(peer_heard(peer), buf_text(wanted));
}

TEST("random: 20,000 steps of listening, cancelling, watching and changing, beside a model of them")
{
    CLEANUP(buf_done) struct buf wanted = BUF_MAX(KIB(64));
    struct peer peer;

    memset(&model, 0, sizeof(model));
    model.seed = 88172645463325252ULL;
    peer_open_as(&peer, &everything, declared);
    peer_initialize(&peer, "2025-11-25");
    for (int step = 0; step < MODEL_STEPS; step++) {
        unsigned choice = model_below(10);

        buf_clear(&wanted);
        if (choice < 2)
            listen_step(&peer, &wanted);
        else if (choice < 3)
            cancel_step(&peer);
        else if (choice < 5)
            watch_step(&peer);
        else if (choice < 7)
            change_step(&peer, &wanted);
        else
            update_step(&peer, &wanted);
    }
    printf("%d listened, %d refused, %d cancelled, %d cancelled without, %d told, %d silent\n",
           model.listened, model.refused, model.cancelled, model.missed, model.told, model.silent);
    CHECK(model.listened > 100 && model.refused > 100 && model.cancelled > 100);
    CHECK(model.missed > 100 && model.told > 100 && model.silent > 100);
    buf_clear(&wanted);
    for (size_t i = 0; i < model.open_count; i++)
        buf_addf(&wanted, ENDED("%u") "", model.open[i].id + 100, model.open[i].id + 100);
    server_end(peer.server);
    CHECK_STR(peer_heard(&peer), buf_text(&wanted));
    peer_close(&peer);
}
