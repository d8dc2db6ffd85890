/* The load client: N WebSocket subscribers and one publisher in one thread, written so that the server is the bottleneck.
 *
 * client --port 9100 --count 1000 --server 4711 --phase burst:1:300 …
 *
 *   --port P             where subscribers connect; given twice, they take turns
 *   --path / --publish-path, --publish-port
 *   --say TEXT           what a subscriber sends once it is connected, and --await TEXT what it then waits to read; in order
 *   --publisher-say, --publisher-await          the same for the publisher
 *   --publication TEXT   what is sent to publish; %P is a JSON object of --bytes bytes with a mark in it
 *   --answer PING=PONG   a message that is answered at once
 *   --tokens FILE        a line for each subscriber, put in for %T; %I is the subscriber's number modulo --modulo, plus 1
 *   --binary             messages are binary
 *   --server PID         whose processor time and memory are told; given twice, of several
 *   --at-once K          so many connections are being made at any moment
 *   --phase burst:K:M    M publications, the next as soon as fewer than K are still on their way to somebody
 *   --phase rate:R:M     M publications, R a second
 *   --hold FILE          after the phases, wait until this file exists
 *
 * TEXT may hold \xHH, \n, \r, \\. A line of JSON tells how connecting went, and one for each phase. Each subscriber must
 * get every publication once and in order; "whole" says whether that was so. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { TEXT = 1, BINARY = 2, CLOSE = 8, PING = 9, PONG = 10 };
enum { MOST_STEPS = 16, MOST_SERVERS = 16, MOST_PHASES = 16, MOST_PUBLICATIONS = 1 << 18, READ = 1 << 20 };
#define SECOND 1000000000LL
#define MARK "@#"
#define MARK_SIZE 10 /* the two characters and eight digits in hexadecimal */

typedef struct { char *bytes; size_t size; } Text;
typedef struct { bool says; Text text; } Step;
typedef struct { Step steps[MOST_STEPS]; int count; } Script;

typedef struct {
    int fd, number, step;
    enum { CONNECTING, UPGRADING, TALKING, READY, GONE } state;
    Script *script;
    char *rest;      /* of a frame that has not come whole */
    size_t rest_size;
    uint32_t last;   /* publication received */
} Peer;

static int ports[MOST_SERVERS], port_count, publish_port, servers[MOST_SERVERS], server_count;
static const char *path = "/subscribe", *publish_path = "/publish", *tokens_file, *hold_file;
static int count = 100, at_once = 64, bytes = 200, modulo = 1;
static uint8_t kind = TEXT;
static Script subscribers, publishing;
static Text publication, ping, pong;
static Text *tokens;
static Peer *peers;
static int epoll, ready, gone;

static int64_t sent_at[MOST_PUBLICATIONS], done_at[MOST_PUBLICATIONS];
static uint32_t received_by[MOST_PUBLICATIONS], published;
static uint64_t deliveries, wrong;
static int64_t last_delivery;

static int64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * SECOND + t.tv_nsec;
}

static void fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    exit(1);
}

static Text unescaped(const char *from) {
    Text text = {malloc(strlen(from) + 1), 0};
    for (; *from; from++) {
        char byte = *from;
        if (byte == '\\' && from[1]) {
            byte = *++from;
            if (byte == 'n') byte = '\n';
            else if (byte == 'r') byte = '\r';
            else if (byte == 'x') {
                char digits[3] = {from[1], from[2], 0};
                byte = (char)strtol(digits, NULL, 16);
                from += 2;
            }
        }
        text.bytes[text.size++] = byte;
    }
    return text;
}

/* Sending. A subscriber says little, so a socket that takes no more is a fault. */

static void send_all(Peer *peer, const char *data, size_t size) {
    if (send(peer->fd, data, size, MSG_NOSIGNAL) != (ssize_t)size) fail("%d could not send: %s", peer->number, strerror(errno));
}

