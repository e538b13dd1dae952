/* echo - the least server there can be: what any program pays for being started and spoken to. */
#include "tests/bench/peers/rpc.h"

#include <unistd.h>

int main(void)
{
    struct rpc_input input = RPC_INPUT;
    struct buf out = BUF_MAX((size_t)64 << 20);
    struct slice line;

    while (rpc_read(&input, STDIN_FILENO)) {
        while (rpc_line(&input, &line))
            rpc_answer_fixed(line, &out);
        rpc_flush(&out, STDOUT_FILENO);
    }
    buf_done(&input.bytes);
    buf_done(&out);
    return 0;
}
