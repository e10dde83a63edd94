#include "cmosquitto.h"

#include <mosquitto.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// The broker gives the connection up after one and a half times this; nothing keeps it alive between messages.
// At QUEUE_LIMIT messages nothing more is read until some were dropped; a longer message than MESSAGE_LIMIT is cut
// there, and is refused by whoever reads it.
enum { KEEP_ALIVE_SECONDS = 60, SLICE_MS = 50, QUEUE_LIMIT = 1000, MESSAGE_LIMIT = (1 << 20) + 1 };

struct message {
  struct message *next;
  size_t length;
  unsigned char bytes[];
};

struct cmosquitto {
  struct mosquitto *library;
  const char *reason;
  long long used_ms;
  int message;
  bool connected;
  bool turned_down;
  bool acknowledged;
  bool subscribed;
  bool short_of_memory;
  struct message *first;
  struct message **last;
  int queued;
};

static long long now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool cmosquitto_start(void) { return mosquitto_lib_init() == MOSQ_ERR_SUCCESS; }

static void on_connect(struct mosquitto *library, void *user, int code) {
  (void)library;
  cmosquitto *client = user;
  client->connected = code == 0;
  client->turned_down = code != 0;
  if (code != 0) client->reason = mosquitto_connack_string(code);
}

static void on_disconnect(struct mosquitto *library, void *user, int code) {
  (void)library;
  (void)code;
  ((cmosquitto *)user)->connected = false;
}

static void on_publish(struct mosquitto *library, void *user, int message) {
  (void)library;
  cmosquitto *client = user;
  if (message == client->message) client->acknowledged = true;
}

static void on_subscribe(struct mosquitto *library, void *user, int message, int count, const int *granted) {
  (void)library;
  (void)message;
  cmosquitto *client = user;
  client->subscribed = true;
  // 128: the broker does not let this client listen.
  if (count < 1 || granted[0] > 2) client->turned_down = true;
}

static void on_message(struct mosquitto *library, void *user, const struct mosquitto_message *message) {
  (void)library;
  cmosquitto *client = user;
  size_t length = message->payloadlen < 0 ? 0 : (size_t)message->payloadlen;
  if (length > MESSAGE_LIMIT) length = MESSAGE_LIMIT;
  struct message *copy = malloc(sizeof *copy + length);
  if (!copy) {
    client->short_of_memory = true;
    return;
  }
  copy->next = NULL;
  copy->length = length;
  if (length) memcpy(copy->bytes, message->payload, length);
  *client->last = copy;
  client->last = &copy->next;
  client->queued++;
}

cmosquitto *cmosquitto_new(
    const char *name, bool clean, const char *user, const char *password, const char *authority) {
  cmosquitto *client = calloc(1, sizeof *client);
  if (!client) return NULL;
  client->reason = "";
  client->last = &client->first;
  client->library = mosquitto_new(name, clean, client);
  bool good = client->library != NULL;
  if (good && user) good = mosquitto_username_pw_set(client->library, user, password) == MOSQ_ERR_SUCCESS;
  if (good && authority)
    good = mosquitto_tls_set(client->library, authority, NULL, NULL, NULL, NULL) == MOSQ_ERR_SUCCESS;
  if (!good) {
    cmosquitto_free(client);
    return NULL;
  }
  mosquitto_connect_callback_set(client->library, on_connect);
  mosquitto_disconnect_callback_set(client->library, on_disconnect);
  mosquitto_publish_callback_set(client->library, on_publish);
  mosquitto_subscribe_callback_set(client->library, on_subscribe);
  mosquitto_message_callback_set(client->library, on_message);
  return client;
}

void cmosquitto_free(cmosquitto *client) {
  if (client->library) {
    if (client->connected) mosquitto_disconnect(client->library);
    mosquitto_destroy(client->library);
  }
  while (client->first) cmosquitto_drop(client);
  free(client);
}

bool cmosquitto_is_connected(cmosquitto *client) {
  if (!client->connected || now_ms() - client->used_ms > KEEP_ALIVE_SECONDS * 1000 / 2) return false;
  return mosquitto_loop(client->library, 0, 1) == MOSQ_ERR_SUCCESS && client->connected;
}

static bool is_raised(int descriptor) {
  struct pollfd entry = {.fd = descriptor, .events = POLLIN, .revents = 0};
  return poll(&entry, 1, 0) > 0;
}

