/* local_name - the names of models of the user's own endpoints. */
#include "openrouter/local_name.h"

#include <strings.h>

#define PREFIX      LOCAL_VENDOR "/"
#define PREFIX_SIZE (sizeof(PREFIX) - 1)

bool local_name_is(const char *name)
{
    return strncasecmp(name, PREFIX, PREFIX_SIZE) == 0;
}

struct slice local_name_endpoint(const char *name)
{
    if (!local_name_is(name))
        return (struct slice){ NULL, 0 };
    name += PREFIX_SIZE;
    return (struct slice){ name, strcspn(name, "/") };
}

const char *local_name_model(const char *name)
{
    struct slice endpoint = local_name_endpoint(name);

    if (!endpoint.data)
        return name;
    name = endpoint.data + endpoint.size;
    return *name == '/' ? name + 1 : name;
}
