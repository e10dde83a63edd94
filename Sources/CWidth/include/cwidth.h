#ifndef CWIDTH_H
#define CWIDTH_H
#include <stdbool.h>
#include <stdint.h>

/// Sets LC_CTYPE from the environment and falls back to C.UTF-8 when that names an ASCII codeset.
/// Returns false when even the fallback has no multibyte characters.
bool cwidth_set_locale(void);

/// Name of the codeset in force, such as "UTF-8". Valid until the next call.
const char *cwidth_codeset(void);

/// Fills widths[i] with glibc's wcwidth(first + i): -1, 0, 1 or 2.
void cwidth_fill(uint32_t first, uint32_t count, int8_t *widths);

#endif
