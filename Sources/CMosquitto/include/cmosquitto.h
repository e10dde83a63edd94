#ifndef CMOSQUITTO_H
#define CMOSQUITTO_H
#include <stdbool.h>
#include <stddef.h>

// The part of libmosquitto that sending needs: one message after the other, each within its time. A connection belongs
// to the one thread that made it.

typedef struct cmosquitto cmosquitto;

/// How a message ended.
typedef enum {
  /// The broker acknowledged it.
  CMOSQUITTO_DONE = 0,
  /// No connection: the broker cannot have it.
  CMOSQUITTO_UNREACHABLE,
  /// The broker turned the connection down; the text says why.
  CMOSQUITTO_TURNED_DOWN,
  /// It was sent, and the connection ended before the acknowledgement.
  CMOSQUITTO_LOST,
  CMOSQUITTO_TIMEOUT,
  /// stop_fd became readable.
  CMOSQUITTO_STOPPED,
  CMOSQUITTO_OTHER,
} cmosquitto_end;

/// Starts the library. Call once, before anything else.
bool cmosquitto_start(void);

/// A client that is not connected yet; user, password and authority may be NULL. NULL when memory is short or the
/// authority file cannot be used.
/// A client that is not clean has a session that the broker keeps.
cmosquitto *cmosquitto_new(
    const char *client, bool clean, const char *user, const char *password, const char *authority);
void cmosquitto_free(cmosquitto *client);
/// Whether the connection of an earlier message still stands.
bool cmosquitto_is_connected(cmosquitto *client);
/// Sends one message with quality of service 1 and waits for the acknowledgement. `sent` tells whether it may have
/// reached the broker. After anything but CMOSQUITTO_DONE the client has to be freed.
cmosquitto_end cmosquitto_publish(
    cmosquitto *client, const char *host, int port, const char *topic, const void *bytes, size_t length,
    int timeout_ms, int stop_fd, bool *sent);
/// Connects and subscribes to a topic with quality of service 1.
cmosquitto_end cmosquitto_listen(
    cmosquitto *client, const char *host, int port, const char *topic, int timeout_ms, int stop_fd);
/// The oldest message that was not dropped yet; it stays until cmosquitto_drop. CMOSQUITTO_TIMEOUT when none came.
cmosquitto_end cmosquitto_take(
    cmosquitto *client, int timeout_ms, int stop_fd, const unsigned char **bytes, size_t *length);
void cmosquitto_drop(cmosquitto *client);
/// The library's words for what went wrong last, in English.
const char *cmosquitto_reason(const cmosquitto *client);

#endif
