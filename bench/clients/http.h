// As little of HTTP/1.1 as a load needs: one blocking keep-alive connection, requests written as they are, answers read and counted.
#ifndef HTTP_H
#define HTTP_H
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER_BYTES = 256 * 1024 };

typedef struct {
    int socket;
    char buffer[BUFFER_BYTES + 1];
    int from, to; // what was received and not yet read
} connection;

typedef struct {
    int status;
    long bytes; // of the body
    int close;  // the server wants the connection closed
} answer;

static inline double seconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static inline void dial(connection *c, int port) {
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((unsigned short)port) };
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    c->socket = socket(AF_INET, SOCK_STREAM, 0);
    c->from = c->to = 0;
    if (connect(c->socket, (struct sockaddr *)&address, sizeof address)) {
        perror("connect");
        exit(1);
    }
    int one = 1;
    setsockopt(c->socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

static inline void redial(connection *c, int port) {
    close(c->socket);
    dial(c, port);
}

static inline int send_all(connection *c, const char *bytes, long count) {
    while (count > 0) {
        ssize_t sent = send(c->socket, bytes, (size_t)count, MSG_NOSIGNAL);
        if (sent <= 0) return -1;
        bytes += sent;
        count -= sent;
    }
    return 0;
}

// Receives more behind what is there; moves it to the front first when there is no room.
static inline int receive(connection *c) {
    if (c->from == c->to) c->from = c->to = 0;
    if (c->to == BUFFER_BYTES) {
        memmove(c->buffer, c->buffer + c->from, (size_t)(c->to - c->from));
        c->to -= c->from;
        c->from = 0;
    }
    ssize_t got = recv(c->socket, c->buffer + c->to, (size_t)(BUFFER_BYTES - c->to), 0);
    if (got <= 0) return -1;
    c->to += (int)got;
    c->buffer[c->to] = 0;
    return 0;
}

static inline int skip(connection *c, long count) {
    while (count > 0) {
        if (c->from == c->to && receive(c)) return -1;
        long here = c->to - c->from < count ? c->to - c->from : count;
        c->from += (int)here;
        count -= here;
    }
    return 0;
}

// The offset behind the next occurrence of a mark, receiving until it is there.
static inline int read_past(connection *c, const char *mark) {
    size_t length = strlen(mark);
    for (;;) {
        char *found = memmem(c->buffer + c->from, (size_t)(c->to - c->from), mark, length);
        if (found) return (int)(found - c->buffer + (long)length);
        if (c->to - c->from == BUFFER_BYTES || receive(c)) return -1;
    }
}

static inline int read_chunks(connection *c, long *bytes) {
    for (;;) {
        int end = read_past(c, "\r\n");
        if (end < 0) return -1;
        long count = strtol(c->buffer + c->from, 0, 16);
        c->from = end;
        if (skip(c, count + 2)) return -1; // with the line end behind the chunk, or behind the last one
        if (count == 0) return 0;
        *bytes += count;
    }
}

// Reads one answer to its end. -1: the connection broke, or the answer is none.
static inline int read_answer(connection *c, answer *a) {
    int end = read_past(c, "\r\n\r\n");
    if (end < 0) return -1;
    char *head = c->buffer + c->from;
    c->buffer[end - 1] = 0;
    a->status = atoi(head + 9);
    a->close = strcasestr(head, "\r\nconnection: close") != 0;
    a->bytes = 0;
    char *length = strcasestr(head, "\r\ncontent-length:");
    int chunked = strcasestr(head, "\r\ntransfer-encoding: chunked") != 0;
    c->from = end;
    if (chunked) return read_chunks(c, &a->bytes);
    if (length) a->bytes = atol(length + 17);
    return skip(c, a->bytes);
}
#endif
