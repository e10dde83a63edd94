#include "cmosquitto.h"

#include <mosquitto.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>

// The broker gives the connection up after one and a half times this; nothing keeps it alive between messages.
enum { KEEP_ALIVE_SECONDS = 60, SLICE_MS = 50 };

struct cmosquitto {
  struct mosquitto *library;
  const char *reason;
  long long used_ms;
  int message;
  bool connected;
  bool turned_down;
  bool acknowledged;
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

cmosquitto *cmosquitto_new(const char *name, const char *user, const char *password, const char *authority) {
  cmosquitto *client = calloc(1, sizeof *client);
  if (!client) return NULL;
  client->reason = "";
  client->library = mosquitto_new(name, true, client);
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
  return client;
}

void cmosquitto_free(cmosquitto *client) {
  if (client->library) {
    if (client->connected) mosquitto_disconnect(client->library);
    mosquitto_destroy(client->library);
  }
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

cmosquitto_end cmosquitto_publish(
    cmosquitto *client, const char *host, int port, const char *topic, const void *bytes, size_t length,
    int timeout_ms, int stop_fd, bool *sent) {
  long long deadline = now_ms() + timeout_ms;
  *sent = false;
  if (!client->connected) {
    // Without a thread of the library's own the connection is made by the loop, so that its time has an end.
    int code = mosquitto_connect_async(client->library, host, port, KEEP_ALIVE_SECONDS);
    if (code != MOSQ_ERR_SUCCESS) {
      client->reason = code == MOSQ_ERR_ERRNO ? "" : mosquitto_strerror(code);
      return CMOSQUITTO_UNREACHABLE;
    }
    cmosquitto_end end = wait_for(client, &client->connected, deadline, stop_fd);
    if (end != CMOSQUITTO_DONE) return end == CMOSQUITTO_LOST ? CMOSQUITTO_UNREACHABLE : end;
  }
  client->acknowledged = false;
  client->message = -1;
  int code = mosquitto_publish(client->library, &client->message, topic, (int)length, bytes, 1, false);
  if (code != MOSQ_ERR_SUCCESS) {
    client->reason = mosquitto_strerror(code);
    return CMOSQUITTO_OTHER;
  }
  *sent = true;
  cmosquitto_end end = wait_for(client, &client->acknowledged, deadline, stop_fd);
  client->used_ms = now_ms();
  return end;
}

const char *cmosquitto_reason(const cmosquitto *client) { return client->reason; }
