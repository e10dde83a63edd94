#ifndef CNCURSES_INTERNAL_H
#define CNCURSES_INTERNAL_H
#include <curses.h>
#include <signal.h>
#include <stdio.h>
#include <termios.h>
#include <wchar.h>

#include "include/cncurses.h"

/// Most colour pairs in use at once: a theme has some forty.
enum { NC_PAIR_LIMIT = 255, NC_HANDLED = 7, NC_FATAL = 6 };

struct nc_colours {
  int foreground;
  int background;
};

struct nc_screen {
  SCREEN *curses;
  FILE *input_file;
  FILE *output_file;
  int input;
  int output;
  /// A file in memory that curses paints into, −1 where there is none, and what was read from it.
  int frame;
  char *frame_bytes;
  size_t frame_capacity;
  int colours;
  int pair_limit;
  int pair_count;
  struct nc_colours pairs[NC_PAIR_LIMIT];
  bool default_colours;
  bool cursor_shown;
  bool has_termios;
  struct termios termios;
  char restore[256];
  size_t restore_count;
  int signal_pipe[2];
  struct sigaction before[NC_HANDLED];
  struct sigaction before_fatal[NC_FATAL];
  void *alternate_stack;
};

/// Remembers the handlers before curses replaces some; installs and removes ours.
void nc_signals_save(nc_screen *screen);
bool nc_signals_install(nc_screen *screen);
void nc_signals_remove(nc_screen *screen);

/// Holds the signals that are ours back from this thread until they are let go, so that none meets handlers that are
/// being exchanged.
void nc_signals_hold(sigset_t *before);
/// Holds SIGTSTP back while curses paints: curses ignores it meanwhile, and a signal that is ignored is lost.
void nc_signals_hold_stop(sigset_t *before);
void nc_signals_let_go(const sigset_t *before);

/// Async-signal-safe: standard error back to the terminal, with the end of what went to the file.
void nc_stderr_rescue(void);

#endif
