#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

_Static_assert(sizeof(nc_glyph) == 24, "Swift fills this structure");

/// Modes that we switch on ourselves, switched off: mouse, focus, paste.
static const char modes_off[] = "\033[?1006l\033[?1000l\033[?1004l\033[?2004l";

/// Bytes of a frame that there is room for at first: a whole screen of 200x60 takes less.
enum { FRAME_CAPACITY = 65536 };

static bool is_open;

/// Appends a terminfo string without its padding marks.
static void append_capability(nc_screen *screen, const char *name) {
  const char *text = tigetstr(name);
  if (text == NULL || text == (const char *)-1) return;
  while (*text != '\0' && screen->restore_count < sizeof screen->restore) {
    if (text[0] == '$' && text[1] == '<') {
      while (*text != '\0' && *text != '>') text++;
      if (*text == '>') text++;
    } else {
      screen->restore[screen->restore_count++] = *text++;
    }
  }
}

static void prepare_restore(nc_screen *screen) {
  memcpy(screen->restore, modes_off, sizeof modes_off - 1);
  screen->restore_count = sizeof modes_off - 1;
  append_capability(screen, "sgr0");
  append_capability(screen, "op");
  append_capability(screen, "cnorm");
  append_capability(screen, "rmcup");
}

static void set_modes(nc_screen *screen) {
  raw();
  noecho();
  nonl();
  typeahead(-1);
  scrollok(stdscr, FALSE);
  leaveok(stdscr, TRUE);
  curs_set(0);
  screen->cursor_shown = false;
  screen->colours = 0;
  screen->pair_limit = 0;
  if (has_colors() && start_color() == OK) {
    screen->colours = COLORS;
    screen->default_colours = use_default_colors() == OK;
    screen->pair_limit = COLOR_PAIRS - 1 < NC_PAIR_LIMIT ? COLOR_PAIRS - 1 : NC_PAIR_LIMIT;
  }
}

static void free_parts(nc_screen *screen) {
  if (screen->curses != NULL) {
    endwin();
    delscreen(screen->curses);
  }
  if (screen->has_termios) tcsetattr(screen->input, TCSADRAIN, &screen->termios);
  if (screen->output_file != NULL) fclose(screen->output_file);
  if (screen->input_file != NULL) fclose(screen->input_file);
  if (screen->frame >= 0) close(screen->frame);
  free(screen->frame_bytes);
  free(screen);
  is_open = false;
}

static FILE *stream(int descriptor, const char *mode) {
  int copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
  if (copy < 0) return NULL;
  FILE *file = fdopen(copy, mode);
  if (file == NULL) close(copy);
  return file;
}

static nc_screen *open_screen(const char *terminal, int input, int output, int *reason) {
  *reason = is_open ? NC_BUSY : NC_SYSTEM;
  if (is_open) return NULL;
  nc_screen *screen = calloc(1, sizeof *screen);
  if (screen == NULL) return NULL;
  is_open = true;
  screen->input = input;
  screen->output = output;
  screen->has_termios = tcgetattr(input, &screen->termios) == 0;
  screen->output_file = stream(output, "w");
  screen->input_file = stream(input, "r");
  screen->frame = memfd_create("frame", MFD_CLOEXEC);
  if (screen->frame >= 0) {
    screen->frame_capacity = FRAME_CAPACITY;
    screen->frame_bytes = malloc(FRAME_CAPACITY);
    if (screen->frame_bytes == NULL) {
      close(screen->frame);
      screen->frame = -1;
    }
  }
  if (screen->output_file == NULL || screen->input_file == NULL) {
    free_parts(screen);
    return NULL;
  }
  nc_signals_save(screen);
  screen->curses = newterm(terminal, screen->output_file, screen->input_file);
  if (screen->curses == NULL) {
    *reason = NC_UNKNOWN_TYPE;
    free_parts(screen);
    return NULL;
  }
  const char *movement = tigetstr("cup");
  if (movement == NULL || movement == (const char *)-1) {
    *reason = NC_NO_CURSOR;
    free_parts(screen);
    return NULL;
  }
  set_modes(screen);
  prepare_restore(screen);
  if (!nc_signals_install(screen)) {
    free_parts(screen);
    return NULL;
  }
  *reason = NC_FINE;
  return screen;
}

nc_screen *nc_open(const char *terminal, int input, int output, int *reason) {
  sigset_t before;
  nc_signals_hold(&before);
  nc_screen *screen = open_screen(terminal, input, output, reason);
  int saved = errno;
  nc_signals_let_go(&before);
  errno = saved;
  return screen;
}

/// Lets what curses paints go into memory; false where there is none, and after a stop, when curses sets the terminal's
/// modes anew while it paints.
static bool begin_frame(const nc_screen *screen) {
  return screen->frame >= 0 && !isendwin() && dup3(screen->frame, fileno(screen->output_file), O_CLOEXEC) >= 0;
}

