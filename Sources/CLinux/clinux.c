#include "clinux.h"

#include <fcntl.h>
#include <malloc.h>
#include <spawn.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/timex.h>
#include <unistd.h>

int clinux_event_descriptor(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

int clinux_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC | O_NONBLOCK); }

void clinux_name_thread(const char *name) { pthread_setname_np(pthread_self(), name); }

int clinux_clock_synchronised(void) {
  struct timex state = {0};
  int code = adjtimex(&state);
  if (code < 0) return -1;
  return code != TIME_ERROR && !(state.status & STA_UNSYNC);
}

int clinux_start_alone(void *actions, const char *folder) {
  int code = posix_spawn_file_actions_addclosefrom_np(actions, 3);
  return code != 0 ? code : posix_spawn_file_actions_addchdir_np(actions, folder);
}

void clinux_share_heaps(void) { mallopt(M_ARENA_MAX, 2); }

void clinux_release_memory(void) { malloc_trim(0); }

short clinux_session_flag(void) { return POSIX_SPAWN_SETSID; }

void clinux_close_from(int first) { closefrom(first); }
