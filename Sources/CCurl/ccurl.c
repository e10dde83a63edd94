#include "ccurl.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct ccurl_engine {
  CURLM *multi;
  size_t held;
  size_t held_limit;
  int active;
};

struct ccurl_transfer {
  ccurl_engine *engine;
  CURL *easy;
  struct curl_slist *headers;
  struct curl_slist *receivers;
  unsigned char *mail;
  size_t mail_length;
  size_t mail_given;
  unsigned char *body;
  size_t length;
  size_t capacity;
  size_t limit;
  intptr_t tag;
  bool running;
  bool too_large;
  bool crowded;
};

// A buffer up to this size is kept between requests; a larger one is given back.
static const size_t kept_capacity = 256 * 1024;
static const size_t first_capacity = 16 * 1024;

bool ccurl_start(void) { return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK; }

ccurl_engine *ccurl_engine_new(size_t held_limit, long idle_connections) {
  ccurl_engine *engine = calloc(1, sizeof *engine);
  if (!engine) return NULL;
  engine->multi = curl_multi_init();
  if (!engine->multi) {
    free(engine);
    return NULL;
  }
  engine->held_limit = held_limit;
  curl_multi_setopt(engine->multi, CURLMOPT_MAXCONNECTS, idle_connections);
  curl_multi_setopt(engine->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING);
  return engine;
}

void ccurl_engine_free(ccurl_engine *engine) {
  curl_multi_cleanup(engine->multi);
  free(engine);
}

bool ccurl_engine_run(ccurl_engine *engine, int wake_fd, int timeout_ms) {
  int running = 0;
  if (curl_multi_perform(engine->multi, &running) != CURLM_OK) return false;
  if (running < engine->active) return true;
  struct curl_waitfd wake = {.fd = wake_fd, .events = CURL_WAIT_POLLIN, .revents = 0};
  if (curl_multi_poll(engine->multi, &wake, 1, timeout_ms, NULL) != CURLM_OK) return false;
  return curl_multi_perform(engine->multi, &running) == CURLM_OK;
}

static bool was_refused(CURL *easy) {
  long number = 0;
  curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &number);
  return number == ECONNREFUSED;
}

static ccurl_end end_of(const ccurl_transfer *transfer, CURLcode code) {
  if (transfer->too_large) return CCURL_TOO_LARGE;
  if (transfer->crowded) return CCURL_CROWDED;
  switch (code) {
    case CURLE_OK: return CCURL_DONE;
    case CURLE_URL_MALFORMAT: return CCURL_BAD_ADDRESS;
    case CURLE_UNSUPPORTED_PROTOCOL: {
      long status = ccurl_status(transfer);
      char *scheme = NULL;
      curl_easy_getinfo(transfer->easy, CURLINFO_SCHEME, &scheme);
      // The same code stands for an answer that is not HTTP; then a connection had been made.
      return status == 0 && scheme == NULL ? CCURL_FORBIDDEN_SCHEME : CCURL_NOT_HTTP;
    }
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY: return CCURL_RESOLVE;
    case CURLE_COULDNT_CONNECT: return was_refused(transfer->easy) ? CCURL_REFUSED : CCURL_UNREACHABLE;
    case CURLE_OPERATION_TIMEDOUT: return CCURL_TIMEOUT;
    case CURLE_FILESIZE_EXCEEDED: return CCURL_TOO_LARGE;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_ISSUER_ERROR: return CCURL_CERTIFICATE;
    case CURLE_SSL_CACERT_BADFILE: return CCURL_AUTHORITY_FILE;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CIPHER: return CCURL_TLS;
    case CURLE_USE_SSL_FAILED: return CCURL_NO_UPGRADE;
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING: return CCURL_RESET;
    case CURLE_PARTIAL_FILE: return CCURL_TRUNCATED;
    case CURLE_BAD_CONTENT_ENCODING: return CCURL_BAD_ENCODING;
    case CURLE_WEIRD_SERVER_REPLY: return CCURL_NOT_HTTP;
    default: return CCURL_OTHER;
  }
}