// Moves bytes until *flag, at most to the deadline.
static cmosquitto_end wait_for(cmosquitto *client, const bool *flag, long long deadline, int stop_fd) {
  while (!*flag) {
    long long left = deadline - now_ms();
    if (left <= 0) return CMOSQUITTO_TIMEOUT;
    if (is_raised(stop_fd)) return CMOSQUITTO_STOPPED;
    int code = mosquitto_loop(client->library, left < SLICE_MS ? (int)left : SLICE_MS, 1);
    if (client->turned_down) return CMOSQUITTO_TURNED_DOWN;
    if (code != MOSQ_ERR_SUCCESS && !*flag) {
      client->reason = mosquitto_strerror(code);
      return CMOSQUITTO_LOST;
    }
  }
  return CMOSQUITTO_DONE;
}

// Without a thread of the library's own the connection is made by the loop, so that its time has an end.
static cmosquitto_end connect_by(cmosquitto *client, const char *host, int port, long long deadline, int stop_fd) {
  if (client->connected) return CMOSQUITTO_DONE;
  int code = mosquitto_connect_async(client->library, host, port, KEEP_ALIVE_SECONDS);
  if (code != MOSQ_ERR_SUCCESS) {
    client->reason = code == MOSQ_ERR_ERRNO ? "" : mosquitto_strerror(code);
    return CMOSQUITTO_UNREACHABLE;
  }
  cmosquitto_end end = wait_for(client, &client->connected, deadline, stop_fd);
  return end == CMOSQUITTO_LOST ? CMOSQUITTO_UNREACHABLE : end;
}

cmosquitto_end cmosquitto_listen(
    cmosquitto *client, const char *host, int port, const char *topic, int timeout_ms, int stop_fd) {
  long long deadline = now_ms() + timeout_ms;
  cmosquitto_end end = connect_by(client, host, port, deadline, stop_fd);
  if (end != CMOSQUITTO_DONE) return end;
  int code = mosquitto_subscribe(client->library, NULL, topic, 1);
  if (code != MOSQ_ERR_SUCCESS) {
    client->reason = mosquitto_strerror(code);
    return CMOSQUITTO_OTHER;
  }
  end = wait_for(client, &client->subscribed, deadline, stop_fd);
  return client->turned_down ? CMOSQUITTO_TURNED_DOWN : end;
}

cmosquitto_end cmosquitto_take(
    cmosquitto *client, int timeout_ms, int stop_fd, const unsigned char **bytes, size_t *length) {
  long long deadline = now_ms() + timeout_ms;
  // What lies in the socket is read without a wait first, so that a queue does not starve the connection's pings.
  int wait = 0;
  while (client->queued < QUEUE_LIMIT) {
    if (is_raised(stop_fd) && !client->first) return CMOSQUITTO_STOPPED;
    int code = mosquitto_loop(client->library, wait, 1);
    if (code != MOSQ_ERR_SUCCESS || !client->connected || client->short_of_memory) {
      client->reason = code == MOSQ_ERR_SUCCESS ? "" : mosquitto_strerror(code);
      if (client->first) break;
      return CMOSQUITTO_LOST;
    }
    if (client->first) break;
    long long left = deadline - now_ms();
    if (left <= 0) return CMOSQUITTO_TIMEOUT;
    wait = left < SLICE_MS ? (int)left : SLICE_MS;
  }
  *bytes = client->first->bytes;
  *length = client->first->length;
  return CMOSQUITTO_DONE;
}

void cmosquitto_drop(cmosquitto *client) {
  struct message *first = client->first;
  if (!first) return;
  client->first = first->next;
  if (!client->first) client->last = &client->first;
  client->queued--;
  free(first);
}

cmosquitto_end cmosquitto_publish(
    cmosquitto *client, const char *host, int port, const char *topic, const void *bytes, size_t length,
    int timeout_ms, int stop_fd, bool *sent) {
  long long deadline = now_ms() + timeout_ms;
  *sent = false;
  cmosquitto_end end = connect_by(client, host, port, deadline, stop_fd);
  if (end != CMOSQUITTO_DONE) return end;
  client->acknowledged = false;
  client->message = -1;
  int code = mosquitto_publish(client->library, &client->message, topic, (int)length, bytes, 1, false);
  if (code != MOSQ_ERR_SUCCESS) {
    client->reason = mosquitto_strerror(code);
    return CMOSQUITTO_OTHER;
  }
  *sent = true;
  end = wait_for(client, &client->acknowledged, deadline, stop_fd);
  client->used_ms = now_ms();
  return end;
}

const char *cmosquitto_reason(const cmosquitto *client) { return client->reason; }
