// floor PORT FILE write|sync|kick: the least that a server of part PUTs can do. One thread per connection receives a body and writes it at its offset
// of one file ("PUT /N" is part N of parts of the sent length), then: nothing; fdatasync; fdatasync, with write-back started every 4 MiB before it.
// No checksum, no signature, no journal.
#include "http.h"
#include <fcntl.h>
#include <pthread.h>

enum { KICK = 4 << 20 };

static int file, syncs, kicks;

static int fill(connection *c) {
    c->from = c->to = 0;
    return receive(c);
}

static int store(connection *c, long left, long at) {
    while (left > 0) {
        if (c->from == c->to && fill(c)) return -1;
        long here = c->to - c->from < left ? c->to - c->from : left;
        if (pwrite(file, c->buffer + c->from, (size_t)here, at) != here) return -1;
        if (kicks && (at + here) / KICK != at / KICK) sync_file_range(file, at / KICK * KICK, KICK, SYNC_FILE_RANGE_WRITE);
        c->from += (int)here;
        at += here;
        left -= here;
    }
    return syncs ? fdatasync(file) : 0;
}

static void *serve(void *opened) {
    static const char ok[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    connection *c = opened;
    for (;;) {
        int end = read_past(c, "\r\n\r\n");
        if (end < 0) break;
        char *head = c->buffer + c->from;
        c->buffer[end - 1] = 0;
        char *length = strcasestr(head, "\r\ncontent-length:");
        long bytes = length ? atol(length + 17) : 0;
        long part = atol(strchr(head, '/') + 1);
        c->from = end;
        if (store(c, bytes, (part - 1) * bytes) || send_all(c, ok, sizeof ok - 1)) break;
    }
    close(c->socket);
    free(c);
    return 0;
}

int main(int argc, char **argv) {
    if (argc != 4) {
        fprintf(stderr, "floor PORT FILE write|sync|kick\n");
        return 2;
    }
    kicks = !strcmp(argv[3], "kick");
    syncs = kicks || !strcmp(argv[3], "sync");
    file = open(argv[2], O_RDWR | O_CREAT | O_TRUNC, 0644);
    int listener = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(argv[1])) };
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    if (file < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 128)) {
        perror("floor");
        return 1;
    }
    for (;;) {
        connection *c = malloc(sizeof *c);
        c->socket = accept(listener, 0, 0);
        c->from = c->to = 0;
        pthread_t thread;
        pthread_create(&thread, 0, serve, c);
        pthread_detach(thread);
    }
}