static void send_frame(Peer *peer, uint8_t opcode, const char *payload, size_t size) {
    char frame[8192];
    size_t head = 2;
    if (size + 8 > sizeof frame) fail("a message of %zu bytes is too long", size);
    frame[0] = (char)(0x80 | opcode);
    if (size < 126) frame[1] = (char)(0x80 | size);
    else {
        frame[1] = (char)(0x80 | 126);
        frame[2] = (char)(size >> 8);
        frame[3] = (char)size;
        head = 4;
    }
    memset(frame + head, 0, 4); /* a mask of zeros leaves the payload as it is */
    memcpy(frame + head + 4, payload, size);
    send_all(peer, frame, head + 4 + size);
}

static size_t filled_in(Peer *peer, Text text, char *into) {
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++) {
        char next = i + 1 < text.size ? text.bytes[i + 1] : 0;
        if (text.bytes[i] != '%' || (next != 'T' && next != 'I')) into[size++] = text.bytes[i];
        else {
            if (next == 'I') size += (size_t)sprintf(into + size, "%d", 1 + peer->number % modulo);
            else if (!tokens) fail("%%T needs --tokens");
            else {
                memcpy(into + size, tokens[peer->number].bytes, tokens[peer->number].size);
                size += tokens[peer->number].size;
            }
            i++;
        }
    }
    return size;
}

static void go_on(Peer *peer) {
    char said[8192];
    Script *script = peer->script;
    while (peer->step < script->count && script->steps[peer->step].says) {
        size_t size = filled_in(peer, script->steps[peer->step++].text, said);
        send_frame(peer, kind, said, size);
    }
    if (peer->step == script->count && peer->state != READY) {
        peer->state = READY;
        ready++;
    }
}

static void publish(void) {
    char object[4096], message[8192];
    size_t size = 0;
    int length = snprintf(object, sizeof object, "{\"mark\":\"" MARK "%08x\",\"room\":\"general\",\"text\":\"", published);
    while (length < bytes - 2) object[length++] = 'x';
    length += sprintf(object + length, "\"}");
    for (size_t i = 0; i < publication.size; i++) {
        if (publication.bytes[i] == '%' && i + 1 < publication.size && publication.bytes[i + 1] == 'P') {
            memcpy(message + size, object, (size_t)length);
            size += (size_t)length;
            i++;
        } else message[size++] = publication.bytes[i];
    }
    if (published == MOST_PUBLICATIONS) fail("too many publications");
    sent_at[published++] = now();
    send_frame(&peers[count], kind, message, size);
}

/* Receiving */

static void leave(Peer *peer, const char *why) {
    if (gone++ == 0) fprintf(stderr, "%d was lost: %s\n", peer->number, why);
    if (peer->state == READY) ready--;
    peer->state = GONE;
    close(peer->fd);
}

static void count_marks(Peer *peer, const char *payload, size_t size) {
    const char *end = payload + size;
    while ((payload = memmem(payload, (size_t)(end - payload), MARK, 2)) && end - payload >= MARK_SIZE) {
        char digits[9] = {0};
        memcpy(digits, payload + 2, 8);
        uint32_t number = (uint32_t)strtoul(digits, NULL, 16);
        if (number != peer->last + 1) wrong++; /* which is 0 for the first */
        peer->last = number;
        if (number < published && ++received_by[number] == (uint32_t)count) done_at[number] = now();
        deliveries++;
        payload += MARK_SIZE;
    }
}

static void take(Peer *peer, uint8_t opcode, const char *payload, size_t size) {
    if (opcode == PING) send_frame(peer, PONG, payload, size);
    else if (opcode == CLOSE) {
        char why[200];
        snprintf(why, sizeof why, "closed with %d %.*s", size < 2 ? 0 : (uint8_t)payload[0] << 8 | (uint8_t)payload[1],
                 size < 2 ? 0 : (int)size - 2, payload + 2);
        leave(peer, why);
    } else if (ping.bytes && size == ping.size && !memcmp(payload, ping.bytes, size)) send_frame(peer, kind, pong.bytes, pong.size);
    else if (peer->state == TALKING) {
        Text awaited = peer->script->steps[peer->step].text;
        if (memmem(payload, size, awaited.bytes, awaited.size)) {
            peer->step++;
            go_on(peer);
        } else if (memmem(payload, size, "\"error\"", 7)) fail("%d was answered %.*s", peer->number, (int)size, payload);
    } else if (peer != &peers[count]) count_marks(peer, payload, size);
}

