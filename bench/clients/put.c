// put PORT CONNECTIONS TARGETS: PUTs parts. TARGETS has a line "BYTES TARGET" per part; line n is part n. Each connection is a thread that takes the
// next part when it is done with one. A part's bytes follow from its number (see Pattern.cs, which verifies them).
// Prints "seconds S bytes B bad N".
#include "http.h"
#include <pthread.h>

enum { BLOCK = 1 << 20, STEP = 65537, MAX_CONNECTIONS = 1024 };

typedef struct {
    long bytes;
    char *target;
} part;

static int port;
static part *parts;
static int count, next;
static long bad;
static char *pattern; // the block twice, so that one may begin anywhere in it

static void make_pattern(void) {
    pattern = malloc(2 * BLOCK);
    unsigned long x = 88172645463325252UL;
    for (int i = 0; i < BLOCK; i += 8) {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        memcpy(pattern + i, &x, 8);
    }
    memcpy(pattern + BLOCK, pattern, BLOCK);
}

static void read_targets(const char *path) {
    FILE *file = fopen(path, "r");
    if (!file) {
        perror(path);
        exit(1);
    }
    char line[8192], target[8192];
    long bytes;
    while (fgets(line, sizeof line, file) && sscanf(line, "%ld %8191s", &bytes, target) == 2) {
        parts = realloc(parts, (size_t)(count + 1) * sizeof *parts);
        parts[count++] = (part){ bytes, strdup(target) };
    }
    fclose(file);
}

static int put(connection *c, int index) {
    char head[8400];
    part *p = &parts[index];
    int length = snprintf(head, sizeof head, "PUT %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Length: %ld\r\n\r\n", p->target, port, p->bytes);
    if (send_all(c, head, length)) return -1;
    const char *from = pattern + (long)(index + 1) * STEP % BLOCK;
    for (long left = p->bytes; left > 0; left -= BLOCK) {
        if (send_all(c, from, left < BLOCK ? left : BLOCK)) break; // the answer says why
    }
    answer a;
    if (read_answer(c, &a)) return -1;
    if (a.close) redial(c, port);
    return a.status >= 200 && a.status < 300 ? 0 : a.status;
}

static void *work(void *unused) {
    connection *c = malloc(sizeof *c);
    dial(c, port);
    for (;;) {
        int index = __atomic_fetch_add(&next, 1, __ATOMIC_RELAXED);
        if (index >= count) break;
        int failed = put(c, index);
        if (failed) {
            if (!__atomic_fetch_add(&bad, 1, __ATOMIC_RELAXED)) fprintf(stderr, "part %d: %d\n", index + 1, failed);
            redial(c, port);
        }
    }
    close(c->socket);
    free(c);
    return unused;
}

int main(int argc, char **argv) {
    if (argc != 4) {
        fprintf(stderr, "put PORT CONNECTIONS TARGETS\n");
        return 2;
    }
    port = atoi(argv[1]);
    int connections = atoi(argv[2]) < MAX_CONNECTIONS ? atoi(argv[2]) : MAX_CONNECTIONS;
    read_targets(argv[3]);
    make_pattern();
    pthread_t threads[MAX_CONNECTIONS];
    double start = seconds_now();
    for (int i = 0; i < connections; i++) pthread_create(&threads[i], 0, work, 0);
    for (int i = 0; i < connections; i++) pthread_join(threads[i], 0);
    double took = seconds_now() - start;
    long bytes = 0;
    for (int i = 0; i < count; i++) bytes += parts[i].bytes;
    printf("seconds %.6f bytes %ld bad %ld\n", took, bytes, bad);
    return 0;
}
