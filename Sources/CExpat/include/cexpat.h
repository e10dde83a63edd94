#ifndef CEXPAT_H
#define CEXPAT_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What a document's reader is told. A handler that returns false stops the reading.
/// Names are "namespace\x1Flocal", or "local" without a namespace. Strings live until the handler returns.
typedef struct cexpat_handlers {
  void *context;
  bool (*start)(void *context, const char *name, const char *const *attributes, int64_t offset);
  bool (*end)(void *context, int64_t offset);
  bool (*text)(void *context, const char *bytes, size_t count);
  /// Called before anything in a DOCTYPE is acted on.
  bool (*doctype)(void *context, int64_t offset);
} cexpat_handlers;

typedef enum cexpat_status {
  cexpat_complete = 0,
  /// A handler asked to stop.
  cexpat_stopped = 1,
  /// Not well-formed, truncated, or in an unknown encoding.
  cexpat_malformed = 2,
  cexpat_no_memory = 3
} cexpat_status;

typedef struct cexpat_result {
  cexpat_status status;
  /// Where the reading ended, for any status but complete.
  int64_t offset;
  int64_t line;
  /// Static text; never null.
  const char *message;
} cexpat_result;

/// Reads one whole document. `encoding` overrides the document's own declaration; null leaves it in force.
/// No external entity is ever opened.
cexpat_result cexpat_read(const char *bytes, size_t count, const char *encoding, const cexpat_handlers *handlers);

#endif
