#ifndef CNCURSES_H
#define CNCURSES_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// One curses screen. A process has at most one at a time; all calls come from the thread that opened it.
typedef struct nc_screen nc_screen;

enum {
  NC_BOLD = 1,
  NC_REVERSE = 2,
  NC_UNDERLINE = 4,
  NC_DIM = 8,
};

/// Why a screen could not be opened.
enum {
  NC_FINE = 0,
  /// Another screen is open in this process.
  NC_BUSY,
  /// The terminal type is not in the terminfo database.
  NC_UNKNOWN_TYPE,
  /// The terminal type cannot move its cursor.
  NC_NO_CURSOR,
  /// A system call failed; errno says which way.
  NC_SYSTEM,
};

/// One character with up to four zero-width scalars (unused ones are 0) and how it looks.
typedef struct nc_glyph {
  uint32_t scalar;
  uint16_t attributes;
  uint16_t pair;
  uint32_t marks[4];
} nc_glyph;

/// Opens the alternate screen in raw mode with signal handlers. Returns NULL and a reason on failure.
nc_screen *nc_open(const char *terminal, int input, int output, int *reason);

/// Gives everything back: modes, cursor, alternate screen, termios, signal handlers. NULL is ignored.
void nc_close(nc_screen *screen);

/// Leaves the screen for a while and comes back; signal handlers stay.
void nc_leave(nc_screen *screen);
void nc_return(nc_screen *screen);

/// Stops the whole job with SIGTSTP's default action; returns when it is continued.
void nc_stop_job(nc_screen *screen);

/// Colours and colour pairs of the terminal; 0 on a monochrome one.
int nc_colours(const nc_screen *screen);

/// Number of the pair for two colours, −1 for the terminal's default. 0 (the default pair) when the table is full.
int nc_pair(nc_screen *screen, int foreground, int background);

/// Frees all pairs for new ones, before another theme is sent.
void nc_forget_pairs(nc_screen *screen);

/// Asks the terminal for its size and makes curses follow.
void nc_measure(nc_screen *screen, int *columns, int *rows);

/// Puts whole characters from a column on; a wide one takes two columns.
void nc_put(nc_screen *screen, int row, int column, const nc_glyph *glyphs, int count);

/// Where the cursor stands after the next refresh; a negative row hides it.
void nc_cursor(nc_screen *screen, int row, int column);

/// Sends what changed.
void nc_refresh(nc_screen *screen);

/// Forgets what the terminal is believed to show: the next refresh clears and sends everything.
void nc_clear(nc_screen *screen);

/// Writes bytes as they are, after everything refreshed so far. Returns false when the terminal is gone.
bool nc_write(nc_screen *screen, const char *bytes, size_t count);

/// Bytes that give the terminal back after a crash. The second argument receives their count.
const char *nc_restore_bytes(const nc_screen *screen, size_t *count);

/// Becomes readable when a signal came; each byte read is a signal number.
int nc_signal_descriptor(const nc_screen *screen);

/// Sends standard error to a file (created 0600, emptied) until `nc_stderr_back`. Returns false on failure.
bool nc_stderr_to(const char *path);

/// Gives standard error back and returns the file's descriptor for reading (the caller closes it), or −1.
int nc_stderr_back(void);

/// Colours that terminfo gives a terminal type; −1 for an unknown type. Call while no screen is open.
int nc_type_colours(const char *terminal);

#endif
