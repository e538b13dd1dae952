/* trust - whom the server believes to be OpenRouter, and what it says of others. */
#include "tests/load/proofs.h"

#include "tests/upstream/tls.h"

#include <stdio.h>
#include <sys/stat.h>

#define MODEL "openai/gpt-77"

/* The request is answered, over a connection that was encrypted. */
static int ask_and_read(struct scene *scene)
{
    int64_t id;

    if (scene_follow(scene, "{\"*\":{\"text\":\"in confidence\"}}") < 0 || scene_start(scene) < 0)
        return -1;
    id = scene_ask(scene, MODEL, "");
    if (scene_await(scene, id) < 0)
        return -1;
    if (scene->answers[id].is_error || !scene->answers[id].text ||
        !strstr(scene->answers[id].text, "in confidence"))
        return scene_fail(scene, "the answer: %.300s", scene->answers[id].text);
    buf_addf(&scene->figures, "answered over %zu connections",
             upstream_connection_count(scene->stage.upstream));
    return 0;
}

int trust_by_variable(struct scene *scene)
{
    scene_trust(scene, "SSL_CERT_FILE");
    return ask_and_read(scene);
}

int trust_by_setting(struct scene *scene)
{
    CLEANUP(freep)
    char *settings = stage_expand(&scene->stage, "{\"ca_file\":\"$HOME/ca.pem\"}");

    if (home_write(&scene->stage.home, "config/openrouter-mcp/config.json", slice_of(settings),
                   &scene->err) < 0)
        return -1;
    return ask_and_read(scene);
}

/* The call fails with a sentence about the certificate, after a connection was tried, and the
 * stand-in has seen no request. */
static int ask_in_vain(struct scene *scene)
{
    const char *text;
    int64_t id;

    if (scene_start(scene) < 0)
        return -1;
    id = scene_ask(scene, MODEL, "");
    if (scene_await(scene, id) < 0)
        return -1;
    text = scene->answers[id].text ? scene->answers[id].text : "";
    buf_addf(&scene->figures, "%zu connections, %zu requests: %.400s",
             upstream_connection_count(scene->stage.upstream),
             upstream_request_count(scene->stage.upstream), text);
    if (!scene->answers[id].is_error || !strstr(text, "certificate") || !strstr(text, "ca_file"))
        return scene_fail(scene, "it does not say that it is the certificate, or what to do");
    if (upstream_connection_count(scene->stage.upstream) == 0)
        return scene_fail(scene, "it was never tried");
    if (upstream_request_count(scene->stage.upstream) > 0)
        return scene_fail(scene, "a request has left");
    return 0;
}

/* Of all who may sign, only those that the system trusts count when nobody is named. */
int trust_not_an_unknown_authority(struct scene *scene)
{
    return ask_in_vain(scene);
}

/* With the same name, as when a proxy's authority was made anew. */
int trust_not_another_authority(struct scene *scene)
{
    char folder[512], assignment[600];
    struct tls *other;

    snprintf(folder, sizeof(folder), "%s/other", scene->stage.home.path);
    mkdir(folder, 0700);
    other = tls_new(folder, &scene->err);
    if (!other)
        return -1;
    tls_free(other);
    snprintf(assignment, sizeof(assignment), "SSL_CERT_FILE=%s/ca.pem", folder);
    stage_set(&scene->stage, assignment);
    return ask_in_vain(scene);
}

/* The certificate is for 127.0.0.1; the whole of 127.0.0.0/8 is this machine. */
int trust_not_another_name(struct scene *scene)
{
    scene_trust(scene, "SSL_CERT_FILE");
    if (scene_relay(scene, "127.0.0.2", 0) < 0)
        return -1;
    return ask_in_vain(scene);
}
