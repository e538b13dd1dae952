/* amount - dollars among a tool's arguments. */
#include "mcp-server/gate/amount.h"

#include "openrouter/money.h"

int amount_read(const cJSON *number, const char *name, int64_t *nano, struct err *err)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(64);

    *nano = -1;
    if (!number)
        return 0;
    json_print(number, &text);
    return money_parse_nano(buf_slice(&text), nano, err) < 0 ? err_wrap(err, "%s", name) : 0;
}

/* Dollars per million tokens are as many micro-dollars a token: a millionth of the amount. */
int amount_read_price(const cJSON *number, const char *name, int64_t *pico, struct err *err)
{
    int64_t nano;

    if (amount_read(number, name, &nano, err) < 0)
        return -1;
    *pico = nano < 0 ? -1 : nano / 1000;
    return 0;
}