static void read_from(Peer *peer) {
    static char buffer[2 * READ];
    memcpy(buffer, peer->rest, peer->rest_size);
    ssize_t got = recv(peer->fd, buffer + peer->rest_size, READ, 0);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) return leave(peer, got ? strerror(errno) : "the server closed the connection");
    char *at = buffer, *end = buffer + peer->rest_size + got;
    if (peer->state == UPGRADING) {
        char *body = memmem(buffer, (size_t)(end - at), "\r\n\r\n", 4);
        if (body && strncmp(buffer, "HTTP/1.1 101", 12)) fail("the handshake was refused: %.*s", (int)(body - buffer), buffer);
        if (body) {
            at = body + 4;
            peer->state = TALKING;
            go_on(peer);
        }
    }
    while (peer->state >= TALKING && peer->state != GONE && end - at >= 2) {
        uint8_t *head = (uint8_t *)at;
        size_t size = head[1] & 127, start = 2;
        if (size == 126) {
            if (end - at < 4) break;
            size = (size_t)head[2] << 8 | head[3];
            start = 4;
        } else if (size == 127) {
            if (end - at < 10) break;
            size = 0;
            for (int i = 2; i < 10; i++) size = size << 8 | head[i];
            start = 10;
        }
        if ((size_t)(end - at) < start + size) break;
        take(peer, head[0] & 15, at + start, size);
        at += start + size;
    }
    peer->rest_size = (size_t)(end - at);
    if (peer->rest_size > READ) fail("a frame of more than %d bytes", READ);
    free(peer->rest);
    peer->rest = peer->rest_size ? memcpy(malloc(peer->rest_size), at, peer->rest_size) : NULL;
}

/* Connecting */

static int port_of(Peer *peer) { return peer == &peers[count] && publish_port ? publish_port : ports[peer->number % port_count]; }

static void watch(Peer *peer, int operation, uint32_t events) {
    struct epoll_event event = {events, {.ptr = peer}};
    epoll_ctl(epoll, operation, peer->fd, &event);
}

static void start(Peer *peer, int number, Script *script) {
    int yes = 1;
    struct sockaddr_in here = {.sin_family = AF_INET}, there = {.sin_family = AF_INET, .sin_port = 0};
    *peer = (Peer){.number = number, .script = script, .last = UINT32_MAX, .state = CONNECTING};
    peer->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (peer->fd < 0) fail("no more sockets: %s", strerror(errno));
    setsockopt(peer->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
    setsockopt(peer->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    /* Other addresses of the loopback for every few thousand, or the ports run out; other ones each time, or those of the last
     * run are still in TIME_WAIT. */
    here.sin_addr.s_addr = htonl(0x7f000000u | (uint32_t)(1 + number / 8000) << 8 | (uint32_t)(2 + getpid() % 250));
    bind(peer->fd, (struct sockaddr *)&here, sizeof here);
    there.sin_port = htons((uint16_t)port_of(peer));
    there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(peer->fd, (struct sockaddr *)&there, sizeof there) && errno != EINPROGRESS) fail("connect: %s", strerror(errno));
    watch(peer, EPOLL_CTL_ADD, EPOLLOUT);
}

static void upgrade(Peer *peer) {
    char request[2048];
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(peer->fd, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error) return leave(peer, strerror(error));
    int length = snprintf(request, sizeof request,
                          "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
                          peer == &peers[count] ? publish_path : path, port_of(peer));
    peer->state = UPGRADING;
    watch(peer, EPOLL_CTL_MOD, EPOLLIN);
    send_all(peer, request, (size_t)length);
}

static void turn(int64_t patience) {
    struct epoll_event events[512];
    struct timespec time = {patience / SECOND, patience % SECOND};
    int found = epoll_pwait2(epoll, events, 512, patience < 0 ? &(struct timespec){0} : &time, NULL);
    for (int i = 0; i < found; i++) {
        Peer *peer = events[i].data.ptr;
        if (peer->state == CONNECTING) upgrade(peer);
        else if (peer->state != GONE) read_from(peer);
    }
}

static void rest(double seconds) {
    int64_t until = now() + (int64_t)(seconds * SECOND);
    for (int64_t left; (left = until - now()) > 0;) turn(left);
}

/* What it costs the server */

static double cpu_seconds(int pid) {
    char name[300];
    double sum = 0, nanoseconds;
    snprintf(name, sizeof name, "/proc/%d/task", pid);
    DIR *tasks = opendir(name);
    if (!tasks) return 0;
    for (struct dirent *task; (task = readdir(tasks));) {
        if (task->d_name[0] == '.') continue;
        snprintf(name, sizeof name, "/proc/%d/task/%.20s/schedstat", pid, task->d_name);
        FILE *file = fopen(name, "r");
        if (file && fscanf(file, "%lf", &nanoseconds) == 1) sum += nanoseconds / SECOND;
        if (file) fclose(file);
    }
    closedir(tasks);
    return sum;
}

static double resident_kib(int pid) {
    char name[64], line[256];
    double kib = 0;
    snprintf(name, sizeof name, "/proc/%d/status", pid);
    FILE *file = fopen(name, "r");
    while (file && fgets(line, sizeof line, file) && sscanf(line, "VmRSS: %lf", &kib) != 1) {}
    if (file) fclose(file);
    return kib;
}

static double of_servers(double (*measure)(int)) {
    double sum = 0;
    for (int i = 0; i < server_count; i++) sum += measure(servers[i]);
    return sum;
}

static double own_cpu_seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / SECOND;
}

