/* local_name - the names of models of the user's own endpoints: "local/<endpoint>/<model>". Pure.
 *
 * All behind the endpoint is the server's own name for the model, colons, slashes and all:
 * "local/ollama/hf.co/x/y:Q4_K_M".
 */
#pragma once

#include "base/slice.h"

#define LOCAL_VENDOR "local"

/* Whether it is one, complete or not: it begins with "local/". */
bool local_name_is(const char *name);

/* The endpoint in such a name; empty when there is none. */
struct slice local_name_endpoint(const char *name);

/* What the server is told: the model, or "" where none is named. Any other name as it is. */
const char *local_name_model(const char *name);
