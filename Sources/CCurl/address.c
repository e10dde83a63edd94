#include "ccurl.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

static char *take_url(CURLU *parts, CURLUPart part, unsigned int flags) {
  char *text = NULL;
  if (curl_url_get(parts, part, &text, flags) != CURLUE_OK) return NULL;
  return text;
}

char *ccurl_url_resolve(const char *base, const char *reference) {
  CURLU *parts = curl_url();
  if (!parts) return NULL;
  char *result = NULL;
  if (curl_url_set(parts, CURLUPART_URL, base, 0) == CURLUE_OK &&
      curl_url_set(parts, CURLUPART_URL, reference, CURLU_URLENCODE) == CURLUE_OK)
    result = take_url(parts, CURLUPART_URL, 0);
  curl_url_cleanup(parts);
  return result;
}

// Takes name=... out of a query in place.
static void remove_parameter(char *query, const char *name) {
  size_t length = strlen(name);
  char *from = query, *to = query;
  while (*from) {
    size_t piece = strcspn(from, "&");
    bool same = piece >= length && strncmp(from, name, length) == 0 &&
                (piece == length || from[length] == '=');
    if (!same) {
      if (to != query) *to++ = '&';
      memmove(to, from, piece);
      to += piece;
    }
    from += piece;
    if (*from == '&') from++;
  }
  *to = 0;
}

static bool set_parameter(CURLU *parts, const char *name, const char *value) {
  char *query = take_url(parts, CURLUPART_QUERY, 0);
  if (query) {
    remove_parameter(query, name);
    CURLUcode code = curl_url_set(parts, CURLUPART_QUERY, *query ? query : NULL, 0);
    curl_free(query);
    if (code != CURLUE_OK) return false;
  }
  size_t size = strlen(name) + strlen(value) + 2;
  char *pair = malloc(size);
  if (!pair) return false;
  strcpy(pair, name);
  strcat(pair, "=");
  strcat(pair, value);
  CURLUcode code = curl_url_set(parts, CURLUPART_QUERY, pair, CURLU_APPENDQUERY | CURLU_URLENCODE);
  free(pair);
  return code == CURLUE_OK;
}

char *ccurl_url_with_query(const char *url, const char *name, const char *value) {
  CURLU *parts = curl_url();
  if (!parts) return NULL;
  char *result = NULL;
  if (curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK && set_parameter(parts, name, value))
    result = take_url(parts, CURLUPART_URL, 0);
  curl_url_cleanup(parts);
  return result;
}

static char *without(const char *url, bool path_too, unsigned int flags) {
  CURLU *parts = curl_url();
  if (!parts) return NULL;
  char *result = NULL;
  if (curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK) {
    curl_url_set(parts, CURLUPART_USER, NULL, 0);
    curl_url_set(parts, CURLUPART_PASSWORD, NULL, 0);
    curl_url_set(parts, CURLUPART_QUERY, NULL, 0);
    curl_url_set(parts, CURLUPART_FRAGMENT, NULL, 0);
    if (path_too) curl_url_set(parts, CURLUPART_PATH, NULL, 0);
    result = take_url(parts, CURLUPART_URL, flags);
  }
  curl_url_cleanup(parts);
  return result;
}

char *ccurl_url_origin(const char *url) {
  char *origin = without(url, true, CURLU_DEFAULT_PORT);
  for (char *byte = origin; byte && *byte; byte++)
    if (*byte >= 'A' && *byte <= 'Z') *byte += 'a' - 'A';
  return origin;
}

char *ccurl_url_shown(const char *url) { return without(url, false, 0); }

char *ccurl_escape(const char *text) { return curl_easy_escape(NULL, text, 0); }

void ccurl_free_text(char *text) { curl_free(text); }