ccurl_transfer *ccurl_engine_ended(ccurl_engine *engine, ccurl_end *end, int *code) {
  int left = 0;
  CURLMsg *message;
  while ((message = curl_multi_info_read(engine->multi, &left)) != NULL) {
    if (message->msg != CURLMSG_DONE) continue;
    CURLcode result = message->data.result;
    char *private = NULL;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &private);
    ccurl_transfer *transfer = (ccurl_transfer *)(void *)private;
    *end = end_of(transfer, result);
    *code = (int)result;
    curl_multi_remove_handle(engine->multi, transfer->easy);
    transfer->running = false;
    engine->active--;
    return transfer;
  }
  return NULL;
}

static bool make_room(ccurl_transfer *transfer, size_t needed) {
  if (needed <= transfer->capacity) return true;
  size_t capacity = transfer->capacity ? transfer->capacity : first_capacity;
  while (capacity < needed) capacity *= 2;
  if (capacity > transfer->limit) capacity = transfer->limit > needed ? transfer->limit : needed;
  size_t more = capacity - transfer->capacity;
  ccurl_engine *engine = transfer->engine;
  // Small bodies always fit: only what goes beyond the kept buffers is counted against the common limit.
  if (capacity > kept_capacity && engine->held + more > engine->held_limit) return false;
  unsigned char *body = realloc(transfer->body, capacity);
  if (!body) return false;
  transfer->body = body;
  transfer->capacity = capacity;
  engine->held += more;
  return true;
}

static size_t receive(char *bytes, size_t size, size_t count, void *user) {
  ccurl_transfer *transfer = user;
  size_t more = size * count;
  if (more > transfer->limit - transfer->length) {
    // What still fits is kept: its first bytes go to quarantine.
    more = transfer->limit - transfer->length;
    transfer->too_large = true;
  }
  if (more > 0 && !make_room(transfer, transfer->length + more)) {
    transfer->crowded = !transfer->too_large;
    return 0;
  }
  if (more > 0) memcpy(transfer->body + transfer->length, bytes, more);
  transfer->length += more;
  return transfer->too_large ? 0 : size * count;
}

ccurl_transfer *ccurl_transfer_new(ccurl_engine *engine, intptr_t tag) {
  ccurl_transfer *transfer = calloc(1, sizeof *transfer);
  if (!transfer) return NULL;
  transfer->easy = curl_easy_init();
  if (!transfer->easy) {
    free(transfer);
    return NULL;
  }
  transfer->engine = engine;
  transfer->tag = tag;
  ccurl_transfer_clear(transfer);
  return transfer;
}

static void stop(ccurl_transfer *transfer) {
  if (!transfer->running) return;
  curl_multi_remove_handle(transfer->engine->multi, transfer->easy);
  transfer->running = false;
  transfer->engine->active--;
}

static void release_mail(ccurl_transfer *transfer) {
  curl_slist_free_all(transfer->receivers);
  transfer->receivers = NULL;
  free(transfer->mail);
  transfer->mail = NULL;
}

static void release_body(ccurl_transfer *transfer) {
  transfer->engine->held -= transfer->capacity;
  free(transfer->body);
  transfer->body = NULL;
  transfer->capacity = 0;
}

void ccurl_transfer_free(ccurl_transfer *transfer) {
  stop(transfer);
  curl_easy_cleanup(transfer->easy);
  curl_slist_free_all(transfer->headers);
  release_mail(transfer);
  release_body(transfer);
  free(transfer);
}

intptr_t ccurl_transfer_tag(const ccurl_transfer *transfer) { return transfer->tag; }

void ccurl_transfer_clear(ccurl_transfer *transfer) {
  stop(transfer);
  if (transfer->capacity > kept_capacity) release_body(transfer);
  transfer->length = 0;
  transfer->too_large = transfer->crowded = false;
  CURL *easy = transfer->easy;
  curl_easy_reset(easy);
  curl_slist_free_all(transfer->headers);
  transfer->headers = NULL;
  release_mail(transfer);
  curl_easy_setopt(easy, CURLOPT_PRIVATE, (void *)transfer);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, receive);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, (void *)transfer);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 1L);
  // A name server that does not answer must not hold up the thread when its transfer is taken out.
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  // Redirects are followed by the caller, who takes secrets off when the origin changes.
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
  // Only what the site declares counts: no proxy from the environment.
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
  curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
}

void ccurl_set_url(ccurl_transfer *transfer, const char *url) {
  curl_easy_setopt(transfer->easy, CURLOPT_URL, url);
}

void ccurl_set_agent(ccurl_transfer *transfer, const char *agent) {
  curl_easy_setopt(transfer->easy, CURLOPT_USERAGENT, agent);
}

