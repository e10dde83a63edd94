#include "cexpat.h"

#include <expat.h>

// Bytes handed to expat at a time: its length argument is an int.
enum { piece = 1 << 20 };

typedef struct reading {
  const cexpat_handlers *handlers;
  XML_Parser parser;
  bool stopped;
} reading;

static void heed(reading *reading, bool goOn) {
  if (goOn) return;
  reading->stopped = true;
  XML_StopParser(reading->parser, XML_FALSE);
}

static void XMLCALL on_start(void *data, const XML_Char *name, const XML_Char **attributes) {
  reading *now = data;
  if (now->stopped) return;
  int64_t offset = XML_GetCurrentByteIndex(now->parser);
  heed(now, now->handlers->start(now->handlers->context, name, (const char *const *)attributes, offset));
}

static void XMLCALL on_end(void *data, const XML_Char *name) {
  (void)name;
  reading *now = data;
  if (now->stopped) return;
  heed(now, now->handlers->end(now->handlers->context, XML_GetCurrentByteIndex(now->parser)));
}

static void XMLCALL on_text(void *data, const XML_Char *bytes, int count) {
  reading *now = data;
  if (now->stopped) return;
  heed(now, now->handlers->text(now->handlers->context, bytes, (size_t)count));
}

static void XMLCALL on_doctype(
    void *data, const XML_Char *name, const XML_Char *system, const XML_Char *public, int internal) {
  (void)name, (void)system, (void)public, (void)internal;
  reading *now = data;
  if (now->stopped) return;
  heed(now, now->handlers->doctype(now->handlers->context, XML_GetCurrentByteIndex(now->parser)));
}

static cexpat_result result(cexpat_status status, XML_Parser parser, const char *message) {
  cexpat_result made = {status, 0, 0, message ? message : ""};
  if (parser) {
    made.offset = XML_GetCurrentByteIndex(parser);
    made.line = (int64_t)XML_GetCurrentLineNumber(parser);
  }
  return made;
}

cexpat_result cexpat_read(const char *bytes, size_t count, const char *encoding, const cexpat_handlers *handlers) {
  XML_Parser parser = XML_ParserCreateNS(encoding, '\x1F');
  if (!parser) return result(cexpat_no_memory, NULL, "out of memory");
  reading now = {handlers, parser, false};
  XML_SetUserData(parser, &now);
  XML_SetElementHandler(parser, on_start, on_end);
  XML_SetCharacterDataHandler(parser, on_text);
  XML_SetStartDoctypeDeclHandler(parser, on_doctype);

  enum XML_Status status = XML_STATUS_OK;
  size_t done = 0;
  do {
    size_t next = count - done < piece ? count - done : piece;
    status = XML_Parse(parser, bytes + done, (int)next, done + next == count);
    done += next;
  } while (status == XML_STATUS_OK && done < count);

  cexpat_result made = {cexpat_complete, (int64_t)count, 0, ""};
  if (now.stopped) {
    made = result(cexpat_stopped, parser, "stopped");
  } else if (status != XML_STATUS_OK) {
    enum XML_Error error = XML_GetErrorCode(parser);
    cexpat_status kind = error == XML_ERROR_NO_MEMORY ? cexpat_no_memory : cexpat_malformed;
    made = result(kind, parser, XML_ErrorString(error));
  }
  XML_ParserFree(parser);
  return made;
}
