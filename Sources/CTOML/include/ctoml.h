/* A flat C face of toml++: parse a buffer, then read its nodes in document order of nesting.
 *
 * No exception leaves these functions. Every pointer in a node belongs to the document and dies with it. */
#ifndef CTOML_H
#define CTOML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ctoml_document ctoml_document;

enum {
  CTOML_STRING = 0,
  CTOML_INTEGER = 1,
  CTOML_REAL = 2,
  CTOML_BOOLEAN = 3,
  CTOML_DATE = 4,
  CTOML_ARRAY = 5,
  CTOML_TABLE = 6,
};

/* One value. Lines and columns count from 1; 0 is "not known". */
typedef struct {
  int32_t kind;
  uint32_t line;
  uint32_t column;
  /* Where the key stands; 0 for elements of arrays and the root. */
  uint32_t key_line;
  uint32_t key_column;
  /* UTF-8, not terminated. Null for elements of arrays and the root. */
  const char *key;
  size_t key_length;
  /* The text of a string, or the ISO 8601 form of a date. */
  const char *text;
  size_t text_length;
  /* The value of an integer; 0 or 1 for a boolean. */
  int64_t integer;
  double real;
  /* How many of the nodes that follow are direct members of this array or table. */
  size_t members;
} ctoml_node;

/* Why a document was not understood. */
typedef struct {
  uint32_t line;
  uint32_t column;
  const char *text;
  size_t text_length;
} ctoml_failure;

/* Null only when memory is short. The bytes are not kept. */
ctoml_document *ctoml_parse(const char *bytes, size_t length);
void ctoml_free(ctoml_document *document);

/* Whether the document was understood; `failure` is filled when it was not. */
bool ctoml_is_good(const ctoml_document *document, ctoml_failure *failure);

/* Nodes in pre-order: the root table first, each container directly before its members. A bad document has
 * none. An index must be below the count. */
size_t ctoml_count(const ctoml_document *document);
ctoml_node ctoml_at(const ctoml_document *document, size_t index);

#ifdef __cplusplus
}
#endif

#endif
