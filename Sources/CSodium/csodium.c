#include "csodium.h"

#include <sodium.h>
#include <string.h>

_Static_assert(sizeof(csodium_sha256_state) >= sizeof(crypto_hash_sha256_state), "state does not fit");
_Static_assert(CSODIUM_SHA256_BYTES == crypto_hash_sha256_BYTES, "digest size differs");
_Static_assert(CSODIUM_PASSWORD_BYTES == crypto_pwhash_STRBYTES, "password string size differs");

enum { PASSWORD_PASSES = 2, PASSWORD_MEMORY = 19 * 1024 * 1024 };

bool csodium_init(void) { return sodium_init() >= 0; }

void csodium_sha256(const uint8_t *bytes, size_t length, uint8_t digest[CSODIUM_SHA256_BYTES]) {
  crypto_hash_sha256(digest, bytes, length);
}

void csodium_sha256_begin(csodium_sha256_state *state) {
  crypto_hash_sha256_init((crypto_hash_sha256_state *)state);
}

void csodium_sha256_add(csodium_sha256_state *state, const uint8_t *bytes, size_t length) {
  crypto_hash_sha256_update((crypto_hash_sha256_state *)state, bytes, length);
}

void csodium_sha256_end(csodium_sha256_state *state, uint8_t digest[CSODIUM_SHA256_BYTES]) {
  crypto_hash_sha256_final((crypto_hash_sha256_state *)state, digest);
}

void csodium_hmac(
    const uint8_t *key, size_t key_length, const uint8_t *bytes, size_t length,
    uint8_t digest[CSODIUM_SHA256_BYTES]) {
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, key, key_length);
  crypto_auth_hmacsha256_update(&state, bytes, length);
  crypto_auth_hmacsha256_final(&state, digest);
  sodium_memzero(&state, sizeof state);
}

bool csodium_password_hash(char text[CSODIUM_PASSWORD_BYTES], const char *password, size_t length) {
  return crypto_pwhash_str_alg(
             text, password, length, PASSWORD_PASSES, PASSWORD_MEMORY, crypto_pwhash_ALG_ARGON2ID13) == 0;
}

bool csodium_password_verify(const char *text, const char *password, size_t length) {
  return crypto_pwhash_str_verify(text, password, length) == 0;
}

void csodium_random(uint8_t *bytes, size_t length) { randombytes_buf(bytes, length); }

void csodium_erase(void *bytes, size_t length) { sodium_memzero(bytes, length); }
