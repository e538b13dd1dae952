/* service - what is answered to which request: the endpoints below /api/v1. */
#pragma once

#include "tests/upstream/exchange.h"
#include "tests/upstream/intake.h"
#include "tests/upstream/reply.h"
#include "tests/upstream/script.h"
#include "tests/upstream/shelf.h"

struct service;

struct service *service_new(void);
struct service *service_free(struct service *service);

/* Takes script (NULL: none). Nothing may be in the course of being answered. */
void service_follow(struct service *service, struct script *script);
struct script *service_script(struct service *service);

/* Fills reply and begins it; exchange learns the model. */
void service_answer(struct service *service, struct exchange *exchange, struct reply *reply);

/* The completion has ended, and GET /generation knows of it from now on. */
void service_settle(struct service *service, const struct exchange *exchange);