/* The phases */

static void connect_all(void) {
    start(&peers[count], count, &publishing);
    for (int64_t until = now() + 15 * SECOND; ready < 1;) {
        if (gone || now() > until) fail("the publisher is not ready");
        turn(SECOND / 10);
    }
    rest(0.5);
    double kib = of_servers(resident_kib), cpu = of_servers(cpu_seconds);
    int64_t began = now(), moved = began;
    for (int next = 0, seen = 0; ready < count + 1;) {
        while (next < count && next + 1 - ready < at_once) {
            start(&peers[next], next, &subscribers);
            next++;
        }
        turn(SECOND / 50);
        if (seen != ready) seen = ready, moved = now();
        if (gone || now() - moved > 30 * SECOND) fail("only %d of %d are ready", ready - 1, count);
    }
    double seconds = (double)(now() - began) / SECOND, used = of_servers(cpu_seconds) - cpu;
    rest(1.0);
    printf("{\"phase\":\"connect\",\"count\":%d,\"seconds\":%.4f,\"cpu_us\":%.2f,\"kib\":%.3f}\n", count, seconds,
           used * 1e6 / count, (of_servers(resident_kib) - kib) / count);
    fflush(stdout);
}

static int by_size(const void *one, const void *other) {
    double a = *(const double *)one, b = *(const double *)other;
    return a < b ? -1 : a > b;
}

static void print_latencies(uint32_t from) {
    uint32_t known = 0;
    double *took = malloc(sizeof(double) * (published - from));
    for (uint32_t i = from; i < published; i++)
        if (done_at[i]) took[known++] = (double)(done_at[i] - sent_at[i]) / 1e6;
    qsort(took, known, sizeof *took, by_size);
    printf(",\"ms\":[");
    for (uint32_t i = 0; i < known; i++) printf("%s%.3f", i ? "," : "", took[i]);
    printf("]");
    free(took);
}

