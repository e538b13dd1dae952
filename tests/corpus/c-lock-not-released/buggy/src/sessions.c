/* Sessions by their number, for several threads. */
#include <pthread.h>
#include <stdint.h>
#include <time.h>

#define SESSIONS_MAX 256
#define USES_MAX     1000

struct session {
    uint64_t number;
    time_t last_seen;
    unsigned uses;
};

static struct session sessions[SESSIONS_MAX];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static struct session *find(uint64_t number)
{
    for (int i = 0; i < SESSIONS_MAX; i++)
        if (sessions[i].number == number)
            return &sessions[i];
    return NULL;
}

/* 0; -1 when there is no such session, -2 when it is used up. */
int session_touch(uint64_t number, time_t now)
{
    struct session *session;
    int rc = -1;

    pthread_mutex_lock(&lock);
    session = find(number);
    if (session && session->uses >= USES_MAX) {
        session->number = 0;
        return -2;
    }
    if (session) {
        session->uses++;
        session->last_seen = now;
        rc = 0;
    }
    pthread_mutex_unlock(&lock);
    return rc;
}
