#include "cwidth.h"

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

bool cwidth_set_locale(void) {
  setlocale(LC_CTYPE, "");
  // Fall back from ASCII only: terminals in GBK or GB18030 work as they are.
  if (strncmp(nl_langinfo(CODESET), "ANSI", 4) == 0) setlocale(LC_CTYPE, "C.UTF-8");
  return MB_CUR_MAX > 1;
}

const char *cwidth_codeset(void) { return nl_langinfo(CODESET); }

void cwidth_fill(uint32_t first, uint32_t count, int8_t *widths) {
  for (uint32_t i = 0; i < count; i++) widths[i] = (int8_t)wcwidth((wchar_t)(first + i));
}
