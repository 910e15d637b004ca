// ask PORT CONNECTIONS REQUESTS FILE: sends the request in FILE, head and body as they are, so many times over so many keep-alive connections.
// Every answer must be a 200 of the same length. Prints "seconds S bytes B bad N" with B the bytes of all bodies.
#include "http.h"
#include <pthread.h>

enum { MAX_CONNECTIONS = 1024 };

static int port;
static char *request;
static long length, requests, asked, bad, bytes, expected = -1;

static void read_request(const char *path) {
    FILE *file = fopen(path, "r");
    if (!file) {
        perror(path);
        exit(1);
    }
    fseek(file, 0, SEEK_END);
    length = ftell(file);
    rewind(file);
    request = malloc((size_t)length);
    if (fread(request, 1, (size_t)length, file) != (size_t)length) exit(1);
    fclose(file);
}

static int is_expected(const answer *a) {
    long none = -1;
    __atomic_compare_exchange_n(&expected, &none, a->bytes, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
    return a->status == 200 && a->bytes == __atomic_load_n(&expected, __ATOMIC_RELAXED);
}

static void *work(void *unused) {
    connection *c = malloc(sizeof *c);
    dial(c, port);
    while (__atomic_fetch_add(&asked, 1, __ATOMIC_RELAXED) < requests) {
        answer a = { 0 };
        int broken = send_all(c, request, length) || read_answer(c, &a);
        if (broken || !is_expected(&a)) {
            if (!__atomic_fetch_add(&bad, 1, __ATOMIC_RELAXED)) fprintf(stderr, "status %d, %ld bytes\n", a.status, a.bytes);
        }
        __atomic_fetch_add(&bytes, a.bytes, __ATOMIC_RELAXED);
        if (broken || a.close) redial(c, port);
    }
    close(c->socket);
    free(c);
    return unused;
}

int main(int argc, char **argv) {
    if (argc != 5) {
        fprintf(stderr, "ask PORT CONNECTIONS REQUESTS FILE\n");
        return 2;
    }
    port = atoi(argv[1]);
    int connections = atoi(argv[2]) < MAX_CONNECTIONS ? atoi(argv[2]) : MAX_CONNECTIONS;
    requests = atol(argv[3]);
    read_request(argv[4]);
    pthread_t threads[MAX_CONNECTIONS];
    double start = seconds_now();
    for (int i = 0; i < connections; i++) pthread_create(&threads[i], 0, work, 0);
    for (int i = 0; i < connections; i++) pthread_join(threads[i], 0);
    printf("seconds %.6f bytes %ld bad %ld\n", seconds_now() - start, bytes, bad);
    return 0;
}