/// Gives the terminal what was painted, and curses the terminal.
static void end_frame(nc_screen *screen) {
  while (dup3(screen->output, fileno(screen->output_file), O_CLOEXEC) < 0 && errno == EINTR) {
  }
  off_t end = lseek(screen->frame, 0, SEEK_CUR);
  if (end <= 0) return;
  size_t count = (size_t)end;
  if (count > screen->frame_capacity) {
    char *bytes = realloc(screen->frame_bytes, count);
    if (bytes != NULL) {
      screen->frame_bytes = bytes;
      screen->frame_capacity = count;
    }
  }
  // Without the memory for the whole of it, in parts.
  size_t done = 0;
  while (done < count) {
    size_t part = count - done < screen->frame_capacity ? count - done : screen->frame_capacity;
    ssize_t found = pread(screen->frame, screen->frame_bytes, part, (off_t)done);
    if (found <= 0 || !nc_write(screen, screen->frame_bytes, (size_t)found)) break;
    done += (size_t)found;
  }
  lseek(screen->frame, 0, SEEK_SET);
}

/// Paints what changed, in one write: curses by itself writes at every movement of the cursor, and a terminal that reads
/// in between shows half a frame.
static void paint(nc_screen *screen) {
  sigset_t before;
  nc_signals_hold_stop(&before);
  bool is_framed = begin_frame(screen);
  wrefresh(stdscr);
  if (is_framed) end_frame(screen);
  nc_signals_let_go(&before);
}

void nc_close(nc_screen *screen) {
  if (screen == NULL) return;
  nc_write(screen, modes_off, sizeof modes_off - 1);
  nc_signals_remove(screen);
  free_parts(screen);
}

void nc_leave(nc_screen *screen) {
  nc_write(screen, modes_off, sizeof modes_off - 1);
  endwin();
}

void nc_return(nc_screen *screen) {
  clearok(curscr, TRUE);
  paint(screen);
}

int nc_colours(const nc_screen *screen) { return screen->colours; }

int nc_pair(nc_screen *screen, int foreground, int background) {
  if (!screen->default_colours) {
    if (foreground < 0) foreground = COLOR_WHITE;
    if (background < 0) background = COLOR_BLACK;
  } else if (foreground < 0 && background < 0) {
    return 0;
  }
  for (int i = 0; i < screen->pair_count; i++) {
    if (screen->pairs[i].foreground == foreground && screen->pairs[i].background == background) return i + 1;
  }
  if (screen->pair_count >= screen->pair_limit) return 0;
  int pair = screen->pair_count + 1;
  if (init_extended_pair(pair, foreground, background) == ERR) return 0;
  screen->pairs[screen->pair_count++] = (struct nc_colours){foreground, background};
  return pair;
}

void nc_forget_pairs(nc_screen *screen) { screen->pair_count = 0; }

void nc_measure(nc_screen *screen, int *columns, int *rows) {
  struct winsize size;
  if (ioctl(screen->output, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0) {
    if (is_term_resized(size.ws_row, size.ws_col)) resizeterm(size.ws_row, size.ws_col);
  }
  getmaxyx(stdscr, *rows, *columns);
}

static attr_t attributes_of(unsigned bits) {
  attr_t result = A_NORMAL;
  if (bits & NC_BOLD) result |= A_BOLD;
  if (bits & NC_REVERSE) result |= A_REVERSE;
  if (bits & NC_UNDERLINE) result |= A_UNDERLINE;
  if (bits & NC_DIM) result |= A_DIM;
  return result;
}

void nc_put(nc_screen *screen, int row, int column, const nc_glyph *glyphs, int count) {
  (void)screen;
  enum { part = 128 };
  cchar_t cells[part];
  if (wmove(stdscr, row, column) == ERR) return;
  int filled = 0;
  for (int i = 0; i < count; i++) {
    wchar_t text[6] = {(wchar_t)glyphs[i].scalar};
    int length = 1;
    while (length < 5 && glyphs[i].marks[length - 1] != 0) {
      text[length] = (wchar_t)glyphs[i].marks[length - 1];
      length++;
    }
    int pair = glyphs[i].pair;
    setcchar(&cells[filled++], text, attributes_of(glyphs[i].attributes), (short)pair, &pair);
    column += wcwidth(text[0]) == 2 ? 2 : 1;
    if (filled == part || i + 1 == count) {
      wadd_wchnstr(stdscr, cells, filled);
      filled = 0;
      if (i + 1 < count && wmove(stdscr, row, column) == ERR) return;
    }
  }
}

void nc_cursor(nc_screen *screen, int row, int column) {
  bool shown = row >= 0;
  if (shown != screen->cursor_shown) {
    curs_set(shown ? 1 : 0);
    leaveok(stdscr, !shown);
    screen->cursor_shown = shown;
  }
  if (shown) wmove(stdscr, row, column);
}

void nc_refresh(nc_screen *screen) {
  paint(screen);
}

void nc_clear(nc_screen *screen) {
  (void)screen;
  werase(stdscr);
  clearok(curscr, TRUE);
}

bool nc_write(nc_screen *screen, const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t written = write(screen->output, bytes, count);
    if (written > 0) {
      bytes += written;
      count -= (size_t)written;
    } else if (written < 0 && errno == EAGAIN) {
      struct pollfd ready = {.fd = screen->output, .events = POLLOUT};
      if (poll(&ready, 1, 1000) <= 0) return false;
    } else if (!(written < 0 && errno == EINTR)) {
      return false;
    }
  }
  return true;
}

const char *nc_restore_bytes(const nc_screen *screen, size_t *count) {
  *count = screen->restore_count;
  return screen->restore;
}
