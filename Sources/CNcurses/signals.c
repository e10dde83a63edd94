#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const int handled[NC_HANDLED] = {SIGWINCH, SIGTSTP, SIGCONT, SIGTERM, SIGHUP, SIGINT, SIGQUIT};
static const int fatal[NC_FATAL] = {SIGSEGV, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE};

enum { alternate_stack_size = 65536 };

/// What the handlers read; written only while no handler of ours is installed.
static nc_screen *volatile guarded;
static volatile sig_atomic_t signal_end = -1;

static void on_signal(int number) {
  int saved = errno;
  unsigned char byte = (unsigned char)number;
  // A full pipe already wakes the reader.
  if (signal_end >= 0) (void)!write(signal_end, &byte, 1);
  errno = saved;
}

/// Gives the terminal back with calls that are safe here (endwin is not), then lets the signal act as before.
static void on_fatal(int number, siginfo_t *info, void *context) {
  (void)context;
  nc_screen *screen = guarded;
  guarded = NULL;
  if (screen != NULL) {
    (void)!write(screen->output, screen->restore, screen->restore_count);
    if (screen->has_termios) tcsetattr(screen->input, TCSANOW, &screen->termios);
    nc_stderr_rescue();
    for (int i = 0; i < NC_FATAL; i++) sigaction(fatal[i], &screen->before_fatal[i], NULL);
  } else {
    signal(number, SIG_DFL);
  }
  // A fault happens again when the handler returns; a signal that was sent has to be sent again.
  if (info == NULL || info->si_code <= 0) raise(number);
}

void nc_signals_hold(sigset_t *before) {
  sigset_t ours;
  sigemptyset(&ours);
  for (int i = 0; i < NC_HANDLED; i++) sigaddset(&ours, handled[i]);
  pthread_sigmask(SIG_BLOCK, &ours, before);
}

void nc_signals_hold_stop(sigset_t *before) {
  sigset_t stop, pending;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTSTP);
  pthread_sigmask(SIG_BLOCK, &stop, before);
  // To ignore a signal also throws away one that waits: our handler gets that first.
  while (!sigismember(before, SIGTSTP) && sigpending(&pending) == 0 && sigismember(&pending, SIGTSTP)) {
    pthread_sigmask(SIG_UNBLOCK, &stop, NULL);
    pthread_sigmask(SIG_BLOCK, &stop, NULL);
  }
}

void nc_signals_let_go(const sigset_t *before) { pthread_sigmask(SIG_SETMASK, before, NULL); }

void nc_signals_save(nc_screen *screen) {
  for (int i = 0; i < NC_HANDLED; i++) sigaction(handled[i], NULL, &screen->before[i]);
  for (int i = 0; i < NC_FATAL; i++) sigaction(fatal[i], NULL, &screen->before_fatal[i]);
}

static void install_handled(void) {
  struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
  sigemptyset(&action.sa_mask);
  for (int i = 0; i < NC_HANDLED; i++) sigaction(handled[i], &action, NULL);
}

bool nc_signals_install(nc_screen *screen) {
  if (pipe2(screen->signal_pipe, O_CLOEXEC | O_NONBLOCK) != 0) {
    for (int i = 0; i < NC_HANDLED; i++) sigaction(handled[i], &screen->before[i], NULL);
    return false;
  }
  signal_end = screen->signal_pipe[1];
  guarded = screen;
  stack_t current;
  if (sigaltstack(NULL, &current) == 0 && (current.ss_flags & SS_DISABLE)) {
    screen->alternate_stack = malloc(alternate_stack_size);
    stack_t stack = {.ss_sp = screen->alternate_stack, .ss_size = alternate_stack_size};
    if (screen->alternate_stack != NULL) sigaltstack(&stack, NULL);
  }
  install_handled();
  struct sigaction action = {.sa_sigaction = on_fatal, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
  sigemptyset(&action.sa_mask);
  for (int i = 0; i < NC_FATAL; i++) sigaction(fatal[i], &action, NULL);
  return true;
}

void nc_signals_remove(nc_screen *screen) {
  for (int i = 0; i < NC_HANDLED; i++) sigaction(handled[i], &screen->before[i], NULL);
  for (int i = 0; i < NC_FATAL; i++) sigaction(fatal[i], &screen->before_fatal[i], NULL);
  guarded = NULL;
  signal_end = -1;
  close(screen->signal_pipe[0]);
  close(screen->signal_pipe[1]);
  if (screen->alternate_stack != NULL) {
    stack_t off = {.ss_flags = SS_DISABLE};
    sigaltstack(&off, NULL);
    free(screen->alternate_stack);
  }
}

int nc_signal_descriptor(const nc_screen *screen) { return screen->signal_pipe[0]; }

void nc_stop_job(nc_screen *screen) {
  (void)screen;
  struct sigaction action = {.sa_handler = SIG_DFL};
  sigemptyset(&action.sa_mask);
  struct sigaction ours;
  sigaction(SIGTSTP, &action, &ours);
  kill(0, SIGTSTP);
  sigaction(SIGTSTP, &ours, NULL);
}