void ccurl_set_post(ccurl_transfer *transfer, const void *bytes, size_t length) {
  curl_easy_setopt(transfer->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)length);
  curl_easy_setopt(transfer->easy, CURLOPT_COPYPOSTFIELDS, bytes);
}

static size_t give(char *room, size_t size, size_t count, void *user) {
  ccurl_transfer *transfer = user;
  size_t most = size * count;
  size_t left = transfer->mail_length - transfer->mail_given;
  size_t part = left < most ? left : most;
  memcpy(room, transfer->mail + transfer->mail_given, part);
  transfer->mail_given += part;
  return part;
}

bool ccurl_set_mail(
    ccurl_transfer *transfer, const char *from, const char *to, const void *bytes, size_t length, bool start_tls,
    const char *user, const char *password) {
  struct curl_slist *receivers = curl_slist_append(NULL, to);
  if (!receivers) return false;
  CURL *easy = transfer->easy;
  transfer->receivers = receivers;
  transfer->mail = malloc(length);
  if (!transfer->mail) return false;
  memcpy(transfer->mail, bytes, length);
  transfer->mail_length = length;
  transfer->mail_given = 0;
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(easy, CURLOPT_MAIL_FROM, from);
  curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, receivers);
  curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)length);
  curl_easy_setopt(easy, CURLOPT_READFUNCTION, give);
  curl_easy_setopt(easy, CURLOPT_READDATA, (void *)transfer);
  curl_easy_setopt(easy, CURLOPT_USE_SSL, (long)(start_tls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
  // Servers close idle connections; a mail that meets one of these would look lost.
  curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
  if (user) curl_easy_setopt(easy, CURLOPT_USERNAME, user);
  if (password) curl_easy_setopt(easy, CURLOPT_PASSWORD, password);
  return true;
}

bool ccurl_may_have_sent(const ccurl_transfer *transfer) {
  curl_off_t ready = 0;
  curl_easy_getinfo(transfer->easy, CURLINFO_PRETRANSFER_TIME_T, &ready);
  return ready > 0;
}

bool ccurl_add_header(ccurl_transfer *transfer, const char *line) {
  struct curl_slist *longer = curl_slist_append(transfer->headers, line);
  if (!longer) return false;
  transfer->headers = longer;
  return true;
}

void ccurl_set_authority(ccurl_transfer *transfer, const char *path) {
  curl_easy_setopt(transfer->easy, CURLOPT_CAINFO, path);
  curl_easy_setopt(transfer->easy, CURLOPT_CAPATH, NULL);
}

void ccurl_set_limits(ccurl_transfer *transfer, long total_ms, long connect_ms, size_t size_limit) {
  // libcurl counts whole milliseconds and may give up within the last one: nobody is cut off before the time they have.
  curl_easy_setopt(transfer->easy, CURLOPT_TIMEOUT_MS, total_ms + 1);
  curl_easy_setopt(transfer->easy, CURLOPT_CONNECTTIMEOUT_MS, connect_ms);
  transfer->limit = size_limit;
}

bool ccurl_begin(ccurl_transfer *transfer) {
  curl_easy_setopt(transfer->easy, CURLOPT_HTTPHEADER, transfer->headers);
  if (curl_multi_add_handle(transfer->engine->multi, transfer->easy) != CURLM_OK) return false;
  transfer->running = true;
  transfer->engine->active++;
  return true;
}

const void *ccurl_body(const ccurl_transfer *transfer, size_t *length) {
  *length = transfer->length;
  return transfer->body;
}

long ccurl_status(const ccurl_transfer *transfer) {
  long status = 0;
  curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
  return status;
}

int64_t ccurl_retry_after(const ccurl_transfer *transfer) {
  curl_off_t seconds = 0;
  curl_easy_getinfo(transfer->easy, CURLINFO_RETRY_AFTER, &seconds);
  return seconds;
}

const char *ccurl_redirect(const ccurl_transfer *transfer) {
  char *url = NULL;
  curl_easy_getinfo(transfer->easy, CURLINFO_REDIRECT_URL, &url);
  return url;
}

const char *ccurl_header(const ccurl_transfer *transfer, const char *name) {
  struct curl_header *header = NULL;
  if (curl_easy_header(transfer->easy, name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK) return NULL;
  return header->value;
}
