#include "internal.h"

#include <fcntl.h>
#include <unistd.h>

/// The real standard error and the file that stands in for it; −1 while it is not redirected.
static volatile sig_atomic_t real_error = -1;
static volatile sig_atomic_t stand_in = -1;

/// Most bytes of the file that are shown after a crash.
enum { tail_limit = 4096 };

bool nc_stderr_to(const char *path) {
  if (real_error >= 0) return false;
  int file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) return false;
  int saved = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  if (saved < 0 || dup2(file, STDERR_FILENO) < 0) {
    if (saved >= 0) close(saved);
    close(file);
    return false;
  }
  real_error = saved;
  stand_in = file;
  return true;
}

int nc_stderr_back(void) {
  if (real_error < 0) return -1;
  int file = stand_in;
  dup2(real_error, STDERR_FILENO);
  close(real_error);
  real_error = -1;
  stand_in = -1;
  return file;
}

void nc_stderr_rescue(void) {
  if (real_error < 0) return;
  dup2(real_error, STDERR_FILENO);
  off_t end = lseek(stand_in, 0, SEEK_END);
  off_t at = end > tail_limit ? end - tail_limit : 0;
  char buffer[512];
  ssize_t count;
  while ((count = pread(stand_in, buffer, sizeof buffer, at)) > 0) {
    (void)!write(STDERR_FILENO, buffer, (size_t)count);
    at += count;
  }
}
