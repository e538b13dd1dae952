/* author - whose model asks, as far as the client's name tells. Pure. */
#pragma once

/* The vendor as the catalogue writes it ("anthropic"), for the name by which a client introduces
 * itself ("claude-code"); NULL when it is not known. */
const char *author_vendor(const char *client);