static void phase(const char *asked) {
    char mode[8];
    int pace, amount;
    if (sscanf(asked, "%7[a-z]:%d:%d", mode, &pace, &amount) != 3) fail("%s is no phase", asked);
    bool bursts = !strcmp(mode, "burst");
    uint64_t before = deliveries, all = (uint64_t)count * (uint64_t)amount, seen = 0;
    uint32_t from = published;
    wrong = 0;
    double cpu = of_servers(cpu_seconds), own = own_cpu_seconds();
    int64_t began = now(), next = began;
    last_delivery = began;
    for (int sent = 0; deliveries - before < all && !gone;) {
        int64_t t = now();
        if (deliveries != seen) seen = deliveries, last_delivery = t;
        if (t - last_delivery > 20 * SECOND) break;
        if (bursts) {
            while (sent < amount && deliveries - before + (uint64_t)count * (uint64_t)pace > (uint64_t)count * (uint64_t)sent)
                publish(), sent++;
            turn(SECOND / 5);
        } else {
            if (sent < amount && t >= next) publish(), sent++, next += SECOND / pace, t = now();
            turn(sent < amount ? next - t : SECOND / 5);
        }
    }
    double seconds = (double)(now() - began) / SECOND;
    uint64_t delivered = deliveries - before;
    printf("{\"phase\":\"%s:%d\",\"count\":%d,\"publications\":%d,\"whole\":%s,\"seconds\":%.4f,\"cpu_us\":%.4f,"
           "\"client_busy\":%.3f",
           mode, pace, count, amount, delivered == all && !wrong && !gone ? "true" : "false", seconds,
           (of_servers(cpu_seconds) - cpu) * 1e6 / (double)(delivered ? delivered : 1), (own_cpu_seconds() - own) / seconds);
    if (!bursts) print_latencies(from);
    printf("}\n");
    fflush(stdout);
    rest(0.15);
}

static void read_tokens(void) {
    char line[1024];
    FILE *file = fopen(tokens_file, "r");
    if (!file) fail("%s: %s", tokens_file, strerror(errno));
    tokens = calloc((size_t)count, sizeof *tokens);
    for (int i = 0; i < count; i++) {
        if (!fgets(line, sizeof line, file)) fail("%s has too few lines", tokens_file);
        line[strcspn(line, "\n")] = 0;
        tokens[i] = (Text){strdup(line), strlen(line)};
    }
    fclose(file);
}

static void add_step(Script *script, bool says, const char *text) {
    if (script->count == MOST_STEPS) fail("too many steps");
    script->steps[script->count++] = (Step){says, unescaped(text)};
}

int main(int argc, char **argv) {
    const char *phases[MOST_PHASES];
    int phase_count = 0;
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    publication = unescaped("%P");
    for (int i = 1; i < argc; i++) {
        const char *name = argv[i];
        if (!strcmp(name, "--binary")) {
            kind = BINARY;
            continue;
        }
        if (++i == argc) fail("%s needs a value", name);
        char *value = argv[i];
        if (!strcmp(name, "--port") && port_count < MOST_SERVERS) ports[port_count++] = atoi(value);
        else if (!strcmp(name, "--publish-port")) publish_port = atoi(value);
        else if (!strcmp(name, "--path")) path = value;
        else if (!strcmp(name, "--publish-path")) publish_path = value;
        else if (!strcmp(name, "--count")) count = atoi(value);
        else if (!strcmp(name, "--at-once")) at_once = atoi(value);
        else if (!strcmp(name, "--bytes")) bytes = atoi(value);
        else if (!strcmp(name, "--modulo")) modulo = atoi(value);
        else if (!strcmp(name, "--tokens")) tokens_file = value;
        else if (!strcmp(name, "--hold")) hold_file = value;
        else if (!strcmp(name, "--server") && server_count < MOST_SERVERS) servers[server_count++] = atoi(value);
        else if (!strcmp(name, "--phase") && phase_count < MOST_PHASES) phases[phase_count++] = value;
        else if (!strcmp(name, "--publication")) publication = unescaped(value);
        else if (!strcmp(name, "--say") || !strcmp(name, "--await")) add_step(&subscribers, name[2] == 's', value);
        else if (!strcmp(name, "--publisher-say") || !strcmp(name, "--publisher-await"))
            add_step(&publishing, name[12] == 's', value);
        else if (!strcmp(name, "--answer") && strchr(value, '=')) {
            char *mark = strchr(value, '=');
            *mark = 0;
            ping = unescaped(value);
            pong = unescaped(mark + 1);
        } else fail("%s is no option, or one too many", name);
    }
    if (!port_count) fail("--port is missing");
    if (tokens_file) read_tokens();
    epoll = epoll_create1(0);
    peers = calloc((size_t)count + 1, sizeof *peers);
    connect_all();
    for (int i = 0; i < phase_count; i++) phase(phases[i]);
    while (hold_file && access(hold_file, F_OK) && !gone) turn(SECOND / 5);
    return gone != 0;
}
