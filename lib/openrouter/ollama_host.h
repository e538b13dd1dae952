/* ollama_host - where OLLAMA_HOST says that Ollama is. Pure.
 *
 * Ollama's own rules (envconfig): "host", "host:port", ":port", "[v6]:port", with or without
 * http:// or https:// before it and quotes around it. Without a port it is 11434, or 80 and 443
 * behind a scheme. An address to listen at (0.0.0.0, [::]) means this machine.
 */
#pragma once

#include "base/err.h"

#define OLLAMA_URL_SIZE 64

/* The base address of its OpenAI-compatible interface: "http://127.0.0.1:11434/v1". host may be
 * NULL or empty. -1 (ERR_CONFIG): it is another machine, or no address. */
int ollama_url(const char *host, char url[OLLAMA_URL_SIZE], struct err *err);
