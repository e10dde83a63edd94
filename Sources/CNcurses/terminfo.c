// <term.h> defines macros named after capabilities, such as lines and columns: it comes last, and only here.
#include "include/cncurses.h"

#include <unistd.h>

#include <curses.h>
#include <term.h>

int nc_type_colours(const char *terminal) {
  int error = 0;
  if (setupterm(terminal, STDOUT_FILENO, &error) == ERR) return -1;
  int colours = tigetnum("colors");
  del_curterm(cur_term);
  return colours < 0 ? 0 : colours;
}
