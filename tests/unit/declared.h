/* declared - a peer whose server offers more than tools, and declares that it may change. */
#pragma once

#include "peer.h"

/* logging, list_changed and subscribe are taken from declared; coercions and the rest are ours. */
static inline void peer_open_as(struct peer *peer, const struct offers *offers,
                                struct server_options declared)
{
    struct offers all = *offers;
    struct err err = { 0 };

    peer_open_with(peer, offers->tools);
    server_free(peer->server);
    registry_free(peer->registry);

    all.coercions = "{\"synonyms\":{},\"comma_lists\":[]}";
    peer->registry = registry_new(&all, &err);
    if (!peer->registry)
        test_fail(__FILE__, __LINE__, "%s", err.text);
    declared.name = "test";
    declared.title = "A \"test\"";
    declared.version = "1.2";
    declared.description = "D";
    declared.website_url = "https://example.org";
    declared.registry = peer->registry;
    declared.in_fd = peer->server_in;
    declared.out_fd = peer->server_out;
    declared.on_end = peer_on_end;
    declared.user = peer;
    peer->server = server_new(peer->loop, &declared);
}
