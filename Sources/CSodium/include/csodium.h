#ifndef CSODIUM_H
#define CSODIUM_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Bytes of a SHA-256 digest.
#define CSODIUM_SHA256_BYTES 32

/// Bytes of a password string with its closing zero.
#define CSODIUM_PASSWORD_BYTES 128

/// Makes libsodium ready; may be called any number of times, from any thread. False when the library refuses.
bool csodium_init(void);

/// The SHA-256 digest of `length` bytes.
void csodium_sha256(const uint8_t *bytes, size_t length, uint8_t digest[CSODIUM_SHA256_BYTES]);

/// An unfinished digest; room enough for the library's own state.
typedef struct {
  uint64_t opaque[16];
} csodium_sha256_state;

void csodium_sha256_begin(csodium_sha256_state *state);
void csodium_sha256_add(csodium_sha256_state *state, const uint8_t *bytes, size_t length);
void csodium_sha256_end(csodium_sha256_state *state, uint8_t digest[CSODIUM_SHA256_BYTES]);

/// HMAC-SHA256 (RFC 2104) of `length` bytes under a key of any length.
void csodium_hmac(
    const uint8_t *key, size_t key_length, const uint8_t *bytes, size_t length,
    uint8_t digest[CSODIUM_SHA256_BYTES]);

/// Writes the argon2id string ($argon2id$...) of a password, zero-terminated: 19 MiB of memory, 2 passes.
/// False when the memory cannot be had.
bool csodium_password_hash(char text[CSODIUM_PASSWORD_BYTES], const char *password, size_t length);

/// Whether `password` gives the zero-terminated string `text`; compares in constant time.
bool csodium_password_verify(const char *text, const char *password, size_t length);

/// Fills `bytes` from the system's generator.
void csodium_random(uint8_t *bytes, size_t length);

/// Overwrites memory in a way that is not optimised away.
void csodium_erase(void *bytes, size_t length);

#endif
