#ifndef CCURL_H
#define CCURL_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The part of libcurl that polling needs, without variadic functions. An engine and its transfers belong to
// the one thread that made them; no function here may be called from another.

typedef struct ccurl_engine ccurl_engine;
typedef struct ccurl_transfer ccurl_transfer;

/// Why a transfer ended, as far as polling tells apart.
typedef enum {
  CCURL_DONE = 0,
  CCURL_BAD_ADDRESS,
  CCURL_FORBIDDEN_SCHEME,
  CCURL_RESOLVE,
  CCURL_REFUSED,
  CCURL_UNREACHABLE,
  CCURL_TIMEOUT,
  CCURL_TOO_LARGE,
  CCURL_CROWDED,
  CCURL_CERTIFICATE,
  CCURL_AUTHORITY_FILE,
  CCURL_TLS,
  CCURL_RESET,
  CCURL_TRUNCATED,
  CCURL_BAD_ENCODING,
  CCURL_NOT_HTTP,
  CCURL_OTHER,
  /// A mail server that cannot or will not encrypt.
  CCURL_NO_UPGRADE,
} ccurl_end;

/// Starts the library. Call once, before anything else; later calls do nothing.
bool ccurl_start(void);

/// A new engine whose transfers together hold at most held_limit body bytes, and which keeps at most
/// idle_connections open for reuse. NULL when memory is short.
ccurl_engine *ccurl_engine_new(size_t held_limit, long idle_connections);
/// Frees the engine. All its transfers must have been freed.
void ccurl_engine_free(ccurl_engine *engine);
/// Moves bytes, waiting for at most timeout_ms until there is something to do or wake_fd is readable.
bool ccurl_engine_run(ccurl_engine *engine, int wake_fd, int timeout_ms);
/// The next transfer that has ended, already taken out of the engine; NULL when there is none.
ccurl_transfer *ccurl_engine_ended(ccurl_engine *engine, ccurl_end *end, int *code);

ccurl_transfer *ccurl_transfer_new(ccurl_engine *engine, intptr_t tag);
void ccurl_transfer_free(ccurl_transfer *transfer);
/// The number given when the transfer was made.
intptr_t ccurl_transfer_tag(const ccurl_transfer *transfer);
/// Forgets the last request and answer; connections stay open. A large body buffer is given back.
void ccurl_transfer_clear(ccurl_transfer *transfer);
void ccurl_set_url(ccurl_transfer *transfer, const char *url);
void ccurl_set_agent(ccurl_transfer *transfer, const char *agent);
/// Makes the request a POST of these bytes, which are copied.
void ccurl_set_post(ccurl_transfer *transfer, const void *bytes, size_t length);
/// Adds one "Name: value" line. False when memory is short.
bool ccurl_add_header(ccurl_transfer *transfer, const char *line);
/// Trusts only the authorities in this PEM file.
void ccurl_set_authority(ccurl_transfer *transfer, const char *path);
/// Makes the request a mail of these bytes, which are copied: SMTP, encrypted by STARTTLS or not at all
/// where the address is not smtps. User and password may be NULL. False when memory is short.
bool ccurl_set_mail(
    ccurl_transfer *transfer, const char *from, const char *to, const void *bytes, size_t length, bool start_tls,
    const char *user, const char *password);
/// Whether there was a connection on which the request may have gone out.
bool ccurl_may_have_sent(const ccurl_transfer *transfer);
void ccurl_set_limits(ccurl_transfer *transfer, long total_ms, long connect_ms, size_t size_limit);
bool ccurl_begin(ccurl_transfer *transfer);

/// The received body after decompression, valid until the transfer is cleared or freed.
const void *ccurl_body(const ccurl_transfer *transfer, size_t *length);
long ccurl_status(const ccurl_transfer *transfer);
/// Seconds of a Retry-After header, or 0.
int64_t ccurl_retry_after(const ccurl_transfer *transfer);
/// The address that a redirecting answer names, made absolute; NULL when there is none.
const char *ccurl_redirect(const ccurl_transfer *transfer);
/// The value of a header of the last answer; NULL when absent. Valid until the next call.
const char *ccurl_header(const ccurl_transfer *transfer, const char *name);

/// reference made absolute against base; NULL when it is no address. Free with ccurl_free_text.
char *ccurl_url_resolve(const char *base, const char *reference);
/// url with name=value set in its query, replacing an earlier one of that name. Free with ccurl_free_text.
char *ccurl_url_with_query(const char *url, const char *name, const char *value);
/// scheme://host:port in lower case with the port written out. Free with ccurl_free_text.
char *ccurl_url_origin(const char *url);
/// url without user, password, query and fragment, fit for a log. Free with ccurl_free_text.
char *ccurl_url_shown(const char *url);
/// text with everything but letters, digits and -._~ as %XX. Free with ccurl_free_text.
char *ccurl_escape(const char *text);
void ccurl_free_text(char *text);

#endif
